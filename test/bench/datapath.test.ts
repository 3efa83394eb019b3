import { expect, test } from 'vitest';
import { benchDatapath, profiles } from './datapath.js';

test('the benchmark of the full data path measures each test of each system, and says which targets are met', async () => {
  const options = { quick: true, mtu: 1550, profile: 'full', rounds: 1, peers: false } as const;
  const lines = await benchDatapath(options, () => {});
  const systemsOf = (test: string) =>
    lines.flatMap((line) => (line.kind === 'measure' && line.test === test ? [line.system] : []));
  for (const test of ['rr', 'rr6', 'udp64', 'udp64_cpu', 'connect', 'connect_cpu', 'tcp1', 'tcp4']) {
    expect([test, systemsOf(test)]).toEqual([test, profiles.full.systems]);
  }
  for (const test of ['first_packet', 'first_packet_drawn', 'established']) {
    expect([test, systemsOf(test)]).toEqual([test, ['10', 'none', '10k']]);
  }
  for (const test of ['asked', 'asked_drawn']) expect([test, systemsOf(test)]).toEqual([test, ['10', '10k']]);
  for (const line of lines) {
    if (line.kind === 'measure' && line.unit !== '%') expect(line.median, line.test).toBeGreaterThan(0);
  }
  const judged = lines.flatMap((line) => (line.kind !== 'measure' && line.met !== undefined ? [line.test] : []));
  expect(judged).toEqual([
    'rr_added',
    'rr_added',
    'udp64_cpu',
    'connect',
    'first_packet_added',
    'asked_added',
    'asked_drawn_added',
    'established',
  ]);
}, 180_000);
