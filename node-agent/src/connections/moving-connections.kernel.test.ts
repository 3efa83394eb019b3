import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { BpfDatapath, cleanUpBpf } from '../datapath/bpf/bpf-datapath.js';
import {
  ConnectionState,
  ConnectionTaken,
  encodeConnection,
  encodeConnection4Key,
  encodeConnection6Key,
  encodePolicyConfig,
  PolicyDirection,
  TcpSideFlags,
} from '../datapath/bpf/layout.gen.js';
import { type BpfMap, close, lookup, openPinnedMap, update } from '../datapath/bpf/native.js';
import type { TrackedConnection } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import { sh } from '../testing/test-host.js';
import { anyConnection, ip6, movingPort, udpConnection } from '../testing/tracked-connections.js';
import { MovingConnections } from './moving-connections.js';

/** Two nodes with the kernel's tables; the controller between them hands messages on. */

const bpffs = '/sys/fs/bpf/wtmc-moving';
const maxConnections = 512;
const limits = {
  maxEndpoints: 16,
  maxPorts: 4,
  maxFlows: 16,
  maxRoutes: 16,
  maxPolicyEntries: 1_000,
  maxConnections,
};
const slots = { from: 1, to: 3 } as const;
type NodeName = keyof typeof slots;
const nodeId = (name: NodeName) => `${name}-${process.pid}`;

let datapaths: Record<NodeName, BpfDatapath>;
const opened: BpfMap[] = [];
function map(node: NodeName, name: string): BpfMap {
  const found = openPinnedMap(join(bpffs, nodeId(node), 'maps', name));
  if (!found) throw new Error(`no map ${name}`);
  opened.push(found);
  return found;
}
beforeAll(() => {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  const open = (name: NodeName) => BpfDatapath.open({ bpffs, nodeId: nodeId(name), limits, warn: () => {} });
  datapaths = { from: open('from'), to: open('to') };
});
afterAll(() => {
  for (const one of opened) close(one);
  for (const name of ['from', 'to'] as const) {
    datapaths?.[name].close();
    cleanUpBpf(bpffs, nodeId(name));
  }
  rmSync(bpffs, { recursive: true, force: true });
});

let ports: Record<NodeName, LocalPort>;
let moving: Record<NodeName, MovingConnections>;
/** What is on its way to a node. */
let inboxes: Record<NodeName, weft.v1.AgentMessage.$Properties[]>;
beforeEach(() => {
  ports = {
    from: movingPort({ role: PortRole.ACTIVE, generation: 2, otherGeneration: 3 }),
    to: movingPort({ role: PortRole.PENDING, generation: 3, otherGeneration: 2 }),
  };
  inboxes = { from: [], to: [] };
  const make = (name: NodeName, other: NodeName) =>
    new MovingConnections({
      connections: datapaths[name].connections,
      ports: () => [ports[name]],
      portOf: () => ports[name],
      slotOf: () => slots[name],
      send: (message) => {
        inboxes[other].push(message);
        return true;
      },
      onChange: () => {},
      onFull: () => {},
      log: pino({ level: 'silent' }),
    });
  moving = { from: make('from', 'to'), to: make('to', 'from') };
});
afterEach(() => {
  for (const name of ['from', 'to'] as const) {
    moving[name].close();
    datapaths[name].policy.endConnectionsOf(11, null);
    datapaths[name].zeroSlot(slots[name]);
    limit(name, 0);
  }
});

const limit = (node: NodeName, connectionPortMax: number) =>
  update(map(node, 'policy_config'), Buffer.alloc(4), encodePolicyConfig({ connectionPortMax, deniedRecordsPerS: 0 }));
const share = (node: NodeName) => {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(slots[node]);
  return lookup(map(node, 'port_connections'), key)?.readUInt32LE(0) ?? 0;
};

async function deliver(node: NodeName): Promise<void> {
  for (const { connectionsWanted: wanted, connections: states } of inboxes[node].splice(0)) {
    if (wanted)
      moving[node].wanted(weft.v1.ConnectionsWanted.decode(weft.v1.ConnectionsWanted.encode(wanted).finish()));
    if (states) {
      const bytes = weft.v1.ConnectionStates.encode(states).finish();
      await moving[node].told(weft.v1.ConnectionStates.decode(bytes));
    }
  }
}

