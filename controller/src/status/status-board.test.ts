import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { networkKey } from '../compiler/entry.js';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import type { Tables } from '../store/change.js';
import { Nacks, REMEMBERED_NACKS, SHOWN_NACKS } from './nacks.js';
import { StatusBoard } from './status-board.js';
import type { Transition } from './transitions.js';

const { NodeState, Port, PortReport, PortState } = weft.v1;
const agent = { instance: 'i1', version: '1', kernelRelease: '6.18', underlayMtu: 1500 };
const silenceMs = 300;

function portRow(nodeId: string, generation: number): Tables['port'] {
  return Port.create({
    metadata: { id: 'p1' },
    tenantId: 'acme',
    networkId: 'net',
    datapathId: 7,
    ...(nodeId && { nodeId, activeBinding: { nodeId, generation } }),
  }) as Tables['port'];
}

let source: MemorySource;
let board: StatusBoard;
let transitions: Transition[];
let told: string[];

beforeEach(() => {
  vi.useFakeTimers();
  source = new MemorySource();
  source.commit(
    ['h1', 'h2'].map(
      (id) => ({ table: 'node', id, before: null, after: weft.v1.Node.create({ metadata: { id } }) }) as never,
    ),
  );
  board = new StatusBoard(source, { now: Date.now, silenceMs, ackedRevisionOf: () => 5 });
  source.subscribe((changes) => board.apply(changes));
  transitions = [];
  told = [];
  board.onTransition((t) => transitions.push(t));
  board.subscribe((changes) => told.push(...changes.map(({ table, id }) => `${table} ${id}`)));
});
afterEach(() => {
  board.close();
  vi.useRealTimers();
});

function put(after: Tables['port'] | null): void {
  source.commit([{ table: 'port', id: 'p1', before: source.row('port', 'p1') ?? null, after }]);
}
const status = () => board.portStatus(source.row('port', 'p1') as Tables['port']);
const good = { portId: 'p1', plugged: true, linkUp: true, programmed: true, interface: 'veth1' };
const report = (nodeId: string, facts: weft.v1.PortFacts.$Properties[], complete = false) =>
  board.report(nodeId, PortReport.create({ ports: facts, complete }));
const portStates = () => transitions.flatMap((t) => (t.kind === 'port' ? [[t.previousState, t.state, t.deleted]] : []));

