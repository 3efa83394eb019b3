import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { planNothing } from '../../controller/src/model/plan.js';
import { listAudit } from '../../controller/src/store/audit-list.js';
import { BreakableDatabase } from '../../controller/src/store/testing/breakable-database.js';
import { weft } from '../../proto/gen/codecs.js';
import type { SimulatedAgent, SimulatedAgentOptions } from '../scale/simulated-agent.js';
import { ControllerUnderTest, eventually } from './controller-under-test.js';

const { LocalPortRole, NackReason, PortState } = weft.v1;
const { ACTIVE_BINDING, PENDING_BINDING, DEPARTING_BINDING } = LocalPortRole;

let controller: ControllerUnderTest;
afterEach(() => controller.stop());

async function agent(nodeId: string, options: Partial<SimulatedAgentOptions> = {}): Promise<SimulatedAgent> {
  const made = controller.agent(nodeId, options);
  await reconnected(made);
  return made;
}

async function reconnected(...agents: SimulatedAgent[]): Promise<void> {
  for (const one of agents) one.connect();
  await right(...agents);
}

/** They hold exactly what is right now: nothing of it is stale. */
const right = (...agents: SimulatedAgent[]) =>
  Promise.all(agents.map((one) => one.until(() => one.open && controller.right(one))));

/** The role and generation that the port has at its agent. */
const local = ({ held }: SimulatedAgent, id = 'p1') =>
  [...held.localPorts.values()].flatMap(({ portId, role, generation }) => (portId === id ? [[role, generation]] : []));
const bindings = (id = 'p1') => controller.bindings(id);
const moved = (id = 'p1') =>
  eventually(() => Object.keys(bindings(id)).length === 1 && bindings(id)['active'] === 'h2');
let marks = 0;
/** What these agents have said, and all that follows from it, has been done. */
async function settled(...agents: SimulatedAgent[]): Promise<void> {
  const mark = `mark ${++marks}`;
  for (const one of agents) one.send({ heartbeat: { message: mark } });
  await eventually(() => agents.every(({ nodeId }) => controller.nodeStatus(nodeId).message === mark));
  // Departures are looked at after the turn in which something happened, transactions begin at once.
  for (let i = 0; i < 2; i++) await new Promise(setImmediate);
  await controller.store.commit(() => planNothing(null));
}

/** h1 has p1, h2 and h3 have ports of the same network. */
async function begin(options: Partial<SimulatedAgentOptions> = {}) {
  controller = await ControllerUnderTest.start(['h1', 'h2', 'h3']);
  await controller.createPort('p1', 'h1');
  await controller.createPort('q2', 'h2');
  await controller.createPort('q3', 'h3');
  const agents = [await agent('h1', options), await agent('h2', options), await agent('h3', options)] as const;
  await eventually(() => controller.portStatus('p1').state === PortState.ACTIVE);
  return agents;
}

