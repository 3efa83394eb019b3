import { afterEach, beforeEach, expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { decodeFlood, decodePort, PortFlags } from '../datapath/bpf/layout.gen.js';
import { type TableName, tableNames } from '../datapath/datapath.js';
import { hex } from '../datapath/fake/fake-table.js';
import { PortRole } from '../state/port-role.js';
import * as rows from '../state/rows.js';
import { PortsNode } from '../testing/ports-node.js';
import { udpConnection } from '../testing/tracked-connections.js';

const { ACTIVE, PENDING, DEPARTING } = PortRole;
const MAC = Uint8Array.of(2, 0xab, 0xcd, 0xef, 0x13, 0x77);
const ADDRESS = Uint8Array.of(10, 0xee, 0xdd, 0x77);
const DATAPATH_ID = 0x5151;
const VNI = 7;
const HERE = 1;
const THERE = 2;

let node: PortsNode;
/** Tables as they are written and deleted from, in order. */
let order: string[];

const base: weft.v1.Entry.$Properties[] = [
  { network: { vni: VNI, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
  { securityGroup: { groupId: 5, securityGroupId: 'g5', rules: [rule(80)] } },
];
function rule(l4Port: number): weft.v1.PolicyRule.$Properties {
  return { number: 1, ruleId: '', direction: 1, protocol: 6, first: l4Port, last: l4Port };
}

function port(role: PortRole, generation: number, otherGeneration: number, groupIds = [5]): weft.v1.Entry.$Properties {
  const field = role !== ACTIVE ? 'movingMac' : groupIds.length > 0 ? 'securedMac' : 'mac';
  const addresses = [{ bytes: ADDRESS }];
  const fields = { role, generation, otherGeneration, groupIds, addresses, [field]: MAC };
  return { localPort: { datapathId: DATAPATH_ID, portId: 'p', vni: VNI, ...fields } };
}
const fdb = (vtepId: number) => ({ fdb: { vni: VNI, mac: MAC, vtepId, datapathId: DATAPATH_ID, groupIds: [5] } });
const key = { localPort: { datapathId: DATAPATH_ID } };

const has = (table: TableName) => node.datapath.tables[table].get(rows.u32(DATAPATH_ID)) !== null;
function inRow(ifindex = 3) {
  const row = node.datapath.tables.port_by_if.get(rows.ifKey(ifindex));
  return row && decodePort(rows.bytesOf(row));
}
function flood(): readonly number[] {
  const row = node.datapath.tables.flood_local.get(rows.u32(VNI));
  return row ? decodeFlood(rows.bytesOf(row)).id : [];
}
/** A connection of the port, as a packet would have made it. */
function track(slot = node.ports.slotOf(DATAPATH_ID) ?? 0): void {
  node.datapath.connections.track(DATAPATH_ID, udpConnection(80, { own: ADDRESS }), slot);
}
const connections = () => node.datapath.connections.of(DATAPATH_ID).length;

/** Rows of any table that have the port's number, MAC or address somewhere, as the programs see it. */
function traces(): string[] {
  const numbers = Buffer.alloc(4);
  numbers.writeUInt32LE(DATAPATH_ID);
  const marks = [numbers, MAC, ADDRESS].map((bytes) => Buffer.from(bytes).toString('hex'));
  // Blocks of policies say nothing of ports, and may have any numbers.
  return [...tableNames, 'policy_head' as const].flatMap((name) => {
    const lines = node.datapath.tables[name].dump().map((line) => line.replaceAll(/(..)(..)(..)(..)/g, '$4$3$2$1'));
    return lines.filter((line) => marks.some((mark) => line.includes(mark))).map((line) => `${name} ${line}`);
  });
}

function watch(): void {
  order = [];
  for (const name of tableNames) {
    const table = node.datapath.tables[name];
    const { write, remove } = table;
    table.write = (...args) => {
      order.push(`+${name}`);
      return write.apply(table, args);
    };
    table.remove = (...args) => {
      order.push(`-${name}`);
      return remove.apply(table, args);
    };
  }
}

beforeEach(async () => {
  node = new PortsNode();
  await node.delta(base);
  watch();
});
afterEach(() => node.remove());

test('a pending port is programmed with its policy, flag and row; as it becomes active only these two go', async () => {
  await node.delta([fdb(THERE), port(PENDING, 2, 1)]);
  expect(inRow()).toBeNull();
  order = [];
  await node.plug('p', 3);
  expect(new Set(traces().map((line) => line.split(' ')[0]))).toEqual(
    new Set(['port_groups', 'fdb', 'port_by_id', 'flood_local', 'pending_port', 'port_by_if']),
  );
  expect(order).toEqual(['+port_by_id', '+flood_local', '+pending_port', '+port_by_if']);
  expect(inRow()).toMatchObject({ datapathId: DATAPATH_ID, generation: 2, flags: PortFlags.PENDING, slot: 1 });
  expect([flood(), has('pending_port'), has('departing_port')]).toEqual([[DATAPATH_ID], true, false]);
  expect(node.datapath.portPolicies()).toEqual([{ slot: 1, policy: 1, version: 1 }]);
  expect(node.ports.stateOf('p')).toMatchObject({ programmed: true, failed: false, message: '' });
  track();
  order = [];
  await node.delta([fdb(HERE), port(ACTIVE, 2, 1)]);
  expect(order).toEqual(['+fdb', '+port_by_if', '-pending_port']);
  expect(inRow()).toMatchObject({ generation: 2, flags: 0, slot: 1 });
  expect(node.datapath.portPolicies()).toEqual([{ slot: 1, policy: 1, version: 1 }]);
  expect(connections()).toBe(1);
});

test('a pending port with groups is closed until it has its policy', async () => {
  await node.delta([port(PENDING, 2, 1, [6])]);
  const open: boolean[] = [];
  const { switchPolicy } = node.datapath;
  node.datapath.switchPolicy = (word) => {
    open.push(inRow() !== null);
    switchPolicy.call(node.datapath, word);
  };
  await node.plug('p', 3);
  expect([open, inRow() !== null]).toEqual([[false], true]);
});

test('one of which it could not be told that it sends is not programmed', async () => {
  const { refused } = node.datapath.tables.pending_port;
  refused.add(hex(rows.u32(DATAPATH_ID)));
  await node.delta([port(PENDING, 2, 1)]);
  await node.plug('p', 3);
  expect(node.ports.stateOf('p')).toMatchObject({ programmed: false, failed: true });
  expect([...node.reconciler.failures()]).toMatchObject([{ table: 'pending_port', key }]);
  refused.clear();
  node.reconciler.retryFailed();
  await node.linkChanged('p');
  expect(node.ports.stateOf('p')).toMatchObject({ programmed: true });
});

test('a port departs: first its FDB entry says where it is, then it goes on from here, then its rows go', async () => {
  await node.delta([fdb(HERE), port(ACTIVE, 1, 0)]);
  await node.plug('p', 3);
  await node.delta([port(ACTIVE, 1, 2)]);
  track();
  order = [];
  await node.delta([port(DEPARTING, 1, 2), fdb(THERE)]);
  expect(order).toEqual(['+fdb', '+departing_port', '-port_by_if', '-flood_local', '-port_by_id']);
  expect(node.datapath.tables.departing_port.get(rows.u32(DATAPATH_ID))).toEqual(rows.u32Value(VNI));
  expect(node.departed.map(({ generation, otherGeneration }) => [generation, otherGeneration])).toEqual([[1, 2]]);
  expect(node.ports.stateOf('p')).toMatchObject({
    programmed: false,
    failed: false,
    message: 'the port has moved to another node',
  });
  // What others may still ask for, and what it is judged by.
  expect([connections(), node.ports.slotOf(DATAPATH_ID), node.datapath.portPolicies().length]).toEqual([1, 1, 1]);
  expect(node.datapath.endedFlowsOf).toEqual([DATAPATH_ID]);
  // Said again, it is nothing new.
  order = [];
  await node.delta([port(DEPARTING, 1, 2)]);
  expect([order, node.departed.length]).toEqual([[], 1]);
});

test('nothing stays of a port that has departed, plugged or not', async () => {
  for (const unplugs of [false, true]) {
    await node.delta([fdb(HERE), port(ACTIVE, 1, 2)]);
    await node.plug('p', 3);
    track();
    await node.delta([fdb(THERE), port(DEPARTING, 1, 2)]);
    if (unplugs) await node.unplug('p');
    expect(connections()).toBe(1);
    await node.delta([], [key]);
    await node.later();
    expect(connections()).toBe(0);
    expect(node.ports.slotOf(DATAPATH_ID)).toBeNull();
    expect(node.datapath.portPolicies()).toEqual([]);
    // What the controller says of it as of any port of the network.
    expect(traces().map((line) => line.split(' ')[0])).toEqual(['port_groups', 'fdb']);
    await node.delta([], [{ fdb: { vni: VNI, mac: MAC } }]);
    expect(traces()).toEqual([]);
  }
});

test('where it has gone may be said by a later frame of the delta: until then it stays', async () => {
  await node.delta([fdb(HERE), port(ACTIVE, 1, 2)]);
  await node.plug('p', 3);
  await node.part([port(DEPARTING, 1, 2)]);
  await node.part([{ network: { vni: VNI, networkId: 'net', tenantId: 'acme', mtu: 1400 } }]);
  expect([inRow() !== null, node.departed.length]).toEqual([true, 0]);
  order = [];
  await node.part([fdb(THERE)], [], false);
  expect(order).toEqual(['+fdb', '-port_by_if', '-flood_local', '-port_by_id']);
  expect(node.departed).toHaveLength(1);
});

test('connections of a port that leaves outlive its plug and the agent, until its move is over', async () => {
  await node.delta([port(ACTIVE, 1, 2)]);
  await node.plug('p', 3);
  track();
  await node.unplug('p');
  expect([inRow(), connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([null, 1, 1]);
  await node.restart();
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([1, 1]);
  expect(node.datapath.portPolicies()).toHaveLength(1);
  await node.delta([port(DEPARTING, 1, 2)]);
  await node.restart();
  expect(connections()).toBe(1);
  await node.delta([], [key]);
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([0, null]);
});

test('cancelled, a port that was unplugged meanwhile has no connections any more; one that is plugged keeps them', async () => {
  await node.delta([port(ACTIVE, 1, 2)]);
  await node.plug('p', 3);
  track();
  await node.delta([port(ACTIVE, 1, 0)]);
  expect(connections()).toBe(1);
  await node.delta([port(ACTIVE, 1, 3)]);
  // Its interface goes and comes.
  node.links.clear();
  await node.linkChanged('p');
  expect([inRow(), connections()]).toEqual([null, 1]);
  await node.plug('p', 3);
  expect([inRow()?.generation, connections()]).toEqual([1, 1]);
  await node.unplug('p');
  expect(connections()).toBe(1);
  await node.delta([port(ACTIVE, 1, 0)]);
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([0, null]);
});

test('a pending port that is cancelled takes everything along that it had taken over', async () => {
  await node.delta([port(PENDING, 2, 1)]);
  await node.plug('p', 3);
  track();
  await node.delta([], [key]);
  await node.later();
  expect([traces(), connections(), node.ports.slotOf(DATAPATH_ID), flood()]).toEqual([[], 0, null, []]);
  expect(node.ports.stateOf('p')).toMatchObject({ message: 'the controller has not bound the port to this node' });
});

test.each([
  ['active', ACTIVE, 0],
  ['pending', PENDING, 2],
] as const)('moved back before it was gone, it is %s here without what was tracked then', async (_, role, other) => {
  await node.delta([fdb(HERE), port(ACTIVE, 1, 2)]);
  await node.plug('p', 3);
  track();
  await node.delta([fdb(THERE), port(DEPARTING, 1, 2)]);
  await node.delta([port(role, 3, other)]);
  expect(inRow()).toMatchObject({ generation: 3, flags: role === PENDING ? PortFlags.PENDING : 0, slot: 1 });
  expect([has('departing_port'), has('pending_port'), flood()]).toEqual([false, role === PENDING, [DATAPATH_ID]]);
  expect(connections()).toBe(0);
});

test('one that went and comes again in one word has none of what was tracked before', async () => {
  await node.delta([port(ACTIVE, 1, 0)]);
  await node.plug('p', 3);
  track();
  await node.delta([port(PENDING, 3, 2)]);
  expect([connections(), inRow()?.generation, inRow()?.flags]).toEqual([0, 3, PortFlags.PENDING]);
  track();
  await node.delta([port(ACTIVE, 3, 2)]);
  await node.delta([port(ACTIVE, 3, 0)]);
  expect(connections()).toBe(1);
});

test.each([
  ['pending', PENDING, 1],
  ['active, and has come from another node', ACTIVE, 1],
  ['active, and will leave', ACTIVE, 3],
  ['departing', DEPARTING, 3],
] as const)('the agent started again writes nothing for a port that is %s', async (_, role, other) => {
  await node.delta([port(role === DEPARTING ? ACTIVE : role, 2, other)]);
  await node.plug('p', 3);
  track();
  await node.delta([port(role, 2, other)]);
  // As the programs note it.
  if (role === PENDING) node.datapath.tables.pending_port.write(rows.u32(DATAPATH_ID), Uint32Array.of(9, 9), 1);
  const before = tableNames.map((name) => node.datapath.tables[name].dump());
  order = [];
  await node.restart();
  expect(order).toEqual([]);
  expect(tableNames.map((name) => node.datapath.tables[name].dump())).toEqual(before);
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([1, 1]);
});

test.each([
  ['pending to active', [port(PENDING, 2, 1)], port(ACTIVE, 2, 1)],
  ['active to departing', [port(ACTIVE, 2, 3)], port(DEPARTING, 2, 3)],
  ['departing to pending', [port(ACTIVE, 2, 3), port(DEPARTING, 2, 3)], port(PENDING, 4, 3)],
  ['departing to active', [port(ACTIVE, 2, 3), port(DEPARTING, 2, 3)], port(ACTIVE, 4, 0)],
  ['active to pending', [port(ACTIVE, 2, 0)], port(PENDING, 4, 3)],
])('killed with %s on disk only, the next run goes on without the controller', async (_, before, after) => {
  await node.plug('p', 3);
  for (const entry of before) await node.delta([entry]);
  track(1);
  node.note([after]);
  await node.restart(false);
  const { role = 0, generation = 0 } = after.localPort ?? {};
  expect(inRow()).toEqual(role === DEPARTING ? null : expect.objectContaining({ generation }));
  const pending = [has('pending_port'), ((inRow()?.flags ?? 0) & PortFlags.PENDING) !== 0];
  expect(pending).toEqual([role === PENDING, role === PENDING]);
  expect(has('port_by_id')).toBe(role !== DEPARTING);
  expect(flood()).toEqual(role === DEPARTING ? [] : [DATAPATH_ID]);
  // Those of this binding are there.
  expect(connections()).toBe(generation === 2 ? 1 : 0);
  await node.complete();
  expect(has('departing_port')).toBe(role === DEPARTING);
});

test('what is left of a port that went while nobody was there goes when the state is complete', async () => {
  await node.delta([port(ACTIVE, 1, 2)]);
  await node.plug('p', 3);
  track();
  await node.delta([port(DEPARTING, 1, 2)]);
  node.note([], [key]);
  await node.restart(false);
  expect([connections(), has('departing_port'), node.ports.slotOf(DATAPATH_ID)]).toEqual([1, true, 1]);
  await node.complete();
  await node.later();
  expect([connections(), traces(), node.ports.slotOf(DATAPATH_ID)]).toEqual([0, [], null]);
  expect(node.datapath.portPolicies()).toEqual([]);
});

test('an agent that has lost what it knew keeps nothing of a port for longer either', async () => {
  await node.delta([port(ACTIVE, 1, 2)]);
  await node.plug('p', 3);
  track();
  await node.unplug('p');
  await node.restartEmpty();
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([1, 1]);
  node.note([...base, port(ACTIVE, 1, 2)]);
  await node.complete();
  await node.delta([port(DEPARTING, 1, 2)]);
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([1, 1]);
  await node.delta([], [key]);
  expect([connections(), node.ports.slotOf(DATAPATH_ID)]).toEqual([0, null]);
});

test('a port that finds every slot taken by ports that leave comes up when the first one is gone', async () => {
  const small = new PortsNode({ maxPorts: 1 });
  try {
    await small.delta([...base, port(ACTIVE, 1, 2)]);
    await small.plug('p', 3);
    await small.delta([port(DEPARTING, 1, 2)]);
    await small.delta([{ localPort: { datapathId: 9, portId: 'q', vni: VNI, generation: 1, mac: MAC } }]);
    await small.plug('q', 4);
    expect(small.ports.stateOf('q')).toMatchObject({
      programmed: false,
      failed: true,
      message: expect.stringContaining('room for 1 ports'),
    });
    await small.delta([], [key]);
    expect(small.ports.stateOf('q')).toMatchObject({ programmed: true, failed: false, message: '' });
    expect(small.ports.slotOf(9)).toBe(1);
  } finally {
    small.remove();
  }
});

test('connections whose slot another port has meanwhile end when the state is complete', async () => {
  track(1);
  await node.delta([{ localPort: { datapathId: 9, portId: 'q', vni: VNI, generation: 1, mac: MAC } }]);
  await node.plug('q', 4);
  expect(node.ports.slotOf(9)).toBe(1);
  await node.restart(false);
  expect(connections()).toBe(1);
  await node.complete();
  expect([connections(), node.ports.slotOf(9)]).toEqual([0, 1]);
});
