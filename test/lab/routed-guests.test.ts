import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ipBatch } from '../../deploy/lab/command.js';
import { echoRequestsSeen } from '../../deploy/lab/echo-requests.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { PortService } from '../../proto/gen/services.js';
import { pings, startLab } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, ipPrefix, type Machine, reaches, route } from './dual-stack.js';
import { forwardTo } from './forwarding-guest.js';
import { leaveAddresses, takeAddresses } from './moving-address.js';
import { exchangeTcp } from './tcp-exchange.js';

const whole = (addresses: readonly string[]) => addresses.map((a) => `${a}/${a.includes(':') ? 128 : 32}`);

/**
 * What guests do on routed networks beside having addresses:
 *
 *             host-1                    host-2
 *   blue      client .11, lb-1 .12      lb-2 .13
 *   green     gate-1 .12                far .11 (tap), gate-2 .13
 */
const blue = { tenant: 'red', id: 'blue', number: 1 };
const green = { tenant: 'red', id: 'green', number: 2 };
const router = { id: 'r', tenant: 'red' };
/** Addresses of lb-1 or lb-2, of both families. */
const shared = ['10.0.1.100', 'fd00:1::100'] as const;
/** What lies behind gate-1, and within it behind gate-2. */
const inNarrow = ['172.16.5.1', 'fd16:0:5::1'] as const;
const inWide = ['172.16.9.1', 'fd16:0:9::1'] as const;
const behind = { wide: ['172.16.0.0/16', 'fd16::/32'], narrow: ['172.16.5.0/24', 'fd16:0:5::/48'] } as const;

describe('guests on routed networks', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  const machines = new Map<string, Machine>();
  const of = (name: string): Machine => {
    const machine = machines.get(name);
    if (!machine) throw new Error(`no machine ${name}`);
    return machine;
  };

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlrg', { nodes: 2 }));
    await createTenant(lab, 'red');
    const vip = whole(shared);
    for (const [network, ...wanted] of [
      [blue, ['client', 1, 11, {}], ['lb-1', 1, 12, { pairs: vip }], ['lb-2', 2, 13, { pairs: vip }]],
      [
        green,
        ['far', 2, 11, { tap: true }],
        ['gate-1', 1, 12, { pairs: behind.wide }],
        ['gate-2', 2, 13, { pairs: behind.narrow }],
      ],
    ] as const) {
      await createNetwork(lab, network);
      for (const [name, host, number, options] of wanted)
        machines.set(name, await createMachine(lab, network, name, `host-${host}`, number, options));
    }
    await route(lab, router, ['blue', 'green']);
  });
  afterAll(() => down());

  describe('a tunnel of their own through the router', () => {
    it.each(['ip4', 'ip6'] as const)('VXLAN over %s carries TCP and both families', async (family) => {
      const [near, far] = [of('client'), of('far')];
      for (const [machine, other, host] of [
        [near, far, 1],
        [far, near, 2],
      ] as const) {
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
          expect(await pings(lab, 'client', address)).toBe(true);
          const { caller, listener } = await exchangeTcp(lab, 'client', { vm: 'far', address }, 20);
          expect(listener.received).toEqual(caller.sent);
          expect(caller.received).toEqual(listener.sent);
          expect(Math.max(caller.longestGapMs, listener.longestGapMs)).toBeLessThan(1_000);
        }
      } finally {
        for (const vm of ['client', 'far']) await lab.mustInVm(vm, ['ip', 'link', 'delete', 'overlay']);
      }
    });
  });

  /** Which of these namespaces gets the echo requests of a machine that reaches the address. */
  const answering = async (from: string, address: string, namespaces: readonly string[]) => {
    const seen = () =>
      Promise.all(namespaces.map((name) => echoRequestsSeen(name, address.includes(':') ? 'ip6' : 'ip4')));
    await reaches(lab, from, address);
    const before = await seen();
    expect(await pings(lab, from, address, 2), `${from} to ${address}`).toBe(true);
    const after = await seen();
    return namespaces.filter((_, i) => (after[i] ?? 0) > (before[i] ?? 0));
  };

  describe('an address that moves', () => {
    const namespace = (vm: string) => lab.vm(vm).namespace;
    const holders = (from: string, address: string) => answering(from, address, ['lb-1', 'lb-2'].map(namespace));

    it('is where it was announced last: gratuitous ARP, unsolicited advertisement', async () => {
      await takeAddresses(lab, 'lb-1', shared);
      for (const address of shared) expect(await holders('client', address)).toEqual([namespace('lb-1')]);
      await leaveAddresses(lab, 'lb-1', shared);
      await takeAddresses(lab, 'lb-2', shared);
      for (const address of shared) {
        // The client had lb-1's MAC in its table: the announcement replaced it, nothing had to time out.
        const neighbor = await lab.mustInVm('client', ['ip', 'neighbor', 'show', 'to', address, 'dev', 'eth0']);
        expect(neighbor).toContain(`lladdr ${lab.vm('lb-2').mac}`);
        expect(await holders('client', address)).toEqual([namespace('lb-2')]);
      }
      await leaveAddresses(lab, 'lb-2', shared);
    });

    it('is reached through the router while one port alone has it as a pair, and follows its port', async () => {
      const allow = (vm: string, pairs: readonly string[]) =>
        lab.api.call(PortService.updatePort, {
          port: { metadata: { id: vm }, allowedAddressPairs: pairs.map((pair) => ({ prefix: ipPrefix(pair) })) },
          updateMask: { paths: ['allowed_address_pairs'] },
        });
      await takeAddresses(lab, 'lb-1', shared);
      for (const address of shared) expect(await pings(lab, 'far', address, 1)).toBe(false);
      await allow('lb-2', []);
      for (const address of shared) expect(await holders('far', address)).toEqual([namespace('lb-1')]);
      await leaveAddresses(lab, 'lb-1', shared);
      await allow('lb-1', []);
      await allow('lb-2', whole(shared));
      await takeAddresses(lab, 'lb-2', shared);
      for (const address of shared) expect(await holders('far', address)).toEqual([namespace('lb-2')]);
    });
  });

  it('a guest that forwards is the next hop of a route, and the longest prefix wins', async () => {
    // The same machine behind both, so that the route alone decides.
    const gates = ['gate-1', 'gate-2'] as const;
    const namespaces: string[] = [];
    for (const gate of gates) namespaces.push(await forwardTo(lab, gate, whole([...inNarrow, ...inWide])));
    const via = (prefixes: readonly string[], gate: string) =>
      prefixes.map((prefix) => ({ prefix, nextHop: prefix.includes(':') ? of(gate).ip6 : of(gate).ip4 }));
    await route(lab, router, ['blue', 'green'], via(behind.wide, 'gate-1'));
    for (const address of inNarrow) expect(await answering('client', address, namespaces)).toEqual([namespaces[0]]);
    await route(lab, router, ['blue', 'green'], [...via(behind.wide, 'gate-1'), ...via(behind.narrow, 'gate-2')]);
    for (const address of inNarrow) expect(await answering('client', address, namespaces)).toEqual([namespaces[1]]);
    for (const address of inWide) {
      // From another host, from a tap, and from the network of the next hop.
      for (const from of ['client', 'far', 'lb-2'])
        expect(await answering(from, address, namespaces)).toEqual([namespaces[0]]);
    }
  });
});
