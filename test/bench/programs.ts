import { seededRandom } from '../scale/random.js';
import { type FrameCase, frameCases, timingCases } from './programs/frame-cases.js';
import { withRunStatistics } from './programs/run-statistics.js';
import { startTablesLab, type TablesHost } from './programs/tables-lab.js';
import { type TableKey, TimedPrograms } from './programs/timed-programs.js';
import { type Line, Samples } from './report.js';
import { medianOf } from './samples.js';

/**
 * What a packet costs in a program alone, by the way that it takes, on a host with small tables and on one with large ones, which take turns. Each
 * run (BPF_PROG_TEST_RUN) has a frame of its own, for a machine drawn at random from the host's tables: repeating one frame would find
 * everything in the CPU's caches. The kernel's statistics (kernel.bpf_stats_enabled) take the time right before and after the program, so
 * system call and copying are not in it; what reading the clock costs is measured with a frame that a program leaves alone, and subtracted.
 */

export interface ProgramsOptions {
  readonly quick: boolean;
}

interface Effort {
  readonly batches: number;
  readonly framesPerBatch: number;
}

const quickEffort: Effort = { batches: 5, framesPerBatch: 500 };
const fullEffort: Effort = { batches: 15, framesPerBatch: 1_000 };

/** Frames before those that are timed, so that code and small tables are where a CPU that forwards has them. */
const warmFrames = 300;

interface Bench {
  /** What its figures are called: size of the tables. */
  readonly label: string;
  readonly host: TablesHost;
  readonly programs: TimedPrograms;
  readonly machines: Readonly<Record<4 | 6, readonly TableKey[]>>;
}

export async function benchPrograms(options: ProgramsOptions, progress: (step: string) => void): Promise<Line[]> {
  const effort = options.quick ? quickEffort : fullEffort;
  const small = { label: '100', ports: 100 };
  const large = options.quick ? { label: '100k', ports: 100_000 } : { label: '1m', ports: 1_000_000 };
  const sizes = [small, large];
  // Of each port, in all cases together.
  const flows = 4 * (effort.batches * effort.framesPerBatch + effort.batches * warmFrames);
  const lab = await startTablesLab(
    sizes.map(({ ports }) => ports),
    flows,
    progress,
  );
  const benches: Bench[] = [];
  try {
    for (const [i, host] of lab.hosts.entries()) {
      const programs = new TimedPrograms(host.pins, host.namespace);
      const machines = { 4: remoteMachines(programs, host, 4), 6: remoteMachines(programs, host, 6) };
      benches.push({ label: sizes[i]?.label ?? '', host, programs, machines });
    }
    const samples = new Samples();
    await withRunStatistics(async () => measure(benches, effort, samples, progress));
    const keyed = frameCases.filter((c) => c.keyed).map((c) => c.test);
    return [...samples.measures(), ...keyed.map((test) => samples.ratio(test, large.label, small.label))];
  } finally {
    for (const bench of benches) bench.programs.close();
    await lab.remove();
  }
}

/** Machines of the host's network that are elsewhere. */
export function remoteMachines(programs: TimedPrograms, host: TablesHost, family: 4 | 6): TableKey[] {
  const local = new Set([host.own, host.peer, host.tap].map(({ mac }) => mac.replaceAll(':', '')));
  return programs.machines(host.vni, family).filter(({ mac }) => !local.has(Buffer.from(mac).toString('hex')));
}

function measure(benches: readonly Bench[], effort: Effort, samples: Samples, progress: (step: string) => void): void {
  const random = seededRandom(1);
  const clockNs: Record<string, number> = {};
  for (const timing of timingCases) {
    const times = benches.flatMap((bench) => timesOf(timing, [bench], effort, random).flat());
    for (const ns of times) samples.add(timing.test, 'timing', 'ns', ns);
    clockNs[timing.program] = medianOf(times);
  }
  for (const frameCase of frameCases) {
    progress(frameCase.test);
    const perBatch = timesOf(frameCase, benches, effort, random);
    const clock = clockNs[frameCase.program] ?? clockNs.from_underlay ?? 0;
    for (const batch of perBatch) {
      for (const [i, { label }] of benches.entries()) {
        samples.add(frameCase.test, label, 'ns', (batch[i] ?? Number.NaN) - clock);
      }
    }
  }
}

/** Mean times in the program, in nanoseconds: of each batch, of each host. */
function timesOf(frameCase: FrameCase, benches: readonly Bench[], effort: Effort, random: () => number): number[][] {
  const run = ({ host, programs }: Bench, frames: readonly Buffer[]) =>
    programs.time(frameCase.program, frameCase.on(host), frames, frameCase.expected);
  const prepared = benches.map((bench) => {
    const frames = (count: number) => framesOf(frameCase, bench, count, random);
    return Array.from({ length: effort.batches }, () => ({
      warm: frames(warmFrames),
      timed: frames(effort.framesPerBatch),
    }));
  });
  // Flows begin now: what is timed are flows that live.
  for (const [i, bench] of benches.entries()) {
    for (const { warm, timed } of prepared[i] ?? []) run(bench, [...warm, ...timed]);
  }
  emptyCaches();
  return Array.from({ length: effort.batches }, (_, batch) => {
    const times: number[] = [];
    const order = benches.map((_, i) => (i + batch) % benches.length);
    for (const i of order) {
      const bench = benches[i];
      const frames = prepared[i]?.[batch];
      if (bench === undefined || frames === undefined) continue;
      run(bench, frames.warm);
      times[i] = run(bench, frames.timed);
    }
    return times;
  });
}

function framesOf(frameCase: FrameCase, { host, machines }: Bench, count: number, random: () => number): Buffer[] {
  const keys = machines[frameCase.family];
  const draw = () => {
    const key = keys[Math.floor(random() * keys.length)];
    if (key === undefined) throw new Error('the tables are empty');
    return frameCase.frame(host, key);
  };
  if (frameCase.keyed) return Array.from({ length: count }, draw);
  return Array<Buffer>(count).fill(draw());
}

/** More than any cache of this machine holds, so that no entry is there because it was written a moment ago. */
const ballast = Buffer.alloc(256 << 20);
function emptyCaches(): void {
  ballast.fill((ballast[0] ?? 0) + 1);
}
