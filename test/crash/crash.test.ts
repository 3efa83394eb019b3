import { expect, it } from 'vitest';
import { CrashRun } from './crash-run.js';

it.each([
  ['killed', false],
  ['killed, with what it did not sync lost,', true],
])(
  'a controller that is %s again and again loses nothing, and agents get to what its store says',
  async (_, powerLoss) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const run = new CrashRun(seed, { powerLoss });
    try {
      const result = await run.run(5);
      expect(result.wrong, `seed ${seed}`).toEqual([]);
      expect(result.rounds).toBe(5);
      expect(result.answered, `seed ${seed}`).toBeGreaterThan(50);
    } finally {
      await run.close();
    }
  },
);