describe('the state of a port', () => {
  it('is UNBOUND, then BINDING, and ACTIVE while all three facts are reported at the current generation', () => {
    put(portRow('', 0));
    expect(status().state).toBe(PortState.UNBOUND);
    put(portRow('h1', 1));
    expect(status().state).toBe(PortState.BINDING);
    report('h1', [{ ...good, generation: 1, programmed: false }]);
    expect(status()).toMatchObject({ state: PortState.BINDING, plugged: true, linkUp: true, programmed: false });
    report('h1', [{ ...good, generation: 1 }]);
    expect(status()).toMatchObject({ state: PortState.ACTIVE, interface: 'veth1' });
    for (const lost of ['plugged', 'linkUp', 'programmed']) {
      report('h1', [{ ...good, generation: 1, [lost]: false }]);
      expect(status().state).toBe(PortState.BINDING);
      report('h1', [{ ...good, generation: 1 }]);
      expect(status().state).toBe(PortState.ACTIVE);
    }
    put(null);
    expect(portStates().slice(0, 3)).toEqual([
      [PortState.PORT_STATE_UNSPECIFIED, PortState.UNBOUND, false],
      [PortState.UNBOUND, PortState.BINDING, false],
      [PortState.BINDING, PortState.ACTIVE, false],
    ]);
    expect(portStates().at(-1)).toEqual([PortState.ACTIVE, PortState.ACTIVE, true]);
  });

  it('is not moved by facts of another generation or from another node', () => {
    put(portRow('h1', 2));
    report('h1', [{ ...good, generation: 1 }]);
    report('h1', [{ ...good, generation: 0 }]);
    report('h1', [{ ...good, generation: 3 }]);
    report('h2', [{ ...good, generation: 2 }]);
    report('h1', [{ ...good, portId: 'unknown', generation: 2 }]);
    expect(status()).toMatchObject({ state: PortState.BINDING, plugged: false });
    report('h1', [{ ...good, generation: 2 }]);
    report('h1', [{ ...good, generation: 1, plugged: false }]);
    expect(status().state).toBe(PortState.ACTIVE);
  });

  it('starts from nothing when the port is bound anew', () => {
    put(portRow('h1', 1));
    report('h1', [{ ...good, generation: 1 }]);
    put(portRow('h2', 2));
    expect(status()).toMatchObject({ state: PortState.BINDING, plugged: false, interface: '' });
    report('h1', [{ ...good, generation: 1 }]);
    expect(status().state).toBe(PortState.BINDING);
    report('h2', [{ ...good, generation: 2 }]);
    expect(status().state).toBe(PortState.ACTIVE);
  });

  it('of one that a complete report does not name is that of an unplugged one', () => {
    put(portRow('h1', 1));
    report('h1', [{ ...good, generation: 1 }]);
    report('h2', [], true);
    expect(status().state).toBe(PortState.ACTIVE);
    report('h1', [], false);
    expect(status().state).toBe(PortState.ACTIVE);
    report('h1', [], true);
    expect(status()).toMatchObject({ state: PortState.BINDING, plugged: false });
  });

  it('is told once per turn, and not if nothing changed', async () => {
    put(portRow('h1', 1));
    await Promise.resolve();
    told = [];
    report('h1', [{ ...good, generation: 1, linkUp: false }]);
    report('h1', [{ ...good, generation: 1 }]);
    await Promise.resolve();
    expect(told).toEqual(['port p1']);
    report('h1', [{ ...good, generation: 1 }], true);
    await Promise.resolve();
    expect(told).toEqual(['port p1']);
  });
});

describe('the state of a node', () => {
  const node = () => board.nodeStatus(source.row('node', 'h1') as Tables['node']);

  it('is READY while heartbeats arrive and NOT_READY when they stop', async () => {
    expect(node()).toMatchObject({ state: NodeState.NOT_READY, lastHeartbeat: null });
    board.connected('h1', agent);
    expect(node()).toMatchObject({ state: NodeState.READY, agentInstance: 'i1', ackedRevision: 5 });
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(silenceMs - 1);
      expect(node().state).toBe(NodeState.READY);
      board.heartbeat('h1', '');
    }
    expect(board.nodesReady).toBe(1);
    await vi.advanceTimersByTimeAsync(silenceMs + 1);
    expect(node().state).toBe(NodeState.NOT_READY);
    expect(board.nodesReady).toBe(0);
    board.heartbeat('h1', '');
    expect(node().state).toBe(NodeState.READY);
    expect(transitions.map((t) => [t.previousState, t.state])).toEqual([
      [NodeState.NOT_READY, NodeState.READY],
      [NodeState.READY, NodeState.NOT_READY],
      [NodeState.NOT_READY, NodeState.READY],
    ]);
  });

  it('says what does not work there, and why an agent is refused before that', () => {
    board.connected('h1', agent);
    const before = transitions.length;
    board.heartbeat('h1', 'no XDP on eth0');
    expect(node()).toMatchObject({ state: NodeState.READY, message: 'no XDP on eth0' });
    board.heartbeat('h1', 'no XDP on eth0');
    expect(transitions.slice(before)).toMatchObject([{ kind: 'node', message: 'no XDP on eth0' }]);
    board.refused('h1', 'its MTU is 1400');
    board.heartbeat('h1', 'no XDP on eth0');
    expect(node().message).toBe('its MTU is 1400');
    // A stream that is opened anew clears the refusal; what does not work holds until a heartbeat says otherwise.
    board.connected('h1', agent);
    expect(node().message).toBe('no XDP on eth0');
    board.heartbeat('h1', '');
    expect(node().message).toBe('');
    board.heartbeat('h1', 'x'.repeat(5_000));
    expect(node().message).toHaveLength(1_000);
  });

  it('of another run of the agent has no nacks of the last one', () => {
    board.connected('h1', agent);
    put(portRow('h1', 1));
    board.nack('h1', {
      revision: 1,
      key: networkKey(1),
      entry: 'network vni 1',
      reason: 'MAP_FULL',
      message: 'full',
      subjects: [{ table: 'port', id: 'p1' } as const],
    });
    expect(node()).toMatchObject({ nackCount: 1, nacks: [{ entry: 'network vni 1', reason: 'MAP_FULL' }] });
    expect(status().message).toBe('node h1 could not apply network vni 1: MAP_FULL full');
    board.connected('h1', agent);
    expect(node().nackCount).toBe(1);
    board.connected('h1', { ...agent, instance: 'i2' });
    expect(node().nackCount).toBe(0);
    expect(status().message).toBe('');
  });
});

