import { expect, it } from 'vitest';
import { type HostKind, runFuzz } from './fuzz.js';

const hosts: HostKind[] = [
  { underlay: 4, xdp: 'off' },
  { underlay: 4, xdp: 'native' },
  { underlay: 6, xdp: 'native' },
  { underlay: 6, xdp: 'generic' },
];

it.each(hosts)(
  'mutated frames cross no tenant and vanish for a reason: IPv$underlay underlay, XDP $xdp',
  async (host) => {
    const { failure, packets, delivered, dropped } = await runFuzz({ packets: 3_000, seed: 1, hosts: [host] });
    expect(failure).toBeNull();
    expect(packets).toBe(3_000);
    expect(delivered).toBeGreaterThan(150);
    expect(dropped).toBeGreaterThan(1_500);
  },
);
