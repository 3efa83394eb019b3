import { weft } from '../../../proto/gen/codecs.js';
import type { NodeTable } from './node-table.js';

/** What a batch may have at most: agents split what is more. */
export const batchLimits = {
  /** Bytes of the message, which is what nats-server takes at most. */
  bytes: 1_048_576,
  /** Reports, transitions, closed tunnels, traffic and inner flows together. */
  elements: 16_384,
} as const;

/** The longest id of an agent's run. */
const instanceCharacters = 128;

/** Bounds of what an agent says of its own intervals, and what holds if it says nothing, in milliseconds. */
const batchMs = { min: 100, max: 60_000, standard: 1_000 };
const repeatMs = { min: 1_000, max: 3_600_000, standard: 30_000 };

/** The intervals that a batch tells, within bounds. */
export function intervalsOf(batch: weft.v1.TunnelBatch): { batchMs: number; repeatMs: number } {
  return { batchMs: within(batch.batchMs, batchMs), repeatMs: within(batch.repeatMs, repeatMs) };
}

/** How much a batch tells. */
export function elementsOf(batch: weft.v1.TunnelBatch): number {
  const { reports, transitions, closedVtepIds, traffic, innerFlows } = batch;
  return reports.length + transitions.length + closedVtepIds.length + traffic.length + innerFlows.length;
}

/** Why a batch that came on a node's subject is not taken; null: it is. */
export function refusalOf(nodes: NodeTable, nodeId: string, batch: weft.v1.TunnelBatch): string | null {
  const node = nodes.byId(nodeId);
  if (!node) return `there is no node ${JSON.stringify(nodeId)}`;
  if (batch.nodeId !== nodeId) return `it says that it is of node ${JSON.stringify(batch.nodeId.slice(0, 80))}`;
  if (batch.vtepId !== node.vtepId) return `VTEP ${batch.vtepId} is not that of the node, ${node.vtepId}`;
  if (batch.agentInstance === '' || batch.agentInstance.length > instanceCharacters)
    return 'agent_instance is malformed';
  if (!Number.isSafeInteger(batch.sequence)) return 'sequence is no number';
  const { reports, transitions } = batch;
  const elements = elementsOf(batch);
  if (elements > batchLimits.elements) return `it has ${elements} elements; the limit is ${batchLimits.elements}`;
  for (const report of reports) if (!isState(report.state)) return `a state is ${report.state}`;
  for (const { report } of transitions) if (!isState(report?.state)) return `a state is ${report?.state}`;
  return null;
}

function isState(state: number | null | undefined): boolean {
  return (
    state !== undefined &&
    state !== null &&
    state >= weft.v1.TunnelState.TUNNEL_UNKNOWN &&
    state <= weft.v1.TunnelState.TUNNEL_DOWN
  );
}

function within(ms: number, { min, max, standard }: typeof batchMs): number {
  return ms === 0 ? standard : Math.min(Math.max(ms, min), max);
}
