import { Command, CommanderError } from 'commander';
import { addAgentCommand } from './agent.js';
import { addAuditCommand } from './audit.js';
import { addClusterCommand } from './cluster.js';
import { describeFailure, ExitCode } from './exit.js';
import { addFlowsCommand } from './flows.js';
import { addNetworkCommand } from './network.js';
import { addNodeCommand } from './node.js';
import { addPkiCommand } from './pki.js';
import { addPortCommand } from './port.js';
import { addRouterCommand } from './router.js';
import { addSecurityGroupCommand } from './security-group.js';
import { addSettingsOptions } from './settings.js';
import { addStatusCommand } from './status.js';
import { addStoreCommand } from './store.js';
import { addSubnetCommand } from './subnet.js';
import { addTenantCommand } from './tenant.js';
import { addTunnelsCommand } from './tunnels.js';

const epilogue = `
Examples:
  weft tenant create acme
  weft network create blue --tenant acme
  weft subnet create blue-v4 --network blue --prefix 10.0.0.0/24
  weft security-group create web --tenant acme --rule 'in tcp 443'
  weft port create web-1 --network blue --node host-1 --security-group web
  weft port list --network blue -o json
  weft flows --follow --tenant acme
  weft tunnels --watch

Settings: flags, then environment (WEFT_CONTROLLER, WEFT_TLS_CA, WEFT_TLS_CERT, WEFT_TLS_KEY, WEFT_NATS_URL,
WEFT_AGENT_SOCKET), then $WEFT_CONFIG or ~/.config/weft/config.json, a JSON object such as
  {"controller": "192.0.2.1:7700", "tlsCa": "/etc/weft/ca.crt", "tlsCert": "me.crt", "tlsKey": "me.key"}

Exit codes:
  0  done
  1  the call was answered with an error (its code, message and fields are on stderr)
  2  wrong arguments or settings; nothing was sent
  3  the controller, agent or nats-server could not be reached, or did not answer in time`;

/** The command line. `name` is what help calls it. */
export function buildProgram(name = 'weft'): Command {
  const program = new Command(name)
    .description('Private networks for tenants: ask the controller for them, and see how they do.')
    .helpCommand(true)
    .showHelpAfterError('(see --help)')
    .addHelpText('after', epilogue)
    .exitOverride();
  addSettingsOptions(program);
  addTenantCommand(program);
  addNetworkCommand(program);
  addSubnetCommand(program);
  addRouterCommand(program);
  addSecurityGroupCommand(program);
  addPortCommand(program);
  addNodeCommand(program);
  addStatusCommand(program);
  addClusterCommand(program);
  addTunnelsCommand(program);
  addFlowsCommand(program);
  addAuditCommand(program);
  addAgentCommand(program);
  addStoreCommand(program);
  addPkiCommand(program);
  overrideExit(program);
  return program;
}

/** Subcommands do not inherit exitOverride from a parent that sets it after they were added. */
function overrideExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) overrideExit(child);
}

/** Runs one command line; resolves to the exit code. Errors are written to stderr. */
export async function runProgram(args: readonly string[], name = 'weft'): Promise<ExitCode> {
  try {
    await buildProgram(name).parseAsync(args, { from: 'user' });
    return ExitCode.OK;
  } catch (error) {
    // commander has written help, version or the error itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    const { lines, exitCode } = describeFailure(error);
    process.stderr.write(`${lines.join('\n')}\n`);
    return exitCode;
  }
}
