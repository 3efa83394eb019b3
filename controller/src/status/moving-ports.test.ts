import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { fdbKey, isLocalPortKey, localPortKey } from '../compiler/entry.js';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import type { Tables } from '../store/change.js';
import type { MovingPort } from './moving-ports.js';
import { StatusBoard } from './status-board.js';
import type { Transition } from './transitions.js';

const { Port, PortReport, PortState } = weft.v1;

type Bindings = Partial<
  Record<'activeBinding' | 'pendingBinding' | 'departingBinding', weft.v1.Binding.$Properties | null>
>;

let source: MemorySource;
let board: StatusBoard;
let told: string[];
let transitions: Transition[];
let takeovers: MovingPort[];

const at = (nodeId: string, generation: number) => ({ nodeId, generation });
const row = (bindings: Bindings, revision = 0): Tables['port'] =>
  Port.create({
    metadata: { id: 'p1', revision },
    networkId: 'net',
    datapathId: 7,
    nodeId: bindings.activeBinding?.nodeId ?? '',
    activeBinding: bindings.activeBinding ?? null,
    pendingBinding: bindings.pendingBinding ?? null,
    departingBinding: bindings.departingBinding ?? null,
  }) as Tables['port'];
const settled = row({ activeBinding: at('h1', 1) });
const pending = row({ activeBinding: at('h1', 1), pendingBinding: at('h2', 2) });
const moved = row({ activeBinding: at('h2', 2), departingBinding: at('h1', 1) });
const gone = row({ activeBinding: at('h2', 2) });

function watch(): void {
  board = new StatusBoard(source, {
    now: () => 1_000,
    silenceMs: 1_000,
    ackedRevisionOf: () => 0,
    onTakeover: (move) => takeovers.push(move),
  });
  source.subscribe((changes) => board.apply(changes));
  told = [];
  transitions = [];
  takeovers = [];
  board.onTransition((t) => transitions.push(t));
  board.subscribe((changes) => told.push(...changes.map(({ table, id }) => `${table} ${id}`)));
}

beforeEach(() => {
  source = new MemorySource();
  source.commit(
    ['h1', 'h2'].map(
      (id) => ({ table: 'node', id, before: null, after: weft.v1.Node.create({ metadata: { id } }) }) as never,
    ),
  );
  watch();
});
afterEach(() => board.close());

function put(after: Tables['port'] | null): void {
  source.commit([{ table: 'port', id: 'p1', before: source.row('port', 'p1') ?? null, after }]);
}
const status = () => board.portStatus(source.row('port', 'p1') as Tables['port']);
const good = { portId: 'p1', plugged: true, linkUp: true, programmed: true, interface: 'veth1' };
const report = (nodeId: string, generation: number, facts: weft.v1.PortFacts.$Properties = {}) =>
  board.report(nodeId, PortReport.create({ ports: [{ ...good, generation, ...facts }] }));
const complete = (nodeId: string) => board.report(nodeId, PortReport.create({ complete: true }));

