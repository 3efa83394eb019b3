import { connect } from '@nats-io/transport-node';
import { tunnelSubject } from '../../../proto/src/subjects.js';
import { seededRandom } from '../random.js';
import { type RecordedMessage, type Recording, type RecordingPlan, recordNode } from './recorded-node.js';
import { ReplayedNode } from './replayed-node.js';

/** A process that records some nodes' agents in simulated time, and then is all nodes of the fleet in real time. It ends when its parent is gone. */

export interface ReplayRequest {
  readonly plan: Omit<RecordingPlan, 'recorder'>;
  /** So many nodes are recorded; the others tell what these tell, a little later each. */
  readonly recorded: number;
  readonly natsUrl: string;
  /** What is counted, in ms since the start. */
  readonly window: { readonly fromMs: number; readonly toMs: number };
}

/** `recorded`: what is needed is there, in time. `done`: everything was sent; `latestMs`: how late at worst, from the window's beginning on. */
export type ReplayAnswer =
  | { readonly did: 'recorded'; readonly probesPerSecond: number }
  | { readonly did: 'done'; readonly messages: number; readonly bytes: number; readonly latestMs: number };

interface Due {
  readonly atMs: number;
  readonly node: ReplayedNode;
  readonly id: string;
  readonly message: RecordedMessage;
}

const turnMs = 5;

async function replay({ plan, recorded, natsUrl, window }: ReplayRequest): Promise<void> {
  const recorders = recordersOf(plan.nodes.length, plan.dying, recorded);
  const recordings = recorders.map((recorder) => recordNode({ ...plan, recorder }));
  answer({ did: 'recorded', probesPerSecond: rateIn(recordings, window) });
  const nats = await connect({ servers: natsUrl });
  const due = schedule(plan, recorders, recordings);
  let sent = 0;
  let messages = 0;
  let bytes = 0;
  let latestMs = 0;
  while (sent < due.length) {
    const nowMs = Date.now() - plan.startUnixMs;
    for (let next = due[sent]; next && next.atMs <= nowMs; next = due[++sent]) {
      const payload = next.node.payload(next.message);
      nats.publish(tunnelSubject(next.id), payload);
      if (next.atMs < window.fromMs) continue;
      latestMs = Math.max(latestMs, nowMs - next.atMs);
      if (next.atMs >= window.toMs) continue;
      messages++;
      bytes += payload.length;
    }
    await new Promise((resolve) => setTimeout(resolve, turnMs));
  }
  await nats.flush();
  await nats.close();
  answer({ did: 'done', messages, bytes, latestMs });
}

/** Indices of nodes, spread over the fleet, without the one that dies. */
function recordersOf(nodes: number, dying: number, count: number): number[] {
  const others = Array.from({ length: nodes }, (_, i) => i).filter((i) => i !== dying);
  return Array.from({ length: count }, (_, i) => others[Math.floor((i * others.length) / count)] ?? 0);
}

function rateIn(recordings: readonly Recording[], { fromMs, toMs }: ReplayRequest['window']): number {
  const [from, to] = [Math.floor(fromMs / 1000), Math.floor(toMs / 1000)];
  const sent = recordings.map(({ sentBySecond }) => (sentBySecond[to] ?? 0) - (sentBySecond[from] ?? 0));
  return sent.reduce((sum, n) => sum + n, 0) / recordings.length / (to - from);
}

/** Everything that is to be sent, by time. Agents have no common beat: what is not urgent is told by each node with a delay of its own. */
function schedule(plan: ReplayRequest['plan'], recorders: readonly number[], recordings: readonly Recording[]): Due[] {
  const random = seededRandom(plan.nodes.length);
  const due = plan.nodes.flatMap((self, index) => {
    const which = Math.floor((index * recorders.length) / plan.nodes.length);
    const recorder = plan.nodes[recorders[which] ?? 0];
    if (!recorder) return [];
    const node = new ReplayedNode(self, recorder);
    const laterMs = (1_000 * index) / plan.nodes.length + 1_000 * random();
    return (recordings[which]?.messages ?? []).flatMap((message): Due[] => {
      const atMs = message.atMs + (message.urgent ? 0 : laterMs);
      return index === plan.dying && atMs >= plan.diesAtMs ? [] : [{ atMs, node, id: self.id, message }];
    });
  });
  return due.sort((a, b) => a.atMs - b.atMs);
}

function answer(message: ReplayAnswer): void {
  process.send?.(message);
}

process.on('message', (request: ReplayRequest) => {
  replay(request).catch((error) => {
    process.stderr.write(`replay: ${(error as Error).stack}\n`);
    process.exit(1);
  });
});
process.on('disconnect', () => process.exit(0));
