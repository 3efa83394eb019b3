import type { Command } from 'commander';
import { ClusterService } from '../../proto/gen/services.js';
import { UsageError } from './exit.js';
import { printLine } from './output.js';
import { withController } from './session.js';

/** Steps of a rotation, each of which may last as long as --wait says. */
const rotationSteps = 3;

/** `weft cluster`: what concerns all nodes. How the cluster is says `weft status`. */
export function addClusterCommand(program: Command): void {
  const cluster = program.command('cluster').description('what concerns all nodes: the key of tunnel probes');
  cluster
    .command('rotate-probe-key')
    .description('give all nodes another key for tunnel probes, while probes go on')
    .option('--wait <seconds>', 'for each of three steps (every node learns, uses, forgets), at most 60 s', '10')
    .option('--skip-not-ready', 'leave out nodes that are NOT_READY: their tunnels look dead until they are back')
    .addHelpText(
      'after',
      '\nIf nodes are behind they are named, and what is done stays: run it again when they are back, and it goes on from there.',
    )
    .action(async (flags: { wait: string; skipNotReady?: true }, self: Command) => {
      const seconds = Number(flags.wait);
      if (!(seconds > 0 && seconds <= 60)) throw new UsageError('--wait: a number of seconds above 0, at most 60');
      const request = { timeoutMs: Math.ceil(seconds * 1000), skipNotReady: flags.skipNotReady ?? false };
      await withController(self, async (c) => {
        const { revision } = await c.call(ClusterService.rotateProbeKey, request, rotationSteps * request.timeoutMs);
        printLine(`the key of tunnel probes is rotated, as of revision ${revision}`);
      });
    });
}
