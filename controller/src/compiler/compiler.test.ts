import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../dispatcher/testing/memory-source.js';
import { beginning, commitOperations, operations } from '../dispatcher/testing/random-topology.js';
import { Compiler } from './compiler.js';
import { contentOf } from './content.js';
import { checkCompiler } from './self-check.js';

const vxlanPort = 4789;

/** Groups of transactions of operations. */
const groups = fc.array(fc.array(operations, { minLength: 1, maxLength: 4 }), {
  minLength: 5,
  maxLength: 25,
  size: 'max',
});

describe('the compiler', () => {
  it('has after any changes, in any batches, what a recomputation from the rows has', () => {
    fc.assert(
      fc.property(groups, (steps) => {
        const source = new MemorySource();
        const compiler = new Compiler(source, { vxlanPort });
        source.subscribe((changes) => compiler.apply(changes));
        let generation = commitOperations(source, beginning, 0);
        for (const group of steps) {
          source.inOneGroup(() => {
            for (const transaction of group) generation = commitOperations(source, transaction, generation);
          });
          checkCompiler(compiler, source, vxlanPort);
        }
        checkCompiler(new Compiler(source, { vxlanPort }), source, vxlanPort);
      }),
      { numRuns: 300 },
    );
  });

  it('says in its updates exactly what changed of a table', () => {
    fc.assert(
      fc.property(groups, (steps) => {
        const source = new MemorySource();
        let generation = commitOperations(source, beginning, 0);
        const compiler = new Compiler(source, { vxlanPort });
        for (const group of steps) {
          const before = new Map([...compiler.nodes()].map((n) => [n.id, contentOf(n.id, source, vxlanPort)]));
          const batch: Parameters<Compiler['apply']>[0][number][] = [];
          const unsubscribe = source.subscribe((changes) => batch.push(...changes));
          for (const transaction of group) generation = commitOperations(source, transaction, generation);
          unsubscribe();
          const update = compiler.apply(batch);
          checkCompiler(compiler, source, vxlanPort);
          for (const [network, lists] of update.networks) {
            for (const node of network.scope.subscribers) {
              if (update.nodes.get(node)?.joined.has(network) || !before.has(node.id)) continue;
              const held = before.get(node.id);
              const now = contentOf(node.id, source, vxlanPort);
              for (const list of lists) {
                for (const [key, value] of list.entries) {
                  expect(now.get(key) ?? null).toBe(value);
                  if (list.network) expect(held?.get(key) ?? null).not.toBe(value);
                }
              }
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
