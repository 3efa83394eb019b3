import { afterEach, describe, expect, it } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { NackReason } = weft.v1;

let controller: ControllerUnderTest;
afterEach(() => controller.stop());

const wait = (revision: number, timeoutMs = 10_000, signal?: AbortSignal) =>
  controller.dispatcher.programmed.waitProgrammed(revision, timeoutMs, signal);

async function inSync(...ids: string[]) {
  const agents = ids.map((id) => controller.agent(id));
  for (const agent of agents) agent.connect();
  for (const agent of agents) await agent.until(() => controller.right(agent));
  return agents;
}

describe('waiting until a change is programmed', () => {
  it('lasts until the last node that needs it has acked, and no longer', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2', 'h3']);
    await controller.createPort('p1', 'h1');
    await controller.createPort('p2', 'h2');
    await inSync('h1');
    const slow = controller.agent('h2', { applyMs: 150 });
    slow.connect();
    await slow.until(() => controller.right(slow));
    // h3 was never heard of, but it has no port in the network.
    const revision = await controller.createPort('p3', 'h1');
    const begun = performance.now();
    expect(await wait(revision)).toEqual([]);
    expect(performance.now() - begun).toBeGreaterThan(50);
    expect(controller.nodeStatus('h2').ackedRevision).toBeGreaterThanOrEqual(revision);
    expect(await controller.metric('weft_programmed_waits')).toBe(0);
  });

  it('ends with its time, and says who is behind; also when the call or the controller ends', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2', 'h3']);
    // Nothing was told to h3 before it was created: that much it has.
    const h3Created = controller.store.committedRevision;
    for (const id of ['h1', 'h2', 'h3']) await controller.createPort(`p-${id}`, id);
    const [, h2] = await inSync('h1', 'h2');
    await eventually(() => controller.nodeStatus('h2').ackedRevision === controller.store.committedRevision);
    const acked = controller.store.committedRevision;
    h2!.disconnect();
    await eventually(async () => (await controller.metric('weft_sync_streams')) === 1);
    const revision = await controller.createPort('new', 'h1');
    await eventually(() => (controller.nodeStatus('h1').ackedRevision ?? 0) >= revision);
    const behind = [
      { nodeId: 'h2', ackedRevision: acked, reason: `has acked revision ${acked}` },
      { nodeId: 'h3', ackedRevision: h3Created, reason: `has acked revision ${h3Created}` },
    ];
    expect(await wait(revision, 20)).toEqual(behind);
    const aborted = new AbortController();
    const waiting = wait(revision, 60_000, aborted.signal);
    aborted.abort();
    expect(await waiting).toEqual(behind);
    expect(await wait(revision, 60_000, aborted.signal)).toEqual(behind);
    // A change that none of them needs.
    expect(await wait(await controller.createPort('unbound'), 0)).toEqual([]);
    const last = wait(revision, 60_000);
    h2!.connect();
    await eventually(() => controller.nodeStatus('h2').ackedRevision! >= revision);
    controller.dispatcher.stop();
    expect(await last).toEqual(behind.slice(1));
  });

  it('is over when the node that was behind is deleted, or resumes', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await controller.createPort('p1', 'h1');
    await controller.createPort('p2', 'h2');
    const [h1] = await inSync('h1');
    const revision = await controller.createPort('p3', 'h1');
    const waiting = wait(revision);
    await controller.deletePort('p2');
    await controller.deleteNode('h2');
    expect(await waiting).toEqual([]);

    h1!.disconnect();
    const missed = wait(await controller.createPort('p4', 'h1'));
    h1!.connect();
    expect(await missed).toEqual([]);
  });

  it('counts a node behind that could not apply an entry of it, until it can', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await controller.createPort('p1', 'h1');
    await controller.createPort('p2', 'h2');
    const [h1, h2] = await inSync('h1', 'h2');
    const revision = await controller.createPort('p3', 'h2');
    await h1!.until(() => controller.right(h1!));
    await h2!.until(() => controller.right(h2!));
    const { vni } = controller.store.get('network', 'net')!;
    const key = { fdb: { vni, mac: controller.store.get('port', 'p3')!.mac } };
    h1!.send({ nack: { revision, key, reason: NackReason.MAP_FULL, message: 'full' } });
    await eventually(() => controller.nodeStatus('h1').nackCount === 1);
    expect(await wait(revision, 20)).toMatchObject([{ nodeId: 'h1', reason: 'could not apply an entry of it' }]);
    const waiting = wait(revision);
    h1!.send({ nack: { revision, key, reason: NackReason.RESOLVED } });
    expect(await waiting).toEqual([]);
  });
});