/** The port is told of once. */
async function move(): Promise<void> {
  inboxes.from.splice(0);
  moving.to.programmed();
  inboxes.from.splice(0);
  await moving.from.departed(ports.from);
  await deliver('to');
}

/** As packets on a node would have made it, judged under a policy there. */
function track(connection: TrackedConnection, more: { node?: NodeName; datapathId?: number } = {}): void {
  const { own, remote, ownL4Port, remoteL4Port, protocol, began, state, ageMs, idleMs, isCut, sides } = connection;
  const { node = 'from', datapathId = 11 } = more;
  const l4 = { datapathId, ownL4Port, remoteL4Port, protocol };
  const number = (bytes: Uint8Array) => Buffer.from(bytes).readUInt32BE(0);
  const value = encodeConnection({
    version: 77,
    rule: isCut ? 0n : (900n << 32n) | 1n,
    firstNs: 0,
    lastNs: 0,
    slot: slots[node],
    began,
    state,
    side: sides.map((side) => ({ ...side, end: 123_456, maxEnd: 234_567, maxWindow: 8_000 })),
    syn: { end: 0, maxEnd: 0, maxWindow: 0, scale: 0, flags: 0 },
  });
  // The host may not be up for so long.
  const nowNs = process.hrtime.bigint();
  value.writeBigUInt64LE(BigInt.asUintN(64, nowNs - BigInt(ageMs) * 1_000_000n), 16);
  value.writeBigUInt64LE(BigInt.asUintN(64, nowNs - BigInt(idleMs) * 1_000_000n), 24);
  if (own.length === 4)
    update(map(node, 'connection4'), encodeConnection4Key({ ...l4, own: number(own), remote: number(remote) }), value);
  else update(map(node, 'connection6'), encodeConnection6Key({ ...l4, own, remote }), value);
}

interface Row {
  readonly id: string;
  readonly connection: TrackedConnection;
}
/** What a node has of the port. */
function rowsOf(node: NodeName): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const family of [4, 6] as const) {
    let cursor: Uint8Array | null = null;
    do {
      const some = datapaths[node].connections.readSome(family, cursor, 100);
      for (let row = 0; row < some.count; row++) {
        if (some.datapathId(row) !== 11) continue;
        const connection = some.connection(row);
        rows.set(idOf(connection), { id: idOf(connection), connection });
      }
      cursor = some.cursor;
    } while (cursor);
  }
  return rows;
}
const idOf = ({ protocol, own, ownL4Port, remote, remoteL4Port }: TrackedConnection) =>
  [protocol, own, ownL4Port, remote, remoteL4Port].join(' ');

test('what a node tells is on the other what it was, whatever their clocks say; and nobody else is told of', async () => {
  const { SYN, SCALED, FIN } = TcpSideFlags;
  const kept = fc.sample(anyConnection, { numRuns: 200, seed: 7 }).map((c) => ({ ...c, idleMs: c.idleMs % 9_000 }));
  const byId = new Map(kept.map((connection) => [idOf(connection), connection]));
  for (const connection of byId.values()) track(connection);
  track(udpConnection(65_000), { datapathId: 12 });
  await move();
  const there = rowsOf('to');
  expect([...there.keys()].sort()).toEqual([...byId.keys()].sort());
  for (const [id, { connection }] of there) {
    const was = byId.get(id)!;
    const { protocol, began, state, isCut, sides } = connection;
    expect({ protocol, began, state, isCut }).toEqual({
      protocol,
      began: was.began,
      state: was.state,
      isCut: was.isCut,
    });
    // Aged while it was on its way, no more.
    for (const age of ['ageMs', 'idleMs'] as const) {
      expect(connection[age]).toBeGreaterThanOrEqual(was[age] - 5);
      expect(connection[age]).toBeLessThan(was[age] + 30_000);
    }
    const flags = SCALED | FIN | TcpSideFlags.FIN_ACKED | (state === ConnectionState.NEW ? SYN : 0);
    expect(sides).toEqual(was.sides.map((side) => ({ scale: side.scale, flags: side.flags & flags })));
  }
  expect(share('to')).toBe(there.size);
  datapaths.to.policy.endConnectionsOf(11, slots.to);
  expect(share('to')).toBe(0);
});

