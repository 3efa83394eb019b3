import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { Compiler } from '../compiler/compiler.js';
import type { Change, Effect, Tables } from '../store/change.js';
import { REMEMBERED_EFFECTS, RULES_LIKE_A_ROW } from './limits.js';
import { ProgrammedWaits } from './programmed-waits.js';
import { MemorySource } from './testing/memory-source.js';

/** Of a cluster of n1, which has acked nothing. */
function waitsForOneNode(): ProgrammedWaits {
  const source = new MemorySource();
  const node = weft.v1.Node.create({ metadata: { id: 'n1' }, vtepId: 1 }) as Tables['node'];
  source.commit([{ table: 'node', id: 'n1', before: null, after: node }]);
  const compiler = new Compiler(source, { vxlanPort: 4789 });
  return new ProgrammedWaits({
    compiler: () => compiler,
    ackedBy: () => 0,
    hasNack: () => false,
    vxlanPort: 4789,
  });
}

it('forgets older changes when they hold many rows, and then waits for every node that is behind', async () => {
  const waits = waitsForOneNode();
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

it('weighs a security group by its rules', async () => {
  const waits = waitsForOneNode();
  const rules = Array.from({ length: 4_096 }, (_, i) => ({ number: i + 1, direction: 1, protocol: i }));
  const after = weft.v1.SecurityGroup.create({ metadata: { id: 'g' }, datapathId: 5, rules });
  const effect: Effect = { table: 'securityGroup', id: 'g', before: after, after };
  const changes = REMEMBERED_EFFECTS / ((2 * rules.length) / RULES_LIKE_A_ROW);
  const committed = Array.from({ length: changes }, (_, i) => ({
    revision: 10 + i,
    timeUnixMs: 0,
    effects: [effect],
  }));
  waits.committed(committed);
  // The first is forgotten, so that every node may need it.
  expect((await waits.waitProgrammed(10, 1)).map((behind) => behind.nodeId)).toEqual(['n1']);
  expect(await waits.waitProgrammed(11, 1)).toEqual([]);
});
