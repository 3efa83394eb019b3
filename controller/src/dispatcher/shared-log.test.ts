import { expect, it } from 'vitest';
import type { Change } from '../store/change.js';
import { SharedLog } from './shared-log.js';

const change = (revision: number): Change => ({ revision, timeUnixMs: 0, effects: [] });
const range = (after: number, last: number) => Array.from({ length: last - after }, (_, i) => change(after + 1 + i));

/** A log of revisions up to `last`, compacted to `compacted`, that answers when it is told to. */
class Log {
  last = 100;
  compacted = 10;
  readonly asked: number[] = [];
  #answers: (() => void)[] = [];

  changesAfter(after: number): Promise<Change[] | null> {
    this.asked.push(after);
    const found = after < this.compacted ? null : range(after, this.last);
    return new Promise((resolve) => this.#answers.push(() => resolve(found)));
  }

  async answer(): Promise<void> {
    for (const answer of this.#answers.splice(0)) answer();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const revisions = async (found: Promise<readonly Change[] | null>) => (await found)?.map((c) => c.revision) ?? null;
const numbers = (after: number, last: number) => range(after, last).map((c) => c.revision);

it('reads once for all that ask meanwhile, from the lowest on, and again only for what is older', async () => {
  const log = new Log();
  const shared = new SharedLog(log);
  const first = shared.changesAfter(60);
  const alongside = shared.changesAfter(70);
  const others = [50, 40, 55].map((after) => shared.changesAfter(after));
  await log.answer();
  // Committed while the second read is on its way.
  log.last = 100;
  shared.committed([change(101), change(102)]);
  await log.answer();
  expect(log.asked).toEqual([60, 40]);
  expect(await revisions(first)).toEqual(numbers(60, 100));
  expect(await revisions(alongside)).toEqual(numbers(70, 100));
  for (const [i, after] of [50, 40, 55].entries()) expect(await revisions(others[i]!)).toEqual(numbers(after, 102));
  shared.committed([change(103)]);
  expect(await revisions(shared.changesAfter(80))).toEqual(numbers(80, 103));
  expect(await revisions(shared.changesAfter(103))).toEqual([]);
  expect(shared.reads).toBe(2);
  shared.close();
});

it('says of each revision whether it was compacted away; a failure is told to all and over', async () => {
  const log = new Log();
  const shared = new SharedLog(log);
  const found = [5, 20, 7].map((after) => shared.changesAfter(after));
  for (let i = 0; i < 4; i++) await log.answer();
  expect(await revisions(found[0]!)).toBeNull();
  expect(await revisions(found[2]!)).toBeNull();
  expect(await revisions(found[1]!)).toEqual(numbers(20, 100));

  const failing = new SharedLog({ changesAfter: () => Promise.reject(new Error('broken')) });
  await expect(failing.changesAfter(1)).rejects.toThrow('broken');
  await expect(failing.changesAfter(1)).rejects.toThrow('broken');
});
