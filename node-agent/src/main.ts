#!/usr/bin/env node
import { Command } from 'commander';
import { pino } from 'pino';
import { WeftError } from '../../proto/src/errors.js';
import { AGENT_VERSION, Agent } from './agent.js';
import { requireUnanswered } from './api/socket-server.js';
import { cleanUp } from './cleanup.js';
import { BpfDatapath } from './datapath/bpf/bpf-datapath.js';
import { rtnetlinkLinks } from './datapath/bpf/rtnetlink.js';
import { agentMetrics, serveMetrics } from './metrics/metrics.js';
import { type AgentFlags, agentFlags, agentOptions, DEFAULT_BPFFS } from './options.js';

/** Exit codes: 0 ended as asked, 1 it could not run, 2 wrong flags. */
async function run(flags: AgentFlags): Promise<void> {
  const options = agentOptions(flags);
  const log = pino({ level: options.logLevel, base: { node: options.nodeId } });
  try {
    // Before anything in the kernel is touched.
    await requireUnanswered(options.socket);
    const datapath = BpfDatapath.open({
      bpffs: options.bpffs,
      nodeId: options.nodeId,
      limits: options,
      warn: (message) => log.warn(message),
    });
    const agent = new Agent(options, datapath, rtnetlinkLinks, log);
    const stop = (signal: string) => {
      log.info({ signal }, 'ending; everything that forwards stays');
      agent.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'ending failed');
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', () => stop('SIGTERM'));
    process.once('SIGINT', () => stop('SIGINT'));
    await agent.start();
    if (options.metrics !== null) await serveMetrics(options.metrics, agentMetrics(agent));
    log.info({ socket: options.socket, pins: datapath.pinPath, instance: agent.instance }, 'agent runs');
  } catch (error) {
    log.fatal({ err: error }, (error as Error).message);
    process.exit(1);
  }
}

const program = new Command('weft-agent').description("weft's node agent").version(AGENT_VERSION);
const runCommand = program
  .command('run', { isDefault: true })
  .description('follow the controller; SIGTERM ends it and leaves everything that forwards');
for (const option of agentFlags()) runCommand.addOption(option);
runCommand.action((flags: AgentFlags) => run(flags));
program
  .command('cleanup')
  .description('remove what the agent of a node made in the kernel: ports stop forwarding')
  .requiredOption('--node-id <id>', 'id of the node')
  .option('--bpffs <dir>', 'as the agent had it', DEFAULT_BPFFS)
  .action((flags: { nodeId: string; bpffs: string }) => cleanUp(flags.bpffs, flags.nodeId));

program.parseAsync().catch((error: unknown) => {
  const text = error instanceof WeftError ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`weft-agent: ${text}\n`);
  process.exit(error instanceof WeftError ? 2 : 1);
});
