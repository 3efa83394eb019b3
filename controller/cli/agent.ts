import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { AgentService, PlugService } from '../../proto/gen/services.js';
import { messageJson } from './json.js';
import { parseUint32 } from './network.js';
import { outputFormat, outputOption, printLine, printRow, printRows } from './output.js';
import { withAgent } from './session.js';
import { type Column, formatTable } from './table.js';

/** `weft agent`: talks to the node agent of this host through its unix socket. */
export function addAgentCommand(program: Command): void {
  const agent = program
    .command('agent')
    .description("this host's node agent: plug interfaces into ports, see what it holds and what it drops")
    .option('--socket <path>', 'unix socket of the agent (env WEFT_AGENT_SOCKET; default /run/weft/agent.sock)');
  addShow(agent);
  addCounters(agent);
  addPlugs(agent);
  addPlug(agent);
}

const mapColumns: readonly Column<weft.v1.MapUsage.$Properties>[] = [
  { heading: 'MAP', cell: (m) => m.name ?? '' },
  { heading: 'ENTRIES', cell: (m) => String(m.entries ?? 0) },
  { heading: 'CAPACITY', cell: (m) => String(m.capacity ?? 0) },
  { heading: 'WRITES', cell: (m) => String(m.writes ?? 0) },
  { heading: 'DELETES', cell: (m) => String(m.deletes ?? 0) },
];

function addShow(agent: Command): void {
  agent
    .command('show')
    .description('is it in sync, and how full are its maps')
    .addOption(outputOption())
    .action(async (_flags: object, self: Command) => {
      await withAgent(self, async (c) => {
        const state = await c.call(AgentService.getAgent, {});
        if (outputFormat(self) === 'json') {
          printLine(JSON.stringify(messageJson(weft.v1.Agent, state), null, 2));
          return;
        }
        printLine(`node      ${state.nodeId}, instance ${state.agentInstance}`);
        printLine(`sync      ${state.inSync ? 'in sync' : 'NOT in sync'} at revision ${state.revision}`);
        printLine(`cluster   ${state.clusterId}, epoch ${state.epoch}`);
        printLine(`received  ${state.snapshots} snapshots, ${state.deltas} deltas since it started`);
        printLine(`pinned    ${state.pinPath}`);
        printLine('');
        printLine(formatTable(mapColumns, state.maps));
      });
    });
}

const counterColumns: readonly Column<weft.v1.PortCounters.$Properties>[] = [
  { heading: 'PORT', cell: (p) => p.portId || '(underlay)' },
  { heading: 'SENT', cell: (p) => String(p.sentPackets ?? 0) },
  { heading: 'SENT-BYTES', cell: (p) => String(p.sentBytes ?? 0) },
  { heading: 'RECEIVED', cell: (p) => String(p.receivedPackets ?? 0) },
  { heading: 'RECEIVED-BYTES', cell: (p) => String(p.receivedBytes ?? 0) },
  { heading: 'DROPS', cell: (p) => (p.drops ?? []).map((d) => `${d.reason}=${d.packets}`).join(' ') },
];

function addCounters(agent: Command): void {
  agent
    .command('counters')
    .argument('[port]', 'only of this port')
    .description('packets, bytes and drops by reason, of each port and of the underlay side')
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft agent counters web-1 --socket /run/weft/agent.sock')
    .action(async (portId: string | undefined, _flags: object, self: Command) => {
      await withAgent(self, async (c) => {
        const { ports } = await c.call(AgentService.listPortCounters, { portId: portId ?? '' });
        printRows(outputFormat(self), ports, counterColumns, (p) => messageJson(weft.v1.PortCounters, p));
      });
    });
}

const plugColumns: readonly Column<weft.v1.Plug.$Properties>[] = [
  { heading: 'PORT', cell: (p) => p.portId ?? '' },
  { heading: 'INTERFACE', cell: (p) => p.interface ?? '' },
  { heading: 'KIND', cell: (p) => p.interfaceKind ?? '' },
  { heading: 'STATE', cell: (p) => weft.v1.PlugState[p.state ?? 0] ?? '' },
  { heading: 'LINK', cell: (p) => (p.linkUp ? 'up' : 'down') },
  { heading: 'GENERATION', cell: (p) => String(p.generation ?? '') },
  { heading: 'MESSAGE', cell: (p) => p.message ?? '' },
  { heading: 'IFINDEX', cell: (p) => String(p.ifindex ?? ''), wide: true },
  { heading: 'DATAPATH-ID', cell: (p) => String(p.datapathId ?? ''), wide: true },
];

function addPlugs(agent: Command): void {
  agent
    .command('plugs')
    .description('list the interfaces that are plugged into ports')
    .addOption(outputOption())
    .action(async (_flags: object, self: Command) => {
      await withAgent(self, async (c) => {
        const { plugs } = await c.call(PlugService.listPlugs, {});
        printRows(outputFormat(self), plugs, plugColumns, (p) => messageJson(weft.v1.Plug, p));
      });
    });
}

function addPlug(agent: Command): void {
  agent
    .command('plug')
    .argument('<port>')
    .argument('<interface>', "host's end of a veth pair, or a tap")
    .description('plug an interface into a port; again has no effect')
    .option('--generation <n>', 'only if this is the binding that is meant', parseUint32, 0)
    .addOption(outputOption())
    .action(async (portId: string, name: string, flags: { generation: number }, self: Command) => {
      await withAgent(self, async (c) => {
        const request = { portId, interface: name, generation: flags.generation };
        const { plug } = await c.call(PlugService.plug, request);
        printRow(outputFormat(self), plug ?? {}, plugColumns, (p) => messageJson(weft.v1.Plug, p));
      });
    });
  agent
    .command('unplug')
    .argument('<port>')
    .description('unplug whatever is plugged into a port; the port stays')
    .action(async (portId: string, _flags: object, self: Command) => {
      await withAgent(self, (c) => c.call(PlugService.unplug, { portId }));
    });
}
