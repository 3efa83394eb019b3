import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import type { Effect } from '../store/change.js';
import { affectedBy } from './affected.js';
import { Compiler } from './compiler.js';
import { entryOfValue } from './entry.js';
import { checkCompiler, compiledContent } from './self-check.js';
import type { Update } from './update.js';

const { Network, Node, Port, Router, Subnet } = weft.v1;
const vxlanPort = 4789;

let source: MemorySource;
let compiler: Compiler;
let update: Update;

const effect = (table: string, id: string, after: unknown, before: unknown = null) =>
  ({ table, id, before, after }) as Effect;
const router = (id: string, ...subnets: string[]) =>
  Router.create({ metadata: { id }, interfaces: subnets.map((subnetId) => ({ subnetId })) });
const prefixOf = (i: number) => ({ address: { bytes: Uint8Array.of(10, 0, i, 0) }, length: 24 });
const port = (id: string, n: number, networkId: string, nodeId: string) =>
  Port.create({
    metadata: { id },
    networkId,
    mac: Uint8Array.of(2, 0, 0, 0, 0, n),
    datapathId: n,
    activeBinding: { nodeId, generation: 1 },
  });

/** Network a with nodes h1, h2, h3; network b with node h4; network c with h4 and h5. */
beforeEach(() => {
  source = new MemorySource();
  source.commit([
    ...[1, 2, 3, 4, 5].map((n) => effect('node', `h${n}`, Node.create({ metadata: { id: `h${n}` }, vtepId: n }))),
    ...['a', 'b', 'c'].flatMap((id, i) => [
      effect('network', id, Network.create({ metadata: { id }, vni: 10 + i })),
      effect('subnet', `s${id}`, Subnet.create({ metadata: { id: `s${id}` }, networkId: id, prefix: prefixOf(i) })),
    ]),
    effect('port', 'p1', port('p1', 1, 'a', 'h1')),
    effect('port', 'p2', port('p2', 2, 'a', 'h2')),
    effect('port', 'p3', port('p3', 3, 'a', 'h3')),
    effect('port', 'p4', port('p4', 4, 'b', 'h4')),
    effect('port', 'p5', port('p5', 5, 'c', 'h4')),
    effect('port', 'p6', port('p6', 6, 'c', 'h5')),
  ]);
  compiler = new Compiler(source, { vxlanPort });
  source.subscribe((changes) => {
    update = compiler.apply(changes);
    checkCompiler(compiler, source, vxlanPort);
  });
});

/** What the node holds, a line per entry. */
function held(nodeId: string): string[] {
  const node = compiler.node(nodeId);
  if (!node) throw new Error(`no node ${nodeId}`);
  return Array.from(compiledContent(node).values(), (value) => {
    const { vtep, network, fdb, member } = entryOfValue(value);
    if (vtep) return `vtep ${vtep.vtepId}`;
    if (network) return `network ${network.vni}`;
    if (fdb) return `fdb ${fdb.vni} at ${fdb.vtepId}`;
    if (member) return `${member.acceptOnly ? 'accept' : 'flood'} ${member.vni} ${member.vtepId}`;
    return 'own';
  })
    .filter((line) => line !== 'own')
    .sort();
}

describe('a router', () => {
  it('gives the nodes of each of its networks the others, and takes them back when it goes', () => {
    const before = ['h1', 'h2', 'h3', 'h4', 'h5'].map(held);
    source.commit([effect('router', 'r', router('r', 'sa', 'sb'))]);
    expect(held('h1')).toEqual([
      'accept 10 4',
      'accept 11 1',
      'accept 11 2',
      'accept 11 3',
      'fdb 10 at 1',
      'fdb 10 at 2',
      'fdb 10 at 3',
      'fdb 11 at 4',
      'flood 10 1',
      'flood 10 2',
      'flood 10 3',
      'flood 11 4',
      'network 10',
      'network 11',
      'vtep 1',
      'vtep 2',
      'vtep 3',
      'vtep 4',
    ]);
    // h4 has another scope besides; h5 only that.
    expect(held('h4')).toEqual(expect.arrayContaining(['vtep 1', 'vtep 5', 'fdb 10 at 1', 'fdb 12 at 5']));
    expect(held('h5')).toEqual(before[4]);
    // The small network came to the large one: nobody of the large one has to hear of its own network again.
    expect(
      [...update.nodes].map(([node, { joined, left }]) => [node.id, [...joined].map((n) => n.id), left.size]),
    ).toEqual(['h4', 'h1', 'h2', 'h3'].map((id) => [id, [id === 'h4' ? 'a' : 'b'], 0]));
    source.commit([effect('router', 'r', null, router('r', 'sa', 'sb'))]);
    expect(['h1', 'h2', 'h3', 'h4', 'h5'].map(held)).toEqual(before);
  });

  it('that shares a network with another one shares its scope; one without the network in between splits it', () => {
    source.commit([effect('router', 'r', router('r', 'sa', 'sb')), effect('router', 'q', router('q', 'sb', 'sc'))]);
    expect(new Set(['a', 'b', 'c'].map((id) => compiler.network(id)?.scope)).size).toBe(1);
    expect(held('h5')).toEqual(expect.arrayContaining(['fdb 10 at 1', 'vtep 1', 'vtep 4']));
    source.commit([effect('router', 'r', router('r', 'sa'), router('r', 'sa', 'sb'))]);
    expect(held('h5')).toEqual(held('h4'));
    expect(held('h5')).not.toContain('vtep 1');
    expect(held('h5')).toContain('fdb 11 at 4');
  });

  it('concerns, when it joins or splits, the nodes of its networks; otherwise nobody', () => {
    const concerned = (before: unknown, after: unknown) => {
      const effects = [effect('router', 'r', after, before)];
      source.commit(effects);
      const change = { revision: source.committedRevision, timeUnixMs: 0, effects };
      return [...affectedBy(compiler, change, vxlanPort).nodes].map(({ id }) => id).sort();
    };
    expect(concerned(null, router('r', 'sa', 'sb'))).toEqual(['h1', 'h2', 'h3', 'h4']);
    expect(concerned(router('r', 'sa', 'sb'), router('r', 'sb', 'sa'))).toEqual([]);
    expect(concerned(router('r', 'sb', 'sa'), null)).toEqual(['h1', 'h2', 'h3', 'h4']);
  });
});

it('nodes share a scope, and have its networks, as long as both have ports in it', () => {
  const shared = (a: string, b: string) => [compiler.shareScope(a, b), compiler.shareScope(b, a)];
  expect([shared('h1', 'h2'), shared('h4', 'h5'), shared('h1', 'h4'), shared('h1', 'nobody')]).toEqual([
    [true, true],
    [true, true],
    [false, false],
    [false, false],
  ]);
  expect(['a', 'b', 'c', 'nothing'].map((id) => compiler.hasNetwork('h4', id))).toEqual([false, true, true, false]);
  source.commit([effect('router', 'r', router('r', 'sa', 'sb'))]);
  expect([shared('h1', 'h4'), compiler.hasNetwork('h1', 'b')]).toEqual([[true, true], true]);
  source.commit([effect('port', 'p4', null, port('p4', 4, 'b', 'h4'))]);
  expect([shared('h1', 'h4'), shared('h4', 'h5'), compiler.hasNetwork('h4', 'b')]).toEqual([
    [false, false],
    [true, true],
    false,
  ]);
});
