import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Addressing } from '../addressing/addressing.js';
import { Announcer } from '../addressing/announcer.js';
import { type BandwidthLimit, portBandwidth } from '../datapath/bandwidth.js';
import { Deliver, decodeFlood, decodePairs, decodePort, decodePortOut, PortFlags } from '../datapath/bpf/layout.gen.js';
import type { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import type { Link } from '../links/link.js';
import { Reconciler } from '../reconcile/reconciler.js';
import type { DesiredState } from '../state/desired-state.js';
import * as rows from '../state/rows.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { policiesOf } from '../testing/policies-of.js';
import { LocalPorts } from './local-ports.js';
import { PlugStore } from './plug-store.js';
import { PortFactsBook } from './port-facts.js';

let directory = '';
let state: DesiredState;
let datapath: FakeDatapath;
let reconciler: Reconciler;
let plugs: PlugStore;
let ports: LocalPorts;
let links: Map<string, Link>;
let revision = 0;
const noConnections = { has: () => false, problemOf: () => '' };

const veth = (ifindex: number, over: Partial<Link> = {}): Link => ({
  ifindex,
  name: `v${ifindex}`,
  mac: `06:00:00:00:00:0${ifindex}`,
  mtu: 1500,
  up: true,
  running: true,
  kind: 'veth',
  peerIsAway: true,
  vxlanPort: 0,
  vxlanExternal: false,
  ...over,
});

function addLink(link: Link): void {
  links.set(link.name, link);
  datapath.interfaces.add(link.ifindex);
}

function plugIn(portId: string, link: Link): void {
  addLink(link);
  plugs.put({ portId, interface: link.name, mac: link.mac, kind: link.kind as 'veth', datapathId: 0 });
  ports.refresh(portId);
}

function bind(datapathId: number, portId: string, generation = 1, vni = 7): void {
  const mac = Uint8Array.of(2, 0, 0, 0, 0, datapathId);
  const addresses = [{ bytes: Uint8Array.of(10, 0, 0, datapathId) }];
  const put = [
    { network: { vni, networkId: 'net', tenantId: 'acme', mtu: 1450 } },
    { localPort: { datapathId, portId, generation, vni, mac, addresses } },
  ];
  state.apply(frameOf({ delta: { revision: ++revision, put } }));
  for (const id of state.takeChanges().ports) ports.refresh(id);
}

async function flush(): Promise<void> {
  await reconciler.flush();
  ports.afterFlush();
}

const inRow = (ifindex: number) => {
  const row = datapath.tables.port_by_if.get(rows.ifKey(ifindex));
  return row && decodePort(rows.bytesOf(row));
};
const outRow = (datapathId: number) => {
  const row = datapath.tables.port_by_id.get(rows.u32(datapathId));
  return row && decodePortOut(rows.bytesOf(row));
};
const flood = (vni: number) => {
  const row = datapath.tables.flood_local.get(rows.u32(vni));
  return row && decodeFlood(rows.bytesOf(row)).id;
};

function makePorts(): void {
  ports = new LocalPorts({
    state,
    tables: state.tables,
    datapath,
    plugs,
    linkByName: (name) => links.get(name) ?? null,
    addressing: new Addressing({
      state,
      tables: state.tables.fromPlugs,
      announcer: new Announcer(
        () => {},
        () => {},
      ),
    }),
    filter: policiesOf(state, datapath),
    log: pino({ level: 'silent' }),
  });
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wa-ports-'));
  ({ state, datapath } = emptyState({ maxEndpoints: 16, maxPorts: 3, maxFlows: 16, maxRoutes: 100 }));
  reconciler = new Reconciler(datapath, state.tables);
  plugs = new PlugStore(directory);
  links = new Map();
  makePorts();
  state.tables.fromPlugs.config.put(rows.u32(0), new Uint32Array(10).fill(1));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('programs are attached before there is a row, and a row needs plug, interface and port', async () => {
  plugIn('a', veth(3));
  await flush();
  expect(datapath.links().map((l) => l.name)).toEqual(['from_port-a', 'to_port-a']);
  expect(inRow(3)).toBeNull();
  bind(1, 'a');
  await flush();
  expect(inRow(3)).toMatchObject({
    datapathId: 1,
    generation: 1,
    vni: 7,
    slot: 1,
    ip4: [{ address: 0x0a000001, gateway: 0 }],
  });
  expect(outRow(1)).toEqual({ ifindex: 3, slot: 1, vni: 7, deliver: Deliver.PEER, xdpRedirect: 0 });
  expect(flood(7)).toEqual([1]);
  expect(ports.stateOf('a')).toMatchObject({ programmed: true, failed: false, message: '' });
});

test('a port can receive before it can send, and loses sending first', async () => {
  const order: string[] = [];
  for (const table of [datapath.tables.port_by_if, datapath.tables.port_by_id, datapath.tables.flood_local]) {
    const { write, remove } = table;
    table.write = (...args) => {
      order.push(`+${table.name}`);
      return write.apply(table, args);
    };
    table.remove = (...args) => {
      order.push(`-${table.name}`);
      return remove.apply(table, args);
    };
  }
  plugIn('a', veth(3));
  bind(1, 'a');
  await flush();
  expect(order).toEqual(['+port_by_id', '+flood_local', '+port_by_if']);
  order.length = 0;
  ports.close('a');
  await flush();
  expect(order).toEqual(['-port_by_if', '-flood_local', '-port_by_id']);
  expect(datapath.endedFlowsOf).toEqual([1]);
});

test('how a frame is delivered follows the interface', async () => {
  plugIn('a', veth(3));
  plugIn('b', veth(4, { peerIsAway: false }));
  plugIn('c', veth(5, { kind: 'tap' }));
  for (const [i, id] of ['a', 'b', 'c'].entries()) bind(i + 1, id);
  await flush();
  expect([1, 2, 3].map((id) => outRow(id)?.deliver)).toEqual([Deliver.PEER, Deliver.REDIRECT, Deliver.TAP]);
  expect(flood(7)).toEqual([1, 2, 3]);
});

test('slots are dense, zeroed for a new port, and given back after the rows are gone', async () => {
  plugIn('a', veth(3));
  bind(1, 'a');
  await flush();
  datapath.count(1, { sentPackets: 5, sentBytes: 1, receivedPackets: 1, receivedBytes: 1 });
  state.apply(frameOf({ delta: { revision: ++revision, remove: [{ localPort: { datapathId: 1 } }] } }));
  for (const id of state.takeChanges().ports) ports.refresh(id);
  await flush();
  expect(ports.slotOf(1)).toBeNull();
  plugIn('b', veth(4));
  bind(2, 'b');
  await flush();
  expect(ports.slotOf(2)).toBe(1);
  expect(datapath.portCounters(1).sentPackets).toBe(0);
});

test('a restart keeps slots and counters, and writes nothing', async () => {
  plugIn('a', veth(3));
  bind(1, 'a');
  plugIn('b', veth(4));
  bind(2, 'b');
  await flush();
  datapath.count(2, { sentPackets: 5, sentBytes: 1, receivedPackets: 1, receivedBytes: 1 });
  const old = state;
  const made = emptyState();
  state = made.state;
  reconciler = new Reconciler(datapath, state.tables);
  plugs = new PlugStore(directory);
  makePorts();
  const put = [...old.ports.values()].reverse().map(({ datapathId, portId, generation, vni, mac, ip4 }) => ({
    localPort: { datapathId, portId, generation, vni, mac, addresses: ip4.map((bytes) => ({ bytes })) },
  }));
  const network = { vni: 7, networkId: 'net', tenantId: 'acme', mtu: 1450 };
  state.apply(frameOf({ delta: { revision: ++revision, put: [{ network }, ...put] } }));
  ports.restoreSlots();
  reconciler.load();
  state.tables.fromPlugs.config.put(rows.u32(0), new Uint32Array(10).fill(1));
  ports.refreshAll();
  await flush();
  reconciler.doomUnwanted();
  ports.sweep();
  await flush();
  expect(reconciler.counters.port_by_if).toEqual({ writes: 0, deletes: 0 });
  expect(reconciler.counters.port_by_id).toEqual({ writes: 0, deletes: 0 });
  expect(reconciler.counters.flood_local).toEqual({ writes: 0, deletes: 0 });
  expect(ports.slotOf(2)).toBe(2);
  expect(datapath.portCounters(2).sentPackets).toBe(5);
});

test('an interface with the name but not the address is another one', async () => {
  plugIn('a', veth(3));
  bind(1, 'a');
  await flush();
  links.set('v3', veth(9, { name: 'v3', mac: '06:aa:aa:aa:aa:aa' }));
  ports.refresh('a');
  await flush();
  expect(inRow(3)).toBeNull();
  expect(ports.stateOf('a')).toMatchObject({ link: null, programmed: false });
  expect(ports.stateOf('a')?.message).toContain('another one');
  // The same one, with another index.
  addLink(veth(9, { name: 'v3', mac: '06:00:00:00:00:03' }));
  ports.refresh('a');
  await flush();
  expect(inRow(9)?.datapathId).toBe(1);
  expect(datapath.links().every((l) => l.ifindex === 9)).toBe(true);
});

test('the index of a vanished interface, given to another port, keeps the new row', async () => {
  plugIn('a', veth(3));
  bind(1, 'a');
  await flush();
  links.delete('v3');
  plugIn('b', veth(3, { name: 'w3', mac: '06:00:00:00:00:0b' }));
  bind(2, 'b');
  ports.refresh('a');
  await flush();
  expect(inRow(3)?.datapathId).toBe(2);
  expect(outRow(1)).toBeNull();
});

test('more ports than slots are refused by name and limit, and the others work', async () => {
  for (const n of [1, 2, 3, 4]) {
    plugIn(`p${n}`, veth(n));
    bind(n, `p${n}`);
  }
  await flush();
  expect([1, 2, 3].map((n) => ports.stateOf(`p${n}`)?.programmed)).toEqual([true, true, true]);
  expect(ports.stateOf('p4')).toMatchObject({ programmed: false, failed: true });
  expect(ports.stateOf('p4')?.message).toContain('3 ports');
});

test('a smaller MTU than the network has is said', async () => {
  plugIn('a', veth(3, { mtu: 1400 }));
  bind(1, 'a');
  await flush();
  expect(ports.stateOf('a')).toMatchObject({
    programmed: true,
    message: 'interface v3 has MTU 1400, the network has 1450',
  });
});

test('without the node configuration no port counts as programmed', async () => {
  state.tables.fromPlugs.config.remove(rows.u32(0));
  plugIn('a', veth(3));
  bind(1, 'a');
  await flush();
  expect(ports.stateOf('a')?.programmed).toBe(false);
  expect(ports.stateOf('a')?.message).toContain('node is not ready');
});

function unbind(datapathId: number): void {
  state.apply(frameOf({ delta: { revision: ++revision, remove: [{ localPort: { datapathId } }] } }));
  for (const id of state.takeChanges().ports) ports.refresh(id);
}

test('a plug serves the port that it was made for, not another of the same id', async () => {
  plugIn('a', veth(3));
  bind(1, 'a', 1);
  await flush();
  // Moved away and back: the same port.
  unbind(1);
  await flush();
  bind(1, 'a', 2);
  await flush();
  expect(inRow(3)).toMatchObject({ datapathId: 1, generation: 2 });
  // Deleted and made again, at once or later: another one.
  bind(2, 'a', 3, 8);
  unbind(1);
  await flush();
  expect(inRow(3)).toBeNull();
  expect([outRow(1), outRow(2)]).toEqual([null, null]);
  expect([flood(7), flood(8)]).toEqual([null, null]);
  const refused = { programmed: false, failed: true, message: 'the port was made anew: plug it again' };
  expect(ports.stateOf('a')).toMatchObject(refused);
  expect(
    new PortFactsBook({
      ports,
      connections: noConnections,
      arrivals: { has: () => false, forget: () => {} },
    }).complete().ports,
  ).toMatchObject([{ portId: 'a', generation: 3, plugged: true, programmed: false, message: refused.message }]);
  plugs.save();
  plugs = new PlugStore(directory);
  makePorts();
  ports.refreshAll();
  await flush();
  expect(ports.stateOf('a')).toMatchObject(refused);
  expect(inRow(3)).toBeNull();
});

test('a port that comes while the interface is away is the one that the plug serves', async () => {
  plugIn('a', veth(3));
  links.delete('v3');
  bind(1, 'a');
  bind(2, 'a', 2);
  addLink(veth(3));
  ports.refresh('a');
  await flush();
  expect(ports.stateOf('a')).toMatchObject({ programmed: false, message: 'the port was made anew: plug it again' });
});

test('reports say everything first, then what changed', async () => {
  const book = new PortFactsBook({
    ports,
    connections: noConnections,
    arrivals: { has: () => false, forget: () => {} },
  });
  expect(book.complete()).toEqual({ ports: [], complete: true });
  plugIn('a', veth(3));
  expect(book.changed(['a'])?.ports).toMatchObject([{ portId: 'a', plugged: true, programmed: false, generation: 0 }]);
  expect(book.changed(['a'])).toBeNull();
  bind(1, 'a', 4);
  expect(book.changed(['a'])?.ports).toMatchObject([{ programmed: false, generation: 4 }]);
  await flush();
  expect(book.changed(['a'])?.ports).toMatchObject([{ programmed: true, generation: 4, linkUp: true }]);
  expect(book.complete().ports).toHaveLength(1);
  ports.close('a');
  await flush();
  plugs.remove('a');
  expect(book.changed(['a'])?.ports).toMatchObject([{ portId: 'a', plugged: false, programmed: false }]);
  expect(book.changed(['a'])).toBeNull();
});

test('plugs are on disk before anything else, and a file that can not be read is not guessed at', () => {
  plugIn('a', veth(3));
  expect(new PlugStore(directory).get('a')).toEqual({
    portId: 'a',
    interface: 'v3',
    mac: '06:00:00:00:00:03',
    kind: 'veth',
    datapathId: 0,
  });
  expect(new PlugStore(directory).byInterface('v3')?.portId).toBe('a');
});

test('a row has the gateways of its subnets, the MTU and the pairs, and follows them', async () => {
  plugIn('a', veth(3));
  const put = (entry: object) => {
    state.apply(frameOf({ delta: { revision: ++revision, put: [entry] } }));
    state.takeChanges();
    ports.refresh('a');
  };
  const ip = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes) });
  const ip6 = (last: number) => ({ bytes: Uint8Array.of(0xfd, 0, ...new Array(13).fill(0), last) });
  const pair = { prefix: { address: ip(10, 9, 0, 0), length: 16 } };
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const addresses = [ip(10, 0, 0, 1), ip6(1)];
  put({ localPort: { datapathId: 1, portId: 'a', generation: 1, vni: 7, mac, addresses, pairs: [pair] } });
  await flush();
  expect(inRow(3)).toMatchObject({ mtu: 0, flags: PortFlags.HAS_PAIRS, floodPacketsPerS: 1000 });
  expect(inRow(3)?.ip6[0]?.gateway).toEqual(new Uint8Array(16));
  put({ network: { vni: 7, networkId: 'net', tenantId: 'acme', mtu: 1450, floodUnknownNeighbors: true } });
  put({ subnet: { vni: 7, prefix: { address: ip(10, 0, 0, 0), length: 24 }, gateway: ip(10, 0, 0, 254) } });
  put({ subnet: { vni: 7, prefix: { address: ip6(0), length: 64 }, gateway: ip6(254) } });
  put({ subnet: { vni: 8, prefix: { address: ip(10, 0, 0, 0), length: 28 }, gateway: ip(10, 0, 0, 14) } });
  await flush();
  expect(inRow(3)).toMatchObject({ mtu: 1450, flags: PortFlags.HAS_PAIRS | PortFlags.FLOODS_UNKNOWN });
  expect(inRow(3)?.ip4).toEqual([{ address: 0x0a000001, gateway: 0x0a0000fe }]);
  expect(inRow(3)?.ip6[0]?.gateway).toEqual(ip6(254).bytes);
  const pairs = datapath.tables.port_pairs.get(rows.u32(1));
  const mapped = Uint8Array.of(...new Array(10).fill(0), 0xff, 0xff, 10, 9, 0, 0);
  expect(pairs && decodePairs(rows.bytesOf(pairs)).pair).toEqual([{ prefix: mapped, prefixLen: 112, mac }]);
  state.apply(
    frameOf({
      delta: {
        revision: ++revision,
        remove: [{ subnet: { vni: 7, prefix: { address: ip(10, 0, 0, 0), length: 24 } } }],
      },
    }),
  );
  expect([...state.takeChanges().networks]).toEqual([7]);
  put({ localPort: { datapathId: 1, portId: 'a', generation: 2, vni: 7, mac, addresses } });
  await flush();
  expect(inRow(3)?.ip4).toEqual([{ address: 0x0a000001, gateway: 0 }]);
  expect(datapath.tables.port_pairs.get(rows.u32(1))).toBeNull();
});

