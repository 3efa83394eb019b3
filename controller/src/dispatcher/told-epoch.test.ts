import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Compiler } from '../compiler/compiler.js';
import { contentOf } from '../compiler/content.js';
import { entryOfValue, type Value } from '../compiler/entry.js';
import { compiledContent } from '../compiler/self-check.js';
import { entryRulesTopology } from './testing/entry-rules-topology.js';
import { ENTRY_RULES_VERSION, toldEpoch } from './told-epoch.js';

const vxlanPort = 4789;
const file = join(import.meta.dirname, 'testing/recorded/entry-rules.json');
const command = 'RECORD_ENTRY_RULES=1 npx vitest run --project unit controller/src/dispatcher/told-epoch.test.ts';

/** Node -> kind of entry -> digest of its entries of that kind. */
type Digests = Record<string, Record<string, string>>;
interface EntryRules {
  readonly version: number;
  readonly digests: Digests;
}

function digestsOf(contents: Map<string, Iterable<Value>>): Digests {
  const digests: Digests = {};
  for (const [node, values] of contents) {
    const byKind = new Map<string, string[]>();
    for (const value of values) {
      const [kind = ''] = Object.keys(entryOfValue(value));
      byKind.set(kind, [...(byKind.get(kind) ?? []), value]);
    }
    const kinds = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1));
    digests[node] = Object.fromEntries(
      kinds.map(([kind, entries]) => [kind, `${entries.length} ${sha256(entries.sort().join(''))}`]),
    );
  }
  return digests;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 32);
}

function compiled(): Digests {
  const nodes = new Compiler(entryRulesTopology(), { vxlanPort }).nodes();
  return digestsOf(new Map([...nodes].map((node) => [node.id, compiledContent(node).values()])));
}

it('the same resources make the same entries as they always did at this version of the rules', () => {
  const digests = compiled();
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as EntryRules;
  const ofKnownNodes = Object.fromEntries(Object.keys(recorded.digests).map((node) => [node, digests[node] ?? {}]));
  const changed = JSON.stringify(recorded.digests) !== JSON.stringify(ofKnownNodes);
  if (changed && recorded.version === ENTRY_RULES_VERSION) {
    const advice = `agents that hold the former ones would never be told. Raise ENTRY_RULES_VERSION in told-epoch.ts, then record them: ${command}`;
    expect(ofKnownNodes, `the same resources make other entries than before: ${advice}`).toEqual(recorded.digests);
  }
  const more = Object.keys(digests).length > Object.keys(recorded.digests).length;
  if (process.env.RECORD_ENTRY_RULES && (more || recorded.version !== ENTRY_RULES_VERSION)) {
    expect(ENTRY_RULES_VERSION, 'versions only go up').toBeGreaterThanOrEqual(recorded.version);
    writeFileSync(file, `${JSON.stringify({ version: ENTRY_RULES_VERSION, digests }, null, 2)}\n`);
    return;
  }
  expect(ENTRY_RULES_VERSION, `the entries of this version are not recorded: ${command}`).toBe(recorded.version);
  expect(more, `nodes of entry-rules-topology.ts are not recorded: ${command}`).toBe(false);
});

it('what is recorded is what the rows mean, of every kind of entry that is made', () => {
  const source = entryRulesTopology();
  const nodes = [...source.rows('node')].map((node) => node.metadata?.id ?? '');
  expect(digestsOf(new Map(nodes.map((id) => [id, contentOf(id, source, vxlanPort).values()])))).toEqual(compiled());
  const compiler = join(import.meta.dirname, '../compiler');
  const sources = readdirSync(compiler).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const code = sources.map((name) => readFileSync(join(compiler, name), 'utf8')).join('\n');
  const made = [...code.matchAll(/entryValue\(\{ (\w+)/g)].map(([, kind]) => kind);
  const covered = new Set(Object.values(compiled()).flatMap((of) => Object.keys(of)));
  expect(covered, 'entry-rules-topology.ts lacks what makes an entry of some kind').toEqual(new Set(made));
});

it('agents are told another epoch for other rules', () => {
  expect([toldEpoch('e', 1), toldEpoch('e', 2), toldEpoch('e', 3)]).toEqual(['e', 'e+2', 'e+3']);
});
