import { pino } from 'pino';
import { noTraffic } from '../../../node-agent/src/tunnels/no-traffic.js';
import { TunnelMonitor } from '../../../node-agent/src/tunnels/tunnel-monitor.js';
import { TunnelOutbox } from '../../../node-agent/src/tunnels/tunnel-outbox.js';
import { weft } from '../../../proto/gen/codecs.js';
import { seededRandom } from '../random.js';
import { SimulatedProbes } from './simulated-probes.js';

/** A node of a simulated fleet. */
export interface FleetNode {
  readonly id: string;
  readonly vtepId: number;
}

export interface RecordingPlan {
  readonly nodes: readonly FleetNode[];
  /** Index of the node whose agent is run. */
  readonly recorder: number;
  /** Index of the node that is gone at `diesAtMs`. */
  readonly dying: number;
  readonly diesAtMs: number;
  readonly endsAtMs: number;
  /** When the agents start, since 1970. */
  readonly startUnixMs: number;
  readonly rate: number;
  readonly mtu: number;
}

/** A message of an agent, in parts that can be put together for another node. */
export interface RecordedMessage {
  /** Since the start. */
  readonly atMs: number;
  /** It told of a transition, at once. */
  readonly urgent: boolean;
  /** All but what names nodes: without reports, transitions, node_id, vtep_id, agent_instance and sequence. */
  readonly rest: Uint8Array;
  /** Its reports and transitions. */
  readonly parts: readonly RecordedPart[];
  /** `rest` and all parts. */
  readonly whole: Uint8Array;
}

/** A report or transition of a tunnel, encoded as a field of the batch. */
export interface RecordedPart {
  readonly remoteVtepId: number;
  readonly field: Uint8Array;
}

export interface Recording {
  readonly messages: readonly RecordedMessage[];
  /** Packets sent by then, each second. */
  readonly sentBySecond: readonly number[];
}

const tickMs = 10;
/** The publisher asks so often when nobody wakes it. */
const askMs = 200;

/** Runs the agent's own monitor and outbox of one node in simulated time, as fast as it goes; what it publishes, by when. */
export function recordNode(plan: RecordingPlan): Recording {
  const { nodes, recorder, dying, startUnixMs, rate, mtu } = plan;
  const self = nodes[recorder];
  const gone = nodes[dying];
  if (!self || !gone) throw new RangeError('no such node');
  const random = seededRandom(recorder + 1);
  let nowMs = 0;
  // Monotonic times are not 0, which is never.
  const clock = { nowNs: () => (nowMs + 1_000) * 1e6, unixMs: () => startUnixMs + nowMs };
  const answers = (vtepId: number) => vtepId !== gone.vtepId || nowMs < plan.diesAtMs;
  const probes = new SimulatedProbes({ nowNs: clock.nowNs, answers, random });
  let woken = true;
  const monitor = new TunnelMonitor({
    probes,
    passive: noTraffic,
    rate,
    clock,
    random,
    onTransition: (previousState, report) => outbox.transitions.push({ previousState, report }, null),
    onClosed: (vtepId) => outbox.closed(vtepId),
    onRoundTrip: () => {},
    onFull: () => {},
    log: pino({ level: 'silent' }),
  });
  const outbox: TunnelOutbox = new TunnelOutbox({
    nodeId: self.id,
    agentInstance: 'recorded',
    ownVtepId: () => self.vtepId,
    source: {
      vtepIds: () => monitor.vtepIds(),
      report: (vtepId) => monitor.report(vtepId),
      probes: () => ({ sent: monitor.sent, answered: monitor.sent, drops: {} }),
    },
    passive: noTraffic,
    clock,
    wake: () => {
      woken = true;
    },
  });
  const networks = new Map([[1, mtu]]);
  const address = Uint8Array.of(10, 0, 0, 0);
  const peers = nodes
    .filter((node) => node !== self)
    .map(({ id, vtepId }) => ({ vtepId, nodeId: id, address, networks }));
  monitor.configure([new Uint8Array(16)]);
  monitor.follow(new Map(peers.map((peer) => [peer.vtepId, peer])), true);
  outbox.tellAll();
  const messages: RecordedMessage[] = [];
  const sentBySecond: number[] = [];
  for (; nowMs < plan.endsAtMs; nowMs += tickMs) {
    if (nowMs % 1_000 === 0) sentBySecond.push(probes.sent);
    monitor.tick(0);
    if (!woken && nowMs % askMs !== 0) continue;
    woken = false;
    for (let batch = outbox.next(); batch; batch = outbox.next()) {
      for (const { payload } of batch.messages) messages.push(inParts(nowMs, payload));
      batch.confirmed();
    }
  }
  return { messages, sentBySecond };
}

function inParts(atMs: number, payload: Uint8Array): RecordedMessage {
  const { TunnelBatch } = weft.v1;
  const { reports, transitions, nodeId, vtepId, agentInstance, sequence, ...rest } = TunnelBatch.decode(payload);
  const parts = [
    ...reports.map((report) => ({
      remoteVtepId: report.remoteVtepId ?? 0,
      field: TunnelBatch.encode({ reports: [report] }).finish(),
    })),
    ...transitions.map((transition) => ({
      remoteVtepId: transition.report?.remoteVtepId ?? 0,
      field: TunnelBatch.encode({ transitions: [transition] }).finish(),
    })),
  ];
  const restBytes = TunnelBatch.encode(rest).finish();
  const whole = Buffer.concat([restBytes, ...parts.map(({ field }) => field)]);
  return { atMs, urgent: transitions.length > 0, rest: restBytes, parts, whole };
}
