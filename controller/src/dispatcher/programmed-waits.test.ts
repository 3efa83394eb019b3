import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { Compiler } from '../compiler/compiler.js';
import type { Change, Effect, Tables } from '../store/change.js';
import { REMEMBERED_EFFECTS } from './limits.js';
import { ProgrammedWaits } from './programmed-waits.js';
import { MemorySource } from './testing/memory-source.js';

it('forgets older changes when they hold many rows, and then waits for every node that is behind', async () => {
  const source = new MemorySource();
  const node = weft.v1.Node.create({ metadata: { id: 'n1' }, vtepId: 1 }) as Tables['node'];
  source.commit([{ table: 'node', id: 'n1', before: null, after: node }]);
  const compiler = new Compiler(source, { vxlanPort: 4789 });
  const waits = new ProgrammedWaits({
    compiler: () => compiler,
    ackedBy: () => 0,
    hasNack: () => false,
    vxlanPort: 4789,
  });
  // Tenants concern no node.
  const after = weft.v1.Tenant.create({ metadata: { id: 't' } }) as Tables['tenant'];
  const effect: Effect = { table: 'tenant', id: 't', before: null, after };
  const change = (revision: number, rows: number): Change => ({
    revision,
    timeUnixMs: 0,
    effects: Array.from({ length: rows }, () => effect),
  });
  const half = REMEMBERED_EFFECTS / 2;
  waits.committed([change(10, half), change(11, half)]);
  expect(await waits.waitProgrammed(10, 1)).toEqual([]);
  waits.committed([change(12, 1)]);
  expect((await waits.waitProgrammed(10, 1)).map((behind) => behind.nodeId)).toEqual(['n1']);
  expect(await waits.waitProgrammed(11, 1)).toEqual([]);
  // The newest is known however large it is.
  waits.committed([change(13, REMEMBERED_EFFECTS * 2)]);
  expect(await waits.waitProgrammed(13, 1)).toEqual([]);
});
