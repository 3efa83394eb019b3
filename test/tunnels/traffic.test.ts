/** Tenants' packets between two hosts of a real lab, as both nodes count them and the controller tells them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inNamespace, must } from '../../deploy/lab/command.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import type { weft } from '../../proto/gen/codecs.js';
import { NetworkService, TunnelService } from '../../proto/gen/services.js';
import { formatIp } from '../../proto/src/ip.js';
import { createTenantNetwork, createVm, startLab } from '../faults/faulty-lab.js';

let lab: Lab;
let down: () => Promise<void> = async () => {};
beforeAll(async () => {
  ({ lab, down } = await startLab('wltraf', { nodes: 2, agentFlags: ['--tunnel-flows'] }));
  await createTenantNetwork(lab, 'acme');
  for (const host of [1, 2]) await createVm(lab, 'acme', `vm-${host}`, `host-${host}`, `10.0.0.${host + 10}`);
});
afterAll(() => down());

const traffic = async (inner?: { vni: number }) =>
  (await lab.api.call(TunnelService.listTunnelTraffic, { ...inner, innerFlows: inner !== undefined })).traffic;
type Told = weft.v1.NodeTraffic.$Properties;
/** What was sent there, and what has come from there. */
const sent = (told: Told | undefined) => `${told?.total?.sentPackets} packets, ${told?.total?.sentBytes} bytes`;
const received = (told: Told | undefined) =>
  `${told?.total?.receivedPackets} packets, ${told?.total?.receivedBytes} bytes`;

test('what one node sends the other receives, by network and by inner addresses', async () => {
  const vm = lab.vms().find(({ name }) => name === 'vm-1');
  const ping = ['ping', '-q', '-i', '0.01', '-s', '1000', '-c', '50', '10.0.0.12'];
  await must(inNamespace(vm?.namespace ?? '', ping));
  // 14 Ethernet + 20 IPv4 + 8 ICMP. Machines send some IPv6 of their own.
  const echoBytes = 50 * 1_042;
  const both = async () => {
    const [first, second] = (await traffic()).toSorted((a, b) => ((a.nodeId ?? '') < (b.nodeId ?? '') ? -1 : 1));
    return { first, second };
  };
  await expect
    .poll(
      async () => {
        const { first, second } = await both();
        return {
          enough: [first, second].every((t) => Number(t?.total?.sentBytes) >= echoBytes),
          there: sent(first) === received(second),
          back: sent(second) === received(first),
        };
      },
      { timeout: 20_000 },
    )
    .toEqual({ enough: true, there: true, back: true });
  const { first, second } = await both();
  expect([first?.nodeId, first?.total?.remoteNodeId, second?.nodeId, second?.total?.remoteNodeId]).toEqual([
    ...['host-1', 'host-2', 'host-2', 'host-1'],
  ]);

  const { vni } = await lab.api.call(NetworkService.getNetwork, { id: 'acme' });
  const flows = async () =>
    (await traffic({ vni })).flatMap(({ nodeId, innerFlows = [] }) =>
      (innerFlows ?? []).map(({ source, destination, received: came, packets, bytes }) => {
        const [from, to] = [source, destination].map((ip) => formatIp(ip?.bytes ?? new Uint8Array(4)));
        return `${nodeId} ${came ? 'from' : 'to'} the other, ${from} > ${to}: ${packets}, ${bytes}`;
      }),
    );
  const expected = ['host-1', 'host-2'].flatMap((node) =>
    [
      ['10.0.0.11', '10.0.0.12', node === 'host-1' ? 'to' : 'from'],
      ['10.0.0.12', '10.0.0.11', node === 'host-1' ? 'from' : 'to'],
    ].map(([from, to, way]) => `${node} ${way} the other, ${from} > ${to}: 50, ${echoBytes}`),
  );
  await expect.poll(flows, { timeout: 20_000 }).toEqual(expect.arrayContaining(expected));
});
