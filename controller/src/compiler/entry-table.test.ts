import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Key, Value } from './entry.js';
import { EntryTable, type Walk } from './entry-table.js';

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
            const value = `${op.key}=${op.value}`;
            table.put(`${op.key}` as Key, value as Value);
            contents.set(`${op.key}`, value);
          } else if (op.kind === 'remove') {
            table.remove(`${op.key}` as Key);
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
          if ('key' in op) expect(table.get(`${op.key}` as Key)).toBe(contents.get(`${op.key}`));
          expect([...table.keys()].sort()).toEqual([...contents.keys()].sort());
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
    const table = new EntryTable((t) => touched.push(t));
    const put = (k: string, v: string) => table.put(k as Key, v as Value);
    put('a', '1');
    put('b', '1');
    expect(touched).toEqual([table]);
    expect(table.takeChanges()).toEqual({
      entries: new Map([
        ['a', '1'],
        ['b', '1'],
      ]),
      created: new Set(['a', 'b']),
    });
    put('a', '2');
    put('a', '1');
    put('c', '1');
    table.remove('c' as Key);
    expect(table.takeChanges()).toBeNull();
    table.remove('b' as Key);
    put('a', '3');
    expect(table.takeChanges()).toEqual({
      entries: new Map([
        ['b', null],
        ['a', '3'],
      ]),
      created: new Set(),
    });
    expect(touched).toHaveLength(3);
  });
});
