import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import type { Effect, Tables } from '../store/change.js';
import { affectedBy } from './affected.js';
import { Compiler } from './compiler.js';
import { entryOfValue } from './entry.js';
import { checkCompiler, compiledContent } from './self-check.js';

const { LocalPortRole, Network, Node, Port, SecurityGroup } = weft.v1;
const vxlanPort = 4789;

let source: MemorySource;
let compiler: Compiler;
let concerned: string[];

const effect = (table: string, id: string, after: unknown, before: unknown = null) =>
  ({ table, id, before, after }) as Effect;
const port = (id: string, n: number, networkId: string, nodeId: string) =>
  Port.create({
    metadata: { id },
    networkId,
    mac: Uint8Array.of(2, 0, 0, 0, 0, n),
    addresses: [{ address: { bytes: Uint8Array.of(10, 0, 0, n) } }],
    datapathId: n,
    securityGroupIds: id === 'web' ? ['g'] : [],
    nodeId,
    activeBinding: { nodeId, generation: 1 },
  });
const stages = {
  pending: { pendingBinding: { nodeId: 'h3', generation: 2 } },
  departing: {
    nodeId: 'h3',
    activeBinding: { nodeId: 'h3', generation: 2 },
    pendingBinding: null,
    departingBinding: { nodeId: 'h1', generation: 1 },
  },
  moved: { departingBinding: null },
  stayed: { pendingBinding: null },
} as const;

/** Changes the row of the port `web`, and notes which nodes the change concerned. */
function put(fields: weft.v1.Port.$Properties): void {
  const before = source.row('port', 'web') as Tables['port'];
  const effects = [effect('port', 'web', Port.create({ ...before, ...fields }), before)];
  source.commit(effects);
  const change = { revision: source.committedRevision, timeUnixMs: 0, effects };
  concerned = [...affectedBy(compiler, change, vxlanPort).nodes].map(({ id }) => id).sort();
}

/** What the node holds that is of port `web` or of who takes part, a line per entry. */
function held(nodeId: string): string[] {
  return Array.from(compiledContent(compiler.node(nodeId)!).values(), (value) => {
    const { vtep, fdb, member, neighbor, localPort, securityGroup } = entryOfValue(value);
    if (vtep) return `vtep ${vtep.vtepId}`;
    if (fdb) return fdb.datapathId === 1 ? `fdb at ${fdb.vtepId} in ${fdb.groupIds}` : '';
    if (neighbor) return neighbor.address?.bytes?.[3] === 1 ? 'neighbor' : '';
    if (member) return `member ${member.vtepId}`;
    if (securityGroup) return `group ${securityGroup.groupId}`;
    if (localPort?.portId !== 'web') return '';
    const { role, generation, otherGeneration, egressKilobitsPerSecond } = localPort;
    const limited = egressKilobitsPerSecond ? ` limited to ${egressKilobitsPerSecond}` : '';
    return `${LocalPortRole[role!]} ${generation} beside ${otherGeneration}${limited}`;
  })
    .filter((line) => line !== '')
    .sort();
}

/** Network a with port web, which has the group g, on h1, and a port of h2; h3 and h4 have ports on a network of their own. */
beforeEach(() => {
  source = new MemorySource();
  source.commit([
    ...[1, 2, 3, 4].map((n) => effect('node', `h${n}`, Node.create({ metadata: { id: `h${n}` }, vtepId: n }))),
    effect('network', 'a', Network.create({ metadata: { id: 'a' }, vni: 10 })),
    effect('network', 'b', Network.create({ metadata: { id: 'b' }, vni: 11 })),
    effect('securityGroup', 'g', SecurityGroup.create({ metadata: { id: 'g' }, datapathId: 7 })),
    effect('port', 'web', port('web', 1, 'a', 'h1')),
    effect('port', 'peer', port('peer', 2, 'a', 'h2')),
    effect('port', 'b3', port('b3', 3, 'b', 'h3')),
    effect('port', 'b4', port('b4', 4, 'b', 'h4')),
  ]);
  compiler = new Compiler(source, { vxlanPort });
  source.subscribe((changes) => {
    compiler.apply(changes);
    checkCompiler(compiler, source, vxlanPort);
    checkCompiler(new Compiler(source, { vxlanPort }), source, vxlanPort);
  });
});

