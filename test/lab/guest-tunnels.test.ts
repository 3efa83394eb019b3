import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ipBatch } from '../../deploy/lab/command.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { pings, startLab } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, type Machine } from './dual-stack.js';
import { exchangeTcp } from './tcp-exchange.js';

/**
 * Guests with VXLAN of their own, on the very l4 port that the underlay uses, bridged by weft:
 *
 *   host-1                     host-2
 *   near-veth .11              far-veth .13
 *   near-tap  .12              far-tap  .14
 */
const families = ['ip4', 'ip6'] as const;
const pairs = [
  ['near-veth', 'far-tap'],
  ['near-tap', 'far-veth'],
] as const;

describe.each([
  { underlayFamily: 'ipv4', xdp: 'off' },
  { underlayFamily: 'ipv6', xdp: 'native' },
] as const)('tunnels of guests, underlay $underlayFamily, XDP $xdp', (setup) => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  const machines = new Map<string, Machine>();
  const of = (name: string): Machine => {
    const machine = machines.get(name);
    if (!machine) throw new Error(`no machine ${name}`);
    return machine;
  };

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlgt', { nodes: 2, ...setup }));
    const network = { tenant: 'red', id: 'blue', number: 1 };
    await createTenant(lab, 'red');
    await createNetwork(lab, network);
    for (const [i, name] of ['near-veth', 'near-tap', 'far-veth', 'far-tap'].entries()) {
      const host = name.startsWith('near') ? 'host-1' : 'host-2';
      machines.set(name, await createMachine(lab, network, name, host, 11 + i, { tap: name.endsWith('tap') }));
    }
  });
  afterAll(() => down());

  describe.each(pairs)('%s to %s', (from, to) => {
    it.each(families)('VXLAN over %s carries TCP of both families', async (family) => {
      const ends = [
        [of(from), of(to), 1],
        [of(to), of(from), 2],
      ] as const;
      for (const [machine, other, host] of ends) {
        await ipBatch(lab.vm(machine.name).namespace, [
          `link add overlay type vxlan id 77 local ${machine[family]} remote ${other[family]} dstport 4789 dev eth0`,
          'link set overlay addrgenmode none',
          `address add 192.168.50.${host}/24 dev overlay`,
          `address add fd50::${host}/64 dev overlay nodad`,
          'link set overlay up',
        ]);
      }
      try {
        for (const address of ['192.168.50.2', 'fd50::2']) {
          expect(await pings(lab, from, address)).toBe(true);
          const { caller, listener } = await exchangeTcp(lab, from, { vm: to, address }, 10);
          expect(listener.received).toEqual(caller.sent);
          expect(caller.received).toEqual(listener.sent);
          expect(Math.max(caller.longestGapMs, listener.longestGapMs)).toBeLessThan(1_000);
        }
      } finally {
        for (const vm of [from, to]) await lab.mustInVm(vm, ['ip', 'link', 'delete', 'overlay']);
      }
    });
  });
});
