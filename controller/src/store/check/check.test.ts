import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../../proto/gen/codecs.js';
import { parseIp } from '../../../../proto/src/ip.js';
import { createNetwork, deleteNetwork } from '../../model/networks.js';
import { createNode } from '../../model/nodes.js';
import { createPort, deletePort, updatePort } from '../../model/ports.js';
import { createRouter } from '../../model/routers.js';
import { createSubnet } from '../../model/subnets.js';
import { rowCodecs, type TableName, type Tables } from '../../model/tables.js';
import { createTenant } from '../../model/tenants.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  subnetRequest,
  tenantRequest,
} from '../../model/testing/requests.js';
import { type Database, openLevelDatabase } from '../database.js';
import { changeKey, metaKeys, rowKey } from '../keys.js';
import { TemporaryStores } from '../testing/temporary-store.js';
import { checkStore } from './check.js';
import { withPrivateCopy } from './private-copy.js';
import type { Violation } from './violation.js';

let stores: TemporaryStores;
let db: Database;

/** A store with something of everything, 16 revisions of which the log has the newest ones. */
beforeEach(async () => {
  stores = new TemporaryStores();
  const store = await stores.open({ changeLogRevisions: 4 });
  await store.commit((p) => createTenant(p, tenantRequest('acme')));
  await store.commit((p) => createTenant(p, tenantRequest('globex')));
  await store.commit((p) => createNetwork(p, networkRequest('net')));
  await store.commit((p) => createNetwork(p, networkRequest('other', { tenantId: 'globex' })));
  await store.commit((p) => createNetwork(p, networkRequest('gone')));
  await store.commit((p) => createSubnet(p, subnetRequest('s1', '10.0.0.0/24')));
  await store.commit((p) => createSubnet(p, subnetRequest('s2', '10.0.1.0/24')));
  await store.commit((p) => createSubnet(p, subnetRequest('s3', '10.0.0.0/24', { networkId: 'other' })));
  const router = { metadata: { id: 'r1' }, tenantId: 'acme', interfaces: [{ subnetId: 's1' }, { subnetId: 's2' }] };
  await store.commit((p) => createRouter(p, weft.v1.CreateRouterRequest.fromObject({ router })));
  await store.commit((p) => createNode(p, nodeRequest('h1', '192.0.2.1')));
  await store.commit((p) => createNode(p, nodeRequest('h2', '192.0.2.2')));
  for (const id of ['p1', 'p2', 'p3']) {
    await store.commit((p) => createPort(p, portRequest(id, { nodeId: 'h1', addresses: ['s1'] })));
  }
  const move = { port: { metadata: { id: 'p2' }, nodeId: 'h2' }, updateMask: { paths: ['node_id'] } };
  await store.commit((p) => updatePort(p, weft.v1.UpdatePortRequest.fromObject(move)));
  await store.commit((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'p3' })));
  await store.commit((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'gone' })));
  await store.close();
  db = await openLevelDatabase(stores.directory);
});
afterEach(async () => {
  await db.close();
  await stores.remove();
});

async function violations(): Promise<Violation[]> {
  const found: Violation[] = [];
  const { violations: count } = await checkStore(db, (key, what) => found.push({ key, what }));
  expect(count).toBe(found.length);
  return found;
}

/** Changes a stored row. */
async function change<T extends TableName>(table: T, id: string, edit: (row: Tables[T]) => void): Promise<void> {
  const row = rowCodecs[table].decode((await db.get(rowKey(table, id)))!) as Tables[T];
  edit(row);
  await db.put(rowKey(table, id), rowCodecs[table].encode(row as never) as Buffer);
}

const number = (n: number) => Buffer.from(String(n));
const none = Buffer.alloc(0);

it('finds nothing wrong with a store that the store wrote, and counts what it saw', async () => {
  const found: Violation[] = [];
  const summary = await checkStore(db, (key, what) => found.push({ key, what }));
  expect(found).toEqual([]);
  expect(summary).toMatchObject({ revision: 17, rows: 12, violations: 0 });
  expect(summary.changeRecords).toBeGreaterThanOrEqual(4);
});

