import { expect } from 'vitest';
import { readBackup } from '../../controller/src/store/backup/read.js';
import { decodeChange } from '../../controller/src/store/change-record.js';
import { changeRange } from '../../controller/src/store/keys.js';

/** The keys of tunnel probes that a store has or had, out of a backup of it: each change of the keyring that its log has. */
export async function probeKeysOfBackup(chunks: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const keys = new Map<string, Uint8Array>();
  async function* source() {
    yield* chunks;
  }
  for await (const part of readBackup(source())) {
    if (!('entries' in part)) continue;
    for (const [name, value] of part.entries) {
      if (name < changeRange.gte || name >= changeRange.lt) continue;
      for (const effect of decodeChange(value).effects) {
        if (effect.table !== 'keyring') continue;
        for (const key of effect.after?.probeKeys ?? []) keys.set(Buffer.from(key).toString('hex'), key);
      }
    }
  }
  return [...keys.values()];
}

/** Fails if a text has one of the keys in a form in which it could get there. */
export function expectNoProbeKeys(text: string, keys: readonly Uint8Array[]): void {
  const lower = text.toLowerCase();
  for (const key of keys) {
    const bytes = Buffer.from(key);
    const forms = [
      bytes.toString('hex'),
      // The last characters depend on what follows the key.
      bytes.toString('base64').slice(0, 20),
      // As JSON makes of a Buffer, and of a Uint8Array.
      bytes.join(','),
      JSON.stringify(Uint8Array.from(bytes)).slice(1, -1),
      bytes.toString('latin1'),
    ];
    for (const form of forms) expect(lower.includes(form.toLowerCase()), 'a key of tunnel probes').toBe(false);
  }
}
