import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import type { Effect, TableName } from '../store/change.js';
import { affectedBy } from './affected.js';
import { Compiler } from './compiler.js';
import { entryOfValue, fdbKey, isSecurityGroupKey, localPortKey, securityGroupKey, type Value } from './entry.js';
import { checkCompiler, compiledContent } from './self-check.js';
import type { Update } from './update.js';

const { Network, Node, Port, SecurityGroup } = weft.v1;
const vxlanPort = 4789;

let source: MemorySource;
let compiler: Compiler;
let update: Update;
/** The effects of the last commit. */
let effects: Effect[];

function commit(...rows: [TableName, string, object | null][]): void {
  effects = rows.map(([table, id, after]) => ({ table, id, before: source.row(table, id) ?? null, after }) as Effect);
  source.commit(effects);
}

const hex = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('hex');
const mac = (n: number) => Uint8Array.of(2, 0, 0, 0, 0, n);
const group = (id: string, datapathId: number, ...rules: weft.v1.SecurityGroupRule.$Properties[]) =>
  ['securityGroup', id, SecurityGroup.create({ metadata: { id }, datapathId, rules })] as [TableName, string, object];
const port = (n: number, nodeId: string, securityGroupIds: string[], more: weft.v1.Port.$Properties = {}) => {
  const row = { metadata: { id: `p${n}` }, networkId: 'a', mac: mac(n), datapathId: n, securityGroupIds, ...more };
  const activeBinding = nodeId ? { nodeId, generation: 1 } : null;
  return ['port', `p${n}`, Port.create({ ...row, activeBinding })] as [TableName, string, object];
};
const ssh = { number: 1, direction: 1, protocol: 6, firstL4Port: 22 };

/** Network a with a port in group web (21) at h1 and h2, without groups at h3; group all (9) has none. */
beforeEach(() => {
  source = new MemorySource();
  compiler = new Compiler(source, { vxlanPort });
  source.subscribe((changes) => {
    update = compiler.apply(changes);
    checkCompiler(compiler, source, vxlanPort);
  });
  commit(
    ...[1, 2, 3].map(
      (n) => ['node', `h${n}`, Node.create({ metadata: { id: `h${n}` }, vtepId: n })] as [TableName, string, object],
    ),
    ['network', 'a', Network.create({ metadata: { id: 'a' }, vni: 10 })],
    group('web', 21, ssh),
    group('all', 9, { number: 1, direction: 2, remoteSecurityGroupId: 'web' }),
    port(1, 'h1', ['web']),
    port(2, 'h2', ['web']),
    port(3, 'h3', []),
  );
});

const entryAt = (nodeId: string, key: Parameters<typeof told>[1]) => {
  const node = compiler.node(nodeId);
  const value = node && compiledContent(node).get(key);
  return value ? entryOfValue(value) : null;
};
/** What the node is told of the key by the last commit; undefined: nothing. */
function told(nodeId: string, key: ReturnType<typeof securityGroupKey>): Value | null | undefined {
  const node = compiler.node(nodeId);
  const own = node ? (update.nodes.get(node)?.lists ?? []) : [];
  const lists = [...own, ...[...update.networks.values()].flat()];
  return lists.findLast(({ entries }) => entries.has(key))?.entries.get(key);
}
/** Node -> how many entries it is told by the last commit, of its own and of the network. */
const toldCounts = () => {
  const shared = [...update.networks.values()].flat().reduce((sum, { entries }) => sum + entries.size, 0);
  const own = [...update.nodes].map(([{ id }, { lists }]) => [id, lists.reduce((sum, l) => sum + l.entries.size, 0)]);
  return { shared, own: Object.fromEntries(own) };
};
const groupsAt = (nodeId: string) => {
  const node = compiler.node(nodeId);
  return [...(node ? compiledContent(node).keys() : [])]
    .filter(isSecurityGroupKey)
    .map((key) => entryAt(nodeId, key)?.securityGroup?.groupId);
};
const affected = () => {
  const change = { revision: source.committedRevision, timeUnixMs: 0, effects };
  const { nodes, keys, keysOfNode } = affectedBy(compiler, change, vxlanPort);
  const of = Object.fromEntries([...keysOfNode].map(([{ id }, own]) => [id, [...own]]));
  return { nodes: [...nodes].map(({ id }) => id).sort(), keys: [...keys], of };
};

