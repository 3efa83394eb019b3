import { Reader } from 'protobufjs/minimal.js';
import { weft } from '../../../proto/gen/codecs.js';
import type { BadEntries } from './bad-entries.js';

/** Entries of unknown kinds that are kept and nacked one by one; of further ones there is a single nack that names none. */
export const MAX_UNKNOWN_ENTRIES = 10_000;

/**
 * Entries of kinds that a later version has and this one does not. They are nacked, and kept among the bad entries.
 *
 * A kind has the same number in Entry and EntryKey, and the fields of a key come first in its entry, with the same numbers. So an
 * entry, read as a key, names itself to whoever knows the kind; and the bytes of a key are how its entry begins.
 */
export class UnknownEntries {
  readonly #bad: BadEntries;
  readonly #ids = new Map<string, Uint8Array>();

  constructor(bad: BadEntries) {
    this.#bad = bad;
  }

  /** `entry` was decoded with its unknown fields kept. */
  note(entry: weft.v1.Entry.$Properties): void {
    const bytes = weft.v1.Entry.encode(entry).finish();
    const id = `unknown:${Buffer.from(bytes).toString('latin1')}`;
    if (this.#ids.size >= MAX_UNKNOWN_ENTRIES && !this.#ids.has(id)) {
      const message = `more than ${MAX_UNKNOWN_ENTRIES} entries of kinds that this agent does not know; further ones are not named`;
      this.#bad.set('unknown', { key: {}, reason: 'UNKNOWN_ENTRY', message });
      return;
    }
    this.#ids.set(id, bytes);
    // The newest comes last: a version that reads them all in order ends with what is right.
    this.#bad.delete(() => id);
    this.#bad.set(id, {
      key: readKey(bytes),
      reason: 'UNKNOWN_ENTRY',
      message: 'an entry of a kind that this agent does not know',
      entry,
    });
  }

  /** `key` was decoded with its unknown fields kept. What is not held is gone already. */
  remove(key: weft.v1.EntryKey.$Properties): void {
    if (this.#ids.size === 0) return;
    const wanted = kindAndBody(weft.v1.EntryKey.encode(key).finish());
    if (!wanted) return;
    for (const [id, bytes] of this.#ids) {
      const held = kindAndBody(bytes);
      if (held?.tag !== wanted.tag || !beginsWith(held.body, wanted.body)) continue;
      this.#ids.delete(id);
      this.#bad.delete(() => id);
    }
  }

  /** A snapshot names all that there are; BadEntries forgets the others at its end. */
  beginSnapshot(): void {
    this.#ids.clear();
  }
}

function readKey(entry: Uint8Array): weft.v1.EntryKey {
  const reader = Reader.create(entry);
  reader.discardUnknown = false;
  return weft.v1.EntryKey.decode(reader);
}

/** The kind is the length-delimited field with the lowest number: what an entry may have beside its kind comes after all kinds. */
function kindAndBody(bytes: Uint8Array): { tag: number; body: Uint8Array } | null {
  let found: { tag: number; body: Uint8Array } | null = null;
  const reader = Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) !== LENGTH_DELIMITED) {
      reader.skipType(tag & 7);
      continue;
    }
    const body = reader.bytes();
    if (!found || tag < found.tag) found = { tag, body };
  }
  return found;
}

function beginsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return bytes.length >= start.length && Buffer.compare(bytes.subarray(0, start.length), start) === 0;
}

const LENGTH_DELIMITED = 2;
