import { rowOfBytes, tableNames } from '../model/tables.js';
import { Topology } from '../model/topology.js';
import type { Effect } from './change.js';
import type { Database } from './database.js';
import { cursorRange, graveyardRange, idOfKey, parseGraveyardKey, rowRange } from './keys.js';

/** Rows read at once while loading. */
const chunk = 1000;

/** The state that the database holds, in memory. */
export async function loadTopology(db: Database): Promise<Topology> {
  const topology = new Topology();
  for (const table of tableNames) {
    const iterator = db.iterator(rowRange(table));
    try {
      let entries = await iterator.nextv(chunk);
      while (entries.length > 0) {
        // The database reads the next ones meanwhile.
        const next = iterator.nextv(chunk);
        next.catch(() => {}); // Thrown below, unless something else is before.
        const effects = entries.map(
          ([key, value]) => ({ table, id: idOfKey(key), before: null, after: rowOfBytes(table, value) }) as Effect,
        );
        topology.apply(0, effects, []);
        entries = await next;
      }
    } finally {
      await iterator.close();
    }
  }
  for (const [key, value] of await db.iterator(cursorRange).all()) {
    topology.cursors.set(key.slice('c/'.length), Number(value.toString()));
  }
  for (const key of await db.keys(graveyardRange).all()) {
    const { revision, kind, number } = parseGraveyardKey(key);
    topology.restoreBuried(kind, number, revision);
  }
  return topology;
}
