import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { pings, startLab } from '../faults/faulty-lab.js';
import {
  createMachine,
  createNetwork,
  createTenant,
  linkLocalGateway,
  reaches as machineReaches,
  route as routeNetworks,
} from './dual-stack.js';

/**
 * Two networks of a tenant, each with a subnet of both families, on two hosts:
 *
 *   [blue-1] 10.0.1.0/24, fd00:1::/64, MTU 1450 -- host-1 ==== host-2 -- [green-1] 10.0.2.0/24, fd00:2::/64, MTU 1400
 */
describe('a router between networks on two hosts', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  const addresses = new Map<string, { ip4: string; ip6: string }>();
  const of = (port: string) => addresses.get(port) ?? { ip4: '', ip6: '' };

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlrt', { nodes: 2 }));
    await createTenant(lab, 'red');
    for (const [id, number, mtu, node] of [
      ['blue', 1, 1450, 'host-1'],
      ['green', 2, 1400, 'host-2'],
    ] as const) {
      const network = { tenant: 'red', id, number, mtu };
      await createNetwork(lab, network);
      addresses.set(`${id}-1`, await createMachine(lab, network, `${id}-1`, node, 11));
    }
  });
  afterAll(() => down());

  const route = (...networks: string[]) => routeNetworks(lab, { id: 'r', tenant: 'red' }, networks);
  const reaches = (from: string, to: string, expected = true) => machineReaches(lab, from, to, expected);

  it('without a router nothing goes from one to the other', async () => {
    expect(await pings(lab, 'blue-1', of('green-1').ip4, 1)).toBe(false);
    expect(await pings(lab, 'blue-1', of('green-1').ip6, 1)).toBe(false);
  });

  it('with one, both families go both ways, one hop', async () => {
    await route('blue', 'green');
    await reaches('blue-1', of('green-1').ip4);
    await reaches('blue-1', of('green-1').ip6);
    expect(await pings(lab, 'green-1', of('blue-1').ip4)).toBe(true);
    expect(await pings(lab, 'green-1', of('blue-1').ip6)).toBe(true);
    const { ip4, ip6 } = of('green-1');
    for (const address of [ip4, ip6]) {
      const { stdout } = await lab.inVm('blue-1', ['ping', '-c', '1', '-W', '1', address]);
      expect(stdout).toContain('ttl=63');
    }
    const once = ['ping', '-n', '-c', '1', '-W', '1', '-t', '1'];
    expect((await lab.inVm('blue-1', [...once, ip4])).stdout).toMatch(/10\.0\.1\.1.*Time to live exceeded/);
    expect((await lab.inVm('blue-1', [...once, ip6])).stdout).toMatch(/fd00:1::1.*Time exceeded: Hop limit/);
  });

  it('the gateways of both networks answer echo requests of any size that fits', async () => {
    for (const gateway of ['10.0.1.1', '10.0.2.1', 'fd00:1::1', 'fd00:2::1', `${linkLocalGateway}%eth0`]) {
      expect(await pings(lab, 'blue-1', gateway, 1), gateway).toBe(true);
      const size = String(1450 - (gateway.includes(':') ? 48 : 28));
      const full = ['ping', '-M', 'do', '-c', '1', '-W', '1', '-s', size, gateway];
      expect((await lab.inVm('blue-1', full)).code, gateway).toBe(0);
    }
  });

  it('what is too big for the other network is told so, and then fits', async () => {
    // Between the two networks' MTUs, with the headers of either family.
    const big = ['ping', '-M', 'do', '-c', '2', '-i', '0.2', '-W', '1', '-s', '1380'];
    const ip4 = await lab.inVm('blue-1', [...big, of('green-1').ip4]);
    expect(ip4.stdout + ip4.stderr).toMatch(/mtu ?= ?1400/);
    const ip6 = await lab.inVm('blue-1', [...big, of('green-1').ip6]);
    expect(ip6.stdout + ip6.stderr).toMatch(/mtu ?= ?1400/i);
    const whole = ['ping', '-M', 'do', '-c', '1', '-W', '1', '-s', '1372', of('green-1').ip4];
    expect((await lab.inVm('blue-1', whole)).code).toBe(0);
  });

  it('a network that leaves the router is out of reach, and comes back', async () => {
    await route('blue');
    await reaches('blue-1', of('green-1').ip4, false);
    await reaches('blue-1', of('green-1').ip6, false);
    await route('blue', 'green');
    await reaches('blue-1', of('green-1').ip4);
    await reaches('blue-1', of('green-1').ip6);
  });
});
