import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { startLab } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, type Machine, reaches, route } from './dual-stack.js';
import { exchangeTcp } from './tcp-exchange.js';
import { echoUdp } from './udp-echo.js';

/**
 * A network of large frames and one of small ones, routed:
 *
 *   host-1                         host-2, or host-1 too
 *   large-veth, large-tap          small-veth, small-tap       large: MTU 8900, small: MTU 1300
 */
const large = { tenant: 'red', id: 'large', number: 1, mtu: 8900 };
const small = { tenant: 'red', id: 'small', number: 2, mtu: 1300 };

const families = ['ip4', 'ip6'] as const;

const mixed = [
  ['veth', 'tap'],
  ['tap', 'veth'],
] as const;
const like = [
  ['veth', 'veth'],
  ['tap', 'tap'],
] as const;

const setups = [
  { underlayFamily: 'ipv4', xdp: 'off', to: 'host-2', megabytes: 100, pairs: [...like, ...mixed] },
  { underlayFamily: 'ipv6', xdp: 'native', to: 'host-2', megabytes: 30, pairs: mixed },
  { underlayFamily: 'ipv4', xdp: 'generic', to: 'host-2', megabytes: 30, pairs: mixed },
  { underlayFamily: 'ipv4', xdp: 'off', to: 'host-1', megabytes: 30, pairs: mixed },
] as const;

describe.each(setups)(
  'between networks of different MTU, from host-1 to $to, underlay $underlayFamily, XDP $xdp',
  (setup) => {
    const { underlayFamily, xdp, megabytes } = setup;
    let lab: Lab;
    let down: () => Promise<void> = async () => {};
    const machines = new Map<string, Machine>();
    const of = (name: string): Machine => {
      const machine = machines.get(name);
      if (!machine) throw new Error(`no machine ${name}`);
      return machine;
    };

    beforeAll(async () => {
      ({ lab, down } = await startLab('wlmtu', {
        nodes: setup.to === 'host-1' ? 1 : 2,
        underlayMtu: 9000,
        underlayFamily,
        xdp,
      }));
      await createTenant(lab, 'red');
      for (const [network, node] of [
        [large, 'host-1'],
        [small, setup.to],
      ] as const) {
        await createNetwork(lab, network);
        for (const [kind, number] of [
          ['veth', 11],
          ['tap', 12],
        ] as const) {
          const name = `${network.id}-${kind}`;
          machines.set(name, await createMachine(lab, network, name, node, number, { tap: kind === 'tap' }));
        }
      }
      await route(lab, { id: 'r', tenant: 'red' }, ['large', 'small']);
      for (const name of machines.keys()) {
        for (const address of [of('small-veth').ip4, of('small-veth').ip6]) await reaches(lab, name, address);
      }
      // The small ones offer segments that their network does not carry, as if a link behind the router were narrower: only the router's word helps.
      for (const name of ['small-veth', 'small-tap']) {
        await lab.mustInVm(name, ['ip', 'route', 'change', 'default', 'via', '10.0.2.1', 'advmss', '8800']);
        await lab.mustInVm(name, [
          'ip',
          '-6',
          'route',
          'change',
          'default',
          'via',
          'fe80::fc57:ff:fe00:1',
          'dev',
          'eth0',
          'advmss',
          '8800',
        ]);
      }
    });
    afterAll(() => down());

    /** Path MTU that a machine has learned. */
    const learnedMtu = async (from: string, to: string) =>
      Number(/ mtu (\d+)/.exec(await lab.mustInVm(from, ['ip', 'route', 'get', to]))?.[1] ?? 0);

    describe.each(setup.pairs)('%s to %s', (fromKind, toKind) => {
      const ends = () => [of(`large-${fromKind}`), of(`small-${toKind}`)] as const;
      beforeAll(async () => {
        for (const { name } of ends())
          for (const family of ['-4', '-6']) await lab.mustInVm(name, ['ip', family, 'route', 'flush', 'cache']);
      });

      it.each(families)('%s: TCP streams both ways end whole and never stall', async (family) => {
        const [from, to] = ends();
        expect(await learnedMtu(from.name, to[family])).toBe(0);
        const { caller, listener } = await exchangeTcp(lab, from.name, { vm: to.name, address: to[family] }, megabytes);
        expect(listener.received).toEqual(caller.sent);
        expect(caller.received).toEqual(listener.sent);
        expect(caller.sent[0]).toBe(megabytes * 1024 * 1024);
        expect(Math.max(caller.longestGapMs, listener.longestGapMs)).toBeLessThan(1_000);
        // Who sends into the small network was told so by the router, and who sends out of it needed no telling.
        expect(await learnedMtu(from.name, to[family])).toBe(1300);
        expect(await learnedMtu(to.name, from[family])).toBe(0);
      });

      it.each(families)('%s: datagrams in fragments come and go whole', async (family) => {
        const [from, to] = ends();
        await lab.mustInVm(from.name, ['ip', family === 'ip4' ? '-4' : '-6', 'route', 'flush', 'cache']);
        const sizes = [20_000, 1_252, 4_000, 8_000, 1_253, 30_000];
        const { sent, back } = await echoUdp(lab, from.name, { vm: to.name, address: to[family] }, sizes);
        expect(back).toBe(sizes.length);
        // The first one found the path too narrow; the others were cut to fit.
        expect(sent).toBeLessThanOrEqual(sizes.length + 1);
        expect(await learnedMtu(from.name, to[family])).toBe(1300);
      });
    });
  },
);
