import { expect, test } from 'vitest';
import { benchDatapath } from './datapath.js';

const systems = ['kernel', 'kernel-full', 'plain'];

test('the benchmark of the full data path measures each test of each system', async () => {
  const options = { quick: true, mtu: 1550, profile: 'full', systems, rounds: 1, peers: false } as const;
  const lines = await benchDatapath(options, () => {});
  const measured = lines.filter(({ kind }) => kind === 'measure');
  for (const test of ['rr', 'rr6', 'udp64', 'udp64_cpu', 'connect', 'connect_cpu', 'tcp1', 'tcp4']) {
    const of = measured.filter((line) => line.test === test);
    expect([test, of.map((line) => line.kind === 'measure' && line.system)]).toEqual([test, systems]);
    for (const { median } of of) expect(median).toBeGreaterThan(0);
  }
}, 120_000);
