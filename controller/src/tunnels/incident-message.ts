import { weft } from '../../../proto/gen/codecs.js';
import { type End, roundTrip } from './both-ends.js';
import { knownTunnels } from './down-evidence.js';
import { unixMsOf } from './tick-clock.js';
import type { TunnelBoard } from './tunnel-board.js';
import type { NodeIndex } from './tunnel-source.js';

const { NODE_DEGRADED, NODE_UNREACHABLE, PAIR_DOWN } = weft.v1.TunnelIncidentKind;
const { TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;

/** Tunnels that the message of a node's incident tells of. */
const EXAMPLES = 3;

export interface Described {
  readonly kind: weft.v1.TunnelIncidentKind;
  readonly nodes: readonly NodeIndex[];
  readonly pairs: readonly number[];
  readonly sinceMs: number;
}

/** Of what agents say in words there may be much. */
const CHARACTERS_MAX = 2_000;

/** An incident in words: since when, what each end sees, the last good round trip, route and neighbor, and what else is wrong from there. */
export function incidentMessage(board: TunnelBoard, incident: Described, nowMs: number): string {
  return sentences(board, incident, nowMs).join('. ').slice(0, CHARACTERS_MAX);
}

function sentences(board: TunnelBoard, incident: Described, nowMs: number): string[] {
  const { kind, nodes, pairs } = incident;
  const since = `since ${new Date(incident.sinceMs).toISOString()}`;
  const [first = -1, second = -1] = nodes;
  const a = board.nodes.idAt(first);
  if (kind === NODE_UNREACHABLE || kind === NODE_DEGRADED) {
    const state = kind === NODE_UNREACHABLE ? 'down' : 'degraded';
    const share = `${pairs.length} of ${board.views.pairs.countOf(first)} tunnels of ${a} are ${state} ${since}`;
    const examples = pairs.slice(0, EXAMPLES).map((pair) => tunnelInWords(board, pair));
    return [share, agentInWords(board, first, nowMs), ...examples];
  }
  const [pair = -1] = pairs;
  const state = kind === PAIR_DOWN ? 'down' : 'degraded';
  const told = [`The tunnel between ${a} and ${board.nodes.idAt(second)} is ${state} ${since}`];
  if (pair >= 0) told.push(tunnelInWords(board, pair));
  for (const node of nodes) told.push(othersInWords(board, node, pair));
  return told;
}

function tunnelInWords(board: TunnelBoard, pair: number): string {
  const { a, b, joined, aView, bView } = board.joined(pair);
  const parts = [joined.diagnosis];
  for (const [end, other, view] of [
    [a, b, aView],
    [b, a, bView],
  ] as const) {
    const seen = [...lastGood(end), ...underlayInWords(board, view)];
    if (end.report?.state === TUNNEL_DOWN && seen.length > 0)
      parts.push(`${end.nodeId} to ${other.nodeId}: ${seen.join(', ')}`);
  }
  return parts.join('; ');
}

function lastGood({ report }: End): string[] {
  const at = unixMsOf(report?.lastReply);
  if (!report || at === 0) return ['there was never a reply'];
  return [`last good round trip ${roundTrip(report.rttLastNs ?? 0)} at ${new Date(at).toISOString()}`];
}

function underlayInWords(board: TunnelBoard, view: number): string[] {
  const underlay = board.underlay(view);
  if (!underlay) return [];
  if (underlay.error) return [`no route: ${underlay.error}`];
  const told = [`route ${underlay.route}`];
  if (!underlay.interfaceUp && underlay.interface) told.push(`interface ${underlay.interface} is down`);
  told.push(
    underlay.neighborState
      ? `neighbor ${underlay.neighborState} ${underlay.neighborMac}`.trimEnd()
      : 'no neighbor entry',
  );
  return told;
}

function agentInWords(board: TunnelBoard, index: NodeIndex, nowMs: number): string {
  const node = board.nodes.at(index);
  if (!node || node.heardMs === 0) return 'Its agent was never heard';
  const seconds = Math.round((nowMs - node.heardMs) / 1000);
  return node.silent || seconds >= 3 ? `Its agent was heard ${seconds} s ago` : 'Its agent is heard';
}

/** What else is wrong from a node. */
function othersInWords(board: TunnelBoard, node: NodeIndex, pair: number): string {
  const here = (state: weft.v1.TunnelState) =>
    board.views.pairsOfIn(node, state) - (board.views.pairState(pair) === state ? 1 : 0);
  const id = board.nodes.idAt(node);
  const others = knownTunnels(board, node) - (board.views.pairState(pair) >= TUNNEL_DEGRADED ? 1 : 0);
  if (others <= 0) return `${id} has no other tunnel`;
  const down = here(TUNNEL_DOWN);
  const degraded = here(TUNNEL_DEGRADED);
  if (down + degraded === 0) return `The ${others} other tunnels of ${id} are up`;
  return `Of ${others} other tunnels of ${id} ${down} are down and ${degraded} degraded`;
}
