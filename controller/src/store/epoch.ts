import { randomUUID } from 'node:crypto';
import { lastGeneration } from '../model/bindings.js';
import { generationCursor } from '../model/cursors.js';
import type { ClusterSettings } from '../model/plan.js';
import type { Topology } from '../model/topology.js';
import type { Database } from './database.js';
import { cursorKey, metaKeys } from './keys.js';

/** How far allocators jump: more numbers than any history that a restore may have forgotten can have given out. */
const forgottenNumbers = 1 << 24;
const forgottenGenerations = 1 << 20;

/**
 * Begins a new epoch: what a store that was restored from an older copy needs, because its revisions, and the numbers it is about to give out,
 * have been used before by the history that the copy does not know. Agents of the old epoch take a snapshot; allocators
 * jump ahead, so that nothing which a node still holds of the forgotten history has the number of something new.
 */
export async function renewEpoch(db: Database, topology: Topology, settings: ClusterSettings): Promise<string> {
  const epoch = randomUUID();
  const vnis = settings.vniLast - settings.vniFirst + 1;
  const vni = (topology.cursors.get('vni') ?? settings.vniFirst - 1) - settings.vniFirst + 1;
  const moves = new Map([
    ['vni', settings.vniFirst + ((vni + Math.floor(vnis / 4)) % vnis)],
    ['datapath', ((topology.cursors.get('datapath') ?? 0) + forgottenNumbers) % 2 ** 32],
    ['router', ((topology.cursors.get('router') ?? 0) + forgottenNumbers) % 2 ** 32],
    ['vtep', ((topology.cursors.get('vtep') ?? 0) + forgottenNumbers) % 2 ** 32],
    [generationCursor, highestGeneration(topology) + forgottenGenerations],
  ]);
  const batch = db.batch();
  batch.put(metaKeys.epoch, Buffer.from(epoch)).del(metaKeys.restored);
  for (const [name, value] of moves) {
    batch.put(cursorKey(name), Buffer.from(String(value)));
    topology.cursors.set(name, value);
  }
  await batch.write({ sync: true });
  return epoch;
}

function highestGeneration(topology: Topology): number {
  let highest = topology.cursors.get(generationCursor) ?? 0;
  for (const id of topology.rows.port.ids()) {
    const port = topology.rows.port.get(id);
    if (port) highest = Math.max(highest, lastGeneration(port));
  }
  return highest;
}
