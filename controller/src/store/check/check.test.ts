import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../../proto/gen/codecs.js';
import { parseIp } from '../../../../proto/src/ip.js';
import { createNetwork, deleteNetwork, updateNetwork } from '../../model/networks.js';
import { createNode } from '../../model/nodes.js';
import { activatePortMove, movePort } from '../../model/port-moves.js';
import { createPort, deletePort, updatePort } from '../../model/ports.js';
import { createRouter } from '../../model/routers.js';
import { createSecurityGroup } from '../../model/security-groups.js';
import { createSubnet } from '../../model/subnets.js';
import { rowCodecs, type TableName, type Tables } from '../../model/tables.js';
import { createTenant } from '../../model/tenants.js';
import {
  ingressRule,
  networkRequest,
  nodeRequest,
  portRequest,
  securityGroupRequest,
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

/** The last revision of the store. */
const last = 26;

/** A store with something of everything, of whose revisions the log has the newest ones. */
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
  for (const id of ['p1', 'p2', 'p3', 'p4', 'p5']) {
    await store.commit((p) => createPort(p, portRequest(id, { nodeId: 'h1', addresses: ['s1'] })));
  }
  for (const id of ['p4', 'p5']) await store.commit((p) => movePort(p, { id, nodeId: 'h2', etag: '' }));
  await store.commit((p) => activatePortMove(p, { id: 'p5', generation: 0 }));
  await store.commit((p) => createSecurityGroup(p, securityGroupRequest('web', { rules: [ingressRule(80)] })));
  const rules = [ingressRule(22), ingressRule(22, 'web'), ingressRule(23, 'db')];
  await store.commit((p) => createSecurityGroup(p, securityGroupRequest('db', { rules })));
  await store.commit((p) => createSecurityGroup(p, securityGroupRequest('alien', { tenantId: 'globex' })));
  const network = { metadata: { id: 'net' }, defaultSecurityGroupIds: ['web'] };
  await store.commit((p) => updateNetwork(p, weft.v1.UpdateNetworkRequest.fromObject({ network })));
  const moved = { metadata: { id: 'p2' }, nodeId: 'h2', securityGroupIds: ['web', 'db'] };
  const move = { port: moved, updateMask: { paths: ['node_id', 'security_group_ids'] } };
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
  expect(summary).toMatchObject({ revision: last, rows: 17, violations: 0 });
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
    'a pending binding of a port that is bound nowhere',
    () =>
      change('port', 'p2', (p) => {
        p.pendingBinding = { nodeId: 'h1', generation: 7 };
        p.activeBinding = null;
      }),
    'r/port/p2',
    'has a pending binding and no active one',
  ],
  [
    'a port that goes to a node and has left one',
    () =>
      change('port', 'p2', (p) => {
        p.pendingBinding = { nodeId: 'h1', generation: 7 };
        p.departingBinding = { nodeId: 'h1', generation: 1 };
      }),
    'r/port/p2',
    'moved from one node and to another at once',
  ],
  [
    'a pending binding where the port is',
    () => change('port', 'p2', (p) => (p.pendingBinding = { nodeId: 'h2', generation: 7 })),
    'r/port/p2',
    'has a pending binding on node h2, where it lives',
  ],
  [
    'a departing binding of no node',
    () => change('port', 'p2', (p) => (p.departingBinding = { nodeId: 'h9', generation: 1 })),
    'r/port/p2',
    'refers to node h9',
  ],
  [
    'a pending binding that is not younger',
    () => change('port', 'p2', (p) => (p.pendingBinding = { nodeId: 'h1', generation: 2 })),
    'r/port/p2',
    'has a pending binding of generation 2, and an active one of 2',
  ],
  [
    'a departing binding that is not older',
    () => change('port', 'p2', (p) => (p.departingBinding = { nodeId: 'h1', generation: 3 })),
    'r/port/p2',
    'has a departing binding of generation 3, and an active one of 2',
  ],
  [
    'a departing binding without a generation',
    () => change('port', 'p2', (p) => (p.departingBinding = { nodeId: 'h1' })),
    'r/port/p2',
    'has generation 0',
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
  [
    'a group of nobody',
    () => change('securityGroup', 'db', (g) => (g.tenantId = 'nobody')),
    'r/securityGroup/db',
    'refers to tenant nobody',
  ],
  [
    'a group with the number of a port',
    () => change('securityGroup', 'db', (g) => (g.datapathId = 1)),
    'r/port/p1',
    'datapath number 1, which db has too',
  ],
  ['a group that rules name and is missing', () => db.del('r/securityGroup/web'), 'r/securityGroup/db', 'group web'],
  ['a group that a port is in and is missing', () => db.del('r/securityGroup/db'), 'r/port/p2', 'group db, which does'],
  [
    'a default group that is missing',
    () => db.del('r/securityGroup/web'),
    'r/network/net',
    'group web, which does not',
  ],
  [
    'a rule that names a group of another tenant',
    () => change('securityGroup', 'db', (g) => (g.rules[1]!.remoteSecurityGroupId = 'alien')),
    'r/securityGroup/db',
    "group alien, which is tenant globex's",
  ],
  [
    'a port in a group of another tenant',
    () => change('port', 'p2', (p) => (p.securityGroupIds = ['alien'])),
    'r/port/p2',
    "group alien, which is tenant globex's",
  ],
  [
    'a port in a group twice',
    () => change('port', 'p2', (p) => (p.securityGroupIds = ['web', 'web'])),
    'r/port/p2',
    'names a security group twice',
  ],
  [
    'a port in too many groups',
    () => change('port', 'p2', (p) => (p.securityGroupIds = Array.from({ length: 17 }, (_, i) => `g${i}`))),
    'r/port/p2',
    'names 17 security groups; the limit is 16',
  ],
  [
    'a rule id of two',
    () => change('securityGroup', 'db', (g) => (g.rules[1]!.id = 'rule-1')),
    'r/securityGroup/db',
    '"rule-1", which is none, or another',
  ],
  [
    'a rule number of two',
    () => change('securityGroup', 'db', (g) => (g.rules[1]!.number = 1)),
    'r/securityGroup/db',
    'rule-2 with number 1 behind a rule with 1',
  ],
  [
    'a rule number that is to be given yet',
    () => change('securityGroup', 'db', (g) => (g.lastRuleNumber = 2)),
    'r/securityGroup/db',
    'rule-3 with number 3, above its last one',
  ],
  [
    'a rule of no direction',
    () => change('securityGroup', 'db', (g) => (g.rules[1]!.direction = 0)),
    'r/securityGroup/db',
    'rule-2 of no direction',
  ],
  [
    'a rule that is there twice',
    () => change('securityGroup', 'db', (g) => (g.rules[2] = { ...g.rules[0]!, id: 'x', number: 3 })),
    'r/securityGroup/db',
    'has rule x, which is the same as rule-1',
  ],
  [
    'more rules than a group may have',
    () =>
      change('securityGroup', 'web', (g) => {
        g.rules = Array.from({ length: 4097 }, (_, i) => ({
          direction: 1,
          protocol: 6,
          firstL4Port: i,
          number: i + 1,
        }));
      }),
    'r/securityGroup/web',
    'has 4097 rules',
  ],
  ['a hole in the log', () => db.del(changeKey(last - 2)), changeKey(last - 2), `revision ${last - 2} is missing`],
  ['a log without its end', () => db.del(changeKey(last)), changeKey(last), `revision ${last} is missing`],
  ['a record beyond the end', () => db.put(changeKey(last + 1), none), changeKey(last + 1), `up to ${last}`],
  [
    'a record that does not decode',
    () => db.put(changeKey(last - 1), Buffer.from([0xff])),
    changeKey(last - 1),
    'does not decode',
  ],
  [
    'a record of another revision',
    async () => db.put(changeKey(last - 1), (await db.get(changeKey(last - 2)))!),
    changeKey(last - 1),
    `says that it is revision ${last - 2}`,
  ],
  [
    'a record that does not fit the next',
    async () => db.put(changeKey(last - 3), (await db.get(changeKey(last - 4)))!),
    changeKey(last - 3),
    `is revision ${last - 4}`,
  ],
  ['a revision that is lost', () => db.put(metaKeys.revision, number(last - 1)), changeKey(last), `up to ${last - 1}`],
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
    () => db.put('g/000000000000001a/datapath/3', none),
    'g/000000000000001a/datapath/3',
    'waits already',
  ],
  ['a death to come', () => db.put('g/0000000000000fff/vni/9', none), 'g/0000000000000fff/vni/9', `1..${last}`],
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
