import { beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import type { Effect } from '../store/change.js';
import { affectedBy } from './affected.js';
import { Compiler } from './compiler.js';
import { entryOfValue, nodeConfigKey } from './entry.js';
import { checkCompiler } from './self-check.js';

const vxlanPort = 4789;
const key = (n: number) => new Uint8Array(16).fill(n);

let source: MemorySource;
let compiler: Compiler;

const keyring = (...probeKeys: Uint8Array[]) => weft.v1.Keyring.create({ metadata: { id: 'probe' }, probeKeys });

function put(after: weft.v1.Keyring): Effect {
  const before = source.row('keyring', 'probe') ?? null;
  const effect = { table: 'keyring', id: 'probe', before, after } as Effect;
  source.commit([effect]);
  return effect;
}

function configOf(nodeId: string) {
  const value = compiler.node(nodeId)?.table.get(nodeConfigKey);
  return value ? entryOfValue(value).nodeConfig : null;
}

/** Two nodes, of which none has a port. */
beforeEach(() => {
  source = new MemorySource();
  const node = (n: number) =>
    weft.v1.Node.create({ metadata: { id: `h${n}` }, vtepId: n, vteps: [{ bytes: Uint8Array.of(192, 0, 2, n) }] });
  source.commit([1, 2].map((n) => ({ table: 'node', id: `h${n}`, before: null, after: node(n) }) as Effect));
  compiler = new Compiler(source, { vxlanPort });
  source.subscribe((changes) => compiler.apply(changes));
});

it('every node has its keys in its configuration, beside what is its own', () => {
  put(keyring(key(1), key(2)));
  for (const n of [1, 2]) {
    const { vtepId, vteps, probeKeys } = configOf(`h${n}`) ?? {};
    expect([vtepId, vteps?.map(({ bytes }) => bytes?.join('.'))]).toEqual([n, [`192.0.2.${n}`]]);
    expect(probeKeys?.map(([first, ...rest]) => [first, rest.length])).toEqual([
      [1, 15],
      [2, 15],
    ]);
  }
  checkCompiler(compiler, source, vxlanPort);
});

it('a change of keys, or of their order, is waited for at every node; one of the stage at none', () => {
  const changeOf = (effect: Effect) => ({ revision: source.committedRevision, timeUnixMs: 0, effects: [effect] });
  const nodesOf = (effect: Effect) => [...affectedBy(compiler, changeOf(effect), vxlanPort).nodes].map(({ id }) => id);
  expect(nodesOf(put(keyring(key(1), key(2))))).toEqual(['h1', 'h2']);
  expect(nodesOf(put(keyring(key(2), key(1))))).toEqual(['h1', 'h2']);
  expect(nodesOf(put(keyring(key(2))))).toEqual(['h1', 'h2']);
  expect(nodesOf(put(keyring(key(2))))).toEqual([]);
});

it('what says that a configuration is wrong does not say the keys', () => {
  put(keyring(key(0xab)));
  const other = new MemorySource();
  other.commit(
    [...source.rows('node')].map((after, i) => ({ table: 'node', id: `h${i + 1}`, before: null, after }) as Effect),
  );
  let message = '';
  try {
    checkCompiler(compiler, other, vxlanPort);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('node h1: {"nodeConfig"');
  expect(message).not.toMatch(/abab|q6ur|171,171/i);
  const unknown = new Compiler(other, { vxlanPort });
  expect(() => checkCompiler(unknown, source, vxlanPort)).toThrow(/"probeKeys":"1, not shown"/);
});
