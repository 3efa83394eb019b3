import type { Samples } from '../report.js';
import { medianOf } from '../samples.js';
import type { System } from '../systems/system.js';
import { connections, type Pinning, tcpRoundTrip, tcpThroughput, udpFlood } from '../tools.js';
import type { Profile } from './profile.js';

/** One round: every test once, the systems taking turns in each. */

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Round trips are short to measure and small to compare: several turns a round, the median counts. */
  readonly roundTripTurns: number;
}

/** Length of one turn of round trips: about 15,000 of them. */
const turnSeconds = 0.25;

/** Every round begins with another system, so that what drifts within a round hits all of them. */
export function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

export async function measureRound(
  profile: Profile,
  systems: readonly System[],
  effort: Effort,
  pin: Pinning,
  samples: Samples,
): Promise<void> {
  await measureRoundTrips('rr', (s) => s.serverAddress, systems, effort, pin, samples);
  await measureRoundTrips('rr6', (s) => s.serverAddress6, systems, effort, pin, samples);
  for (const system of systems) await measurePackets(system, effort, pin, samples);
  if (profile.connections) {
    for (const system of systems) {
      const rate = await connections(system, pin, effort.seconds);
      samples.add('connect', system.name, '/s', rate.perSecond);
      samples.add('connect_cpu', system.name, 'us', rate.cpuUsPerConnection);
    }
  }
  for (const streams of [1, 4]) {
    for (const system of systems.filter(({ name }) => profile.streams.includes(name))) {
      await measureStreams(system, streams, effort, pin, samples);
    }
  }
}

export async function measurePackets(
  system: System,
  { seconds }: Effort,
  pin: Pinning,
  samples: Samples,
): Promise<void> {
  const udp = await udpFlood(system, pin, seconds);
  samples.add('udp64', system.name, 'pps', udp.packetsPerSecond);
  samples.add('udp64_cpu', system.name, 'us', udp.cpuUsPerPacket);
  samples.add('udp64_lost', system.name, '%', udp.lost * 100);
}

export async function measureStreams(
  system: System,
  streams: number,
  { seconds }: Effort,
  pin: Pinning,
  samples: Samples,
): Promise<void> {
  const tcp = await tcpThroughput(system, pin, streams, seconds);
  samples.add(`tcp${streams}`, system.name, 'Gbit/s', tcp.gbitPerSecond);
  samples.add(`tcp${streams}_cpu`, system.name, 's/Gbit', tcp.cpuSecondsPerGbit);
}

async function measureRoundTrips(
  test: 'rr' | 'rr6',
  addressOf: (system: System) => string | undefined,
  systems: readonly System[],
  effort: Effort,
  pin: Pinning,
  samples: Samples,
): Promise<void> {
  const turns = new Map<string, { p50Us: number; p99Us: number }[]>();
  for (let turn = 0; turn < effort.roundTripTurns; turn++) {
    for (const system of rotated(systems, turn)) {
      const address = addressOf(system);
      if (address === undefined) continue;
      const results = turns.get(system.name) ?? [];
      results.push(await tcpRoundTrip(system, address, pin.server, turnSeconds));
      turns.set(system.name, results);
    }
  }
  for (const [name, results] of turns) {
    samples.add(test, name, 'us', medianOf(results.map((r) => r.p50Us)));
    samples.add(`${test}_p99`, name, 'us', medianOf(results.map((r) => r.p99Us)));
  }
}
