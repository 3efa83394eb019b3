import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time of a packet's path. Most of it runs in softirqs, which the kernel charges to the process that was interrupted or that made them
 * pending by a system call - between namespaces on one machine, the benchmark's own two processes - or to ksoftirqd. So what a test
 * costs is what its processes used (getrusage, exact to the nanosecond clock of the scheduler) and what ksoftirqd used meanwhile. Unlike busy
 * time of whole CPUs, it does not count whatever else the machine does. It would miss softirqs of a physical NIC, which interrupt anybody.
 */

/** CPUs that this process may use, ascending. */
export function allowedCpus(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** A clock of the CPU time of ksoftirqd. */
export class SoftirqClock {
  private readonly pids: readonly string[];

  constructor(cpus: readonly number[]) {
    const names = new Set(cpus.map((cpu) => `ksoftirqd/${cpu}`));
    this.pids = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && names.has(commandOf(pid)));
    if (this.pids.length !== names.size) throw new Error(`no ksoftirqd for CPUs ${cpus.join(', ')}`);
  }

  /** Seconds so far. */
  read(): number {
    // First field: nanoseconds on a CPU.
    const ns = this.pids.map((pid) => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]));
    return ns.reduce((sum, n) => sum + n, 0) / 1e9;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
