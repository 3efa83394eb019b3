import { expect, it } from 'vitest';
import { runFuzz } from './fuzz.js';

it.each(['off', 'native'] as const)(
  'mutated frames cross no tenant and vanish for a reason, XDP %s',
  async (xdp) => {
    const { failure, packets, delivered, dropped } = await runFuzz({ packets: 6_000, seed: 1, xdp });
    expect(failure).toBeNull();
    expect(packets).toBe(6_000);
    expect(delivered).toBeGreaterThan(300);
    expect(dropped).toBeGreaterThan(3_000);
  },
  120_000,
);
