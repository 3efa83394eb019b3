import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlowListener } from '../../deploy/lab/flow-listener.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm, unplugVm, waitActive } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { AgentService, NodeService, PortService } from '../../proto/gen/services.js';
import { formatIp } from '../../proto/src/ip.js';
import { createPort, createTenantNetwork, createVm, pings, startLab } from '../faults/faulty-lab.js';
import { sendTcp } from './tcp-transfer.js';

/**
 * Two tenants, one prefix:
 *
 *             host-1        host-2        host-3
 *   red       red-1 .11     red-2 .12
 *   blue      blue-1 .11    blue-2 .12    blue-3 .13
 */
describe('two tenants with the same addresses on three hosts', () => {
  let lab: Lab;
  let flows: FlowListener;
  let down: () => Promise<void> = async () => {};

  beforeAll(async () => {
    ({ lab, down } = await startLab('wltt', { nodes: 3 }));
    flows = await FlowListener.start(lab);
    for (const tenant of ['red', 'blue']) {
      await createTenantNetwork(lab, tenant);
      for (const host of [1, 2]) await createVm(lab, tenant, `${tenant}-${host}`, `host-${host}`, `10.0.0.1${host}`);
    }
    await createVm(lab, 'blue', 'blue-3', 'host-3', '10.0.0.13');
  });
  afterAll(async () => {
    await flows?.stop();
    await down();
  });

  const portState = async (id: string) =>
    weft.v1.PortState[(await lab.api.call(PortService.getPort, { id })).status?.state ?? 0];

  it('VMs of one tenant reach each other across hosts', async () => {
    expect(await pings(lab, 'red-1', '10.0.0.12')).toBe(true);
    expect(await pings(lab, 'red-2', '10.0.0.11')).toBe(true);
    expect(await pings(lab, 'blue-1', '10.0.0.12')).toBe(true);
    expect(await pings(lab, 'blue-3', '10.0.0.11')).toBe(true);
  });

  it('and never those of the other, though the addresses are the same', async () => {
    const echoRequests = async (vm: string) => {
      const lines = (await lab.mustInVm(vm, ['cat', '/proc/net/snmp']))
        .split('\n')
        .filter((l) => l.startsWith('Icmp:'));
      const [names = [], values = []] = lines.map((line) => line.split(' '));
      return Number(values[names.indexOf('InEchos')]);
    };
    const before = { red: await echoRequests('red-2'), blue: await echoRequests('blue-2') };
    expect(await pings(lab, 'red-1', '10.0.0.12', 5)).toBe(true);
    expect((await echoRequests('red-2')) - before.red).toBe(5);
    expect((await echoRequests('blue-2')) - before.blue).toBe(0);
    // An address that only blue has.
    expect(await pings(lab, 'red-1', '10.0.0.13', 2)).toBe(false);
    const broadcast = ['ping', '-b', '-c', '3', '-i', '0.1', '-W', '1', '10.0.0.255'];
    await lab.inVm('red-1', broadcast);
    expect((await echoRequests('blue-2')) - before.blue).toBe(0);
  });

  it('carries full-size TCP', async () => {
    const to = { vm: 'red-2', address: '10.0.0.12' };
    expect(await sendTcp(lab, 'red-1', to, 200)).toBeGreaterThan(190e6);
  });

  it('publishes flow records of both tenants on NATS, each under its own subject', async () => {
    const icmp = (tenant: string) =>
      flows
        .rows()
        .filter(({ batch, record }) => batch.tenantId === tenant && record.protocol === 1)
        .map(
          ({ batch, record }) =>
            `${batch.nodeId} ${record.portId} ${formatIp(record.destination?.bytes ?? new Uint8Array())}`,
        );
    await waitFor('flow records of pings', 10_000, () =>
      icmp('red').includes('host-1 red-1 10.0.0.12') && icmp('blue').includes('host-3 blue-3 10.0.0.11')
        ? true
        : undefined,
    );
    expect(icmp('red').some((row) => row.includes('blue'))).toBe(false);
  });

  it('a port is BINDING until plugged, ACTIVE after, BINDING again when its VM is gone', async () => {
    await createPort(lab, 'red', 'red-9', 'host-3', '10.0.0.19');
    expect(await portState('red-9')).toBe('BINDING');
    await plugVm(lab, 'red-9', { name: 'red-9' });
    expect(await portState('red-9')).toBe('ACTIVE');
    expect(await pings(lab, 'red-9', '10.0.0.11')).toBe(true);
    await unplugVm(lab, 'red-9');
    await waitFor('red-9 leaves ACTIVE', 5_000, async () =>
      (await portState('red-9')) === 'BINDING' ? true : undefined,
    );
    expect(await pings(lab, 'red-1', '10.0.0.19', 1)).toBe(false);
    // Again, and it works again.
    await plugVm(lab, 'red-9', { name: 'red-again' });
    expect(await pings(lab, 'red-1', '10.0.0.19')).toBe(true);
  });

  it('a link that is down takes the port out of ACTIVE', async () => {
    const { interface: name, node, namespace } = lab.vm('blue-3');
    await lab.mustInVm('blue-3', ['ip', 'link', 'set', 'eth0', 'down']);
    await waitFor('blue-3 leaves ACTIVE', 5_000, async () =>
      (await portState('blue-3')) === 'BINDING' ? true : undefined,
    );
    await lab.mustInVm('blue-3', ['ip', 'link', 'set', 'eth0', 'up']);
    await waitActive(lab, 'blue-3');
    expect(await pings(lab, 'blue-1', '10.0.0.13')).toBe(true);
    expect([name, node, namespace]).toEqual(['vm-blue-3', 'host-3', 'wltt-vm-blue-3']);
  });

  it('names the reason and counts what a VM may not send', async () => {
    await lab.mustInVm('red-1', ['ip', 'address', 'add', '10.0.0.66/24', 'dev', 'eth0']);
    await lab.inVm('red-1', ['ping', '-I', '10.0.0.66', '-c', '3', '-i', '0.1', '-W', '1', '10.0.0.12']);
    const { ports } = await lab.agentApi('host-1').call(AgentService.listPortCounters, { portId: 'red-1' });
    const drops = new Map(ports[0]?.drops?.map((d) => [d.reason, d.packets]));
    expect((drops.get('SPOOFED_IP') ?? 0) + (drops.get('SPOOFED_ARP') ?? 0)).toBeGreaterThanOrEqual(1);
    await lab.mustInVm('red-1', ['ip', 'address', 'del', '10.0.0.66/24', 'dev', 'eth0']);
  });

  it('a port that moves to another node is reached there', async () => {
    await createVm(lab, 'blue', 'mover', 'host-1', '10.0.0.20');
    expect(await pings(lab, 'blue-2', '10.0.0.20')).toBe(true);
    await unplugVm(lab, 'mover');
    const port = { metadata: { id: 'mover' }, nodeId: 'host-3' };
    await lab.api.call(PortService.updatePort, { port, updateMask: { paths: ['node_id'] } });
    await plugVm(lab, 'mover', { name: 'mover' });
    expect(lab.vm('mover').node).toBe('host-3');
    expect(await pings(lab, 'blue-2', '10.0.0.20')).toBe(true);
  });

  it('takes one more host', async () => {
    const node = await lab.addNode();
    expect((await lab.api.call(NodeService.getNode, { id: node.id })).status?.state).toBe(weft.v1.NodeState.READY);
    await createVm(lab, 'red', 'red-4', node.id, '10.0.0.14');
    expect(await pings(lab, 'red-4', '10.0.0.11')).toBe(true);
    // It may publish: nats-server has learned its name.
    await waitFor('flow records of the new host', 10_000, () =>
      flows.batches.some((b) => b.nodeId === node.id) ? true : undefined,
    );
  });
});