describe('a port that is being moved', () => {
  it('shows the state of its active binding, and the facts of the pending one beside it', async () => {
    put(settled);
    report('h1', 1);
    put(pending);
    await Promise.resolve();
    told = [];
    expect(status()).toMatchObject({ state: PortState.ACTIVE, pendingPlugged: false, pendingMessage: '' });
    report('h2', 2, { programmed: false, message: 'no rows yet', interface: 'tap2' });
    expect(status()).toMatchObject({
      state: PortState.ACTIVE,
      interface: 'veth1',
      message: '',
      pendingPlugged: true,
      pendingProgrammed: false,
      pendingHasConnections: false,
      pendingMessage: 'no rows yet',
    });
    report('h2', 2, { hasConnections: true });
    expect(status()).toMatchObject({ pendingProgrammed: true, pendingHasConnections: true, pendingMessage: '' });
    await Promise.resolve();
    expect(told).toEqual(['port p1']);
    report('h2', 2, { hasConnections: true });
    report('h1', 2, { plugged: false });
    report('h2', 1, { plugged: false });
    report('h2', 3, { plugged: false });
    await Promise.resolve();
    expect(told).toEqual(['port p1']);
    expect(status()).toMatchObject({ state: PortState.ACTIVE, plugged: true, pendingPlugged: true });
    complete('h2');
    expect(status()).toMatchObject({ state: PortState.ACTIVE, pendingPlugged: false, pendingHasConnections: false });
    complete('h1');
    expect(status()).toMatchObject({ state: PortState.BINDING });
    expect([
      board.nodeStatus(source.row('node', 'h1')!).ports,
      board.nodeStatus(source.row('node', 'h2')!).ports,
    ]).toEqual([1, 0]);
  });

  it('keeps what was told of the pending binding when that becomes the active one, and is told of once, with its node', () => {
    put(settled);
    report('h1', 1);
    put(pending);
    report('h2', 2, { interface: 'tap2', message: 'slow' });
    transitions.length = 0;
    put(moved);
    expect(status()).toMatchObject({ state: PortState.ACTIVE, plugged: true, interface: 'tap2', message: 'slow' });
    expect(status().pendingPlugged).toBeUndefined();
    report('h2', 2, { interface: 'tap2', message: 'slow' });
    report('h1', 1, { plugged: false });
    complete('h1');
    put(gone);
    expect(status().state).toBe(PortState.ACTIVE);
    expect(transitions).toMatchObject([
      { nodeId: 'h2', generation: 2, previousState: PortState.ACTIVE, state: PortState.ACTIVE, deleted: false },
    ]);
    expect([
      board.nodeStatus(source.row('node', 'h1')!).ports,
      board.nodeStatus(source.row('node', 'h2')!).ports,
    ]).toEqual([0, 1]);
  });

  it('that is activated before it is plugged is BINDING, and nothing is left of a move that is cancelled', () => {
    put(settled);
    report('h1', 1);
    put(pending);
    put(moved);
    expect(status().state).toBe(PortState.BINDING);
    report('h2', 2);
    expect(status().state).toBe(PortState.ACTIVE);
    put(gone);
    const back = row({ activeBinding: at('h2', 2), pendingBinding: at('h1', 3) });
    put(back);
    report('h1', 3, { sends: true });
    put(row({ activeBinding: at('h2', 2) }));
    put(row({ activeBinding: at('h2', 2), pendingBinding: at('h1', 4) }));
    expect(status()).toMatchObject({ state: PortState.ACTIVE, pendingPlugged: false });
    report('h1', 3);
    expect(status()).toMatchObject({ pendingPlugged: false });
    put(null);
    expect(board.moving.count()).toEqual({ pending: 0, departing: 0 });
  });

  it('says what its new node tells, each time, and knows from when it is there', () => {
    put(settled);
    report('h1', 1, { sends: true });
    put(pending);
    report('h2', 2, { sends: true });
    report('h2', 2, { sends: true });
    expect(takeovers).toHaveLength(2);
    const move = board.moving.get('p1')!;
    expect(takeovers[0]).toBe(move);
    expect(move).toMatchObject({ activatedAt: null, from: at('h1', 1), to: at('h2', 2), facts: { sends: true } });
    put(moved);
    const revision = source.committedRevision;
    put(row({ ...moved, activeBinding: at('h2', 2) }));
    expect(board.moving.get('p1')).toBe(move);
    expect(move).toMatchObject({ activatedAt: revision });
    report('h2', 2, { hasConnections: true });
    expect(move.facts.hasConnections).toBe(true);
    // Of another stream: the word of an earlier one was perhaps of the pending binding.
    board.connected('h2', { instance: 'i', version: '1', kernelRelease: '', underlayMtu: 0 });
    expect(move.facts.hasConnections).toBe(false);
  });

  it('is known when the controller starts, with the revision of its last change', () => {
    put(settled);
    source.commit([{ table: 'port', id: 'p1', before: settled, after: row(moved, 41) }]);
    watch();
    expect([...board.moving]).toMatchObject([{ portId: 'p1', activatedAt: 41, to: at('h2', 2) }]);
    expect(board.moving.count()).toEqual({ pending: 0, departing: 1 });
  });

  it('shows what its new node could not apply as said of the pending binding', () => {
    put(settled);
    put(pending);
    const nack = { revision: 3, entry: 'local port p1', reason: 'BAD_VALUE', message: 'no mac' };
    board.nack('h2', { ...nack, key: localPortKey(7), subjects: [{ table: 'port', id: 'p1' }] });
    expect(status().message).toBe('');
    expect(status().pendingMessage).toMatch(/node h2 could not apply local port p1: BAD_VALUE no mac/);
    const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
    board.nack('h1', { ...nack, key: fdbKey(1, mac), subjects: [{ table: 'port', id: 'p1' }] });
    expect(status().message).toMatch(/^node h1/);
    expect([
      board.portNackedBy('p1', (nack) => isLocalPortKey(nack.key)),
      board.portNackedBy('p1', ({ key }) => key === fdbKey(1, mac)),
    ]).toEqual(['h2', 'h1']);
    put(moved);
    expect(status().message).toMatch(/^node h2/);
  });

  it('has the hits of its active binding, to which those of the pending one come with the activation', () => {
    const tell = (nodeId: string, generation: number, packets: number) =>
      board.ruleHitsTold(nodeId, {
        ports: [{ portId: 'p1', generation, hits: [{ groupId: 9, number: 1, direction: 1, packets }] }],
      });
    const hits = () => board.ruleHits('p1')?.packets(1, 9, 1);
    put(settled);
    put(pending);
    tell('h1', 1, 5);
    tell('h2', 2, 7);
    expect(hits()).toBe(5);
    put(moved);
    expect(hits()).toBe(7);
    tell('h1', 1, 6);
    put(gone);
    expect(hits()).toBe(7);
    put(row({ activeBinding: at('h2', 2), pendingBinding: at('h1', 3) }));
    tell('h1', 3, 1);
    put(gone);
    expect([hits(), board.ruleHitCounters.kept]).toEqual([7, 1]);
    put(row({ activeBinding: at('h2', 2), pendingBinding: at('h1', 4) }));
    tell('h1', 4, 2);
    board.connected('h1', { instance: 'i', version: '1', kernelRelease: '', underlayMtu: 0 });
    expect([hits(), board.ruleHitCounters.kept]).toEqual([7, 1]);
    tell('h1', 4, 2);
    put(row({ activeBinding: at('h3', 5) }));
    expect([hits(), board.ruleHitCounters.kept]).toEqual([undefined, 0]);
  });
});