describe('a port that is being moved', () => {
  it('is activated by the first frame at the new node, and departs when all know and its connections are there', async () => {
    const [h1, h2, h3] = await begin({ hasConnections: false });
    const transitions: string[] = [];
    controller.dispatcher.onTransition((t) => {
      if (t.kind === 'port' && t.portId === 'p1')
        transitions.push(`${t.portId} ${t.nodeId} ${PortState[t.previousState]} ${PortState[t.state]}`);
    });
    expect(await controller.beginMove('p1', 'h2')).toBe(2);
    await right(h1, h2, h3);
    expect([local(h1), local(h2)]).toEqual([[[ACTIVE_BINDING, 1]], [[PENDING_BINDING, 2]]]);
    await eventually(() => controller.portStatus('p1').pendingProgrammed === true);
    expect(controller.portStatus('p1')).toMatchObject({ state: PortState.ACTIVE, pendingHasConnections: false });
    h2.tell('p1', { hasConnections: true });
    await eventually(() => controller.portStatus('p1').pendingHasConnections === true);
    expect(await controller.metric('weft_ports_moving', { binding: 'pending' })).toBe(1);

    h2.tell('p1', { sends: true });
    await eventually(() => bindings()['active'] === 'h2');
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
    await right(h1, h2, h3);
    expect([local(h1), local(h2)]).toEqual([[[DEPARTING_BINDING, 1]], [[ACTIVE_BINDING, 2]]]);
    // All have acked; the new node has not got the final connections.
    await eventually(() => controller.nodeStatus('h3').ackedRevision === controller.store.committedRevision);
    await settled(h1, h2, h3);
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
    expect(await controller.metric('weft_ports_moving', { binding: 'departing' })).toBe(1);
    h2.tell('p1', { hasConnections: true });
    await moved();
    await right(h1, h2, h3);
    expect([local(h1), local(h2)]).toEqual([[], [[ACTIVE_BINDING, 2]]]);
    expect(controller.portStatus('p1').state).toBe(PortState.ACTIVE);
    expect(transitions).toEqual(['p1 h2 ACTIVE ACTIVE']);
    expect(await controller.metric('weft_port_move_steps_total', { step: 'arrived' })).toBe(1);
    expect(await controller.metric('weft_port_move_steps_total', { step: 'departed' })).toBe(1);
    const { records } = await listAudit(
      controller.store,
      { tenantId: '', kind: 'port', id: 'p1', actor: 'controller' },
      null,
      null,
      10,
    );
    expect(records.map(({ method }) => method)).toEqual(['/weft.v1.NodeSync/Sync', '/weft.v1.NodeSync/Sync']);
    expect([h1.violation, h2.violation, h3.violation]).toEqual([null, null, null]);
  });

  it('departs only when every node that has entries of it has acked, or cannot be waited for any more', async () => {
    const [h1, h2, h3] = await begin();
    h3.disconnect();
    await controller.beginMove('p1', 'h2');
    await right(h1, h2);
    await controller.activateMove('p1');
    await right(h1, h2);
    await eventually(() => controller.nodeStatus('h1').ackedRevision === controller.store.committedRevision);
    await settled(h1, h2);
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
    await reconnected(h3);
    await moved();
    await right(h1, h2, h3);
    // The next one waits for h3 until that has nothing of the network any more.
    h3.disconnect();
    await controller.beginMove('p1', 'h1');
    await right(h1, h2);
    await controller.activateMove('p1');
    await right(h1, h2);
    await settled(h1, h2);
    expect(bindings()).toEqual({ active: 'h1', departing: 'h2' });
    await controller.deletePort('q3');
    await eventually(() => Object.keys(bindings()).length === 1);
    await right(h1, h2);
    expect([local(h1), local(h2)]).toEqual([[[ACTIVE_BINDING, 3]], []]);
  });

  it('stays where the old node is away, whose departing binding can be cancelled', async () => {
    const [h1, h2, h3] = await begin();
    await controller.beginMove('p1', 'h2');
    await right(h1, h2, h3);
    h1.disconnect();
    h2.tell('p1', { sends: true });
    await eventually(() => bindings()['active'] === 'h2');
    await right(h2, h3);
    await settled(h2, h3);
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
    await controller.cancelMove('p1', 1);
    expect(bindings()).toEqual({ active: 'h2' });
    await right(h2, h3);
    await reconnected(h1);
    expect([local(h1), local(h2)]).toEqual([[], [[ACTIVE_BINDING, 2]]]);
  });

  it('stays where it is when its new node is away and the move is cancelled; what that one says then has no effect', async () => {
    const [h1, h2, h3] = await begin();
    const generation = await controller.beginMove('p1', 'h2');
    await right(h1, h2, h3);
    h2.disconnect();
    await controller.cancelMove('p1');
    await right(h1, h3);
    h2.connect();
    h2.send({ portReport: { ports: [{ portId: 'p1', generation, plugged: true, sends: true }] } });
    await right(h2);
    await settled(h1, h2, h3);
    expect(bindings()).toEqual({ active: 'h1' });
    expect([local(h1), local(h2)]).toEqual([[[ACTIVE_BINDING, 1]], []]);
    expect(controller.portStatus('p1').state).toBe(PortState.ACTIVE);
    // A word about that generation does not move the next one.
    await controller.beginMove('p1', 'h2');
    await right(h1, h2);
    h2.send({ portReport: { ports: [{ portId: 'p1', generation, plugged: true, sends: true }] } });
    await settled(h2);
    expect(bindings()).toEqual({ active: 'h1', pending: 'h2' });
  });

  it('is activated once, however often and by whom it is said', async () => {
    const [h1, h2, h3] = await begin({ hasConnections: false });
    const generation = await controller.beginMove('p1', 'h2');
    await right(h1, h2, h3);
    const before = controller.store.committedRevision;
    const report = {
      portReport: { ports: [{ portId: 'p1', generation, plugged: true, linkUp: true, programmed: true, sends: true }] },
    };
    // The word of a node that has nothing to do with it.
    h3.send(report);
    await settled(h3);
    expect(bindings()).toEqual({ active: 'h1', pending: 'h2' });
    for (let i = 0; i < 20; i++) h2.send(report);
    const calls = [controller.activateMove('p1', generation), controller.activateMove('p1', generation)];
    await Promise.all(calls);
    await eventually(() => bindings()['active'] === 'h2');
    for (let i = 0; i < 20; i++) h2.send(report);
    await right(h1, h2, h3);
    await settled(h1, h2, h3);
    expect(controller.store.committedRevision).toBe(before + 1);
    await controller.cancelMove('p1', 1);
    const next = await controller.beginMove('p1', 'h1');
    await right(h1, h2, h3);
    // A cancellation that comes first wins.
    const cancelled = controller.cancelMove('p1', next);
    h1.tell('p1', { sends: true });
    await cancelled;
    await settled(h1, h2, h3);
    expect(bindings()).toEqual({ active: 'h2' });
    await right(h1, h2, h3);
  });

  it('waits for a node that could not replace its FDB entry', async () => {
    const [h1, h2, h3] = await begin({ hasConnections: false });
    await controller.beginMove('p1', 'h2');
    await controller.activateMove('p1');
    await right(h1, h2, h3);
    const { vni } = controller.store.get('network', 'net')!;
    const { mac } = controller.store.get('port', 'p1')!;
    const key = { fdb: { vni, mac } };
    const nack = { revision: controller.store.committedRevision, key };
    h1.send({ nack: { ...nack, reason: NackReason.MAP_FULL } });
    h3.send({ nack: { ...nack, reason: NackReason.KERNEL_ERROR } });
    await eventually(() => controller.nodeStatus('h3').nackCount === 1);
    h2.tell('p1', { hasConnections: true });
    await settled(h2);
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
    h3.send({ nack: { ...nack, reason: NackReason.RESOLVED } });
    // h1 has no room for it: then it has no former one either.
    await moved();
  });

  it('is not believed to have its connections because of what was said on an earlier stream', async () => {
    const [h1, h2, h3] = await begin({ hasConnections: false });
    await controller.beginMove('p1', 'h2');
    await right(h1, h2, h3);
    h2.tell('p1', { hasConnections: true });
    await eventually(() => controller.portStatus('p1').pendingHasConnections === true);
    // It applies the activation, and is gone before it says so.
    h2.disconnect();
    await controller.activateMove('p1');
    await right(h1, h3);
    h2.held.revision = controller.store.committedRevision;
    h2.tell('p1', { hasConnections: false });
    h2.connect();
    await eventually(() => controller.nodeStatus('h2').ackedRevision === controller.store.committedRevision);
    await settled(h2);
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
  });

  it('that lingers is logged once, with whom it waits for, and again by a controller that begins anew', async () => {
    const lines: { ports?: string[]; count: number; nodes: string[]; withoutConnections: number }[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const lingering = () => lines.flatMap(({ ports }) => ports ?? []).sort();
    controller = await ControllerUnderTest.start(['h1', 'h2', 'h3'], { log, lingerMs: 400 });
    for (const id of ['p1', 'p2', 'p3']) await controller.createPort(id, 'h1');
    await controller.createPort('q3', 'h3');
    const [h1, h2] = [await agent('h1'), await agent('h2', { hasConnections: false })];
    for (const id of ['p1', 'p2']) await controller.beginMove(id, 'h2');
    await Promise.all(['p1', 'p2'].map((id) => controller.activateMove(id)));
    await right(h1, h2);
    h2.tell('p1', { hasConnections: true });
    await eventually(() => lingering().length === 2);
    expect(lines.flatMap(({ nodes }) => nodes)).toEqual(['h3']);
    expect(lines.reduce((sum, { withoutConnections }) => sum + withoutConnections, 0)).toBe(1);
    await controller.beginMove('p3', 'h2');
    await controller.activateMove('p3');
    await eventually(() => lingering().length > 2);
    expect(lingering()).toEqual(['p1', 'p2', 'p3']);
    await controller.crash();
    lines.length = 0;
    await controller.start({ log, lingerMs: 10 });
    await eventually(() => lingering().length > 0);
    expect(lines).toMatchObject([{ count: 3, ports: ['p1', 'p2', 'p3'], nodes: [], withoutConnections: 3 }]);
  });

  it('goes on where it was after the controller has begun anew, in each state', async () => {
    const [h1, h2, h3] = await begin({ hasConnections: false });
    const restart = async () => {
      await controller.crash();
      await Promise.all([h1, h2, h3].map((one) => one.until(() => !one.open)));
      await controller.start();
    };
    await controller.beginMove('p1', 'h2');
    await right(h1, h2, h3);
    await restart();
    // Said while no controller was there to hear it.
    h2.tell('p1', { sends: true });
    await reconnected(h1, h3);
    await settled(h1, h3);
    expect(bindings()).toEqual({ active: 'h1', pending: 'h2' });
    await reconnected(h2);
    await eventually(() => bindings()['active'] === 'h2');
    await right(h1, h2, h3);
    await restart();
    await reconnected(h1, h2);
    h2.tell('p1', { hasConnections: true });
    await settled(h1, h2);
    expect(bindings()).toEqual({ active: 'h2', departing: 'h1' });
    // The last node whose acks are not known.
    await reconnected(h3);
    await moved();
    await right(h1, h2, h3);
    expect([h1.held.snapshots, h2.held.snapshots, h3.held.snapshots]).toEqual([1, 1, 1]);
  });

  it('is activated when the disk takes writes again', async () => {
    const disk = new BreakableDatabase();
    controller = await ControllerUnderTest.start(['h1', 'h2'], {}, { openDatabase: disk.open });
    await controller.createPort('p1', 'h1');
    const [h1, h2] = [await agent('h1'), await agent('h2')];
    await controller.beginMove('p1', 'h2');
    await right(h1, h2);
    disk.failures.push('before');
    disk.failingOpens = 3;
    h2.tell('p1', { sends: true });
    await eventually(() => !controller.store.available);
    await eventually(() => controller.store.available);
    await moved();
    await right(h1, h2);
    expect(await controller.metric('weft_port_move_retries_total')).toBeGreaterThan(0);
  });

  it('is one of many, when a node is drained', async () => {
    const count = 300;
    controller = await ControllerUnderTest.start(['h1', 'h2', 'h3'], { verifyIncremental: false });
    const ids = Array.from({ length: count }, (_, i) => `p-${i}`);
    await Promise.all(ids.map((id) => controller.createPort(id, 'h1')));
    await controller.createPort('q3', 'h3');
    const agents = [await agent('h1'), await agent('h2'), await agent('h3')] as const;
    await Promise.all(ids.map((id) => controller.beginMove(id, 'h2')));
    await right(...agents);
    for (const id of ids) agents[1].tell(id, { sends: true });
    await eventually(() => ids.every((id) => Object.keys(bindings(id)).length === 1), 30_000);
    await right(...agents);
    expect(agents.map(({ held }) => held.localPorts.size)).toEqual([0, count, 1]);
    expect(controller.nodeStatus('h2').ports).toBe(count);
    expect(await controller.metric('weft_port_move_steps_total', { step: 'departed' })).toBe(count);
  });
});

describe('connections of a port that is being moved', () => {
  it('are asked for and told over the streams of real calls, both ways, before the ack of the departure', async () => {
    const [h1, h2, h3] = await begin({ hasConnections: false });
    const generation = await controller.beginMove('p1', 'h2');
    await right(h1, h2, h3);
    h2.send({ connectionsWanted: { portId: 'p1', generation } });
    await h1.until(() => h1.relayed.length === 1);
    expect(h1.relayed[0]?.connectionsWanted).toMatchObject({ portId: 'p1', generation });
    const connections = Array.from({ length: 5_000 }, (_, i) => ({
      ...{ own: Uint8Array.of(10, 0, 0, 1), remote: Uint8Array.of(10, 0, i >> 8, i & 255), protocol: 17, state: 1 },
    }));
    h1.send({ connections: { portId: 'p1', generation, connections } });
    h1.send({ connections: { portId: 'p1', generation, complete: true, part: 1 } });
    await h2.until(() => h2.relayed.length === 2);
    expect(h2.relayed.map((m) => m.connections?.connections?.length)).toEqual([5_000, 0]);
    expect(h2.relayed[0]?.connections?.connections?.[4_999]).toMatchObject({ remoteL4Port: 0, protocol: 17 });
    h1.send({ connections: { portId: 'p1', generation: generation + 1, complete: true } });
    await controller.activateMove('p1');
    await right(h1, h2, h3);
    await eventually(() => {
      h2.send({ connectionsWanted: { portId: 'p1', generation } });
      return h1.relayed.length > 1;
    });
    h1.send({ connections: { portId: 'p1', generation, complete: true, final: true } });
    await h2.until(() => h2.relayed.length === 3);
    expect(h2.relayed[2]?.connections).toMatchObject({ complete: true, final: true });
    expect(await controller.metric('weft_connections_dropped_total', { kind: 'states', cause: 'no_move' })).toBe(1);
    expect(await controller.metric('weft_connections_relayed_total', { kind: 'states' })).toBe(3);
    expect(h3.relayed).toEqual([]);
  });
});
