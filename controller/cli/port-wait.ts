import { type Command, Option } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { CommandFailure, ExitCode } from './exit.js';
import { interrupted, withController } from './session.js';

/** `weft port wait`: blocks until ports reach a state. */
export function addPortWait(parent: Command): void {
  parent
    .command('wait')
    .argument('<id...>')
    .description('wait until ports have a state')
    .addOption(
      new Option('--state <state>', 'state to wait for').choices(['UNBOUND', 'BINDING', 'ACTIVE']).default('ACTIVE'),
    )
    .option('--for <seconds>', 'give up after this time, exit code 1', '60')
    .addHelpText('after', '\nExample:\n  weft port wait web-1 web-2 --for 30')
    .action(async (ids: string[], flags: { state: keyof typeof weft.v1.PortState; for: string }, self: Command) => {
      const wanted = weft.v1.PortState[flags.state];
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
            const state = kind === weft.v1.ChangeKind.DELETED ? undefined : port?.status?.state;
            states.set(id, state === undefined || state === null ? 'deleted' : (weft.v1.PortState[state] ?? ''));
            if (state === wanted) waiting.delete(id);
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