test('limits hold before a port may send, follow its entry, and go with its slot', async () => {
  const limited = (datapathId: number, portId: string, limits: object) => {
    const mac = Uint8Array.of(2, 0, 0, 0, 0, datapathId);
    state.apply(
      frameOf({
        delta: {
          revision: ++revision,
          put: [{ localPort: { datapathId, portId, generation: 1, vni: 7, mac, ...limits } }],
        },
      }),
    );
    state.takeChanges();
    ports.refresh(portId);
  };
  const egress = { egressKilobitsPerSecond: 1_000, egressBurstBytes: 70_000 };
  const ingress = { ingressKilobitsPerSecond: 2_000, ingressBurstBytes: 80_000 };
  plugIn('a', veth(3));
  limited(1, 'a', egress);
  const slot = ports.slotOf(1) ?? 0;
  const asRow = (e: BandwidthLimit | null, i: BandwidthLimit | null) => portBandwidth({ egress: e, ingress: i });
  const [out, into] = [
    { kilobitsPerSecond: 1_000, burstBytes: 70_000 },
    { kilobitsPerSecond: 2_000, burstBytes: 80_000 },
  ];
  expect([slot, inRow(3)]).toEqual([1, null]);
  expect(datapath.bandwidth(slot)).toEqual(asRow(out, null));
  await flush();
  limited(1, 'a', { ...egress, ...ingress });
  expect(datapath.bandwidth(slot)).toEqual(asRow(out, into));
  limited(1, 'a', ingress);
  expect(datapath.bandwidth(slot)).toEqual(asRow(null, into));
  ports.close('a');
  await flush();
  plugIn('b', veth(4));
  bind(2, 'b');
  expect(ports.slotOf(2)).toBe(slot);
  expect(datapath.bandwidth(slot)).toEqual(asRow(null, null));
});
