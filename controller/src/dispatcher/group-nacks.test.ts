import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Effect, TableName } from '../store/change.js';
import { createDispatcher, type Dispatcher } from './dispatcher.js';
import { MAX_NACKED_RESOURCES_PER_SECOND, MAX_NACKS_PER_SECOND } from './limits.js';
import { FakeCall } from './testing/fake-call.js';
import { HeldEntries } from './testing/held-entries.js';
import { MemorySource } from './testing/memory-source.js';

const { NackReason, Network, Node, Port, SecurityGroup } = weft.v1;
const webKey = { securityGroup: { groupId: 21 } };

let source: MemorySource;
let registry: Registry;
let dispatcher: Dispatcher;
let agent: { call: FakeCall; held: HeldEntries };

function commit(...rows: [TableName, string, object | null][]): number {
  source.commit(
    rows.map(([table, id, after]) => ({ table, id, before: source.row(table, id) ?? null, after }) as Effect),
  );
  takeAndAck();
  return source.committedRevision;
}

const port = (n: number, nodeId: string, securityGroupIds: string[], generation = 1): [TableName, string, object] => {
  const activeBinding = { nodeId, generation };
  const row = {
    metadata: { id: `p${n}` },
    networkId: 'a',
    mac: Uint8Array.of(2, 0, 0, 0, n >> 8, n & 0xff),
    datapathId: n,
  };
  return ['port', `p${n}`, Port.create({ ...row, securityGroupIds, activeBinding })];
};
const group = (id: string, datapathId: number, ...rules: weft.v1.SecurityGroupRule.$Properties[]) =>
  ['securityGroup', id, SecurityGroup.create({ metadata: { id }, datapathId, rules })] as [TableName, string, object];

/** h1, whose agent is in sync: p1 and p2 in group web, p3 in none. h2: p4 in web. */
beforeEach(() => {
  source = new MemorySource();
  source.commit(
    [
      ['node', 'h1', Node.create({ metadata: { id: 'h1' }, vtepId: 1 })],
      ['node', 'h2', Node.create({ metadata: { id: 'h2' }, vtepId: 2 })],
      ['network', 'a', Network.create({ metadata: { id: 'a' }, vni: 10 })],
      group('web', 21),
      group('all', 9),
      port(1, 'h1', ['web']),
      port(2, 'h1', ['web']),
      port(3, 'h1', []),
      port(4, 'h2', ['web']),
    ].map(([table, id, after]) => ({ table, id, before: null, after }) as Effect),
  );
  registry = new Registry();
  dispatcher = createDispatcher({
    changes: source,
    identityOf: () => 'loopback',
    log: pino({ level: 'silent' }),
    registry,
    heartbeatMs: 60_000,
    vxlanPort: 4789,
    verifyIncremental: true,
  });
  const call = new FakeCall();
  agent = { call, held: new HeldEntries() };
  (dispatcher.service.implementation['sync'] as (call: unknown) => void)(call.asCall());
  call.send({ hello: { nodeId: 'h1', agentInstance: 'a', protocolMin: 1, protocolMax: 1 } });
  takeAndAck();
});

afterEach(() => dispatcher.stop());

function takeAndAck(): void {
  const { call, held } = agent ?? {};
  for (let message = call?.take(); message; message = call.take()) {
    const revision = held.apply(message);
    if (revision !== null) call.send({ ack: { revision } });
  }
}

const nackWeb = (reason: weft.v1.NackReason) =>
  agent.call.send({ nack: { revision: source.committedRevision, key: webKey, reason, message: 'policy4 is full' } });
const nackCount = () => dispatcher.status.nodeStatus(source.row('node', 'h1') as weft.v1.Node).nackCount;
/** Empty also of a port that is gone. */
const messageOf = (id: string) => {
  const row = source.row('port', id);
  return row ? dispatcher.status.portStatus(row).message : '';
};
const toldPorts = () => ['p1', 'p2', 'p3', 'p4'].filter((id) => messageOf(id) !== '');

