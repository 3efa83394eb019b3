import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { PortRole } from '../state/port-role.js';
import { PortsNode } from '../testing/ports-node.js';
import { PortReports } from './port-reports.js';

const { ACTIVE, PENDING, DEPARTING } = PortRole;
const DATAPATH_ID = 0x5151;

let node: PortsNode;
let reports: PortReports;
let told: weft.v1.PortFacts.$Properties[];
/** Generations whose connections are here. */
let taken: Set<number>;
/** Tasks wait for it. */
let before: Promise<void>;

beforeEach(async () => {
  node = new PortsNode();
  told = [];
  taken = new Set();
  before = Promise.resolve();
  reports = new PortReports({
    state: node.state,
    ports: node.ports,
    connections: { has: ({ generation }) => taken.has(generation), problemOf: () => '' },
    send: ({ portReport }) => told.push(...(portReport?.ports ?? [])),
    exclusively: (task) => before.then(task),
    log: pino({ level: 'silent' }),
  });
  node.datapath.onPortArrivals((records) => reports.onArrivals(records));
  await node.delta([
    { network: { vni: 7, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
    { securityGroup: { groupId: 5, securityGroupId: 'g5', rules: [] } },
  ]);
});
afterEach(() => node.remove());

function port(role: PortRole, generation: number, otherGeneration: number, groupIds = [5]): weft.v1.Entry.$Properties {
  const field = role !== ACTIVE ? 'movingMac' : groupIds.length > 0 ? 'securedMac' : 'mac';
  const fields = { role, generation, otherGeneration, groupIds, [field]: Uint8Array.of(2, 0, 0, 0, 0, 1) };
  return { localPort: { datapathId: DATAPATH_ID, portId: 'p', vni: 7, ...fields } };
}
const sends = (...generations: number[]) =>
  node.datapath.deliverArrivals(...generations.map((generation) => ({ datapathId: DATAPATH_ID, generation })));
/** What is told now; null: nothing. */
function facts(): weft.v1.PortFacts.$Properties | null {
  const from = told.length;
  reports.tell(['p']);
  expect(told.length - from).toBeLessThanOrEqual(1);
  return told[from] ?? null;
}

test('of a pending port it is told whether it is programmed, has come, and has its connections', async () => {
  await node.delta([port(PENDING, 2, 1)]);
  expect(facts()).toBeNull();
  await node.plug('p', 3);
  expect(facts()).toMatchObject({
    generation: 2,
    plugged: true,
    programmed: true,
    sends: false,
    hasConnections: false,
  });
  taken.add(2);
  expect(facts()).toMatchObject({ hasConnections: true });
  sends(2);
  expect(told.at(-1)).toMatchObject({ generation: 2, programmed: true, sends: true, hasConnections: true });
  expect(facts()).toBeNull();
  await node.delta([port(ACTIVE, 2, 1)]);
  expect(facts()).toMatchObject({ sends: false, hasConnections: true });
  expect(reports.complete().ports).toMatchObject([{ sends: false, hasConnections: true }]);
  // The move is over.
  await node.delta([port(ACTIVE, 2, 0)]);
  expect(facts()).toMatchObject({ hasConnections: false });
  await node.delta([port(DEPARTING, 2, 3)]);
  expect(facts()).toMatchObject({
    generation: 2,
    plugged: true,
    programmed: false,
    hasConnections: false,
    message: 'the port has moved to another node',
  });
});

test('a port without security groups has no connections to wait for', async () => {
  await node.delta([port(PENDING, 2, 1, [])]);
  await node.plug('p', 3);
  expect(facts()).toMatchObject({ programmed: true, hasConnections: true });
  await node.delta([port(ACTIVE, 2, 3, [])]);
  expect(facts()).toMatchObject({ hasConnections: false });
});

test('that a port sends is told at once, with what was told before, while others are at work', async () => {
  await node.delta([port(PENDING, 2, 1)]);
  await node.plug('p', 3);
  reports.tell(['p']);
  let goOn = () => {};
  before = new Promise((resolve) => {
    goOn = resolve;
  });
  // Half done.
  node.ports.close('p');
  sends(2);
  expect(told.map((f) => [f.programmed, f.sends])).toEqual([
    [true, false],
    [true, true],
  ]);
  goOn();
  await node.linkChanged('p');
  expect(facts()).toBeNull();
});

test('of a binding of which nothing was told it is told when it is its turn', async () => {
  await node.delta([port(PENDING, 2, 1)]);
  await node.plug('p', 3);
  reports.tell(['p']);
  await node.delta([port(PENDING, 4, 3)]);
  sends(4);
  expect(told).toHaveLength(1);
  await new Promise(setImmediate);
  expect(told.slice(1)).toMatchObject([{ generation: 4, programmed: true, sends: true }]);
});

test('arrivals are of the binding that pends, and each is news once', async () => {
  sends(2);
  await node.delta([port(PENDING, 2, 1)]);
  await node.plug('p', 3);
  reports.tell(['p']);
  sends(1, 3);
  expect(told).toHaveLength(1);
  sends(1, 2, 2);
  sends(2);
  expect(told.map((f) => f.sends)).toEqual([false, true]);
  expect(reports.complete().ports).toMatchObject([{ sends: true }]);
  await node.delta([port(ACTIVE, 2, 1)]);
  reports.tell(['p']);
  sends(2);
  expect(told.map((f) => f.sends)).toEqual([false, true, false]);
});

test('plugged anew, a port has not come yet', async () => {
  await node.delta([port(PENDING, 2, 1)]);
  await node.plug('p', 3);
  reports.tell(['p']);
  sends(2);
  await node.unplug('p');
  expect(facts()).toMatchObject({ plugged: false, sends: false });
  await node.plug('p', 3);
  expect(facts()).toMatchObject({ plugged: true, sends: false });
  sends(2);
  expect(told.at(-1)).toMatchObject({ sends: true });
});