describe('the nacks of a subnet and a router', () => {
  it('are each told of and forgotten apart, also of the same id', async () => {
    const nack = (vni: number, table: 'subnet' | 'router') => ({
      revision: 1,
      key: networkKey(vni),
      entry: `entry ${vni}`,
      reason: 'MAP_FULL',
      message: 'full',
      subjects: [{ table, id: 'x' } as const],
    });
    board.nack('h1', nack(1, 'subnet'));
    board.nack('h1', nack(2, 'router'));
    await Promise.resolve();
    expect(told).toEqual(expect.arrayContaining(['subnet x', 'router x']));
    board.resolveNack('h1', networkKey(1));
    expect(board.nackedStatus('subnet', 'x').nackCount).toBe(0);
    expect(board.nackedStatus('router', 'x').nacks).toMatchObject([{ nodeId: 'h1', entry: 'entry 2' }]);
    source.commit([{ table: 'router', id: 'x', before: { metadata: { id: 'x' } } as Tables['router'], after: null }]);
    expect(board.nackedStatus('router', 'x').nackCount).toBe(0);
  });
});

describe('a nack', () => {
  const seen = (table: 'subnet' | 'router', id: string) =>
    (board.nackedStatus(table, id).nacks ?? []).map(({ entry, reason }) => `${entry} ${reason}`);
  const nack = (key: number, routerId: string, reason = 'MAP_FULL') => ({
    revision: 1,
    key: networkKey(key),
    entry: `entry ${key}`,
    reason,
    message: 'full',
    subjects: [{ table: 'subnet', id: 's' } as const, { table: 'router', id: routerId } as const],
  });

  it('is in the status of everything that the entry is of, until it is resolved', () => {
    board.nack('h1', nack(1, 'r1'));
    expect([seen('subnet', 's'), seen('router', 'r1')]).toEqual([['entry 1 MAP_FULL'], ['entry 1 MAP_FULL']]);
    board.resolveNack('h1', networkKey(1));
    expect([seen('subnet', 's'), seen('router', 'r1')]).toEqual([[], []]);
  });

  it('that is said again, of other resources, is no longer in the status of those before', () => {
    board.nack('h1', nack(1, 'r1'));
    board.nack('h1', nack(1, 'r2', 'BAD_VALUE'));
    expect([seen('subnet', 's'), seen('router', 'r1')]).toEqual([['entry 1 BAD_VALUE'], []]);
    expect(seen('router', 'r2')).toEqual(['entry 1 BAD_VALUE']);
  });

  it('of an entry that is of other resources now is in their status, and keeps its place on the node', async () => {
    board.nack('h1', nack(1, 'r1'));
    board.nack('h1', nack(2, 'r1'));
    await Promise.resolve();
    told = [];
    board.retellNack('h1', networkKey(1), { entry: 'entry 1 of r2', subjects: [{ table: 'router', id: 'r2' }] });
    board.retellNack('h1', networkKey(3), { entry: 'entry 3', subjects: [{ table: 'router', id: 'r2' }] });
    expect([seen('subnet', 's'), seen('router', 'r1')]).toEqual([['entry 2 MAP_FULL'], ['entry 2 MAP_FULL']]);
    expect(seen('router', 'r2')).toEqual(['entry 1 of r2 MAP_FULL']);
    const { nacks } = board.nodeStatus(source.row('node', 'h1') as Tables['node']);
    expect(nacks?.map(({ entry }) => entry)).toEqual(['entry 1 of r2', 'entry 2']);
    await Promise.resolve();
    expect(told).toEqual(expect.arrayContaining(['subnet s', 'router r1', 'router r2', 'node h1']));
  });
});

