import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MEASURED_MTU_MAX, PathMtuSearch } from './path-mtu.js';

/** Asks until nothing is urgent, `rounds` times; returns how many were asked that were urgent. */
function ask(search: PathMtuSearch, passes: (mtu: number) => boolean, rounds = 1): number {
  let urgent = 0;
  for (let round = 0; round < rounds; round++) {
    do {
      urgent += Number(search.urgent);
      search.outcome(search.next, passes(search.next));
    } while (search.urgent);
  }
  return urgent;
}
const upTo = (mtu: number) => (size: number) => size <= mtu;

test('what is needed passes: that is known, and only that is asked for', () => {
  const search = new PathMtuSearch();
  search.need(1450);
  expect([search.next, search.pathMtu, search.tooSmall]).toEqual([1450, 0, false]);
  expect(ask(search, upTo(9000), 5)).toBe(0);
  expect([search.next, search.pathMtu, search.tooSmall]).toEqual([1450, 1450, false]);
});

test('whatever passes is found, with at most 30 questions, however it changes', () => {
  const mtu = fc.integer({ min: 84, max: 16_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1280, max: 16_000 }),
      fc.array(mtu, { minLength: 1, maxLength: 6 }),
      (needed, mtus) => {
        const search = new PathMtuSearch();
        search.need(needed);
        for (const passing of mtus) {
          // Three rounds ask for all that may have changed.
          expect(ask(search, upTo(passing), 3)).toBeLessThanOrEqual(32);
          const asked = Math.min(needed, MEASURED_MTU_MAX);
          expect(search.pathMtu).toBe(Math.min(passing, asked));
          expect(search.tooSmall).toBe(passing < asked);
        }
      },
    ),
  );
});

test('two lost ones are no alarm, three are', () => {
  const search = new PathMtuSearch();
  search.need(1450);
  ask(search, upTo(1450));
  for (const answered of [false, false, true, false, false]) search.outcome(1450, answered);
  expect(search.tooSmall).toBe(false);
  expect(search.urgent).toBe(true);
  search.outcome(1450, false);
  expect(search.tooSmall).toBe(true);
});

test('with one of ten probes lost, it still finds what passes', () => {
  let n = 0;
  const lossy = (mtu: number) => upTo(1350)(mtu) && ++n % 10 !== 0;
  const search = new PathMtuSearch();
  search.need(1450);
  ask(search, upTo(1450));
  ask(search, lossy, 6);
  expect([search.pathMtu, search.tooSmall]).toEqual([1350, true]);
});

test('when more is needed it is asked for at the next turn; when less is, what is known is enough', () => {
  const search = new PathMtuSearch();
  search.need(1400);
  ask(search, upTo(1400));
  search.need(8900);
  expect([search.next, search.pathMtu, search.tooSmall]).toEqual([8900, 1400, false]);
  ask(search, upTo(1400), 3);
  expect([search.pathMtu, search.tooSmall]).toEqual([1400, true]);
  search.need(1280);
  expect([search.next, search.pathMtu, search.tooSmall]).toEqual([1280, 1280, false]);
});
