import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryValue, fdbKey, type Key, type Value } from './entry.js';
import { EntryTable, type Walk } from './entry-table.js';

const mac = (n: number) => Uint8Array.of(2, 0, 0, 0, 0, n);
const keyOf = (n: number): Key => fdbKey(4096, mac(n));
/** The larger v is, the longer the entry. */
const entryOf = (n: number, v: number): Value =>
  entryValue({ fdb: { vni: 4096, mac: mac(n), vtepId: v, datapathId: 100 ** v } });

const operations = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('put' as const), key: fc.nat(9), value: fc.nat(4) }),
    fc.record({ kind: fc.constant('remove' as const), key: fc.nat(9) }),
    fc.record({ kind: fc.constant('walk' as const) }),
    fc.record({ kind: fc.constant('step' as const), walk: fc.nat(3) }),
    fc.record({ kind: fc.constant('close' as const), walk: fc.nat(3) }),
  ),
  { maxLength: 120, size: 'max' },
);

describe('a walk of a table', () => {
  it('yields exactly what the table held when it began, whatever happens meanwhile', () => {
    fc.assert(
      fc.property(operations, (ops) => {
        const table = new EntryTable();
        const contents = new Map<string, string>();
        const walks: { walk: Walk; expected: string[]; seen: string[] }[] = [];
        const finish = ({ walk, expected, seen }: (typeof walks)[number]) => {
          for (let value = walk.next(); value !== null; value = walk.next()) seen.push(value);
          expect([...seen].sort()).toEqual([...expected].sort());
          expect(walk.next()).toBeNull();
        };
        for (const op of ops) {
          if (op.kind === 'put') {
            const value = entryOf(op.key, op.value);
            table.put(keyOf(op.key), value);
            contents.set(`${op.key}`, value);
          } else if (op.kind === 'remove') {
            table.remove(keyOf(op.key));
            contents.delete(`${op.key}`);
          } else if (op.kind === 'walk') {
            walks.push({ walk: table.walk(), expected: [...contents.values()], seen: [] });
          } else {
            const chosen = walks[op.walk];
            if (!chosen) continue;
            if (op.kind === 'close') {
              chosen.walk.close();
              expect(chosen.walk.next()).toBeNull();
              walks.splice(op.walk, 1);
            } else {
              const value = chosen.walk.next();
              if (value !== null) chosen.seen.push(value);
            }
          }
          expect(table.size).toBe(contents.size);
          if ('key' in op) expect(table.get(keyOf(op.key))).toBe(contents.get(`${op.key}`));
        }
        for (const walk of walks) finish(walk);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the changes of a table', () => {
  it('are those from one call to the next, without what was taken back', () => {
    const touched: EntryTable[] = [];
    const table = new EntryTable((t) => touched.push(t) > 0);
    const put = (n: number, v: number) => table.put(keyOf(n), entryOf(n, v));
    put(1, 1);
    put(2, 1);
    expect(touched).toEqual([table]);
    expect(table.takeChanges()).toEqual({
      entries: new Map([
        [keyOf(1), entryOf(1, 1)],
        [keyOf(2), entryOf(2, 1)],
      ]),
      created: new Set([keyOf(1), keyOf(2)]),
    });
    put(1, 2);
    put(1, 1);
    put(3, 1);
    table.remove(keyOf(3));
    expect(table.takeChanges()).toBeNull();
    table.remove(keyOf(2));
    put(1, 3);
    expect(table.takeChanges()).toEqual({
      entries: new Map([
        [keyOf(2), null],
        [keyOf(1), entryOf(1, 3)],
      ]),
      created: new Set(),
    });
    expect(touched).toHaveLength(3);
  });
});
