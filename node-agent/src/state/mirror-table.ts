import { KeyRows } from './key-rows.js';

/**
 * What a kernel map should hold and what it does hold, in one table.
 *
 * A row exists while the entry is wanted, or is in the kernel, or both. `put` and `remove` say what is wanted; `loadKernel`
 * says what was found. Rows that differ are queued; `takePuts` and `takeDeletes` hand them out in batches. So an entry that is
 * right already is never written, and one that changed twice between two flushes is written once.
 *
 * Keys and values are the bytes of the kernel's structs, as 32-bit words of the host (every struct is a multiple of four
 * bytes). Rows are dense arrays behind an open-addressing index: about 40 bytes for an FDB entry, nothing for the garbage
 * collector to walk. Row numbers are stable while the row exists.
 *
 * A row that was taken to be written is in flight until it is answered for. Whatever is wanted meanwhile holds: a new value is
 * queued, and what is unwanted is deleted once it is written.
 */
export class MirrorTable {
  readonly name: string;
  readonly keyWords: number;
  readonly valueWords: number;
  readonly #keyRows: KeyRows;
  #values: Uint32Array;
  #flags: Uint16Array;
  #wanted = 0;
  #kernel = 0;
  #puts: number[] = [];
  /** Rows of #puts before this are taken. */
  #putsHead = 0;
  #deletes: number[] = [];

  constructor(name: string, keySizeBytes: number, valueSizeBytes: number) {
    if (keySizeBytes % 4 !== 0 || valueSizeBytes % 4 !== 0 || keySizeBytes === 0) {
      throw new Error(`${name}: key of ${keySizeBytes} and value of ${valueSizeBytes} bytes are not whole words`);
    }
    this.name = name;
    this.keyWords = keySizeBytes / 4;
    this.valueWords = valueSizeBytes / 4;
    this.#keyRows = new KeyRows(this.keyWords);
    this.#values = new Uint32Array(16 * this.valueWords);
    this.#flags = new Uint16Array(16);
  }

  /** Wanted entries. */
  get wanted(): number {
    return this.#wanted;
  }

  /** Entries that the kernel holds, as far as was loaded and written. */
  get kernel(): number {
    return this.#kernel;
  }

  /** Are there rows to delete? (Perhaps not, if true.) */
  get hasDeletes(): boolean {
    return this.#deletes.length > 0;
  }

  /** Rows waiting to be written or deleted (an upper bound). */
  get pending(): number {
    return this.#puts.length - this.#putsHead + this.#deletes.length;
  }

  /** Wants `key` to have `value`. Both are copied. */
  put(key: Uint32Array, value: Uint32Array): void {
    let row = this.#keyRows.find(key);
    if (row < 0) row = this.#insert(key);
    const flags = this.#flagsOf(row);
    const same = this.#valueEquals(row, value);
    if ((flags & WANT) === 0) this.#wanted++;
    if (!same) this.#values.set(value, row * this.valueWords);
    let next = flags | WANT | MARK;
    if (!same || (flags & HAVE) === 0) next |= DIRTY;
    this.#flags[row] = next;
    // A new value may fit where the old one was refused, and is not the one that is in flight.
    const waits = (next & (FAILED | IN_FLIGHT)) !== 0 && same;
    if ((next & DIRTY) !== 0 && (next & QUEUED_PUT) === 0 && !waits) this.#queuePut(row);
  }

  /** Wants `key` to be absent; also what was found in the kernel and never wanted. False if there was no such row. */
  remove(key: Uint32Array): boolean {
    const row = this.#keyRows.find(key);
    if (row < 0) return false;
    this.#unwant(row);
    return true;
  }

