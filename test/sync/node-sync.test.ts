import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { toldEpoch } from '../../controller/src/dispatcher/told-epoch.js';
import { macOfDatapathId } from '../../controller/src/model/ports.js';
import { weft } from '../../proto/gen/codecs.js';
import { NodeSync } from '../../proto/gen/services.js';
import { weftErrorOf } from '../../proto/src/call.js';
import type { WeftError } from '../../proto/src/errors.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { NackReason, NodeState, PortState, Resume } = weft.v1;

let controller: ControllerUnderTest;
afterEach(() => controller.stop());

/** Sends raw messages on a stream of its own; resolves with what it ends with. */
function endOf(messages: readonly Uint8Array[]): Promise<WeftError> {
  const client = new Client(`127.0.0.1:${controller.l4Port}`, credentials.createInsecure());
  const raw = (bytes: Uint8Array) => bytes as Buffer;
  const call = client.makeBidiStreamRequest(NodeSync.sync.path, raw, raw);
  return new Promise((resolve) => {
    call.on('data', () => undefined);
    call.on('error', (error) => {
      client.close();
      resolve(weftErrorOf(error));
    });
    for (const message of messages) call.write(Buffer.from(message));
  });
}

const encode = (message: weft.v1.AgentMessage.$Properties) => weft.v1.AgentMessage.encode(message).finish();
const hello = (more: weft.v1.Hello.$Properties = {}) =>
  encode({ hello: { nodeId: 'h1', agentInstance: 'x', protocolMin: 1, protocolMax: 1, ...more } });

