import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { NetworkService, PortService, RouterService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { formatIp, parseIp } from '../../proto/src/ip.js';
import { pings, startLab } from '../faults/faulty-lab.js';

const bytes = (text: string) => ({ bytes: parseIp(text) });

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
    await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: 'red' } } });
    for (const [id, number, mtu, nodeId] of [
      ['blue', 1, 1450, 'host-1'],
      ['green', 2, 1400, 'host-2'],
    ] as const) {
      await lab.api.call(NetworkService.createNetwork, { network: { metadata: { id }, tenantId: 'red', mtu } });
      for (const [family, address, length] of [
        ['4', `10.0.${number}.0`, 24],
        ['6', `fd00:${number}::`, 64],
      ] as const) {
        const prefix = { address: bytes(address), length };
        await lab.api.call(SubnetService.createSubnet, {
          subnet: { metadata: { id: `${id}-${family}` }, networkId: id, prefix },
        });
      }
      const portId = `${id}-1`;
      const port = await lab.api.call(PortService.createPort, {
        port: { metadata: { id: portId }, networkId: id, nodeId },
      });
      const texts = port.addresses.map((a) => formatIp(a.address?.bytes ?? new Uint8Array(4)));
      addresses.set(portId, {
        ip4: texts.find((text) => !text.includes(':')) ?? '',
        ip6: texts.find((text) => text.includes(':')) ?? '',
      });
      await plugVm(lab, portId, { name: portId });
      await lab.inVm(portId, ['ip', 'route', 'replace', 'default', 'via', `10.0.${number}.1`, 'dev', 'eth0']);
      const gateway6 = ['default', 'via', 'fe80::fc57:ff:fe00:1', 'dev', 'eth0'];
      await lab.inVm(portId, ['ip', '-6', 'route', 'replace', ...gateway6]);
    }
  });
  afterAll(() => down());

  const route = async (...networks: string[]) => {
    const interfaces = networks.flatMap((id) => [{ subnetId: `${id}-4` }, { subnetId: `${id}-6` }]);
    const router = { metadata: { id: 'r' }, tenantId: 'red', interfaces };
    const { routers } = await lab.api.call(RouterService.listRouters, {});
    if (routers.length === 0) await lab.api.call(RouterService.createRouter, { router });
    else await lab.api.call(RouterService.updateRouter, { router, updateMask: { paths: ['interfaces'] } });
  };
  const reaches = (from: string, to: string, expected = true) =>
    waitFor(`${from} ${expected ? 'reaches' : 'no longer reaches'} ${to}`, 10_000, async () =>
      (await pings(lab, from, to, 1)) === expected ? true : undefined,
    );

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
    for (const gateway of ['10.0.1.1', '10.0.2.1', 'fd00:1::1', 'fd00:2::1'])
      expect(await pings(lab, 'blue-1', gateway, 1), gateway).toBe(true);
    const { stdout } = await lab.inVm('blue-1', ['ping', '-c', '1', '-W', '1', of('green-1').ip4]);
    expect(stdout).toContain('ttl=63');
    const expired = await lab.inVm('blue-1', ['ping', '-c', '1', '-W', '1', '-t', '1', of('green-1').ip4]);
    expect(expired.stdout).toMatch(/10\.0\.1\.1.*Time to live exceeded/);
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
