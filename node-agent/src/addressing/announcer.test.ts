import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Announcer } from './announcer.js';

const first = Buffer.from('first');
const steady = Buffer.from('steady');
const last = Buffer.from('last');

let sent: { atS: number; vni: number; frame: string }[];
let errors: number;
let announcer: Announcer;
let startMs = 0;

beforeEach(() => {
  vi.useFakeTimers();
  startMs = performance.now();
  sent = [];
  errors = 0;
  announcer = new Announcer(
    (vni, frame) => sent.push({ atS: Math.round((performance.now() - startMs) / 1000), vni, frame: String(frame) }),
    () => errors++,
    () => 0.5,
  );
});
afterEach(() => {
  announcer.close();
  vi.useRealTimers();
});

const times = () => sent.map((s) => [s.atS, s.frame]);

test('three times after a change, then at intervals of 200 to 600 seconds', () => {
  announcer.tell(1, { initial: first, periodic: steady });
  vi.advanceTimersByTime(1000 * 1000);
  expect(times()).toEqual([
    [0, 'first'],
    [16, 'first'],
    [32, 'first'],
    [432, 'steady'],
    [832, 'steady'],
  ]);
});

test('changes in a row are told 3 seconds apart, the newest only', () => {
  announcer.tell(1, { initial: first, periodic: steady });
  vi.advanceTimersByTime(1000);
  announcer.tell(1, { initial: Buffer.from('between'), periodic: steady });
  vi.advanceTimersByTime(500);
  announcer.tell(1, { initial: Buffer.from('newest'), periodic: steady });
  vi.advanceTimersByTime(10_000);
  expect(times()).toEqual([
    [0, 'first'],
    [3, 'newest'],
  ]);
});

test('the last announcement is told three times and never again', () => {
  announcer.tell(1, { initial: first, periodic: steady });
  vi.advanceTimersByTime(100_000);
  sent = [];
  announcer.tell(1, { initial: last, periodic: null });
  vi.advanceTimersByTime(10_000_000);
  expect(times()).toEqual([
    [100, 'last'],
    [116, 'last'],
    [132, 'last'],
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a network that is forgotten is not told any more, the others are', () => {
  announcer.tell(1, { initial: first, periodic: steady });
  announcer.tell(2, { initial: first, periodic: steady });
  announcer.forget(1);
  vi.advanceTimersByTime(0);
  expect(sent.map((s) => s.vni)).toEqual([2]);
});

test('an announcement that failed is followed by the next', () => {
  const failing = new Announcer(
    () => {
      throw new Error('no room');
    },
    () => errors++,
    () => 0,
  );
  failing.tell(1, { initial: first, periodic: steady });
  vi.advanceTimersByTime(33_000);
  expect(errors).toBe(3);
  failing.close();
});

test('once closed, nothing is sent and nothing waits', () => {
  announcer.tell(1, { initial: first, periodic: steady });
  announcer.close();
  announcer.tell(2, { initial: first, periodic: steady });
  vi.advanceTimersByTime(1_000_000);
  expect(sent).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
