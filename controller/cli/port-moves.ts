import type { Command } from 'commander';
import type { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { CommandFailure, ExitCode, UsageError } from './exit.js';
import { outputOption } from './output.js';
import { type Noun, printResource } from './resource-commands.js';
import { withController } from './session.js';
import { type WaitFlags, waitOf, waitOption } from './write-options.js';

type Port = weft.v1.Port.$Properties;

interface MoveFlags extends WaitFlags {
  to: string;
  etag: string;
}

interface BindingFlags extends WaitFlags {
  generation: string;
}

interface CancelFlags extends BindingFlags {
  departing?: true;
}

/** What is missing at the place that the port is being moved to. */
function missingThere({ status }: Port): string[] {
  return [
    status?.pendingPlugged ? '' : 'not plugged',
    status?.pendingProgrammed ? '' : 'not programmed',
    status?.pendingHasConnections ? '' : 'connections not there',
    status?.pendingMessage ?? '',
  ].filter((m) => m !== '');
}

/** The port may go over: all is there that it needs where it is being moved to. */
export function readyToMove(port: Port): boolean {
  return Boolean(port.pendingBinding) && missingThere(port).length === 0;
}

/** In a list: `moving to host-2 (not plugged)`, `departing from host-1`; empty: the port is not being moved. */
export function moveCell(port: Port): string {
  const { pendingBinding, departingBinding } = port;
  if (pendingBinding) return `moving to ${pendingBinding.nodeId} (${missingThere(port).join(', ') || 'ready'})`;
  return departingBinding ? `departing from ${departingBinding.nodeId}` : '';
}

/** Below the table of a port that is being moved: the binding beside the active one. */
export function moveDetails(port: Port): string {
  const { pendingBinding, departingBinding } = port;
  if (pendingBinding) {
    const { nodeId, generation } = pendingBinding;
    const facts = missingThere(port).join(', ') || 'plugged and programmed, connections are there';
    return `pending on ${nodeId}, generation ${generation}: ${facts}`;
  }
  if (!departingBinding) return '';
  const { nodeId, generation } = departingBinding;
  return `departing from ${nodeId}, generation ${generation}: until every node knows and connections have gone over`;
}

/** `weft port move`, `activate`, `cancel-move`. */
export function addPortMoves(parent: Command, noun: Noun<Port>): void {
  waitOption(parent.command('move').argument('<id>'))
    .description('begin to move a port to another node: it is prepared there, and goes on here until it sends there')
    .requiredOption('--to <node>', 'where to')
    .option('--etag <etag>', 'only if the port is still in this state', '')
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Plug the port on the other node when that is prepared (--wait). With its first frame there it has moved; \`weft port activate\` says so instead.

Example:
  weft port move web-1 --to host-2 --wait 10`,
    )
    .action(async (id: string, flags: MoveFlags, self: Command) => {
      const request = { id, nodeId: flags.to, etag: flags.etag, ...waitOf(flags) };
      await withController(self, async (c) => printResource(noun, self, await c.call(PortService.movePort, request)));
    });
  bindingOptions(parent.command('activate'), 'only if the pending binding has this generation')
    .description('end the move of a port: where it is being moved to it is from now on')
    .action(async (id: string, flags: BindingFlags, self: Command) => {
      const request = { id, generation: generationOf(flags), ...waitOf(flags) };
      await withController(self, async (c) =>
        printResource(noun, self, await c.call(PortService.activatePortMove, request)),
      );
    });
  bindingOptions(parent.command('cancel-move'), 'only if the pending or departing binding has this generation')
    .description(
      'leave a port where it is; with --departing, of one that has moved: wait no longer for nodes that do not know it',
    )
    .option('--departing', 'end the departing binding')
    .action(async (id: string, flags: CancelFlags, self: Command) => {
      const [named, wait] = [generationOf(flags), waitOf(flags)];
      await withController(self, async (c) => {
        const generation = named || whatIsMeant(await c.call(PortService.getPort, { id }), flags);
        printResource(noun, self, await c.call(PortService.cancelPortMove, { id, generation, ...wait }));
      });
    });
}

/**
 * Generation of the binding that `cancel-move` is to end; 0: the port has none but the active one. The port may go over at any moment: who calls a move off must not end its
 * departing binding instead, before the connections are where it is.
 */
function whatIsMeant({ metadata, pendingBinding, departingBinding }: Port, { departing }: CancelFlags): number {
  const binding = departing ? departingBinding : pendingBinding;
  if (binding) return binding.generation ?? 0;
  if (pendingBinding) throw new CommandFailure(ExitCode.FAILED, `port ${metadata?.id} has not moved yet`);
  if (!departingBinding) return 0;
  const how = 'it ends by itself, or without waiting with --departing';
  throw new CommandFailure(
    ExitCode.FAILED,
    `port ${metadata?.id} has moved: it departs from ${departingBinding.nodeId}, and ${how}`,
  );
}

function bindingOptions(command: Command, generation: string): Command {
  return waitOption(command.argument('<id>')).option('--generation <n>', generation, '0').addOption(outputOption());
}

function generationOf({ generation }: BindingFlags): number {
  if (!/^\d{1,10}$/.test(generation))
    throw new UsageError(`--generation: ${JSON.stringify(generation)} is no generation`);
  return Number(generation);
}