  /** Removes every wanted entry whose first key word is in `words`. */
  removeByFirstWord(words: ReadonlySet<number>): void {
    for (let row = 0; row < this.#keyRows.end; row++) {
      if ((this.#flagsOf(row) & WANT) !== 0 && words.has(this.#keyRows.firstWordOf(row))) this.#unwant(row);
    }
  }

  /** From now on `put` marks: what is not put before `sweep` goes. */
  beginSnapshot(): void {
    for (let row = 0; row < this.#keyRows.end; row++) this.#flags[row] = this.#flagsOf(row) & ~MARK;
  }

  /** Removes what was wanted before the last beginSnapshot and was not put since. */
  sweep(): void {
    for (let row = 0; row < this.#keyRows.end; row++) {
      if ((this.#flagsOf(row) & (WANT | MARK)) === WANT) this.#unwant(row);
    }
  }

  /** Tells what the kernel holds. To be called for all of the map before anything is taken. */
  loadKernel(keys: Uint32Array, values: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const key = keys.subarray(i * this.keyWords, (i + 1) * this.keyWords);
      const value = values.subarray(i * this.valueWords, (i + 1) * this.valueWords);
      let row = this.#keyRows.find(key);
      if (row < 0) {
        row = this.#insert(key);
        this.#values.set(value, row * this.valueWords);
        this.#flags[row] = HAVE;
      } else if (this.#valueEquals(row, value)) {
        this.#flags[row] = (this.#flagsOf(row) | HAVE) & ~DIRTY;
      } else {
        this.#flags[row] = this.#flagsOf(row) | HAVE;
      }
      this.#kernel++;
    }
  }

  /** Queues the deletion of everything that the kernel holds and nobody wants. Only for a state that is complete. */
  doomUnwanted(): void {
    for (let row = 0; row < this.#keyRows.end; row++) {
      if ((this.#flagsOf(row) & (WANT | HAVE)) === HAVE) this.#queueDelete(row);
    }
  }

  /** Every wanted key and value: views that are valid until the table changes. */
  *wantedRows(): Generator<[key: Uint32Array, value: Uint32Array]> {
    for (let row = 0; row < this.#keyRows.end; row++) {
      if ((this.#flagsOf(row) & WANT) !== 0) yield [this.keyOf(row), this.valueOf(row)];
    }
  }

  /** Every key and value that the kernel has and nobody wants: views that are valid until the table changes. */
  *unwantedRows(): Generator<[key: Uint32Array, value: Uint32Array]> {
    for (let row = 0; row < this.#keyRows.end; row++) {
      if ((this.#flagsOf(row) & (WANT | HAVE)) === HAVE) yield [this.keyOf(row), this.valueOf(row)];
    }
  }

  /** The wanted value of a key: a view; null if it is not wanted. */
  get(key: Uint32Array): Uint32Array | null {
    const row = this.#keyRows.find(key);
    return row >= 0 && (this.#flagsOf(row) & WANT) !== 0 ? this.valueOf(row) : null;
  }

  /** Is the key wanted, and does the kernel hold its value? */
  isProgrammed(key: Uint32Array): boolean {
    const row = this.#keyRows.find(key);
    return row >= 0 && (this.#flagsOf(row) & (WANT | HAVE | DIRTY)) === (WANT | HAVE);
  }

  /** The key of a row: a view. */
  keyOf(row: number): Uint32Array {
    return this.#keyRows.keyOf(row);
  }

  /** The value of a row: a view. */
  valueOf(row: number): Uint32Array {
    return this.#values.subarray(row * this.valueWords, (row + 1) * this.valueWords);
  }

  /** Would writing the row need a new element of the map? */
  isNewInKernel(row: number): boolean {
    return (this.#flagsOf(row) & HAVE) === 0;
  }

  isFailed(row: number): boolean {
    return (this.#flagsOf(row) & FAILED) !== 0;
  }

  /** Takes up to `max` rows that must be written. Each is to be answered by `written` or `failed`. */
  takePuts(max: number): number[] {
    const taken: number[] = [];
    while (taken.length < max) {
      const row = this.#puts[this.#putsHead];
      if (row === undefined) {
        this.#puts = [];
        this.#putsHead = 0;
        break;
      }
      this.#putsHead++;
      const flags = this.#flagsOf(row) & ~QUEUED_PUT;
      const wanted = (flags & (WANT | DIRTY)) === (WANT | DIRTY);
      this.#flags[row] = wanted ? flags | IN_FLIGHT : flags;
      if (wanted) taken.push(row);
      else this.#release(row);
    }
    return taken;
  }

  /** The kernel took the row as it was when it was taken. */
  written(row: number): void {
    const flags = this.#flagsOf(row);
    if ((flags & HAVE) === 0) this.#kernel++;
    const changed = (flags & QUEUED_PUT) !== 0;
    this.#flags[row] = (flags | HAVE) & ~(FAILED | IN_FLIGHT | (changed ? 0 : DIRTY));
    if ((flags & WANT) === 0) this.#queueDelete(row);
  }

  /** The kernel refused the row: if it is still wanted it waits for `retry`. False if it is not. */
  failed(row: number): boolean {
    const flags = this.#flagsOf(row) & ~IN_FLIGHT;
    const wanted = (flags & WANT) !== 0;
    this.#flags[row] = wanted ? flags | FAILED : flags;
    if (!wanted) this.#release(row);
    return wanted;
  }

  /** Queues a failed row again. False if it is no longer wanted, or needs no retry. */
  retry(row: number): boolean {
    const flags = this.#flagsOf(row);
    if ((flags & (WANT | DIRTY | FAILED)) !== (WANT | DIRTY | FAILED)) return false;
    if ((flags & QUEUED_PUT) === 0) this.#queuePut(row);
    return true;
  }

  /** Takes up to `max` rows that must be deleted. Each is to be answered by `deleted` or `deleteFailed`. */
  takeDeletes(max: number): number[] {
    const taken: number[] = [];
    while (taken.length < max) {
      const row = this.#deletes.pop();
      if (row === undefined) break;
      const flags = this.#flagsOf(row) & ~QUEUED_DELETE;
      this.#flags[row] = flags;
      if ((flags & (WANT | HAVE)) === HAVE) taken.push(row);
      else this.#release(row);
    }
    return taken;
  }

  /** The kernel no longer has the row. */
  deleted(row: number): void {
    const flags = this.#flagsOf(row);
    if ((flags & HAVE) !== 0) this.#kernel--;
    this.#flags[row] = (flags & ~HAVE) | ((flags & WANT) !== 0 ? DIRTY : 0);
    this.#release(row);
  }

  /** The kernel refused to delete the row: it is tried again at the next take. */
  deleteFailed(row: number): void {
    this.#queueDelete(row);
  }

  #flagsOf(row: number): number {
    return this.#flags[row] ?? 0;
  }

  #unwant(row: number): void {
    const flags = this.#flagsOf(row);
    if ((flags & WANT) !== 0) this.#wanted--;
    // The value may never have reached the kernel: what is wanted next is compared with nothing.
    this.#flags[row] = flags & ~(WANT | FAILED);
    if ((flags & HAVE) !== 0) this.#queueDelete(row);
    else this.#release(row);
  }

  #queuePut(row: number): void {
    this.#flags[row] = this.#flagsOf(row) | QUEUED_PUT;
    this.#puts.push(row);
  }

  #queueDelete(row: number): void {
    const flags = this.#flagsOf(row);
    if ((flags & QUEUED_DELETE) !== 0) return;
    this.#flags[row] = flags | QUEUED_DELETE;
    this.#deletes.push(row);
  }

  /** Frees a row that is neither wanted, nor in the kernel, nor on its way there, nor in a queue. */
  #release(row: number): void {
    if ((this.#flagsOf(row) & (WANT | HAVE | IN_FLIGHT | QUEUED_PUT | QUEUED_DELETE)) !== 0) return;
    if ((this.#flagsOf(row) & FREE) !== 0) return;
    this.#keyRows.remove(row);
    this.#flags[row] = FREE;
  }

  #valueEquals(row: number, value: Uint32Array): boolean {
    const at = row * this.valueWords;
    for (let i = 0; i < this.valueWords; i++) if (this.#values[at + i] !== value[i]) return false;
    return true;
  }

  #insert(key: Uint32Array): number {
    const row = this.#keyRows.insert(key);
    if (row >= this.#flags.length) this.#grow();
    this.#values.fill(0, row * this.valueWords, (row + 1) * this.valueWords);
    this.#flags[row] = 0;
    return row;
  }

  #grow(): void {
    const rows = this.#flags.length * 2;
    const values = new Uint32Array(rows * this.valueWords);
    values.set(this.#values);
    this.#values = values;
    const flags = new Uint16Array(rows);
    flags.set(this.#flags);
    this.#flags = flags;
  }
}

/** Somebody wants the entry. */
const WANT = 1;
/** The kernel has the key. */
const HAVE = 2;
/** The kernel does not have this value. */
const DIRTY = 4;
const QUEUED_PUT = 8;
const QUEUED_DELETE = 16;
/** The kernel refused the last write. */
const FAILED = 32;
/** Named by the snapshot that is being taken. */
const MARK = 64;
const FREE = 128;
/** Taken to be written, not answered for yet. */
const IN_FLIGHT = 256;