it('a security group that a node could not apply is in the status of its ports there, and of the node', () => {
  nackWeb(NackReason.MAP_FULL);
  expect(toldPorts()).toEqual(['p1', 'p2']);
  expect(messageOf('p1')).toBe('node h1 could not apply security group web: MAP_FULL policy4 is full');
  expect(dispatcher.status.nodeStatus(source.row('node', 'h1') as weft.v1.Node).nacks).toMatchObject([
    { entry: 'security group web', reason: 'MAP_FULL' },
  ]);
  nackWeb(NackReason.RESOLVED);
  expect([toldPorts(), nackCount()]).toEqual([[], 0]);
});

it('ports that come into the group or leave it, or are bound anew, have its nack in their status or have not', () => {
  nackWeb(NackReason.MAP_FULL);
  commit(port(3, 'h1', ['all', 'web']));
  expect(toldPorts()).toEqual(['p1', 'p2', 'p3']);
  commit(port(1, 'h1', ['all']));
  expect(toldPorts()).toEqual(['p2', 'p3']);
  commit(port(2, 'h2', ['web'], 2));
  expect(toldPorts()).toEqual(['p3']);
  commit(port(2, 'h1', ['web'], 3));
  expect(toldPorts()).toEqual(['p2', 'p3']);
  commit(port(2, 'h1', ['web'], 4));
  expect(toldPorts()).toEqual(['p2', 'p3']);
  expect(nackCount()).toBe(1);
});

it('is over when the last port of the node leaves the group', () => {
  nackWeb(NackReason.MAP_FULL);
  commit(port(1, 'h1', []));
  expect(nackCount()).toBe(1);
  commit(['port', 'p2', null]);
  expect([toldPorts(), nackCount()]).toEqual([[], 0]);
});

it('nacks are only counted when those of a second concerned too many ports', async () => {
  commit(...Array.from({ length: 398 }, (_, i) => port(100 + i, 'h1', ['web'])));
  const nacks = 800;
  expect(nacks).toBeLessThan(MAX_NACKS_PER_SECOND);
  for (let i = 0; i < nacks; i++) nackWeb(i % 2 === 0 ? NackReason.MAP_FULL : NackReason.RESOLVED);
  const skipped = (await registry.getSingleMetric('weft_sync_nacks_skipped_total')?.get())?.values[0]?.value ?? 0;
  const lookedAt = Math.ceil(MAX_NACKED_RESOURCES_PER_SECOND / 400) + 1;
  // Other seconds may have begun meanwhile.
  expect(skipped).toBeGreaterThan(0);
  expect(skipped).toBeLessThanOrEqual(nacks - lookedAt);
});

it('a nack of a group that the node does not have is only counted', () => {
  agent.call.send({ nack: { revision: 1, key: { securityGroup: { groupId: 9 } }, reason: NackReason.MAP_FULL } });
  expect(nackCount()).toBe(0);
});

it('who waits for a change of the group, or of a port in it, waits until its nodes can apply the group', async () => {
  const behind = (revision: number) => dispatcher.programmed.waitProgrammed(revision, 1);
  const lacks = [{ nodeId: 'h1', reason: 'could not apply an entry of it' }];
  const rules = [{ number: 1, direction: 1 }];
  const changed = commit(group('web', 21, ...rules));
  nackWeb(NackReason.MAP_FULL);
  expect(await behind(changed)).toMatchObject([...lacks, { nodeId: 'h2' }]);
  // Also of a port that comes into a group which its node could not apply before.
  const joined = commit(port(3, 'h1', ['web']));
  expect(await behind(joined)).toMatchObject([...lacks, { nodeId: 'h2' }]);
  // Not of a port in the group elsewhere: its node could.
  const elsewhere = commit(port(4, 'h2', ['all', 'web']));
  expect(await behind(elsewhere)).toMatchObject([{ nodeId: 'h2', reason: 'has acked revision 0' }]);
  const waiting = dispatcher.programmed.waitProgrammed(changed, 60_000);
  nackWeb(NackReason.RESOLVED);
  commit(['port', 'p4', null], ['node', 'h2', null]);
  expect(await waiting).toEqual([]);
});
