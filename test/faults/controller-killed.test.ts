import { cpSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManagedProcess } from '../../deploy/lab/process.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitActive } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { ClusterService, PortService } from '../../proto/gen/services.js';
import { agentOf, createPort, createTenantNetwork, createVm, pings, startLab, startPing } from './faulty-lab.js';

const nodes = ['host-1', 'host-2'];

describe('a controller that is killed', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wftc', { nodes: 2 }));
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'c1', 'host-1', '10.0.0.111');
    await createVm(lab, 'acme', 'c2', 'host-2', '10.0.0.112');
  });
  afterAll(() => down());

  async function inSync(epoch?: string): Promise<void> {
    for (const node of nodes) {
      await waitFor(`${node} is in sync`, 20_000, async () => {
        const agent = await agentOf(lab, node);
        return agent.inSync && (epoch === undefined || agent.epoch === epoch) ? true : undefined;
      });
    }
  }

  it('costs no packet, and no answered create; agents resume with deltas only', async () => {
    const ping = startPing(lab, 'c1', '10.0.0.112');
    const snapshots = await Promise.all(nodes.map(async (n) => (await agentOf(lab, n)).snapshots));
    // In flight while it dies: each of them is either answered and there, or neither.
    const creates = Array.from({ length: 50 }, (_, i) =>
      createPort(lab, 'acme', `burst-${i}`, 'host-2').then(
        () => `burst-${i}`,
        () => null,
      ),
    );
    const first = await Promise.any(creates.map(async (c) => (await c) ?? Promise.reject(new Error('not answered'))));
    await lab.controller.kill();
    const answered = (await Promise.all(creates)).filter((id) => id !== null);
    expect(answered).toContain(first);
    expect(await pings(lab, 'c1', '10.0.0.112')).toBe(true);
    lab.controller.start();
    await lab.waitForController();
    for (const id of answered) expect((await lab.api.call(PortService.getPort, { id })).metadata?.id).toBe(id);
    await lab.waitForNodes(nodes);
    await inSync();
    await waitActive(lab, 'c2');
    expect(await Promise.all(nodes.map(async (n) => (await agentOf(lab, n)).snapshots))).toEqual(snapshots);
    // What comes now still arrives.
    await createVm(lab, 'acme', 'c3', 'host-2', '10.0.0.113');
    expect(await pings(lab, 'c1', '10.0.0.113')).toBe(true);
    const { sent, lost } = await ping.finish();
    expect(sent).toBeGreaterThan(40);
    expect(lost).toBe(0);
  });

  it('restored from an older copy has a new epoch, and every agent ends equal to it', async () => {
    const data = lab.plan.directory.in('controller');
    const before = await lab.api.call(ClusterService.getCluster, {});
    await lab.controller.stop();
    cpSync(data, `${data}.copy`, { recursive: true });
    lab.controller.start();
    await lab.waitForController();
    await lab.waitForNodes(nodes);
    // Happens after the copy: forgotten by the restored store.
    await createVm(lab, 'acme', 'later', 'host-2', '10.0.0.114');
    expect(await pings(lab, 'c1', '10.0.0.114')).toBe(true);
    const ping = startPing(lab, 'c1', '10.0.0.112');
    await lab.controller.stop();
    rmSync(data, { recursive: true });
    cpSync(`${data}.copy`, data, { recursive: true });
    const spec = lab.plan.controller();
    new ManagedProcess({ ...spec, argv: [...spec.argv, '--renew-epoch'] }).start();
    await lab.waitForController();
    await lab.waitForNodes(nodes);
    const after = await lab.api.call(ClusterService.getCluster, {});
    expect(after.clusterId).toBe(before.clusterId);
    expect(after.epoch).not.toBe(before.epoch);
    await inSync(after.epoch);
    expect(await pings(lab, 'c1', '10.0.0.114', 1)).toBe(false);
    expect(await pings(lab, 'c1', '10.0.0.112')).toBe(true);
    for (const node of nodes) expect((await agentOf(lab, node)).snapshots).toBeGreaterThan(0);
    // The same id again, a new port in the new history: the interface that is still plugged serves it.
    await createPort(lab, 'acme', 'later', 'host-2', '10.0.0.115');
    await waitActive(lab, 'later');
    const { lost } = await ping.finish();
    expect(lost).toBe(0);
  });
});