describe('an agent', () => {
  it('gets a snapshot, then deltas, and its ports become ACTIVE', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await controller.createPort('p1', 'h1');
    expect(controller.portStatus('p1').state).toBe(PortState.BINDING);
    const agent = controller.agent('h1');
    agent.connect();
    await agent.until(() => controller.right(agent));
    expect(agent.held.welcome?.resume).toBe(Resume.SNAPSHOT);
    await eventually(() => controller.portStatus('p1').state === PortState.ACTIVE);
    expect(controller.portStatus('p1')).toMatchObject({
      plugged: true,
      linkUp: true,
      programmed: true,
      nodeReady: true,
      interface: 'sim',
    });

    await controller.createPort('p2', 'h2');
    await controller.createPort('p3', 'h1');
    await agent.until(() => controller.right(agent));
    await controller.deletePort('p2');
    await agent.until(() => controller.right(agent));
    expect(agent.held.snapshots).toBe(1);
    // h2 was never heard of; but it can't hold anything from before it was created.
    expect(controller.dispatcher.ackedRevisionFloor()).toBe(controller.store.get('node', 'h2')?.metadata?.revision);

    const other = controller.agent('h2');
    other.connect();
    await eventually(() => controller.dispatcher.ackedRevisionFloor() === controller.store.committedRevision);
    expect(controller.nodeStatus('h1')).toMatchObject({
      state: NodeState.READY,
      ports: 2,
      agentVersion: 'simulated',
      underlayMtu: 1500,
    });
  });

  it('that comes back gets only what it missed', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await controller.createPort('p1', 'h1');
    await controller.createPort('p2', 'h2');
    const agent = controller.agent('h1');
    agent.connect();
    await agent.until(() => controller.right(agent));
    agent.disconnect();
    await controller.movePort('p2', 'h1');
    await controller.createPort('p3', 'h2');
    await controller.deletePort('p1');
    agent.connect();
    await agent.until(() => controller.right(agent));
    expect(agent.held.welcome?.resume).toBe(Resume.DELTA);

    // Nothing missed: an empty delta all the same.
    const { deltas } = agent.held;
    agent.disconnect();
    agent.connect();
    await agent.until(() => agent.held.deltas === deltas + 1);
    expect(agent.held.snapshots).toBe(1);
    expect(await controller.metric('weft_sync_resumes_total', { kind: 'delta' })).toBe(2);
  });

  it('resumes with deltas after the controller was restarted, and takes a snapshot in a new epoch', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await controller.createPort('p1', 'h1');
    const agent = controller.agent('h1');
    agent.connect();
    await agent.until(() => controller.right(agent));
    await controller.createPort('p2', 'h2');
    await controller.crash();
    await agent.until(() => !agent.open);
    await controller.start();
    await controller.createPort('p3', 'h1');
    agent.connect();
    await agent.until(() => agent.open && agent.held.revision === controller.store.committedRevision);
    expect(controller.right(agent)).toBe(true);
    expect(agent.held.snapshots).toBe(1);

    await controller.crash();
    await agent.until(() => !agent.open);
    await controller.start({}, { renewEpoch: true });
    agent.connect();
    await agent.until(() => agent.held.epoch === toldEpoch(controller.store.epoch));
    expect(controller.right(agent)).toBe(true);
    expect(agent.held.snapshots).toBe(2);
  });

  it('that does not read costs no more than its state, slows nobody, and ends up right', async () => {
    controller = await ControllerUnderTest.start(['slow', 'quick'], { verifyIncremental: false });
    await controller.createPort('s', 'slow');
    await controller.createPort('q', 'quick');
    const slow = controller.agent('slow');
    const quick = controller.agent('quick');
    slow.connect();
    quick.connect();
    await slow.until(() => controller.right(slow));
    await quick.until(() => controller.right(quick));
    slow.pause();
    // The same port again and again: one value per key, however many changes.
    const rounds = 600;
    for (let round = 0; round < rounds; round++) {
      await Promise.all(Array.from({ length: 20 }, (_, i) => controller.createPort(`p-${i}`, 'quick')));
      if (round < rounds - 1) await Promise.all(Array.from({ length: 20 }, (_, i) => controller.deletePort(`p-${i}`)));
    }
    await quick.until(() => controller.right(quick));
    const unacked = await controller.metric('weft_sync_unacked_bytes');
    expect(unacked).toBeLessThan(5 * 1024 * 1024);
    // Of 24,000 keys that came and went: what is current, and what was on its way when the agent stopped reading.
    expect(await controller.metric('weft_sync_pending_keys')).toBeLessThan(5_000);
    expect(await controller.metric('weft_sync_pending_keys')).toBeGreaterThan(0);
    slow.resume();
    await slow.until(() => controller.right(slow));
    expect(slow.frames).toBeLessThan(rounds);
  });

  it('that opens another stream has the older one ended', async () => {
    controller = await ControllerUnderTest.start(['h1']);
    const ended = endOf([hello()]);
    await eventually(async () => (await controller.metric('weft_sync_streams')) === 1);
    const agent = controller.agent('h1');
    agent.connect();
    expect(await ended).toMatchObject({ code: 'STREAM_REPLACED', grpcCode: 10 });
    await controller.createPort('p1', 'h1');
    await agent.until(() => controller.right(agent));
  });

  it('of a node that is deleted is told so', async () => {
    controller = await ControllerUnderTest.start(['h1']);
    const agent = controller.agent('h1');
    agent.connect();
    await agent.until(() => controller.right(agent));
    await controller.deleteNode('h1');
    await agent.until(() => !agent.open);
    expect(agent.error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(controller.dispatcher.ackedRevisionFloor()).toBe(controller.store.committedRevision);
  });

  it('that falls silent makes its node NOT_READY; what it holds stays', async () => {
    controller = await ControllerUnderTest.start(['h1'], { heartbeatMs: 30 });
    await controller.createPort('p1', 'h1');
    const told = new Set<string>();
    controller.dispatcher.status.subscribe((changes) => {
      for (const { table, id } of changes) told.add(`${table} ${id}`);
    });
    const agent = controller.agent('h1');
    agent.connect();
    await eventually(() => controller.portStatus('p1').state === PortState.ACTIVE);
    expect(controller.nodeStatus('h1').state).toBe(NodeState.READY);
    told.clear();
    agent.stopHeartbeats();
    await eventually(() => controller.nodeStatus('h1').state === NodeState.NOT_READY);
    expect(controller.portStatus('p1')).toMatchObject({ state: PortState.ACTIVE, nodeReady: false });
    expect([...told].sort()).toEqual(['node h1', 'port p1']);
    // It is slow, not gone: it still gets what changes, and one heartbeat is enough.
    await controller.createPort('p2', 'h1');
    await agent.until(() => controller.right(agent));
    agent.send({ heartbeat: { sentUnixMs: 1 } });
    await eventually(() => controller.nodeStatus('h1').state === NodeState.READY);
    agent.disconnect();
    await eventually(() => controller.nodeStatus('h1').state === NodeState.NOT_READY);
  });

  it('that could not apply an entry is believed until it says otherwise', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2']);
    await controller.createPort('p1', 'h1');
    await controller.createPort('p2', 'h2');
    const agent = controller.agent('h1');
    agent.connect();
    await agent.until(() => controller.right(agent));
    const port = controller.store.get('port', 'p2')!;
    const { vni } = controller.store.get('network', 'net')!;
    const key = { fdb: { vni, mac: port.mac } };
    const revision = controller.store.committedRevision;
    agent.send({ nack: { revision, key, reason: NackReason.MAP_FULL, message: 'map fdb has 16 entries' } });
    await eventually(() => controller.nodeStatus('h1').nackCount === 1);
    expect(controller.nodeStatus('h1').nacks).toEqual([
      {
        revision,
        entry: `fdb vni ${vni} mac 02:57:00:00:00:0${port.mac[5]}`,
        reason: 'MAP_FULL',
        message: 'map fdb has 16 entries',
      },
    ]);
    expect(controller.portStatus('p2').message).toContain('MAP_FULL');
    agent.send({ nack: { revision, key, reason: NackReason.RESOLVED } });
    await eventually(() => controller.nodeStatus('h1').nackCount === 0);
    expect(controller.portStatus('p2').message).toBe('');

    // An entry that goes takes its nack along; one that the node should not hold is none.
    agent.send({ nack: { revision, key, reason: NackReason.MAP_FULL } });
    await eventually(() => controller.nodeStatus('h1').nackCount === 1);
    await controller.deletePort('p2');
    expect(controller.nodeStatus('h1').nackCount).toBe(0);
    agent.send({ nack: { revision, key: { fdb: { vni, mac: macOfDatapathId(99) } }, reason: NackReason.MAP_FULL } });
    await eventually(async () => (await controller.metric('weft_sync_nacks_total', { reason: 'MAP_FULL' })) === 3);
    expect(controller.nodeStatus('h1').nackCount).toBe(0);
  });
});

