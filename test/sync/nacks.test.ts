import { afterEach, expect, it } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { AgentHost } from './agent-host.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { PortState } = weft.v1;

let controller: ControllerUnderTest;
let host: AgentHost;

afterEach(async () => {
  await host?.remove();
  await controller?.stop();
});

it('an agent whose maps are full says which entries it lacks, holds up nothing, and gets them when there is room', async () => {
  controller = await ControllerUnderTest.start(['ws-nack', 'h2'], { heartbeatMs: 1_000 });
  await controller.createPort('own', 'ws-nack');
  host = await AgentHost.start(controller, 'ws-nack', '--max-endpoints', '16');
  const acked = () => controller.nodeStatus('ws-nack').ackedRevision ?? 0;

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
