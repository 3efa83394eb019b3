import { allowedCpus } from './cpu.js';
import { type Line, Samples } from './report.js';
import { medianOf } from './samples.js';
import { createKernelSystem } from './systems/kernel.js';
import { createPlainSystem } from './systems/plain.js';
import type { System } from './systems/system.js';
import { createWeftSystem } from './systems/weft.js';
import { type Pinning, tcpRoundTrip, tcpThroughput, udpFlood } from './tools.js';

/** The data path against the kernel's bridge + VXLAN device, and against plain routing: all three stand side by side and take turns. */

export interface DatapathOptions {
  readonly quick: boolean;
  readonly mtu: number;
  /** Names of the systems to measure. */
  readonly systems: readonly string[];
}

interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  /** Round trips are short to measure and small to compare: several turns a round, the median counts. */
  readonly roundTripTurns: number;
}

/** Length of one turn of round trips: about 20,000 of them. */
const turnSeconds = 0.3;

const quickEffort: Effort = { rounds: 3, seconds: 2, roundTripTurns: 8 };
const fullEffort: Effort = { rounds: 7, seconds: 3, roundTripTurns: 16 };

const creators: Readonly<Record<string, (mtu: number) => Promise<System>>> = {
  weft: createWeftSystem,
  kernel: createKernelSystem,
  plain: createPlainSystem,
};
export const systemNames = Object.keys(creators);

export async function benchDatapath(options: DatapathOptions, progress: (step: string) => void): Promise<Line[]> {
  const effort = options.quick ? quickEffort : fullEffort;
  const [server = 0, client = server] = allowedCpus();
  const systems: System[] = [];
  try {
    for (const name of options.systems) {
      progress(`setting up ${name}, underlay MTU ${options.mtu}`);
      const create = creators[name];
      if (create === undefined) throw new Error(`unknown system ${name}; known: ${systemNames.join(', ')}`);
      systems.push(await create(options.mtu));
    }
    const samples = new Samples();
    for (let round = 0; round < effort.rounds; round++) {
      progress(`round ${round + 1} of ${effort.rounds}`);
      await measureRound(rotated(systems, round), effort, { client, server }, samples);
    }
    return [...samples.measures(), ...ratios(samples, options.systems)];
  } finally {
    for (const system of systems) await system.remove();
  }
}

/** Every round begins with another system, so that what drifts within a round hits all of them. */
function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

async function measureRound(systems: readonly System[], effort: Effort, pin: Pinning, samples: Samples): Promise<void> {
  await measureRoundTrips(systems, effort, pin, samples);
  for (const system of systems) {
    const udp = await udpFlood(system, pin, effort.seconds);
    samples.add('udp64', system.name, 'pps', udp.packetsPerSecond);
    samples.add('udp64_cpu', system.name, 'us', udp.cpuUsPerPacket);
    samples.add('udp64_lost', system.name, '%', udp.lost * 100);
  }
  for (const streams of [1, 4]) {
    for (const system of systems) {
      const tcp = await tcpThroughput(system, pin, streams, effort.seconds);
      samples.add(`tcp${streams}`, system.name, 'Gbit/s', tcp.gbitPerSecond);
      samples.add(`tcp${streams}_cpu`, system.name, 's/Gbit', tcp.cpuSecondsPerGbit);
    }
  }
}

async function measureRoundTrips(
  systems: readonly System[],
  effort: Effort,
  pin: Pinning,
  samples: Samples,
): Promise<void> {
  const turns = new Map<string, { p50Us: number; p99Us: number }[]>(systems.map((s) => [s.name, []]));
  for (let turn = 0; turn < effort.roundTripTurns; turn++) {
    for (const system of rotated(systems, turn)) {
      turns.get(system.name)?.push(await tcpRoundTrip(system, pin.server, turnSeconds));
    }
  }
  for (const [name, results] of turns) {
    samples.add('rr', name, 'us', medianOf(results.map((r) => r.p50Us)));
    samples.add('rr_p99', name, 'us', medianOf(results.map((r) => r.p99Us)));
  }
}

function ratios(samples: Samples, systems: readonly string[]): Line[] {
  const has = (...names: string[]) => names.every((name) => systems.includes(name));
  return [
    ...(has('weft', 'kernel', 'plain') ? [samples.addedRatio('rr_added', 'rr', 'weft', 'kernel', 'plain')] : []),
    ...(has('weft', 'kernel')
      ? ['udp64_cpu', 'tcp1_cpu', 'tcp4_cpu'].map((test) => samples.ratio(test, 'weft', 'kernel'))
      : []),
  ];
}
