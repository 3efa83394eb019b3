import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueQueue } from './due-queue.js';

test('whatever is added, moved and removed: the earliest is due first', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 20 }), dueMs: fc.option(fc.integer({ min: 0, max: 100 })) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const queue = new DueQueue();
      const model = new Map<number, number>();
      for (const { key, dueMs } of steps) {
        if (dueMs === null) {
          queue.remove(key);
          model.delete(key);
        } else {
          queue.put(key, dueMs);
          model.set(key, dueMs);
        }
        const earliest = Math.min(...model.values());
        expect(queue.size).toBe(model.size);
        expect(queue.nextMs).toBe(model.size > 0 ? earliest : null);
        expect(queue.dueMs(key)).toBe(dueMs);
        expect(queue.due(earliest - 1)).toBeNull();
        if (model.size > 0) expect(model.get(queue.due(earliest)!)).toBe(earliest);
      }
    }),
  );
});
