import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { describeFailure } from '../../controller/cli/exit.js';
import { addImpairCommand } from './impair-command.js';
import { LabError } from './lab-error.js';
import type { LabOptions } from './lab-options.js';
import { labStatus, labStatusText } from './lab-status.js';
import { moveVm } from './move.js';
import { Lab } from './running-lab.js';
import { labXdpModes, underlayFamilies } from './state.js';
import { isEmpty, tearDown } from './teardown.js';
import { LabNames } from './underlay.js';
import { plugVm, unplugVm } from './virtual-machine.js';

/** `npm run lab -- ...`: a cluster on one machine. Results go to stdout, progress to stderr. */

function positiveInteger(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('Not a positive whole number.');
  return n;
}

// grpc-js names a server by its IP address in TLS, of which Node.js warns (DEP0123): nothing that a user could act on.
process.noDeprecation = true;

const progress = (step: string) => process.stderr.write(`lab: ${step}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

interface Prefixed {
  prefix: string;
}

const program = new Command('lab')
  .description(
    'A weft cluster on this machine: hosts as network namespaces, an agent in each, controller and nats-server.',
  )
  .addOption(
    new Option('--prefix <name>', 'what names of namespaces begin with').default('weft').env('WEFT_LAB_PREFIX'),
  )
  .addHelpText(
    'after',
    `
Examples:
  npm run lab -- up --nodes 3
  npm run weft -- tenant create acme
  npm run weft -- network create blue --tenant acme
  npm run weft -- subnet create blue-v4 --network blue --prefix 10.0.0.0/24
  npm run weft -- port create web-1 --network blue --node host-1
  npm run lab -- plug web-1 --name web-1
  ip netns exec weft-vm-web-1 ip address
  npm run lab -- move web-1 --to host-2
  npm run lab -- impair host-1 --peer host-2 --direction out --loss 1%
  npm run lab -- down

State, logs and certificates are under /var/lib/weft-lab, or WEFT_LAB_DIR. Exit codes: 0 done, 1 failed, 2 wrong arguments.`,
  )
  .showHelpAfterError('(see --help)')
  .exitOverride();

program
  .command('up')
  .description('start a lab and wait until its nodes are READY')
  .option('--nodes <n>', 'number of hosts, host-1 to host-<n>', positiveInteger, 3)
  .option('--underlay-mtu <bytes>', 'MTU of the underlay', positiveInteger, 1500)
  .option('--uplinks <n>', 'underlay interfaces of a host; more than one: routed links', positiveInteger, 1)
  .option('--heartbeat-ms <ms>', "interval of the agents' heartbeats", positiveInteger)
  .addOption(new Option('--underlay-family <family>', 'of the VTEPs').choices(underlayFamilies).default('ipv4'))
  .addOption(
    new Option('--xdp <mode>', 'XDP of the agents on the underlay (default: off, on veths)').choices(labXdpModes),
  )
  .exitOverride()
  .action(async (flags: Omit<LabOptions, 'prefix' | 'directory'>, self: Command) => {
    const { prefix } = self.optsWithGlobals<Prefixed>();
    const abort = removeWhenInterrupted(prefix);
    const lab = await Lab.up({ ...flags, prefix }, progress);
    abort.disarm();
    print(labStatusText(labStatus(lab)));
    lab.close();
  });

program
  .command('down')
  .description('remove the lab and everything it made, also after a crash')
  .exitOverride()
  .action(async (_flags: object, self: Command) => {
    const found = await tearDown(new LabNames(self.optsWithGlobals<Prefixed>().prefix));
    progress(
      isEmpty(found)
        ? 'nothing was up'
        : `removed ${found.processes} processes and ${found.namespaces.length} network namespaces`,
    );
  });

program
  .command('status')
  .description('where everything is')
  .addOption(new Option('-o, --output <format>').choices(['text', 'json']).default('text'))
  .exitOverride()
  .action(async (flags: { output: string }, self: Command) => {
    await withLab(self, async (lab) => {
      const status = labStatus(lab);
      print(flags.output === 'json' ? JSON.stringify(status, null, 2) : labStatusText(status));
    });
  });

program
  .command('plug')
  .argument('<port-id>')
  .description('make the VM NAME (network namespace weft-vm-NAME) and plug it into a port, on the node of the port')
  .requiredOption('--name <name>', 'name of the VM')
  .option('--tap', 'through a tap, as a hypervisor does, instead of a veth pair')
  .option('--ask', 'the VM asks for its addresses (DHCP, router advertisements) instead of being given them')
  .option('--no-wait', 'do not wait until the port is ACTIVE')
  .exitOverride()
  .action(async (portId: string, flags: { name: string; tap?: true; ask?: true; wait: boolean }, self: Command) => {
    await withLab(self, async (lab) => {
      const { name, tap = false, ask = false, wait: waitActive } = flags;
      const vm = await plugVm(lab, portId, { name, tap, waitActive, addresses: ask ? 'asked' : 'given' });
      print(`${vm.namespace}  ${vm.addresses.join(',')}  ${vm.mac}  on ${vm.node}`);
    });
  });

program
  .command('unplug')
  .argument('<name>')
  .description('unplug the VM NAME and remove it; its port stays')
  .option('--force', 'also when the agent does not answer')
  .exitOverride()
  .action(async (name: string, flags: { force?: true }, self: Command) => {
    await withLab(self, (lab) => unplugVm(lab, name, { force: flags.force ?? false }));
  });

program
  .command('move')
  .argument('<name>')
  .description('move the VM NAME to another host while it runs: what it talks with does not notice')
  .requiredOption('--to <node>', 'where to: host-2')
  .exitOverride()
  .action(async (name: string, { to }: { to: string }, self: Command) => {
    await withLab(self, async (lab) => {
      const from = lab.vm(name).node;
      const { preparedMs, exchangedMs, activeMs, departedMs } = await moveVm(lab, name, to);
      const ms = (n: number) => `${n.toFixed(1)} ms`;
      print(`${name}  ${from} -> ${to}`);
      print(`prepared after ${ms(preparedMs)}: policy, addresses and connections were there before the VM`);
      print(`without an interface for at most ${ms(exchangedMs)}, known to be at ${to} after ${ms(activeMs)}`);
      print(`every node knew after ${ms(departedMs)}: the outage was that at most, and nothing is left at ${from}`);
    });
  });

program
  .command('add-node')
  .description('add one more host')
  .exitOverride()
  .action(async (_flags: object, self: Command) => {
    await withLab(self, async (lab) => {
      const node = await lab.addNode(progress);
      print(`${node.id}  ${node.namespace}  ${node.vtep}`);
    });
  });

addImpairCommand(program, withLab);

async function withLab(command: Command, work: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = Lab.open({ prefix: command.optsWithGlobals<Prefixed>().prefix });
  try {
    await work(lab);
  } finally {
    lab.close();
  }
}

/** Ctrl-C during `up` leaves nothing behind. */
function removeWhenInterrupted(prefix: string): { disarm: () => void } {
  const clean = () => {
    progress('interrupted: removing what is there');
    tearDown(new LabNames(prefix)).finally(() => process.exit(130));
  };
  process.once('SIGINT', clean);
  process.once('SIGTERM', clean);
  return {
    disarm: () => {
      process.off('SIGINT', clean);
      process.off('SIGTERM', clean);
    },
  };
}

try {
  if (process.getuid?.() !== 0) throw new LabError('the lab makes network namespaces: run it as root');
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const lines = error instanceof LabError ? [error.message] : describeFailure(error).lines;
    process.stderr.write(`lab: ${lines.join('\n')}\n`);
    process.exitCode = 1;
  }
}