/** One damage of each kind, and what is said of it. */
const damages: readonly (readonly [string, () => Promise<unknown>, string, string])[] = [
  ['a row without its index', () => db.del('i/port.network/net/p1'), 'i/port.network/net/p1', 'lacks a row'],
  ['an index without its row', () => db.put('i/port.network/net/px', none), 'i/port.network/net/px', 'does not exist'],
  ['an index of another value', () => db.put('i/port.node/h2/p1', none), 'i/port.node/h2/p1', 'another value'],
  ['an unknown index', () => db.put('i/port.colour/red/p1', none), 'i/port.colour/red/p1', 'another value'],
  ['an index of no table', () => db.put('i/cat.colour/red/p1', none), 'i/cat.colour/red/p1', 'not an index entry'],
  ['an index with a value', () => db.put('i/port.tenant/acme/p1', number(1)), 'i/port.tenant/acme/p1', 'has a value'],
  ['a row that is no message', () => db.put('r/port/p1', Buffer.from([0xff])), 'r/port/p1', 'does not decode'],
  [
    'a row under a wrong id',
    async () => db.put('r/tenant/x', (await db.get('r/tenant/acme'))!),
    'r/tenant/x',
    'says that',
  ],
  [
    'a row of a later revision',
    () => change('tenant', 'acme', (t) => (t.metadata!.revision = 99)),
    'r/tenant/acme',
    'revision 99',
  ],
  ['a row that was lost', () => db.del('r/port/p2'), 'r/port/p2', 'the change log has it'],
  [
    'a row that was changed unlogged',
    () => change('port', 'p2', (p) => (p.metadata!.name = 'x')),
    'r/port/p2',
    'change log left it',
  ],
  ['a row that came back', async () => db.put('r/port/p3', (await db.get('r/port/p1'))!), 'r/port/p3', 'its deletion'],
  ['a tenant that is missing', () => db.del('r/tenant/globex'), 'r/network/other', 'tenant globex'],
  ['a network that is missing', () => db.del('r/network/net'), 'r/subnet/s1', 'network net, which does not exist'],
  ['a node that is missing', () => db.del('r/node/h1'), 'r/port/p1', 'node h1'],
  ['a subnet that is missing', () => db.del('r/subnet/s2'), 'r/router/r1', 'subnet s2, which does not exist'],
  [
    'a pair with the MAC of another port',
    () => change('port', 'p2', (p) => (p.allowedAddressPairs = [{ mac: Uint8Array.of(2, 0x57, 0, 0, 0, 1) }])),
    'r/port/p2',
    'which port p1 of its network has too',
  ],
  [
    'a resolver of another family',
    () => change('subnet', 's1', (n) => (n.dnsServers = [{ bytes: new Uint8Array(16) }])),
    'r/subnet/s1',
    'of another family',
  ],
  [
    'an IPv6 option of IPv4',
    () => change('subnet', 's1', (n) => (n.ip6AddressMode = 1)),
    'r/subnet/s1',
    'other family',
  ],
  [
    'a VTEP of another family',
    () => change('node', 'h2', (n) => (n.vteps = [{ bytes: parseIp('2001:db8::1') }])),
    'r/node/h2',
    'of another family than other nodes',
  ],
  ['a VNI of two', () => change('network', 'other', (n) => (n.vni = 4096)), 'r/network/other', 'which net has too'],
  ['a VNI of none', () => change('network', 'other', (n) => (n.vni = 0)), 'r/network/other', 'not in 1..16777214'],
  ['a VTEP id of two', () => change('node', 'h2', (n) => (n.vtepId = 1)), 'r/node/h2', 'which h1 has too'],
  ['a VTEP address of two', () => change('node', 'h2', (n) => (n.vteps[0]!.bytes![3] = 1)), 'r/node/h2', '192.0.2.1'],
  ['a datapath id of two', () => change('port', 'p2', (p) => (p.datapathId = 1)), 'r/port/p2', 'which p1 has too'],
  ['a MAC of two', () => change('port', 'p2', (p) => (p.mac[5] = 1)), 'r/port/p2', 'has MAC 02:57:00:00:00:01'],
  [
    'an address of two',
    () => change('port', 'p2', (p) => (p.addresses[0]!.address!.bytes![3] = 2)),
    'r/port/p2',
    '10.0.0.2, which port p1',
  ],
  [
    'an address elsewhere',
    () => change('port', 'p2', (p) => (p.addresses[0]!.address!.bytes![1] = 9)),
    'r/port/p2',
    'subnet s1',
  ],
  [
    'a binding elsewhere',
    () => change('port', 'p2', (p) => (p.activeBinding!.nodeId = 'h1')),
    'r/port/p2',
    'is bound to',
  ],
  [
    'a generation of none',
    () => change('port', 'p2', (p) => (p.activeBinding!.generation = 0)),
    'r/port/p2',
    'generation 0',
  ],
  [
    'a port of another tenant',
    () => change('port', 'p2', (p) => (p.tenantId = 'globex')),
    'r/port/p2',
    "its network acme's",
  ],
  [
    'subnets that overlap',
    () => change('subnet', 's2', (s) => (s.prefix!.length = 22)),
    'r/subnet/s2',
    'bits of hosts',
  ],
  [
    'a prefix in another',
    () => change('subnet', 's2', (s) => (s.prefix!.address!.bytes![2] = 0)),
    'r/subnet/s2',
    'overlaps subnet s1',
  ],
  [
    'a gateway outside',
    () => change('subnet', 's3', (s) => (s.gateway!.bytes![0] = 9)),
    'r/subnet/s3',
    'gateway outside',
  ],
  [
    'a subnet of another tenant',
    () => change('router', 'r1', (r) => (r.tenantId = 'globex')),
    'r/router/r1',
    "tenant acme's",
  ],
  [
    'a router beside the gateway',
    () => change('router', 'r1', (r) => (r.interfaces[0]!.address!.bytes![3] = 9)),
    'r/router/r1',
    'than its gateway',
  ],
  ['a hole in the log', () => db.del(changeKey(15)), changeKey(15), 'revision 15 is missing'],
  ['a log without its end', () => db.del(changeKey(17)), changeKey(17), 'revision 17 is missing'],
  ['a record beyond the end', () => db.put(changeKey(18), none), changeKey(18), 'up to 17'],
  ['a record that does not decode', () => db.put(changeKey(16), Buffer.from([0xff])), changeKey(16), 'does not decode'],
  [
    'a record of another revision',
    async () => db.put(changeKey(16), (await db.get(changeKey(15)))!),
    changeKey(16),
    'says that it is revision 15',
  ],
  [
    'a record that does not fit the next',
    async () => db.put(changeKey(14), (await db.get(changeKey(13)))!),
    changeKey(14),
    'is revision 13',
  ],
  ['a revision that is lost', () => db.put(metaKeys.revision, number(16)), changeKey(17), 'up to 16'],
  ['no revision', () => db.del(metaKeys.revision), metaKeys.revision, 'is missing'],
  ['a revision that is no number', () => db.put(metaKeys.revision, Buffer.from('ten')), metaKeys.revision, 'decimal'],
  ['a floor above the end', () => db.put(metaKeys.logFloor, number(40)), metaKeys.logFloor, 'above the last'],
  ['an epoch that is none', () => db.put(metaKeys.epoch, Buffer.from('x')), metaKeys.epoch, 'UUID'],
  ['another schema', () => db.put(metaKeys.schema, number(77)), metaKeys.schema, 'is not'],
  ['an unknown meta key', () => db.put('m/colour', none), 'm/colour', 'not a key'],
  ['a cursor that is no number', () => db.put('c/vni', Buffer.from('-1')), 'c/vni', '32-bit'],
  ['a cursor of nothing', () => db.put('c/colour', number(1)), 'c/colour', 'not a cursor'],
  ['a cursor of no subnet', () => db.put('c/address/s9', number(1)), 'c/address/s9', 'subnet s9'],
  ['a cursor outside', () => db.put('c/address/s1', number(1)), 'c/address/s1', 'not an address'],
  [
    'a number of the dead that lives',
    () => db.put('g/0000000000000010/vni/4096', none),
    'g/0000000000000010/vni/4096',
    'net has it',
  ],
  [
    'a number that died twice',
    () => db.put('g/0000000000000011/datapath/3', none),
    'g/0000000000000011/datapath/3',
    'waits already',
  ],
  ['a death to come', () => db.put('g/0000000000000fff/vni/9', none), 'g/0000000000000fff/vni/9', '1..17'],
  [
    'an audit record of another revision',
    () => db.put('a/0000000000000001', none),
    'a/0000000000000001',
    'has the record of revision 0',
  ],
  [
    'an audit record that does not decode',
    () => db.put('a/0000000000000001', Buffer.from([0xff])),
    'a/0000000000000001',
    'does not decode',
  ],
  ['a request that is never forgotten', () => db.put('q/abc', none), 'q/abc', 'never forgotten'],
  ['a request that does not decode', () => db.put('q/abc', Buffer.from([0xff])), 'q/abc', 'does not decode'],
  ['a request that is forgotten already', () => db.put('x/0000000000000001/abc', none), 'q/abc', 'is missing'],
  ['a time that is none', () => db.put('x/1/abc', none), 'x/1/abc', 'does not say when'],
  ['a table of nobody', () => db.put('r/cat/tom', none), 'r/cat/tom', 'not a key'],
  ['a key of nobody', () => db.put('zebra', none), 'zebra', 'not a key'],
  ['a key before all others', () => db.put('A', none), 'A', 'not a key'],
];

