import { type Command, Option } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { CommandFailure, ExitCode } from './exit.js';
import { moveCell, readyToMove } from './port-moves.js';
import { interrupted, withController } from './session.js';

type Port = weft.v1.Port.$Properties;

const { PortState } = weft.v1;
const hasState = (state: weft.v1.PortState) => (port: Port) => port.status?.state === state;

/** What can be waited for. */
const conditions = {
  UNBOUND: hasState(PortState.UNBOUND),
  BINDING: hasState(PortState.BINDING),
  ACTIVE: hasState(PortState.ACTIVE),
  MOVABLE: readyToMove,
  MOVED: (port: Port) => !port.pendingBinding && !port.departingBinding,
} as const;

function describe(port: Port): string {
  const state = PortState[port.status?.state ?? PortState.PORT_STATE_UNSPECIFIED] ?? '';
  return [state, moveCell(port)].filter((text) => text !== '').join(', ');
}

/** `weft port wait`: blocks until ports reach a state. */
export function addPortWait(parent: Command): void {
  parent
    .command('wait')
    .argument('<id...>')
    .description('wait until ports have a state')
    .addOption(
      new Option(
        '--state <state>',
        'a state; MOVABLE: all is ready where it is being moved to; MOVED: it is not being moved (any more)',
      )
        .choices(Object.keys(conditions))
        .default('ACTIVE'),
    )
    .option('--for <seconds>', 'give up after this time, exit code 1', '60')
    .addHelpText('after', '\nExample:\n  weft port wait web-1 web-2 --for 30')
    .action(async (ids: string[], flags: { state: keyof typeof conditions; for: string }, self: Command) => {
      const isWanted = conditions[flags.state];
      const seconds = Number(flags.for);
      if (!(seconds > 0)) self.error('error: --for: a number of seconds above 0');
      await withController(self, async (c) => {
        // Unknown ids fail at once, not after the timeout.
        for (const id of ids) await c.call(PortService.getPort, { id });
        const waiting = new Set(ids);
        const states = new Map<string, string>();
        const signal = AbortSignal.any([interrupted(), AbortSignal.timeout(seconds * 1000)]);
        await c.follow(
          PortService.watchPorts,
          {},
          ({ port, kind }) => {
            const id = port?.metadata?.id ?? '';
            if (!ids.includes(id)) return waiting.size > 0;
            const isThere = port && kind !== weft.v1.ChangeKind.DELETED;
            states.set(id, isThere ? describe(port) : 'deleted');
            if (isThere && isWanted(port)) waiting.delete(id);
            else waiting.add(id);
            return waiting.size > 0;
          },
          signal,
        );
        if (waiting.size === 0) return;
        const rest = [...waiting].map((id) => `${id} is ${states.get(id) ?? 'unknown'}`).join(', ');
        throw new CommandFailure(ExitCode.FAILED, `not ${flags.state}: ${rest}`);
      });
    });
}
