import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import { beginning, commitOperations, operations } from '../dispatcher/testing/random-topology.js';
import type { Change } from '../store/change.js';
import { affectedBy } from './affected.js';
import { Compiler } from './compiler.js';
import { contentOf } from './content.js';
import { isLocalPortKey, type Key } from './entry.js';

const vxlanPort = 4789;

/** The keys of entries that the change made other ones at the node. */
function differing(nodeId: string, source: MemorySource, { revision }: Change): Set<Key> {
  const before = contentOf(nodeId, source.rowsAt(revision - 1), vxlanPort);
  const now = contentOf(nodeId, source.rowsAt(revision), vxlanPort);
  return new Set([...before.keys(), ...now.keys()].filter((key) => before.get(key) !== now.get(key)));
}

it('what a change to a port does concerns every node that has another entry by it', () => {
  let compared = 0;
  let moving = 0;
  fc.assert(
    fc.property(fc.array(operations, { minLength: 5, maxLength: 30, size: 'max' }), (transactions) => {
      const source = new MemorySource();
      const compiler = new Compiler(source, { vxlanPort });
      source.subscribe((changes) => {
        compiler.apply(changes);
        for (const change of changes) {
          if (change.effects.length === 0 || change.effects.some((e) => e.table !== 'port')) continue;
          const { nodes, keys } = affectedBy(compiler, change, vxlanPort);
          for (const node of compiler.nodes()) {
            const others = differing(node.id, source, change);
            if (others.size === 0) continue;
            expect(nodes.has(node), `${node.id} at ${change.revision}`).toBe(true);
            for (const key of others) if (isLocalPortKey(key)) expect(keys.has(key)).toBe(true);
            compared++;
          }
          const rows = change.effects.flatMap((e) => (e.table === 'port' ? [e.before, e.after] : []));
          if (rows.some((row) => row?.pendingBinding || row?.departingBinding)) moving++;
        }
      });
      let generation = commitOperations(source, beginning, 0);
      for (const transaction of transactions)
        generation = commitOperations(source, transaction.slice(0, 2), generation);
    }),
    { numRuns: 200 },
  );
  expect(compared).toBeGreaterThan(500);
  expect(moving).toBeGreaterThan(100);
});
