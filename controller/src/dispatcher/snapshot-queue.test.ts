import { expect, it, vi } from 'vitest';
import { SnapshotQueue } from './snapshot-queue.js';

it('lets so many go at once, the others in their order, and nobody wait for a slow one', () => {
  vi.useFakeTimers();
  try {
    const queue = new SnapshotQueue<string>(2, 1_000);
    const started: string[] = [];
    const enter = (name: string) => queue.enter(name, () => started.push(name));
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) enter(name);
    expect(started).toEqual(['a', 'b']);
    queue.leave('d');
    queue.leave('b');
    expect(started).toEqual(['a', 'b', 'c']);
    queue.leave('b');
    expect(started).toEqual(['a', 'b', 'c']);
    vi.advanceTimersByTime(1_000);
    expect(started).toEqual(['a', 'b', 'c', 'e', 'f']);
    expect(queue.waiting).toBe(0);
    enter('g');
    queue.close();
    vi.advanceTimersByTime(10_000);
    expect(started).toHaveLength(5);
  } finally {
    vi.useRealTimers();
  }
});

it('goes on when what is started is over at once', () => {
  const queue = new SnapshotQueue<number>(1, 1_000);
  const started: number[] = [];
  for (let i = 0; i < 100; i++) {
    queue.enter(i, () => {
      started.push(i);
      queue.leave(i);
    });
  }
  expect(started).toHaveLength(100);
});
