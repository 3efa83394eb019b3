import { rowCodecs, tableNames } from '../model/tables.js';
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
      for (let entries = await iterator.nextv(chunk); entries.length > 0; entries = await iterator.nextv(chunk)) {
        const effects = entries.map(([key, value]) => {
          const after = rowCodecs[table].decode(value);
          return { table, id: idOfKey(key), before: null, after } as Effect;
        });
        topology.apply(0, effects, []);
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
