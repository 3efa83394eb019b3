import { expect, it } from 'vitest';
import { WeftError } from '../../../proto/src/errors.js';
import { Pauses } from './pauses.js';
import { reopen } from './reopening.js';

it('giving up ends a pause, and the next one, which an attempt that was under way begins', async () => {
  const pauses = new Pauses();
  let wanted = true;
  let attempts = 0;
  let fail: (error: Error) => void = () => undefined;
  const reopened = reopen({
    wanted: () => wanted,
    attempt: () => {
      attempts++;
      return new Promise((_, reject) => {
        fail = reject;
      });
    },
    pauses,
    firstDelayMs: 60_000,
    observer: undefined,
  });
  const lasting = pauses.pause(60_000);
  wanted = false;
  pauses.endAll();
  await lasting;
  fail(new Error('still no disk'));
  await reopened;
  expect(attempts).toBe(1);
});

it('reopening tries again after a pause, and not a store that it can not go on with', async () => {
  const outcomes = [new Error('no'), new Error('still no'), new WeftError('STORE_INCOMPATIBLE', 'another one')];
  const told: string[] = [];
  await reopen({
    wanted: () => true,
    attempt: () => Promise.reject(outcomes.shift()),
    pauses: new Pauses(),
    firstDelayMs: 1,
    observer: {
      failed: (error) => told.push(`failed: ${(error as Error).message}`),
      lost: (error) => told.push(`lost: ${error.message}`),
    },
  });
  expect(told).toEqual(['failed: no', 'failed: still no', 'lost: another one']);
});
