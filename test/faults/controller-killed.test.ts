import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../controller/cli/program.js';
import { toldEpoch } from '../../controller/src/dispatcher/told-epoch.js';
import { runStoreCommand } from '../../controller/src/store-commands.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitActive } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { ClusterService, PlugService, PortService } from '../../proto/gen/services.js';
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
        return agent.inSync && (epoch === undefined || agent.epoch === toldEpoch(epoch)) ? true : undefined;
      });
    }
  }

  it('costs no packet, and no answered create; agents resume with deltas only', async () => {
    const ping = await startPing(lab, 'c1', '10.0.0.112');
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

  it('restored from a backup has a new epoch, and every agent ends equal to it', async () => {
    const data = lab.plan.directory.in('controller');
    const before = await lab.api.call(ClusterService.getCluster, {});
    const { certificate, key } = lab.plan.directory.certificate('admin');
    const tls = ['--tls-ca', lab.plan.authorityCertificate, '--tls-cert', certificate, '--tls-key', key];
    const controller = ['--controller', lab.plan.controllerAddress, ...tls];
    expect(await runProgram(['store', 'backup', '--out', `${data}.backup`, ...controller])).toBe(0);
    // Happens after the backup: forgotten by the restored store.
    await createVm(lab, 'acme', 'later', 'host-2', '10.0.0.114');
    expect(await pings(lab, 'c1', '10.0.0.114')).toBe(true);
    const ping = await startPing(lab, 'c1', '10.0.0.112');
    await lab.controller.stop();
    rmSync(data, { recursive: true });
    expect(await runStoreCommand(['restore', '--from', `${data}.backup`, '--data', data])).toBe(0);
    lab.controller.start();
    await lab.waitForController();
    await lab.waitForNodes(nodes);
    const after = await lab.api.call(ClusterService.getCluster, {});
    expect(after.clusterId).toBe(before.clusterId);
    expect(after.epoch).not.toBe(before.epoch);
    await inSync(after.epoch);
    expect(await pings(lab, 'c1', '10.0.0.114', 1)).toBe(false);
    expect(await pings(lab, 'c1', '10.0.0.112')).toBe(true);
    for (const node of nodes) expect((await agentOf(lab, node)).snapshots).toBeGreaterThan(0);
    // The same id again, a new port in the new history: the interface that is still plugged serves it once it is plugged again.
    await createPort(lab, 'acme', 'later', 'host-2', '10.0.0.115');
    const status = await waitFor('the agent reports that the port is another one', 20_000, async () => {
      const { status } = await lab.api.call(PortService.getPort, { id: 'later' });
      return status?.message?.includes('made anew') ? status : undefined;
    });
    expect(status).toMatchObject({ plugged: true, programmed: false });
    expect(status.state).not.toBe(weft.v1.PortState.ACTIVE);
    await lab.agentApi('host-2').call(PlugService.plug, { portId: 'later', interface: lab.vm('later').interface });
    await waitActive(lab, 'later');
    const { lost } = await ping.finish();
    expect(lost).toBe(0);
  });
});
