import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store, type StoreOptions } from '../store.js';

export const testSettings = { vniFirst: 4096, vniLast: 0xff_ff_fe, underlayMtu: 1500, underlayFamily: 4 } as const;

/** A directory for stores, and the stores opened in it. `remove` closes and deletes everything. For tests. */
export class TemporaryStores {
  readonly directory = join(mkdtempSync(join(tmpdir(), 'weft-store-')), 'db');
  readonly #open: Store[] = [];

  async open(options: Partial<StoreOptions> = {}): Promise<Store> {
    const defaults = { directory: this.directory, settings: testSettings, reopenDelayMs: 1, reserveBytes: 0 };
    const store = await Store.open({ ...defaults, ...options });
    this.#open.push(store);
    return store;
  }

  async remove(): Promise<void> {
    for (const store of this.#open) await store.close();
    rmSync(join(this.directory, '..'), { recursive: true, force: true });
  }
}

/** Everything that is in a store's database, as text. */
export async function dump(store: Store): Promise<Map<string, string>> {
  const entries = await store.read((db) => db.iterator().all());
  return new Map(entries.map(([key, value]) => [key, value.toString('hex')]));
}
