import { readFileSync, writeFileSync } from 'node:fs';

const setting = '/proc/sys/kernel/bpf_stats_enabled';

/** Lets the kernel add up the time of every BPF program's runs while `work` goes on; then it is as before, also when this process is interrupted. */
export async function withRunStatistics<T>(work: () => Promise<T>): Promise<T> {
  const before = readFileSync(setting, 'utf8');
  const restore = () => writeFileSync(setting, before);
  process.once('exit', restore);
  writeFileSync(setting, '1');
  try {
    return await work();
  } finally {
    process.removeListener('exit', restore);
    restore();
  }
}
