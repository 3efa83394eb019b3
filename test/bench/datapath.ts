import { allowedCpus } from './cpu.js';
import { type Line, Samples } from './report.js';
import { medianOf } from './samples.js';
import { createKernelSystem } from './systems/kernel.js';
import { createKernelRoutedSystem } from './systems/kernel-routed.js';
import { createPlainSystem } from './systems/plain.js';
import type { System, Testbed } from './systems/system.js';
import { createQuietSystem, createWeftSystems } from './systems/weft.js';
import { type Pinning, tcpRoundTrip, tcpThroughput, udpFlood } from './tools.js';

/**
 * The data path against the kernel's bridge + VXLAN device, bridged and routed, and against plain routing without encapsulation: all stand side by side
 * and take turns.
 */

export interface DatapathOptions {
  readonly quick: boolean;
  readonly mtu: number;
  /** Names of the systems to measure. */
  readonly systems: readonly string[];
  /** Instead of the default. */
  readonly rounds?: number;
}

interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Round trips are short to measure and small to compare: several turns a round, the median counts. */
  readonly roundTripTurns: number;
}

/** Length of one turn of round trips: about 15,000 of them. */
const turnSeconds = 0.25;

const quickEffort: Effort = { rounds: 3, seconds: 1, roundTripTurns: 4 };
const fullEffort: Effort = { rounds: 5, seconds: 1.2, roundTripTurns: 6 };

interface Creator {
  /** Systems of the testbed, in its order. */
  readonly names: readonly string[];
  create(mtu: number): Promise<Testbed>;
}

const creators: readonly Creator[] = [
  { names: ['weft', 'weft-routed'], create: createWeftSystems },
  { names: ['weft-quiet'], create: createQuietSystem },
  { names: ['kernel'], create: createKernelSystem },
  { names: ['kernel-routed'], create: createKernelRoutedSystem },
  { names: ['plain'], create: createPlainSystem },
];
export const systemNames = creators.flatMap((creator) => creator.names);
/** Streams of these are not measured: their packets take the same way as the bridged ones' and a lookup more or less, once for each large frame. */
const withoutStreams: readonly string[] = ['weft-routed', 'weft-quiet', 'kernel-routed'];

export async function benchDatapath(options: DatapathOptions, progress: (step: string) => void): Promise<Line[]> {
  const effort = options.quick ? quickEffort : fullEffort;
  const rounds = options.rounds ?? effort.rounds;
  const [server = 0, client = server] = allowedCpus();
  const testbeds: Testbed[] = [];
  try {
    for (const { names, create } of creators) {
      if (!names.some((name) => options.systems.includes(name))) continue;
      progress(`setting up ${names.join(' and ')}, underlay MTU ${options.mtu}`);
      testbeds.push(await create(options.mtu));
    }
    const systems = testbeds.flatMap((testbed) => testbed.systems).filter(({ name }) => options.systems.includes(name));
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}`);
      await measureRound(rotated(systems, round), effort, { client, server }, samples);
    }
    return [...samples.measures(), ...ratios(samples, options.systems)];
  } finally {
    for (const testbed of testbeds) await testbed.remove();
  }
}

/** Every round begins with another system, so that what drifts within a round hits all of them. */
function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

async function measureRound(systems: readonly System[], effort: Effort, pin: Pinning, samples: Samples): Promise<void> {
  await measureRoundTrips('rr', (s) => s.serverAddress, systems, effort, pin, samples);
  await measureRoundTrips('rr6', (s) => s.serverAddress6, systems, effort, pin, samples);
  for (const system of systems) {
    const udp = await udpFlood(system, pin, effort.seconds);
    samples.add('udp64', system.name, 'pps', udp.packetsPerSecond);
    samples.add('udp64_cpu', system.name, 'us', udp.cpuUsPerPacket);
    samples.add('udp64_lost', system.name, '%', udp.lost * 100);
  }
  for (const streams of [1, 4]) {
    for (const system of systems.filter(({ name }) => !withoutStreams.includes(name))) {
      const tcp = await tcpThroughput(system, pin, streams, effort.seconds);
      samples.add(`tcp${streams}`, system.name, 'Gbit/s', tcp.gbitPerSecond);
      samples.add(`tcp${streams}_cpu`, system.name, 's/Gbit', tcp.cpuSecondsPerGbit);
    }
  }
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

/** What weft needs over what others need: of the same work, measured in the same round. */
function ratios(samples: Samples, systems: readonly string[]): Line[] {
  const has = (...names: string[]) => names.every((name) => systems.includes(name));
  const pairs = [
    { of: 'weft', to: 'kernel', suffix: '', costs: ['udp64_cpu', 'tcp1_cpu', 'tcp4_cpu'] },
    { of: 'weft-routed', to: 'kernel-routed', suffix: '_routed', costs: ['udp64_cpu'] },
  ];
  const ofPeers = pairs.flatMap(({ of, to, suffix, costs }) => [
    ...(has(of, to, 'plain')
      ? ['rr', 'rr6'].map((test) => samples.addedRatio(`${test}_added${suffix}`, test, of, to, 'plain'))
      : []),
    ...(has(of, to) ? costs.map((test) => samples.ratio(test, of, to)) : []),
  ]);
  // What tunnel health costs tenants' packets: probes and counters, on over off.
  const ofHealth = has('weft', 'weft-quiet')
    ? ['rr', 'rr6', 'udp64_cpu'].map((test) => samples.ratio(test, 'weft', 'weft-quiet', `${test}_health`))
    : [];
  return [...ofPeers, ...ofHealth];
}
