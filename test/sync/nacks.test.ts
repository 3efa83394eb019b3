import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { TestHost } from '../../node-agent/src/testing/test-host.js';
import { weft } from '../../proto/gen/codecs.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { PortState } = weft.v1;

let controller: ControllerUnderTest;
let host: TestHost;
let relay: Server;

afterEach(async () => {
  await host?.remove();
  relay?.close();
  await controller?.stop();
});

/** Puts the controller where the agent's host expects it. */
async function reachController(): Promise<void> {
  host.peer.stop();
  relay = createServer((a) => {
    const b = connect(controller.l4Port, '127.0.0.1');
    a.pipe(b);
    b.pipe(a);
    a.on('error', () => b.destroy());
    b.on('error', () => a.destroy());
  });
  relay.listen(join(host.directory, 'controller.sock'));
  await once(relay, 'listening');
}

it('an agent whose maps are full says which entries it lacks, holds up nothing, and gets them when there is room', async () => {
  controller = await ControllerUnderTest.start(['ws-nack', 'h2'], { heartbeatMs: 1_000 });
  host = await TestHost.make('ws-nack');
  await reachController();
  host.namespace.ip('link add und type veth peer name und-peer');
  host.namespace.ip('addr add 198.18.0.1/24 dev und');
  host.namespace.ip('link set und up');
  host.namespace.ip('link set und-peer up');
  await controller.createPort('own', 'ws-nack');
  host.startAgent('--max-endpoints', '16');
  await eventually(() => controller.nodeStatus('ws-nack').state === weft.v1.NodeState.READY, 30_000);
  const acked = () => controller.nodeStatus('ws-nack').ackedRevision ?? 0;
  await eventually(() => acked() === controller.store.committedRevision);

  const ids = Array.from({ length: 20 }, (_, i) => `p${i}`);
  let revision = 0;
  for (const id of ids) revision = await controller.createPort(id, 'h2');
  // 21 endpoints, of which 16 fit: an FDB entry and a neighbor of each other one.
  await eventually(() => acked() >= revision && controller.nodeStatus('ws-nack').nackCount === 10);
  const lacking = ids.filter((id) => controller.portStatus(id).message !== '');
  expect(lacking).toHaveLength(5);
  expect(controller.portStatus(lacking[0] ?? '').message).toMatch(/^node ws-nack could not apply .*: MAP_FULL /);
  expect(controller.nodeStatus('ws-nack').nacks).toHaveLength(10);
  expect(await controller.dispatcher.programmed.waitProgrammed(revision, 10)).toMatchObject([
    { nodeId: 'h2' },
    { nodeId: 'ws-nack', reason: 'could not apply an entry of it' },
  ]);

  // What needs no more room goes on as ever.
  await controller.movePort('own', 'h2');
  await controller.movePort('own', 'ws-nack');
  await eventually(() => acked() === controller.store.committedRevision);
  expect(controller.portStatus('own').state).toBe(PortState.BINDING);

  for (const id of ids.filter((id) => !lacking.includes(id)).slice(0, 6)) await controller.deletePort(id);
  await eventually(() => controller.nodeStatus('ws-nack').nackCount === 0, 60_000);
  for (const id of lacking) expect(controller.portStatus(id).message).toBe('');
  await eventually(() => acked() === controller.store.committedRevision);
}, 120_000);
