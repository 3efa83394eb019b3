import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoRequestsSeen } from '../../deploy/lab/echo-requests.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { mapWrites, pings, startLab, startPing } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, route } from './dual-stack.js';

/**
 * Two tenants with the same two networks, blue (10.0.1.0/24, fd00:1::/64) and green (10.0.2.0/24, fd00:2::/64), each with a router:
 *
 *                 host-1         host-2                host-3
 *   red    blue   .11            .12                   .13
 *          green  .11            .12
 *   white  blue   .11            .12
 *          green                 .12, .14
 */
const machines = {
  red: { blue: { 11: 1, 12: 2, 13: 3 }, green: { 11: 1, 12: 2 } },
  white: { blue: { 11: 1, 12: 2 }, green: { 12: 2, 14: 2 } },
} as const;
const numbers = { blue: 1, green: 2 } as const;
const families = ['ip4', 'ip6'] as const;
const address = (network: keyof typeof numbers, number: number, family: (typeof families)[number]) =>
  family === 'ip4' ? `10.0.${numbers[network]}.${number}` : `fd00:${numbers[network]}::${number}`;

/** What a router's joining and leaving may rewrite where both networks have ports already. */
const ofRouters = ['gateway4', 'gateway6', 'route4', 'route6', 'dhcp4', 'ra', 'member'];

describe('two tenants with the same routed networks', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlrx', { nodes: 3 }));
    for (const [tenant, networks] of Object.entries(machines)) {
      await createTenant(lab, tenant);
      for (const [name, hosts] of Object.entries(networks)) {
        const network = { tenant, id: `${tenant}-${name}`, number: numbers[name as keyof typeof numbers] };
        await createNetwork(lab, network);
        for (const [number, host] of Object.entries(hosts))
          await createMachine(lab, network, `${network.id}-${number}`, `host-${host}`, Number(number));
      }
    }
  });
  afterAll(() => down());

  const join = (tenant: string, ...networks: string[]) =>
    route(
      lab,
      { id: tenant, tenant },
      networks.map((name) => `${tenant}-${name}`),
    );

  /** Entries written and deleted on a node while something is done, by map. */
  const writesDuring = async (node: string, before: Awaited<ReturnType<typeof mapWrites>>) => {
    const after = Object.entries(await mapWrites(lab, node));
    const counts = after.map(([map, { writes, deletes }]) => ({
      map,
      writes: writes - (before[map]?.writes ?? 0),
      deletes: deletes - (before[map]?.deletes ?? 0),
    }));
    return new Map(counts.filter((c) => c.writes + c.deletes > 0).map(({ map, ...rest }) => [map, rest]));
  };
  const hosts = ['host-1', 'host-2', 'host-3'] as const;
  const rewritten = async (change: () => Promise<unknown>) => {
    const before = await Promise.all(hosts.map((node) => mapWrites(lab, node)));
    await change();
    const [first, second, third] = await Promise.all(hosts.map((node, i) => writesDuring(node, before[i] ?? {})));
    return { 'host-1': first ?? new Map(), 'host-2': second ?? new Map(), 'host-3': third ?? new Map() };
  };

  it('one tenant’s router leads nothing of the other anywhere', async () => {
    await join('white', 'blue', 'green');
    for (const family of families) {
      expect(await pings(lab, 'white-blue-11', address('green', 12, family))).toBe(true);
      expect(await pings(lab, 'red-blue-11', address('green', 12, family), 1)).toBe(false);
    }
  });

  it('joining rewrites what belongs to routers and members, and no FDB or neighbor entry', async () => {
    const running = await Promise.all(
      families.flatMap((family) => [
        startPing(lab, 'red-blue-11', address('blue', 12, family)),
        startPing(lab, 'white-blue-11', address('green', 12, family)),
      ]),
    );
    const joined = await rewritten(() => join('red', 'blue', 'green'));
    for (const family of families) expect(await pings(lab, 'red-blue-11', address('green', 12, family))).toBe(true);
    for (const node of ['host-1', 'host-2'] as const) {
      expect(
        [...joined[node].keys()].filter((map) => !ofRouters.includes(map)),
        node,
      ).toEqual([]);
      expect([...joined[node].keys()], node).toContain('route6');
    }
    // A node that had no port on green learns green's machines, and nothing of blue again.
    expect(joined['host-3'].get('fdb')).toEqual({ writes: 2, deletes: 0 });
    expect(joined['host-3'].get('neighbor4')).toEqual({ writes: 2, deletes: 0 });
    expect(await pings(lab, 'red-blue-13', address('green', 11, 'ip6'))).toBe(true);
    for (const ping of running) {
      const { sent, lost } = await ping.finish();
      expect(sent).toBeGreaterThan(10);
      expect(lost).toBe(0);
    }
  });

  it.each(families)('%s: each reaches its own, routed and bridged, at the same addresses', async (family) => {
    const seen = (vm: string) => echoRequestsSeen(lab.vm(vm).namespace, family);
    for (const [tenant, other] of [
      ['red', 'white'],
      ['white', 'red'],
    ] as const) {
      for (const network of ['blue', 'green'] as const) {
        const before = { own: await seen(`${tenant}-${network}-12`), other: await seen(`${other}-${network}-12`) };
        expect(await pings(lab, `${tenant}-blue-11`, address(network, 12, family), 5)).toBe(true);
        expect((await seen(`${tenant}-${network}-12`)) - before.own).toBe(5);
        expect((await seen(`${other}-${network}-12`)) - before.other).toBe(0);
      }
    }
    // Only white has it.
    expect(await pings(lab, 'white-blue-11', address('green', 14, family))).toBe(true);
    for (const vm of ['red-blue-11', 'red-green-12'])
      expect(await pings(lab, vm, address('green', 14, family), 1), vm).toBe(false);
  });

  it('leaving rewrites no more than joining did', async () => {
    const running = await Promise.all(
      families.map((family) => startPing(lab, 'red-blue-11', address('blue', 12, family))),
    );
    const left = await rewritten(() => join('red', 'blue'));
    for (const family of families) expect(await pings(lab, 'red-blue-11', address('green', 12, family), 1)).toBe(false);
    for (const node of ['host-1', 'host-2'] as const)
      expect(
        [...left[node].keys()].filter((map) => !ofRouters.includes(map)),
        node,
      ).toEqual([]);
    expect(left['host-3'].get('fdb')).toEqual({ writes: 0, deletes: 2 });
    expect(left['host-3'].get('neighbor6')).toEqual({ writes: 0, deletes: 2 });
    for (const ping of running) expect((await ping.finish()).lost).toBe(0);
  });
});
