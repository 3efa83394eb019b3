import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTunnelPath, PROBE_WINDOW, TUNNEL_PATH_BYTES, type TunnelPath } from '../datapath/bpf/layout.gen.js';
import { outcomesAfter } from './requests.js';

/** A path as the programs keep it: requests sent at 1000 * number ns, those of `answered` answered. */
function path(number: number, answered: ReadonlySet<number>, sessionNumber = 0): TunnelPath {
  const answeredBits = new Uint8Array(8);
  const pendingNs = new Array<number>(PROBE_WINDOW).fill(0);
  for (let n = 1; n <= number; n++) {
    const slot = n % PROBE_WINDOW;
    const bit = 1 << (slot % 8);
    const byte = slot >> 3;
    if (answered.has(n)) answeredBits[byte]! |= bit;
    else answeredBits[byte]! &= ~bit;
    pendingNs[slot] = answered.has(n) ? 0 : 1000 * n;
  }
  return { ...decodeTunnelPath(Buffer.alloc(TUNNEL_PATH_BYTES)), number, sessionNumber, answeredBits, pendingNs };
}

test('each of the last 64 requests has the outcome that it had', () => {
  const numbers = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(numbers, fc.uniqueArray(numbers), numbers, numbers, numbers, (last, replies, after, session, age) => {
      const answered = new Set(replies);
      const sessionNumber = Math.min(session, last);
      const nowNs = 1000 * last;
      const timeoutNs = 1000 * age;
      const expected = [];
      for (let n = Math.max(after, last - 64) + 1; n <= last; n++) {
        const lost = nowNs - 1000 * n >= timeoutNs;
        expected.push(answered.has(n) ? 'answered' : n <= sessionNumber ? 'void' : lost ? 'lost' : 'waiting');
      }
      expect(outcomesAfter(path(last, answered, sessionNumber), after, nowNs, timeoutNs)).toEqual(expected);
    }),
  );
});

test('nothing was sent, or nothing since', () => {
  expect(outcomesAfter(path(0, new Set()), 0, 1, 1)).toEqual([]);
  expect(outcomesAfter(path(7, new Set()), 7, 1, 1)).toEqual([]);
});