describe('many agents of one scope', () => {
  it('are sent the same bytes', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `h${i}`);
    controller = await ControllerUnderTest.start(ids);
    for (const id of ids) await controller.createPort(`p-${id}`, id);
    const agents = ids.map((id) => controller.agent(id));
    for (const agent of agents) agent.connect();
    for (const agent of agents) await agent.until(() => controller.right(agent));
    await eventually(() => controller.dispatcher.ackedRevisionFloor() === controller.store.committedRevision);
    const encoded = await controller.metric('weft_sync_delta_frames_encoded_total');
    const sent = await controller.metric('weft_sync_frames_sent_total');
    await controller.createPort('new', 'h0');
    for (const agent of agents) await agent.until(() => controller.right(agent));
    // One for the port's node, which gets its LocalPort too; one for all others.
    expect((await controller.metric('weft_sync_delta_frames_encoded_total')) - encoded).toBe(2);
    expect((await controller.metric('weft_sync_frames_sent_total')) - sent).toBe(20);
  });
});

describe('a stream is refused', () => {
  it('whose Hello is not acceptable', async () => {
    controller = await ControllerUnderTest.start(['h1', 'h2'], { identityOf: () => ({ role: 'node', name: 'h1' }) });
    expect(await endOf([hello({ nodeId: 'h2' })])).toMatchObject({ code: 'PERMISSION_DENIED' });
    await controller.deleteNode('h1');
    expect(await endOf([hello()])).toMatchObject({ code: 'PERMISSION_DENIED' });
    await controller.crash();
    await controller.start();
    expect(await endOf([hello({ nodeId: 'h2', clusterId: 'another' })])).toMatchObject({ code: 'CLUSTER_MISMATCH' });
    expect(await endOf([hello({ nodeId: 'h2', protocolMin: 2, protocolMax: 3 })])).toMatchObject({
      code: 'PROTOCOL_UNSUPPORTED',
    });
    expect(await endOf([hello({ nodeId: 'h2', protocolMin: 2, protocolMax: 1 })])).toMatchObject({
      code: 'PROTOCOL_VIOLATION',
    });
    expect(await endOf([hello({ nodeId: 'h2', agentInstance: 'x'.repeat(129) })])).toMatchObject({
      code: 'PROTOCOL_VIOLATION',
    });
  });

  it('that breaks the rules', async () => {
    controller = await ControllerUnderTest.start(['h1']);
    const violations: (readonly Uint8Array[])[] = [
      [encode({ heartbeat: { sentUnixMs: 1 } })],
      [Uint8Array.from([0xff, 0xff, 0xff])],
      [new Uint8Array()],
      [hello(), hello()],
      [hello(), new Uint8Array()],
      [hello(), encode({ ack: { revision: 999 } })],
      [hello(), encode({ nack: { revision: 1, reason: NackReason.MAP_FULL } })],
      [hello(), encode({ nack: { revision: 1, key: { network: { vni: 1 } } } })],
      [hello(), encode({ nack: { revision: 999, key: { network: { vni: 1 } }, reason: NackReason.MAP_FULL } })],
      [hello(), encode({ portReport: { ports: [{ portId: 'p', interface: 'x'.repeat(16) }] } })],
      [hello(), encode({ portReport: { ports: new Array(16_385).fill({ portId: 'p' }) } })],
      [hello(), encode({ nack: { message: 'x'.repeat(1024 * 1024) } })],
    ];
    for (const messages of violations) {
      expect(await endOf(messages)).toMatchObject({ code: 'PROTOCOL_VIOLATION', grpcCode: 3 });
    }
  });
});
