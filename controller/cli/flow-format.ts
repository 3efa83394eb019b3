import { weft } from '../../proto/gen/codecs.js';
import { formatIp } from '../../proto/src/ip.js';
import { type Json, messageJson } from './json.js';
import { protocolName } from './security-groups/protocols.js';
import { directionWord } from './security-groups/rule-text.js';
import type { Column } from './table.js';

/** How flow records are shown. */

/** A record together with what its batch says. */
export interface FlowRow {
  readonly batch: weft.v1.FlowBatch;
  readonly record: weft.v1.FlowRecord.$Properties;
}

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
  { heading: 'PROTO', cell: ({ record }) => protocolName(record.protocol ?? 0) },
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
  { heading: 'POLICY', cell: ({ record }) => policyCell(record) },
];

/** Whose policy denied it, and the rule that had allowed the connection, or that none does; how many more there were. */
function policyCell(record: weft.v1.FlowRecord.$Properties): string {
  if (record.kind !== weft.v1.FlowKind.DENIED) return '';
  const rule = record.securityGroupId ? `was ${record.securityGroupId}/${record.ruleId}` : '';
  const denied = record.dropReason === 'INGRESS_DENIED' || record.dropReason === 'EGRESS_DENIED';
  const said = [directionWord(record.policyDirection), rule || (denied ? 'default deny' : '')];
  const more = record.suppressed ? `, ${record.suppressed} more` : '';
  return `${said.filter((part) => part !== '').join(': ')}${more}`;
}

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
