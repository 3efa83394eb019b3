import { weft } from '../../proto/gen/codecs.js';
import { formatIp } from '../../proto/src/ip.js';
import { type Json, messageJson } from './json.js';
import type { Column } from './table.js';

/** How flow records are shown. */

/** A record together with what its batch says. */
export interface FlowRow {
  readonly batch: weft.v1.FlowBatch;
  readonly record: weft.v1.FlowRecord.$Properties;
}

const protocols: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmp6', 132: 'sctp' };

function endpoint(ip: weft.v1.IpAddress.$Properties | null | undefined, l4Port: number | undefined): string {
  const text = ip?.bytes?.length ? formatIp(ip.bytes) : '?';
  if (l4Port === undefined) return text;
  return text.includes(':') ? `[${text}]:${l4Port}` : `${text}:${l4Port}`;
}

const hasL4Ports = (r: weft.v1.FlowRecord.$Properties) => r.protocol === 6 || r.protocol === 17 || r.protocol === 132;

function isoTime(unixNs: number | null | undefined): string {
  return unixNs ? new Date(unixNs / 1e6).toISOString() : '';
}

export const flowColumns: readonly Column<FlowRow>[] = [
  { heading: 'TIME', cell: ({ record }) => isoTime(record.lastUnixNs).slice(11, 23) },
  { heading: 'KIND', cell: ({ record }) => weft.v1.FlowKind[record.kind ?? 0] ?? '' },
  { heading: 'NETWORK', cell: ({ batch }) => `${batch.tenantId}/${batch.networkId}` },
  { heading: 'NODE', cell: ({ batch }) => batch.nodeId },
  { heading: 'PORT', cell: ({ record }) => record.portId ?? '' },
  { heading: 'PROTO', cell: ({ record }) => protocols[record.protocol ?? 0] ?? String(record.protocol ?? '') },
  {
    heading: 'SOURCE',
    cell: ({ record }) => endpoint(record.source, hasL4Ports(record) ? (record.sourceL4Port ?? 0) : undefined),
  },
  {
    heading: 'DESTINATION',
    cell: ({ record }) =>
      endpoint(record.destination, hasL4Ports(record) ? (record.destinationL4Port ?? 0) : undefined),
  },
  { heading: 'PACKETS', cell: ({ record }) => String(record.packets ?? 0) },
  { heading: 'BYTES', cell: ({ record }) => String(record.bytes ?? 0) },
  { heading: 'REASON', cell: ({ record }) => record.dropReason ?? '' },
];

/** Least widths, so that a stream of rows mostly stays in line. */
export const flowWidths = [12, 6, 14, 6, 8, 5, 15, 15, 7, 9, 6] as const;

/** One JSON object a record; times as ISO 8601. */
export function flowJson({ batch, record }: FlowRow): Json {
  const { firstUnixNs, lastUnixNs, ...rest } = messageJson(weft.v1.FlowRecord, record);
  return {
    tenantId: batch.tenantId,
    networkId: batch.networkId,
    nodeId: batch.nodeId,
    ...rest,
    first: isoTime(Number(firstUnixNs)),
    last: isoTime(Number(lastUnixNs)),
  };
}