describe('the nacks of a network', () => {
  const network = { metadata: { id: 'net' } } as Tables['network'];
  const nack = (key: number, reason = 'MAP_FULL') => ({
    revision: 1,
    key: networkKey(key),
    entry: `network vni ${key}`,
    reason,
    message: 'full',
    subjects: [{ table: 'network', id: 'net' } as const],
  });
  const seen = () =>
    (board.nackedStatus('network', 'net').nacks ?? []).map(
      ({ nodeId, entry, reason }) => `${nodeId} ${entry} ${reason}`,
    );

  it('are those of all nodes, until each is resolved, told as changes of the network', async () => {
    expect(board.nackedStatus('network', 'net')).toEqual({ nacks: [], nackCount: 0 });
    board.nack('h1', nack(1));
    board.nack('h2', nack(1));
    board.nack('h1', nack(2));
    board.nack('h1', nack(1, 'BAD_VALUE'));
    expect(seen()).toEqual(['h2 network vni 1 MAP_FULL', 'h1 network vni 2 MAP_FULL', 'h1 network vni 1 BAD_VALUE']);
    await Promise.resolve();
    expect(told).toContain('network net');
    told = [];
    board.resolveNack('h1', networkKey(1));
    board.forgetNacks('h2');
    expect(seen()).toEqual(['h1 network vni 2 MAP_FULL']);
    await Promise.resolve();
    expect(told.filter((text) => text === 'network net')).toHaveLength(1);
    source.commit([{ table: 'network', id: 'net', before: network, after: null }]);
    expect(board.nackedStatus('network', 'net').nackCount).toBe(0);
  });

  it('shows the last ones and counts all', () => {
    for (let i = 1; i <= SHOWN_NACKS + 3; i++) board.nack('h1', nack(i));
    const { nacks, nackCount } = board.nackedStatus('network', 'net');
    expect([nacks?.length, nacks?.at(-1)?.entry, nackCount]).toEqual([
      SHOWN_NACKS,
      `network vni ${SHOWN_NACKS + 3}`,
      SHOWN_NACKS + 3,
    ]);
  });
});

describe('nacks', () => {
  it('show the last ones, count all, and remember a bounded number', () => {
    const nacks = new Nacks();
    const nack = (vni: number) => ({
      revision: vni,
      key: networkKey(vni),
      entry: `${vni}`,
      reason: 'MAP_FULL',
      message: '',
      subjects: [],
    });
    const total = REMEMBERED_NACKS + 10;
    for (let vni = 1; vni <= total; vni++)
      expect(nacks.add(nack(vni))?.revision).toBe(vni > REMEMBERED_NACKS ? vni - REMEMBERED_NACKS : undefined);
    expect(nacks.count).toBe(total);
    expect(nacks.shown().map((n) => n.revision)).toEqual(
      Array.from({ length: SHOWN_NACKS }, (_, i) => total - SHOWN_NACKS + 1 + i),
    );
    nacks.add(nack(total));
    expect(nacks.count).toBe(total);
    for (let vni = 1; vni <= total; vni++) nacks.resolve(networkKey(vni));
    nacks.resolve(networkKey(1));
    expect(nacks.count).toBe(0);
  });
});