const elsewhere = ['member 3', 'member 4', 'vtep 3', 'vtep 4'];
const shared = (vtepId: number) => [`fdb at ${vtepId} in 7`, 'group 7', 'member 1', 'member 2', 'member 3', 'neighbor'];

describe('a port that is being moved', () => {
  it('has what it needs at both nodes, and forwards at one', () => {
    put(stages.pending);
    expect(concerned).toEqual(['h1', 'h2', 'h3']);
    const vteps = ['vtep 1', 'vtep 2', 'vtep 3'];
    expect(held('h1')).toEqual(['ACTIVE_BINDING 1 beside 2', ...shared(1), ...vteps]);
    expect(held('h2')).toEqual([...shared(1).filter((line) => line !== 'group 7'), ...vteps]);
    expect(held('h3')).toEqual(
      ['PENDING_BINDING 2 beside 1', ...shared(1), ...vteps, 'member 3', 'member 4', 'vtep 4'].sort(),
    );
    expect(held('h4')).toEqual(elsewhere);
  });

  it('forwards at the other node when it has moved, and is still accepted from the one that it departs from', () => {
    put(stages.pending);
    put(stages.departing);
    expect(concerned).toEqual(['h1', 'h2', 'h3']);
    expect(held('h1')).toEqual(['DEPARTING_BINDING 1 beside 2', ...shared(3), 'vtep 1', 'vtep 2', 'vtep 3']);
    expect(held('h2')).toEqual(expect.arrayContaining(['fdb at 3 in 7', 'member 1', 'vtep 1']));
    expect(held('h3')).toEqual(expect.arrayContaining(['ACTIVE_BINDING 2 beside 1', 'fdb at 3 in 7', 'member 1']));
  });

  it('leaves nothing behind, wherever it stays', () => {
    const before = ['h1', 'h2', 'h3', 'h4'].map(held);
    put(stages.pending);
    put(stages.stayed);
    expect(['h1', 'h2', 'h3', 'h4'].map(held)).toEqual(before);
    put(stages.pending);
    put(stages.departing);
    put(stages.moved);
    expect(concerned).toEqual(['h1', 'h2', 'h3']);
    expect(held('h1')).toEqual([]);
    expect(held('h2')).toEqual(['fdb at 3 in 7', 'member 2', 'member 3', 'neighbor', 'vtep 2', 'vtep 3']);
    expect(held('h3')).toContain('ACTIVE_BINDING 2 beside 0');
  });

  it('is changed at both nodes', () => {
    for (const stage of ['pending', 'departing'] as const) {
      put(stages[stage]);
      put({ egressLimit: { kilobitsPerSecond: stage === 'pending' ? 64 : 128 } });
      expect(concerned).toEqual(['h1', 'h3']);
      const lines = [...held('h1'), ...held('h3')].filter((line) => line.includes('limited to'));
      expect(lines).toHaveLength(2);
      put({ securityGroupIds: [] });
      expect(concerned).toEqual(['h1', 'h2', 'h3']);
      expect([...held('h1'), ...held('h3')]).not.toContain('group 7');
      put({ securityGroupIds: ['g'] });
      expect([held('h1'), held('h3')]).toEqual([
        expect.arrayContaining(['group 7']),
        expect.arrayContaining(['group 7']),
      ]);
    }
  });

  it('is gone from both when it is deleted', () => {
    for (const stage of [stages.pending, { ...stages.departing }]) {
      const row = Port.create({ ...port('web', 1, 'a', 'h1'), ...stage });
      source.commit([effect('port', 'web', row, source.row('port', 'web') ?? null)]);
      source.commit([effect('port', 'web', null, row)]);
      expect(held('h1')).toEqual([]);
      expect(held('h2')).toEqual(['member 2', 'vtep 2']);
      expect(held('h3')).toEqual(elsewhere);
    }
  });
});
