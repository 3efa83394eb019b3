import { allowedBySides, type ChurnTopology, type Pair } from './churn-topology.js';
import type { Delivery } from './marked-packets.js';

/** A topology, from when it was asked for until when the next one was in force everywhere. Times in ns. */
export interface Epoch {
  readonly topology: ChurnTopology;
  /** What was changed. */
  readonly change: string;
  readonly askedNs: bigint;
  /** From then on every node has it. */
  inForceNs: bigint;
}

export interface Judgement {
  /** Packets that nothing allowed at any time between their sending and their arrival. */
  readonly forbidden: readonly string[];
  /** Streams that were allowed for a whole epoch, for long enough while neither end was on its way, and of which nothing came. */
  readonly missed: readonly string[];
  readonly delivered: number;
  /** Streams that were forbidden while an epoch was in force, and those that were allowed: how much was asked of policy. */
  readonly forbiddenStreams: number;
  readonly allowedStreams: number;
}

/** A machine was not, or not yet everywhere known to be, where it is. */
export interface Absence {
  readonly name: string;
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** An epoch has to last as long for a stream that it allows to be missed. */
const longEnoughNs = 250_000_000n;
const forever = 1n << 63n;
const nearNs = 1_000_000_000n;

/** The epochs that may have been in force somewhere in a span of time. */
function* during(epochs: readonly Epoch[], fromNs: bigint, toNs: bigint): Generator<Epoch> {
  // Deliveries come in order of time, but a search is simple enough.
  let [low, high] = [0, epochs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((epochs[middle + 1]?.inForceNs ?? forever) < fromNs) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < epochs.length; i++) {
    const epoch = epochs[i] as Epoch;
    if (epoch.askedNs > toNs) return;
    yield epoch;
  }
}

/**
 * What was delivered against what was allowed. A change is in force at some time between the call and its answer, and perhaps at one end sooner than at the other: a packet is forbidden if what left could not leave, or what came not come, under
 * every topology of its time.
 */
export function judge(
  epochs: readonly Epoch[],
  pairs: ReadonlyMap<number, Pair>,
  deliveries: readonly Delivery[],
  absences: readonly Absence[] = [],
): Judgement {
  const forbidden: string[] = [];
  const came = new Set<string>();
  for (const { stream, sentNs, receivedNs } of deliveries) {
    const pair = pairs.get(stream);
    if (!pair) throw new Error(`no stream ${stream}`);
    let [leaves, enters] = [false, false];
    let last: Epoch | undefined;
    for (const epoch of during(epochs, sentNs, receivedNs)) {
      const sides = allowedBySides(epoch.topology, pair);
      leaves ||= sides.leaves;
      enters ||= sides.enters;
      last = epoch;
      came.add(`${stream} ${epoch.askedNs}`);
    }
    if (leaves && enters) continue;
    const after = Number(sentNs - (last?.inForceNs ?? 0n)) / 1e6;
    const name = `${pair.from} -> ${pair.to} ${pair.family} ${pair.l4Port}`;
    const when = `sent ${after.toFixed(1)} ms after ${last?.change} was in force${nearby(absences, pair, sentNs)}`;
    forbidden.push(`${name}, ${when}`);
  }
  const missed: string[] = [];
  let [forbiddenStreams, allowedStreams] = [0, 0];
  for (const [i, epoch] of epochs.entries()) {
    const until = epochs[i + 1]?.askedNs ?? epoch.inForceNs;
    for (const [stream, pair] of pairs) {
      const { leaves, enters } = allowedBySides(epoch.topology, pair);
      if (leaves && enters) allowedStreams++;
      else forbiddenStreams++;
      const isMissed =
        leaves &&
        enters &&
        until - epoch.inForceNs > longEnoughNs &&
        !came.has(`${stream} ${epoch.askedNs}`) &&
        longestPresenceNs(absences, pair, epoch.inForceNs, until) > longEnoughNs;
      if (isMissed) missed.push(`${pair.from} -> ${pair.to} ${pair.family} ${pair.l4Port} after ${epoch.change}`);
    }
  }
  return { forbidden, missed, delivered: deliveries.length, forbiddenStreams, allowedStreams };
}

/** The longest time within a span in which both ends of a pair were where they were known to be. */
function longestPresenceNs(absences: readonly Absence[], { from, to }: Pair, fromNs: bigint, toNs: bigint): bigint {
  let [longest, since] = [0n, fromNs];
  const note = (until: bigint) => {
    if (until - since > longest) longest = until - since;
  };
  // One machine at a time is away: they come in order of time.
  for (const absence of absences) {
    if ((absence.name !== from && absence.name !== to) || absence.toNs < since || absence.fromNs > toNs) continue;
    note(absence.fromNs);
    since = absence.toNs;
  }
  note(toNs);
  return longest;
}

/** What was moved about then, for whoever looks for the cause. */
function nearby(absences: readonly Absence[], { from, to }: Pair, atNs: bigint): string {
  const ms = (ns: bigint) => (Number(ns - atNs) / 1e6).toFixed(1);
  return absences
    .filter(
      ({ name, fromNs, toNs }) => (name === from || name === to) && fromNs - atNs < nearNs && atNs - toNs < nearNs,
    )
    .map(({ name, fromNs, toNs }) => `; ${name} was on its way from ${ms(fromNs)} to ${ms(toNs)} ms`)
    .join('');
}
