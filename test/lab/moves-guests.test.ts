import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveVm } from '../../deploy/lab/move.js';
import { ManagedProcess } from '../../deploy/lab/process.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm, tapStatistics, unplugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { createPort, createTenantNetwork, createVm, pings, startLab, startPing } from '../faults/faulty-lab.js';
import { exchangeTcp } from './tcp-exchange.js';

/** Echo requests are 10 ms apart, beside TCP at full speed: 0.4 s. */
const mostLost = 40;

/** Guests that a lab connects in other ways than by a veth pair with addresses that it gives them, over an underlay of IPv6. */
describe('a guest that moves', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlmg', { nodes: 2, underlayFamily: 'ipv6' }));
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'near', 'host-1', '10.0.0.11');
    await createVm(lab, 'acme', 'tap', 'host-1', '10.0.0.12', true);
    await createPort(lab, 'acme', 'asked', 'host-1', '10.0.0.13');
    await plugVm(lab, 'asked', { name: 'asked', addresses: 'asked' });
  });
  afterAll(() => down());

  it('behind a tap has another one, and frames as large as before', async () => {
    const ping = await startPing(lab, 'near', '10.0.0.12');
    const exchange = exchangeTcp(lab, 'near', { vm: 'tap', address: '10.0.0.12' }, 600);
    await moveVm(lab, 'tap', 'host-2');
    const { caller, listener } = await exchange;
    expect(listener.received).toEqual(caller.sent);
    expect(caller.received).toEqual(listener.sent);
    const { lost, duplicates } = await ping.finish();
    expect(lost).toBeLessThanOrEqual(mostLost);
    expect(duplicates).toBe(0);
    await exchangeTcp(lab, 'near', { vm: 'tap', address: '10.0.0.12' }, 50);
    const { framesToVm, largestGsoTcp4ToVm, largestGsoTcp4FromVm } = tapStatistics(lab, 'tap');
    expect(framesToVm).toBeGreaterThan(100);
    expect(largestGsoTcp4ToVm).toBeGreaterThan(16 * 1024);
    expect(largestGsoTcp4FromVm).toBeGreaterThan(16 * 1024);
    expect((await lab.inHost('host-1', ['ip', '-br', 'link'])).stdout).not.toContain('vm-tap');
  });

  it('that asked for its address keeps it, and renews it there', async () => {
    const vm = lab.vm('asked');
    const addresses = () => lab.mustInVm('asked', ['ip', '-br', '-4', 'address', 'show', 'dev', 'eth0']);
    const routes = () => lab.mustInVm('asked', ['ip', 'route']);
    const before = [(await addresses()).replace(/@\S+/, ''), await routes()];
    await moveVm(lab, 'asked', 'host-2');
    expect([(await addresses()).replace(/@\S+/, ''), await routes()]).toEqual(before);
    expect(await pings(lab, 'near', '10.0.0.13')).toBe(true);
    const client = new ManagedProcess(lab.plan.dhcpClient(vm, ''));
    const leases = () => readFileSync(client.spec.log, 'utf8').match(/lease of 10\.0\.0\.13 obtained/g)?.length ?? 0;
    const had = leases();
    expect(had).toBeGreaterThan(0);
    client.signal('SIGUSR1');
    await waitFor('the lease is renewed', 10_000, () => (leases() > had ? true : undefined));
    expect(await pings(lab, 'near', '10.0.0.13')).toBe(true);
  });

  it('is known to be where it is: to status, and to whoever unplugs it', async () => {
    expect(lab.vms().map(({ name, node }) => [name, node])).toEqual([
      ['asked', 'host-2'],
      ['near', 'host-1'],
      ['tap', 'host-2'],
    ]);
    for (const name of ['tap', 'asked']) {
      await unplugVm(lab, name);
      expect((await lab.inHost('host-2', ['ip', '-br', 'link'])).stdout).not.toContain(`vm-${name}`);
    }
  });
});
