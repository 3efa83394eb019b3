import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fabricInterface, setFabricLink } from '../../deploy/lab/fabric.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { AgentService } from '../../proto/gen/services.js';
import { pings, startLab, startPing } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, type Machine, route } from './dual-stack.js';
import { exchangeTcp } from './tcp-exchange.js';
import { echoUdp } from './udp-echo.js';

/**
 * Hosts with two underlay interfaces, routed links to one fabric, and two networks with a router:
 *
 *              host-1               host-2
 *   blue       near .11             side .12
 *   green                           far .11 (tap)
 */
const families = ['ip4', 'ip6'] as const;
const links = [0, 1] as const;

describe.each(['ipv4', 'ipv6'] as const)('two underlay interfaces a host, VTEPs of %s', (underlayFamily) => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  let near: Machine;
  let side: Machine;
  let far: Machine;

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlup', { nodes: 2, uplinks: 2, underlayFamily }));
    await createTenant(lab, 'red');
    const [blue, green] = [
      { tenant: 'red', id: 'blue', number: 1 },
      { tenant: 'red', id: 'green', number: 2 },
    ];
    await createNetwork(lab, blue);
    await createNetwork(lab, green);
    near = await createMachine(lab, blue, 'near', 'host-1', 11);
    side = await createMachine(lab, blue, 'side', 'host-2', 12);
    far = await createMachine(lab, green, 'far', 'host-2', 11, { tap: true });
    await route(lab, { id: 'r', tenant: 'red' }, ['blue', 'green']);
  });
  afterAll(() => down());

  /** Packets that a host has sent and received over each link. */
  const packets = async (host: string) => {
    const { stdout } = await lab.inHost(host, ['ip', '-j', '-s', 'link']);
    const all = JSON.parse(stdout) as { ifname: string; stats64: Record<'rx' | 'tx', { packets: number }> }[];
    return links.map((i) => {
      const stats = all.find(({ ifname }) => ifname === fabricInterface(i))?.stats64;
      return { tx: stats?.tx.packets ?? 0, rx: stats?.rx.packets ?? 0 };
    });
  };
  const carried = async (work: () => Promise<unknown>) => {
    const before = await packets('host-1');
    await work();
    return (await packets('host-1')).map(({ tx, rx }, i) => ({
      tx: tx - (before[i]?.tx ?? 0),
      rx: rx - (before[i]?.rx ?? 0),
    }));
  };
  /** Many flows, routed to a tap and bridged, of both families; all must arrive. */
  const manyFlows = async () => {
    const sizes = Array.from({ length: 64 }, () => 100);
    for (const to of [side, far])
      for (const family of families) {
        const { sent, back } = await echoUdp(lab, near.name, { vm: to.name, address: to[family] }, sizes);
        expect([sent, back]).toEqual([sizes.length, sizes.length]);
      }
  };
  const everything = async () => {
    await manyFlows();
    for (const family of families) {
      const to = { vm: far.name, address: far[family] };
      const { caller, listener } = await exchangeTcp(lab, near.name, to, 20);
      expect(listener.received).toEqual(caller.sent);
      expect(caller.received).toEqual(listener.sent);
      expect(Math.max(caller.longestGapMs, listener.longestGapMs)).toBeLessThan(1_000);
    }
    const { stdout } = await lab.inVm('near', ['ping', '-b', '-c', '2', '-i', '0.1', '-W', '1', '10.0.1.255']);
    expect(stdout).toContain(`from ${side.ip4}`);
  };

  it('flows go over both, in both directions', async () => {
    await lab.mustInVm('side', ['sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_broadcasts=0']);
    for (const { tx, rx } of await carried(manyFlows)) {
      expect(tx).toBeGreaterThan(30);
      expect(rx).toBeGreaterThan(30);
    }
    await everything();
  });

  it.each(links)('with link %i of a host down everything goes over the other, at once', async (link) => {
    const addresses = [side, far].flatMap((to) => families.map((family) => to[family]));
    const running = await Promise.all(addresses.map((address) => startPing(lab, 'near', address)));
    const other = 1 - link;
    await setFabricLink(lab.plan.names, 1, link, false);
    try {
      const counts = await carried(everything);
      expect(counts[link]).toEqual({ tx: 0, rx: 0 });
      expect(counts[other]?.tx).toBeGreaterThan(300);
      expect(counts[other]?.rx).toBeGreaterThan(300);
    } finally {
      await setFabricLink(lab.plan.names, 1, link, true);
    }
    for (const ping of running) {
      const { sent, lost } = await ping.finish();
      expect(sent).toBeGreaterThan(10);
      // What was on the link, at 100 packets a second.
      expect(lost).toBeLessThan(20);
    }
    expect(await pings(lab, 'near', far.ip6)).toBe(true);
  });

  it('and over both again when it is back; nothing was dropped for want of a route', async () => {
    for (const { tx, rx } of await carried(manyFlows)) {
      expect(tx).toBeGreaterThan(30);
      expect(rx).toBeGreaterThan(30);
    }
    for (const [host, machine] of [
      ['host-1', near],
      ['host-2', far],
    ] as const) {
      const { ports } = await lab.agentApi(host).call(AgentService.listPortCounters, { portId: machine.name });
      expect(ports[0]?.drops?.map((d) => d.reason)).not.toContain('ENCAP_FAILED');
    }
  });
});
