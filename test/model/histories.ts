import { Cloud } from './cloud.js';
import { OnTheEdge } from './connections-oracle.js';
import { Model } from './frame-model.js';
import { after, type History, policedTopology, type Step, someHistory, stepText } from './history.js';
import { HitsCheck, orderIn } from './hits-check.js';
import { PolicyOracle } from './policy-oracle.js';
import { seededRandom } from './random.js';
import { fewerSteps } from './shrink-history.js';
import { describe, nothing, type Topology } from './topology.js';
import { underlays } from './underlay.js';
import { World } from './world.js';

export interface HistoriesOptions {
  readonly histories: number;
  readonly seed: number;
  /** Steps of one history. */
  readonly length?: number;
  /** Family of the underlay. Default: 4. */
  readonly underlay?: 4 | 6;
  /** Look for a small example of what fails. Default: true. */
  readonly shrink?: boolean;
  readonly progress?: (text: string) => void;
}

export interface HistoriesOutcome {
  readonly histories: number;
  readonly steps: number;
  readonly packets: number;
  /** Histories that ended early, because a packet came just when a connection may have expired. */
  readonly undecided: number;
  /** How often each outcome was right: `delivered`, `answered`, or a drop reason. */
  readonly seen: Readonly<Record<string, number>>;
  /** A small example of what the model and the data path disagree on; null: they agree. */
  readonly failure: string | null;
}

/** Tables that are read after each packet. */
const small = ['--max-connections', '2048', '--max-policy-entries', '4096'];

/** What is counted over all histories. */
interface Tally {
  steps: number;
  packets: number;
  undecided: number;
  readonly seen: Record<string, number>;
}

/** Lives through random histories of ports with security groups, and compares each packet and each rule's hits with what the oracle says. Ends with the first difference. */
export async function runHistories(options: HistoriesOptions): Promise<HistoriesOutcome> {
  const { histories, seed, length = 150, shrink = true, progress } = options;
  const world = await World.over(underlays[options.underlay ?? 4], '--xdp', 'off', ...small);
  const tally: Tally = { steps: 0, packets: 0, undecided: 0, seen: {} };
  try {
    await world.listen();
    for (let done = 0; done < histories; done++) {
      // Each by itself, so that any of them can be run alone.
      const random = seededRandom(seed + done);
      const history = someHistory(policedTopology(random), length, random);
      const wrong = await live(world, history, tally);
      if (wrong) {
        const small = shrink
          ? await smallest(world, history, wrong)
          : `${textOf(uptoWrong(history, wrong))}\n${wrong.what}`;
        const failure = `seed ${seed + done}\n${small}`;
        return { histories: done + 1, ...tally, failure };
      }
      progress?.(`${done + 1} histories, ${tally.packets} packets`);
    }
    return { histories, ...tally, failure: null };
  } finally {
    await world.remove();
  }
}

/** What went wrong, and with which step of the history. */
interface Wrong {
  readonly at: number;
  readonly what: string;
}

async function live(world: World, { topology, steps }: History, tally?: Tally): Promise<Wrong | null> {
  let t = topology;
  // What is counted for a port begins with the port.
  await world.become(nothing);
  await world.become(t);
  world.policy.forget();
  const orderOf = orderIn(world);
  const policy = new PolicyOracle(new Cloud(t), orderOf);
  const hits = new HitsCheck(world, policy);
  let model = new Model(world, t, false, policy);
  let skipped = 0;
  for (const [at, step] of steps.entries()) {
    if (tally) tally.steps++;
    if (step.kind === 'packet') {
      if (!canSend(t, step)) continue;
      if (tally) tally.packets++;
      policy.now = performance.now() / 1000 + skipped;
      try {
        const what = (await model.differs(step.packet, tally?.seen)) ?? hits.differ(t);
        if (what) return { at, what };
      } catch (error) {
        if (!(error instanceof OnTheEdge)) throw error;
        if (tally) tally.undecided++;
        return null;
      }
    } else if (step.kind === 'time') {
      skipped += step.seconds;
      world.policy.age(step.seconds);
      if (step.sweep) world.policy.sweep();
    } else if (step.kind === 'restart') {
      await world.restartAgent();
    } else {
      t = after(t, step);
      await world.become(t);
      hits.portsChange(t);
      policy.become(new Cloud(t), orderOf);
      model = new Model(world, t, false, policy);
    }
  }
  return null;
}

function canSend(t: Topology, { packet }: Extract<Step, { kind: 'packet' }>): boolean {
  if (packet.from === 'port') return t.ports.some(({ id, device }) => id === packet.port && device !== null);
  return packet.network === null || t.networks.some(({ id }) => id === packet.network);
}

const uptoWrong = ({ topology, steps }: History, { at }: Wrong): History => ({
  topology,
  steps: steps.slice(0, at + 1),
});

/** As few steps as still show it. */
async function smallest(world: World, history: History, wrong: Wrong): Promise<string> {
  let why = wrong;
  let small = uptoWrong(history, wrong);
  for (let again = true; again; ) {
    again = false;
    for (const candidate of fewerSteps(small)) {
      const still = await live(world, candidate).catch(() => null);
      // Of the same kind: a packet, or the hits.
      if (!still || still.what.includes(' hits') !== why.what.includes(' hits')) continue;
      small = uptoWrong(candidate, still);
      [why, again] = [still, true];
      break;
    }
  }
  return `${textOf(small)}\n${why.what}`;
}

function textOf({ topology, steps }: History): string {
  const lines = steps.map(stepText);
  return `${describe(topology)}\n  ${lines.join('\n  ')}`;
}
