import { decodeConnectionUse, encodeConnectionUse, TrackingTable } from './layout.gen.js';
import { type BpfMap, lookup, update } from './native.js';

const tables = {
  [TrackingTable.CONNECTION4]: 'connection4',
  [TrackingTable.CONNECTION6]: 'connection6',
  [TrackingTable.FRAGMENT]: 'fragment',
} as const;

/**
 * Tells the programs how much room there is for connections and for datagrams in fragments, which they share among ports. How much of it is used they count themselves; what
 * they count between the look at a row and its write is lost, and the next sweep mends it.
 */
export function tellConnectionCapacity(
  maps: Readonly<Record<'connection_use' | (typeof tables)[TrackingTable], BpfMap>>,
): void {
  for (const [table, name] of Object.entries(tables)) {
    const capacity = maps[name].maxEntries;
    const key = Buffer.alloc(4);
    key.writeUInt32LE(Number(table));
    const row = lookup(maps.connection_use, key);
    if (!row) throw new RangeError(`no row ${table} in connection_use`);
    update(maps.connection_use, key, encodeConnectionUse({ ...decodeConnectionUse(row), capacity }));
  }
}
