import { decodeConnectionUse, encodeConnectionUse } from './layout.gen.js';
import { type BpfMap, lookup, update } from './native.js';

/**
 * Tells the programs how many connections there is room for, which they share among ports. How much of it is used they count themselves; what
 * they count between the look at a row and its write is lost, and the next sweep mends it.
 */
export function tellConnectionCapacity(
  maps: Readonly<Record<'connection_use' | 'connection4' | 'connection6', BpfMap>>,
): void {
  for (const [family, { maxEntries: capacity }] of [maps.connection4, maps.connection6].entries()) {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(family);
    const row = lookup(maps.connection_use, key);
    if (!row) throw new RangeError(`no row ${family} in connection_use`);
    update(maps.connection_use, key, encodeConnectionUse({ ...decodeConnectionUse(row), capacity }));
  }
}
