import { readFileSync } from 'node:fs';

/**
 * CPU time from /proc/stat: everything that ran on some CPUs - processes, system calls, softirqs, ksoftirqd - not only what is charged to the
 * benchmark's own processes, because most of a packet's path runs in softirqs. Idle time is exact on a tickless kernel, so busy time
 * is elapsed minus idle time, to 10 ms. Whatever else runs on these CPUs is in it.
 */

/** CPUs that this process may use, ascending. */
export function allowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Busy time so far. */
export interface CpuReading {
  readonly idleTicks: number;
  readonly atNs: bigint;
}

/** /proc/stat counts in USER_HZ, which is 100 on every architecture that Linux runs Node.js on. */
const ticksPerSecond = 100;

export function readCpus(cpus: readonly number[]): CpuReading {
  const stat = readFileSync('/proc/stat', 'utf8');
  let idleTicks = 0;
  for (const cpu of cpus) {
    const fields = new RegExp(`^cpu${cpu} (.*)$`, 'm').exec(stat)?.[1]?.split(' ').map(Number) ?? [];
    // user nice system idle iowait ...
    idleTicks += (fields[3] ?? 0) + (fields[4] ?? 0);
  }
  return { idleTicks, atNs: process.hrtime.bigint() };
}

/** Seconds that the CPUs were busy, together, since `before`. */
export function busySeconds(before: CpuReading, cpus: readonly number[]): number {
  const now = readCpus(cpus);
  const elapsed = Number(now.atNs - before.atNs) / 1e9;
  return elapsed * cpus.length - (now.idleTicks - before.idleTicks) / ticksPerSecond;
}
