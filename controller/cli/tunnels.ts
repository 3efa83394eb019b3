import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { TunnelService } from '../../proto/gen/services.js';
import { UsageError } from './exit.js';
import { messageJson } from './json.js';
import { parseUint32 } from './network.js';
import { outputFormat, outputOption, printLine } from './output.js';
import { withController } from './session.js';
import { filterOptions } from './tunnels/tunnel-filters.js';
import { addIncidentsCommand } from './tunnels/tunnel-incidents.js';
import { type ListFlags, listTunnels } from './tunnels/tunnel-list.js';
import { formatPair } from './tunnels/tunnel-pair.js';
import { addTrafficCommand } from './tunnels/tunnel-traffic.js';
import { watchTunnels } from './tunnels/tunnel-watch.js';

const examples = `
Examples:
  weft tunnels                       the matrix, of up to 20 nodes
  weft tunnels --state down degraded
  weft tunnels --watch
  weft tunnels host-1 host-2         both ends in full, with history
  weft tunnels incidents`;

/** `weft tunnels`: is the underlay between nodes well, as they measure it? */
export function addTunnelsCommand(program: Command): void {
  const tunnels = program
    .command('tunnels')
    .description('health of the tunnels between nodes: state, round trip, loss, path MTU')
    .addHelpText('after', examples);
  // What is meant without a name. It is a command of its own, so that its options are not those of the others.
  const list = tunnels
    .command('list', { isDefault: true })
    .description('all tunnels, or with both ends all that is known of one')
    .argument('[node-a]', 'one end; with the other end: all that is known of the tunnel')
    .argument('[node-b]', 'the other end')
    .option('--table', 'a table, also of few nodes')
    .option('--limit <n>', 'tunnels to show at most', parseUint32, 10_000)
    .option('-w, --watch', 'go on showing it until Ctrl-C; lines of what changes if this is no terminal');
  filterOptions(list)
    .addOption(outputOption())
    .action(
      async (a: string | undefined, b: string | undefined, flags: ListFlags & { watch?: true }, self: Command) => {
        if (a !== undefined) {
          if (b === undefined) throw new UsageError(`give both ends of a tunnel; all of ${a}: --node ${a}`);
          await showTunnel(self, a, b);
          return;
        }
        const show = flags.watch ? watchTunnels : listTunnels;
        await withController(self, (c) => show(c, flags, outputFormat(self)));
      },
    );
  addIncidentsCommand(tunnels);
  addTrafficCommand(tunnels);
}

async function showTunnel(self: Command, a: string, b: string): Promise<void> {
  const [nodeA, nodeB] = a < b ? [a, b] : [b, a];
  await withController(self, async (c) => {
    const answer = await c.call(TunnelService.getTunnel, { nodeA, nodeB });
    if (outputFormat(self) === 'json')
      printLine(JSON.stringify(messageJson(weft.v1.GetTunnelResponse, answer), null, 2));
    else printLine(formatPair(answer));
  });
}