describe('a security group', () => {
  it('is at the nodes that have a port in it, from the first to the last', () => {
    expect(['h1', 'h2', 'h3'].map(groupsAt)).toEqual([[21], [21], []]);
    commit(port(4, 'h3', ['all', 'web']));
    expect(groupsAt('h3').sort()).toEqual([21, 9]);
    commit(port(5, 'h3', ['web']));
    commit(port(4, 'h1', ['all', 'web']));
    expect(['h1', 'h3'].map((id) => groupsAt(id).sort())).toEqual([[21, 9], [21]]);
    expect(told('h3', securityGroupKey(9))).toBeNull();
    commit(['port', 'p4', null], ['port', 'p5', null]);
    expect(['h1', 'h3'].map(groupsAt)).toEqual([[21], []]);
    expect(told('h3', securityGroupKey(21))).toBeNull();
    expect(told('h1', securityGroupKey(21))).toBeUndefined();
  });

  it('that changes is one entry to each node that has a port in it, the same for all, and nothing to others', () => {
    commit(group('web', 21, ssh, { ...ssh, number: 2, firstL4Port: 443 }));
    expect(toldCounts()).toEqual({ shared: 0, own: { h1: 1, h2: 1 } });
    const [one, other] = [...update.nodes.values()].map(({ lists }) => lists[0]);
    expect(one).toBe(other);
    expect(affected()).toEqual({ nodes: ['h1', 'h2'], keys: [securityGroupKey(21)], of: {} });
  });

  it('whose rules are only described otherwise is not told again, nor waited for', () => {
    commit(group('web', 21, { ...ssh, description: 'from the office' }));
    expect(toldCounts()).toEqual({ shared: 0, own: {} });
    expect(affected()).toEqual({ nodes: [], keys: [], of: {} });
  });

  it('that nobody is in is told to nobody', () => {
    commit(group('all', 9), group('new', 30));
    commit(['securityGroup', 'new', null]);
    expect(toldCounts()).toEqual({ shared: 0, own: {} });
  });

  it('may go with the port that was in it', () => {
    commit(['port', 'p2', null], port(1, 'h1', []), group('all', 9), ['securityGroup', 'web', null]);
    expect(['h1', 'h2'].map(groupsAt)).toEqual([[], []]);
    expect([told('h1', securityGroupKey(21)), told('h2', securityGroupKey(21))]).toEqual([null, null]);
    expect(affected().nodes).toEqual(['h1', 'h2', 'h3']);
  });

  it('may come with rules that name one which comes with it', () => {
    const named = { number: 1, direction: 1, remoteSecurityGroupId: 'y' };
    commit(group('x', 40, named), group('y', 41, { ...named, remoteSecurityGroupId: 'x' }), port(4, 'h3', ['x']));
    const { securityGroup } = entryAt('h3', securityGroupKey(40)) ?? {};
    expect(securityGroup?.rules?.map((rule) => rule.remoteGroupId)).toEqual([41]);
    expect(groupsAt('h3')).toEqual([40]);
  });
});

describe("a port's memberships", () => {
  it('that change cost its two entries, and the groups that its node had not', () => {
    commit(port(1, 'h1', ['web', 'all']));
    expect(toldCounts()).toEqual({ shared: 1, own: { h1: 2 } });
    expect(entryAt('h3', fdbKey(10, mac(1)))?.fdb?.groupIds).toEqual([9, 21]);
    commit(port(4, 'h1', ['all']));
    commit(port(1, 'h1', ['all']));
    // Gone from web, which no other port of the node is in; all was there.
    expect(toldCounts()).toEqual({ shared: 1, own: { h1: 2 } });
    commit(port(1, 'h1', []));
    expect(toldCounts()).toEqual({ shared: 1, own: { h1: 1 } });
  });

  it('in another order are the same', () => {
    commit(port(1, 'h1', ['web', 'all']));
    commit(port(1, 'h1', ['all', 'web']));
    expect(toldCounts()).toEqual({ shared: 0, own: {} });
    expect(affected()).toMatchObject({ nodes: [], keys: [] });
  });

  it('are waited for at all nodes of its scope, and what its node makes of the groups', () => {
    commit(port(1, 'h1', ['all']));
    expect(affected()).toEqual({
      nodes: ['h1', 'h2', 'h3'],
      keys: [fdbKey(10, mac(1)), localPortKey(1)],
      of: { h1: [securityGroupKey(21), securityGroupKey(9)] },
    });
    // Another group, both of which are gone by now.
    commit(group('old', 50), group('older', 51), port(4, 'h3', ['older']));
    commit(port(4, 'h3', ['old']));
    const change = effects;
    commit(port(4, 'h3', []));
    commit(['securityGroup', 'old', null], ['securityGroup', 'older', null]);
    effects = change;
    expect(affected().keys).toEqual([fdbKey(10, mac(4)), localPortKey(4)]);
  });

  it('close it to an agent that does not know groups, and are said of its own MAC alone', () => {
    const pair = { prefix: { address: { bytes: Uint8Array.of(10, 0, 0, 9) }, length: 32 }, mac: mac(99) };
    commit(port(1, 'h1', ['web', 'all'], { allowedAddressPairs: [pair] }));
    const { mac: open, securedMac, groupIds } = entryAt('h1', localPortKey(1))?.localPort ?? {};
    expect([hex(open), hex(securedMac), groupIds]).toEqual(['', '020000000001', [9, 21]]);
    expect(entryAt('h2', fdbKey(10, mac(1)))?.fdb?.groupIds).toEqual([9, 21]);
    expect(entryAt('h2', fdbKey(10, mac(99)))?.fdb?.groupIds).toEqual([]);
    const { mac: unsecured, securedMac: none } = entryAt('h3', localPortKey(3))?.localPort ?? {};
    expect([hex(unsecured), hex(none)]).toEqual(['020000000003', '']);
  });
});

describe('rows that contradict each other', () => {
  it.each<[string, () => void, string]>([
    ['a port in no group', () => commit(port(4, 'h1', ['gone'])), 'security group gone is referred to but unknown'],
    ['a rule about no group', () => commit(group('web', 21, { remoteSecurityGroupId: 'gone' })), 'gone is referred to'],
    ['a group without a bound port', () => commit(['securityGroup', 'web', null]), 'deleted while bound ports are'],
    ['a group of another number', () => commit(group('web', 22)), 'its datapath id changed from 21 to 22'],
  ])('%s is a defect', (_name, contradict, message) => {
    expect(contradict).toThrow(message);
  });
});
