import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { tapStatistics, unplugVm } from '../../deploy/lab/virtual-machine.js';
import { createTenantNetwork, createVm, pings, startLab } from '../faults/faulty-lab.js';
import { sendTcp } from './tcp-transfer.js';

/** VMs behind taps, as a hypervisor connects them. */
describe.each([9000, 1550])('a tap at underlay MTU %i', (underlayMtu) => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wltap', { nodes: 2, underlayMtu }));
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'veth', 'host-1', '10.0.0.11');
    await createVm(lab, 'acme', 'tap', 'host-2', '10.0.0.12', true);
    await createVm(lab, 'acme', 'tap-near', 'host-1', '10.0.0.13', true);
  });
  afterAll(() => down());

  const send = (from: string, vm: string, address: string) => sendTcp(lab, from, { vm, address }, 300);

  it('has the addresses and MTU of its port and reaches the others', async () => {
    expect(lab.vm('tap')).toMatchObject({ kind: 'tap', addresses: ['10.0.0.12/24'], mtu: underlayMtu - 50 });
    const link = await lab.mustInVm('tap', ['ip', 'link', 'show', 'eth0']);
    expect(link).toContain(`mtu ${underlayMtu - 50} `);
    expect(link).toContain(lab.vm('tap').mac);
    expect(await pings(lab, 'tap', '10.0.0.11')).toBe(true);
    expect(await pings(lab, 'tap', '10.0.0.13')).toBe(true);
  });

  it('gets a large TCP send from another host as GSO frames over 16 KB', async () => {
    const before = tapStatistics(lab, 'tap');
    expect(await send('veth', 'tap', '10.0.0.12')).toBeGreaterThan(290e6);
    const after = tapStatistics(lab, 'tap');
    expect(after.largestGsoTcp4ToVm).toBeGreaterThan(16 * 1024);
    // Most of the 300 MB came in such frames: not segmented on the way.
    expect(after.framesToVm - before.framesToVm).toBeLessThan(300e6 / (16 * 1024));
  });

  it('gets them from a VM on the same host too', async () => {
    await send('veth', 'tap-near', '10.0.0.13');
    expect(tapStatistics(lab, 'tap-near').largestGsoTcp4ToVm).toBeGreaterThan(16 * 1024);
  });

  it('sends GSO frames to another host', async () => {
    expect(await send('tap', 'veth', '10.0.0.11')).toBeGreaterThan(290e6);
    expect(tapStatistics(lab, 'tap').largestGsoTcp4FromVm).toBeGreaterThan(16 * 1024);
    expect(await send('tap', 'tap-near', '10.0.0.13')).toBeGreaterThan(290e6);
  });

  it('is gone when it is unplugged', async () => {
    await unplugVm(lab, 'tap-near');
    const { stdout } = await lab.inHost('host-1', ['ip', '-br', 'link']);
    expect(stdout).not.toContain('vm-tap-near');
    expect(stdout).toContain('vm-veth');
  });
});
