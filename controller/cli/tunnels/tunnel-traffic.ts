import type { Command } from 'commander';
import { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, TunnelService } from '../../../proto/gen/services.js';
import { formatIp } from '../../../proto/src/ip.js';
import type { Connection } from '../connection.js';
import { UsageError } from '../exit.js';
import { messageJson } from '../json.js';
import { parseUint32 } from '../network.js';
import { outputFormat, outputOption, printLine, printRows } from '../output.js';
import { withController } from '../session.js';
import { type Column, formatTable } from '../table.js';
import { formatBytes } from './tunnel-values.js';

type Traffic = weft.v1.NodeTraffic.$Properties;
/** What a node counted between two inner addresses. */
type Flow = weft.v1.InnerFlow.$Properties & { readonly nodeId: string };

interface TrafficFlags {
  vni?: number;
  network?: string;
  node?: string;
  inner?: true;
}

const trafficColumns: readonly Column<Traffic>[] = [
  { heading: 'VNI', cell: (t) => String(t.total?.vni ?? 0) },
  { heading: 'NETWORK', cell: (t) => t.networkId ?? '' },
  { heading: 'NODE', cell: (t) => t.nodeId ?? '' },
  { heading: 'REMOTE', cell: (t) => t.total?.remoteNodeId ?? '' },
  { heading: 'SENT', cell: (t) => formatBytes(t.total?.sentBytes) },
  { heading: 'SENT/S', cell: (t) => formatBytes(t.sentBytesPerSecond) },
  { heading: 'RECEIVED', cell: (t) => formatBytes(t.total?.receivedBytes) },
  { heading: 'RECEIVED/S', cell: (t) => formatBytes(t.receivedBytesPerSecond) },
  { heading: 'PACKETS-OUT', cell: (t) => String(t.total?.sentPackets ?? 0), wide: true },
  { heading: 'PACKETS-IN', cell: (t) => String(t.total?.receivedPackets ?? 0), wide: true },
];

const flowColumns: readonly Column<Flow>[] = [
  { heading: 'VNI', cell: (f) => String(f.vni ?? 0) },
  { heading: 'NODE', cell: (f) => f.nodeId },
  { heading: 'DIRECTION', cell: (f) => (f.received ? `from ${f.remoteNodeId}` : `to ${f.remoteNodeId}`) },
  { heading: 'SOURCE', cell: (f) => address(f.source) },
  { heading: 'DESTINATION', cell: (f) => address(f.destination) },
  { heading: 'PACKETS', cell: (f) => String(f.packets ?? 0) },
  { heading: 'BYTES', cell: (f) => formatBytes(f.bytes) },
];

function address(ip: weft.v1.IpAddress.$Properties | null | undefined): string {
  return ip?.bytes?.length ? formatIp(ip.bytes) : '';
}

/** `weft tunnels traffic`: who sends how much to whom, as nodes count it. */
export function addTrafficCommand(tunnels: Command): void {
  tunnels
    .command('traffic')
    .description("tenants' frames between nodes, by network (inner L2 bytes, since the nodes got to know each other)")
    .option('--vni <number>', 'only of this VNI', parseUint32)
    .option('--network <id>', 'only of this network')
    .option('--node <id>', 'only what this node counted')
    .option('--inner', 'by inner addresses, where agents count them (--tunnel-flows); needs a network')
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft tunnels traffic --network blue --inner')
    .action(async (flags: TrafficFlags, self: Command) => {
      if (flags.vni !== undefined && flags.network !== undefined) throw new UsageError('give --vni or --network');
      if (flags.inner && !flags.vni && flags.network === undefined)
        throw new UsageError('--inner needs --vni or --network');
      await withController(self, async (c) => {
        const traffic = await trafficOf(c, flags);
        const format = outputFormat(self);
        if (!flags.inner || format === 'json') {
          printRows(format, traffic, trafficColumns, (row) => messageJson(weft.v1.NodeTraffic, row));
          return;
        }
        const flows = traffic.flatMap(({ nodeId, innerFlows }) =>
          (innerFlows ?? []).map((flow): Flow => ({ ...flow, nodeId: nodeId ?? '' })),
        );
        if (flows.length > 0) printLine(formatTable(flowColumns, flows));
        else printLine('no node counts inner addresses of this network, or nothing was sent for a minute');
      });
    });
}

async function trafficOf(c: Connection, flags: TrafficFlags): Promise<Traffic[]> {
  const network = flags.network === undefined ? null : await c.call(NetworkService.getNetwork, { id: flags.network });
  const request = {
    vni: network?.vni ?? flags.vni ?? 0,
    nodeId: flags.node ?? '',
    innerFlows: flags.inner ?? false,
    pageSize: 1000,
  };
  const traffic: Traffic[] = [];
  let pageToken = '';
  do {
    const page = await c.call(TunnelService.listTunnelTraffic, { ...request, pageToken });
    traffic.push(...page.traffic);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return traffic;
}