test('asked for, told again, and what was missing then is gone; what packets have made here stays', async () => {
  for (const n of [1, 2, 3]) track(udpConnection(n));
  track(udpConnection(2), { node: 'to' });
  track(udpConnection(9), { node: 'to' });
  moving.to.programmed();
  await deliver('from');
  for (const deadline = Date.now() + 10_000; !moving.to.has(ports.to) && Date.now() < deadline; ) {
    await new Promise((resolve) => setImmediate(resolve));
    await deliver('to');
  }
  const ids = () => [...rowsOf('to').values()].map(({ connection }) => connection.ownL4Port).sort((a, b) => a - b);
  expect(ids()).toEqual([1, 2, 3, 9]);
  datapaths.from.policy.endConnectionsOf(11, null);
  track(udpConnection(1));
  ports.from = movingPort({ role: PortRole.DEPARTING, generation: 2, otherGeneration: 3 });
  ports.to = movingPort({ role: PortRole.ACTIVE, generation: 3, otherGeneration: 2 });
  expect(moving.to.has(ports.to)).toBe(false);
  await move();
  expect(moving.to.has(ports.to)).toBe(true);
  expect(ids()).toEqual([1, 2, 9]);
});

test('a share and a table that are full: as many as fit, and it is said', async () => {
  for (let n = 1; n <= 20; n++) track(udpConnection(n));
  limit('to', 15);
  await move();
  expect([rowsOf('to').size, share('to'), moving.to.has(ports.to)]).toEqual([15, 15, true]);
  expect(moving.to.problemOf(ports.to)).toContain('5 because the port has as many as one may have here');
});

test('whatever is told, tables hold connections of the port alone, and its share is counted right', async () => {
  const number = (max: number) =>
    fc.oneof({ weight: 3, arbitrary: fc.nat(max) }, fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  const own = fc.constantFrom(
    ...ports.to.ip4,
    ...ports.to.ip6,
    ip6(3),
    ip6(200),
    Uint8Array.of(10, 0, 0, 9),
    new Uint8Array(3),
  );
  const remote = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  const side = fc.record({ scale: number(14), flags: number(31) });
  const state = fc.record({
    own,
    remote,
    ownL4Port: number(3),
    remoteL4Port: number(3),
    protocol: fc.oneof(fc.constantFrom(6, 17), number(255)),
    began: number(1),
    state: number(5),
    ageMs: fc.nat(Number.MAX_SAFE_INTEGER),
    idleMs: fc.oneof(fc.nat(9_000), fc.nat(Number.MAX_SAFE_INTEGER)),
    cut: fc.boolean(),
    remoteSide: side,
    ownSide: side,
  });
  const states = fc.record({
    connections: fc.array(state, { maxLength: 30 }),
    complete: fc.boolean(),
    part: fc.nat(2),
    generation: fc.constantFrom(3, 3, 3, 2),
  });
  const known: ReadonlySet<number> = new Set(Object.values(ConnectionState));
  moving.to.programmed();
  await fc.assert(
    fc.asyncProperty(fc.array(states, { maxLength: 4 }), async (all) => {
      for (const one of all) inboxes.to.push({ connections: { portId: 'p', ...one } });
      await deliver('to');
      const rows = [...rowsOf('to').values()];
      expect(share('to')).toBe(rows.length);
      for (const { connection } of rows) {
        const { protocol, began, sides } = connection;
        expect([PolicyDirection.INGRESS, PolicyDirection.EGRESS]).toContain(began);
        expect(known.has(connection.state) && (protocol === 6 || connection.state !== ConnectionState.CLOSING)).toBe(
          true,
        );
        expect(idOf(connection)).toMatch(/^\d+ (10,0,0,11|32,1,13,184,(0,){11}(11|3)) /);
        for (const { scale, flags } of sides) expect(scale <= 14 && (flags & TcpSideFlags.KNOWN) === 0).toBe(true);
      }
      datapaths.to.policy.sweepConnections();
    }),
    { numRuns: 150 },
  );
  expect(ConnectionTaken.TAKEN).toBe(0);
});
