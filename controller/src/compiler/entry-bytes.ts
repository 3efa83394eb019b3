import type { Key, Value } from './entry.js';
import { hashOf } from './hash-index.js';

/**
 * Encoded entries one behind the other, by position. Nothing is kept of a key but its hash: an entry begins with what its key consists of.
 *
 * A key is `[length, tag, length, fields]` and its entry `[length, tag, length, the same fields, further fields]`, with the same tags and numbers of
 * fields (sync.proto). A key always has all of its fields, so an entry that begins with them is that key's.
 */
export class EntryBytes {
  #bytes: Buffer = Buffer.allocUnsafeSlow(64);
  #byteLength = 0;
  /** Where each entry begins; the complement (~) of it where the entry was taken out. The next one begins where it ends. */
  #starts = new Int32Array(4);
  #hashes = new Int32Array(4);
  #length = 0;

  /** Positions so far, with gaps. */
  get length(): number {
    return this.#length;
  }

  /** Returns the entry's position. */
  push(key: Key, value: Value): number {
    this.#reserve(value.length);
    const position = this.#length++;
    this.#starts[position] = this.#byteLength;
    this.#hashes[position] = hashOf(key);
    this.#byteLength += this.#bytes.write(value, this.#byteLength, 'latin1');
    return position;
  }

  /** Leaves a gap. */
  takeOut(position: number): void {
    if (!this.isGap(position)) this.#starts[position] = ~this.#startOf(position);
  }

  isGap(position: number): boolean {
    return (this.#starts[position] ?? -1) < 0;
  }

  /** Null for a gap, and for -1. */
  valueAt(position: number): Value | null {
    if (position < 0 || this.isGap(position)) return null;
    return this.#bytes.toString('latin1', this.#startOf(position), this.#startOf(position + 1)) as Value;
  }

  hashAt(position: number): number {
    return this.#hashes[position] ?? 0;
  }

  /** Is this the key of the entry at the position, which is no gap? `hash` is the key's. */
  isKeyAt(position: number, key: Key, hash: number): boolean {
    if (this.#hashes[position] !== hash) return false;
    const bytes = this.#bytes;
    let at = afterVarint(bytes, this.#startOf(position));
    if (bytes[at] !== key.charCodeAt(KEY_TAG_AT)) return false;
    at = afterVarint(bytes, at + 1) - KEY_FIELDS_AT;
    if (at + key.length > this.#startOf(position + 1)) return false;
    for (let i = KEY_FIELDS_AT; i < key.length; i++) if (bytes[at + i] !== key.charCodeAt(i)) return false;
    return true;
  }

  /** Closes the gaps; the order stays. */
  compact(): void {
    let length = 0;
    let byteLength = 0;
    for (let position = 0; position < this.#length; position++) {
      if (this.isGap(position)) continue;
      const start = this.#startOf(position);
      const end = this.#startOf(position + 1);
      this.#bytes.copyWithin(byteLength, start, end);
      this.#starts[length] = byteLength;
      this.#hashes[length] = this.hashAt(position);
      byteLength += end - start;
      length++;
    }
    this.#length = length;
    this.#byteLength = byteLength;
    this.#bytes = resized(this.#bytes, byteLength, Math.ceil(byteLength * GROWTH));
    this.#resizePositions(Math.ceil(length * GROWTH));
  }

  #startOf(position: number): number {
    if (position >= this.#length) return this.#byteLength;
    const start = this.#starts[position] ?? 0;
    return start < 0 ? ~start : start;
  }

  #reserve(more: number): void {
    const needed = this.#byteLength + more;
    if (needed > MAX_BYTES) throw new Error(`entries of a table have ${needed} bytes; the limit is ${MAX_BYTES}`);
    if (needed > this.#bytes.length) {
      this.#bytes = resized(this.#bytes, this.#byteLength, Math.min(MAX_BYTES, Math.ceil(needed * GROWTH)));
    }
    if (this.#length === this.#starts.length) this.#resizePositions(Math.ceil((this.#length + 1) * GROWTH));
  }

  #resizePositions(capacity: number): void {
    const starts = new Int32Array(capacity);
    starts.set(this.#starts.subarray(0, this.#length));
    const hashes = new Int32Array(capacity);
    hashes.set(this.#hashes.subarray(0, this.#length));
    this.#starts = starts;
    this.#hashes = hashes;
  }
}

/** In a key: it has less than 128 bytes, so each length takes one. */
const KEY_TAG_AT = 1;
const KEY_FIELDS_AT = 3;
/** Room for so much more than is needed, when there is too little. */
const GROWTH = 1.3;
/** What positions in 31 bits can address: 40 million ports in one network. */
const MAX_BYTES = 0x7fff_ffff;

function resized(bytes: Buffer, length: number, capacity: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(capacity);
  bytes.copy(copy, 0, 0, length);
  return copy;
}

/** Behind the varint that begins at a place. */
function afterVarint(bytes: Buffer, at: number): number {
  while ((bytes[at] ?? 0) >= 0x80) at++;
  return at + 1;
}
