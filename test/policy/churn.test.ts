import { expect, it } from 'vitest';
import { ChurnRun } from './churn-run.js';

it('groups, rules, agents and ports that come, go and move let nothing pass that is forbidden, and cut nothing that is not', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const run = new ChurnRun({ seed, changes: 60, restarts: 3, moves: 10 });
  try {
    const result = await run.run();
    expect(result.forbidden, `seed ${seed}`).toEqual([]);
    expect(result.missed, `seed ${seed}`).toEqual([]);
    expect(result.intoClosed).toBe(0);
    expect(result.stale, `seed ${seed}`).toEqual([]);
    expect(result.causes, `seed ${seed}`).toEqual([]);
    expect(result.cut).toBe(0);
    expect(result.datagramsLost).toBeLessThanOrEqual(result.datagramsAtRisk);
    // It was asked something.
    expect(result.delivered).toBeGreaterThan(100);
    expect(result.forbiddenStreams).toBeGreaterThan(500);
    expect(result.allowedStreams).toBeGreaterThan(50);
    expect(result.plugged).toBeGreaterThan(0);
  } finally {
    await run.close();
  }
});