describe('finds', () => {
  it.each(damages)('%s', async (_, damage, key, what) => {
    await damage();
    const found = await violations();
    expect(found, JSON.stringify(found)).toContainEqual({ key, what: expect.stringContaining(what) });
  });
});

describe('a private copy', () => {
  const state = () =>
    readdirSync(stores.directory).map((name) => {
      const { size, mtimeMs } = statSync(join(stores.directory, name));
      return `${name} ${size} ${mtimeMs}`;
    });

  it('reads what is in the log and the tables, and writes nothing', async () => {
    await (db as unknown as { compactRange(a: string, z: string): Promise<void> }).compactRange('a', 'z');
    await db.put('zebra', none);
    await db.close();
    const before = state();
    const keys = await withPrivateCopy(stores.directory, (copy) => copy.keys().all());
    expect(keys).toContain('zebra');
    expect(keys).toContain('r/port/p1');
    expect(state()).toEqual(before);
  });

  it('is refused for a directory without a store, or one that changes meanwhile', async () => {
    await expect(withPrivateCopy('/nowhere', async () => 1)).rejects.toThrow("can't read the store in /nowhere");
    await expect(withPrivateCopy(join(stores.directory, '..'), async () => 1)).rejects.toThrow('there is no store');
    await expect(withPrivateCopy(stores.directory, () => db.put('x', none))).rejects.toThrow('changed meanwhile');
  });

  it('of a damaged table fails loudly', async () => {
    await (db as unknown as { compactRange(a: string, z: string): Promise<void> }).compactRange('a', 'z');
    await db.close();
    const table = readdirSync(stores.directory).find((name) => name.endsWith('.ldb'))!;
    const bytes = readFileSync(join(stores.directory, table));
    writeFileSync(join(stores.directory, table), bytes.subarray(0, bytes.length - 100));
    await expect(withPrivateCopy(stores.directory, (copy) => checkStore(copy, () => {}))).rejects.toThrow();
  });
});
