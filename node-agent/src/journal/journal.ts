import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';
import { WeftError } from '../../../proto/src/errors.js';
import { renameDurably } from '../durable-file.js';
import { type Frame, readFrame } from '../session/frame.js';
import {
  encodeHeader,
  encodeRecordHead,
  FORMAT_VERSION,
  HEADER_BYTES,
  readHeader,
  readRecord,
} from './journal-file.js';

/** Which state a journal holds: Hello's cluster_id, epoch and revision. */
export interface JournalPosition {
  readonly clusterId: string;
  readonly epoch: string;
  readonly revision: number;
}

/** What opening found. */
export type JournalCondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'complete'; readonly position: JournalPosition; readonly cutBytes: number }
  | { readonly kind: 'damaged'; readonly movedTo: string; readonly why: string };

/**
 * The last good state on disk: the frames that led to it, appended as they came, before any map is written and before they are
 * acknowledged. A full snapshot goes to a new file, which replaces the old one at SnapshotEnd; compaction does the same with a
 * snapshot of our own. So the file always begins with a complete snapshot, and a crash at any byte leaves a state that was
 * right: what follows the last SnapshotEnd or Delta without `more` is cut when the file is opened.
 *
 * Appends are not synced: they survive the death of the process, not the loss of power. After a loss of power the state is one
 * that was right earlier (or none), and the controller sends what is missing. Replacement is synced before the rename.
 */
export class Journal {
  readonly #directory: string;
  #fd: number | null = null;
  #bytes = 0;
  /** Frames of a delta were appended, and not yet its last one. */
  #deltaOpen = false;
  #next: { fd: number; bytes: number } | null = null;
  position: JournalPosition | null = null;
  /**
   * Another version of the agent wrote the state. It may have kept less of the entries than this one needs: what it holds is programmed, and the
   * controller is asked for all.
   */
  byAnotherVersion = false;
  readonly #version: string;

  /** `version` of the agent. */
  constructor(stateDirectory: string, version = '') {
    this.#directory = stateDirectory;
    this.#version = version;
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  }

  get #path(): string {
    return join(this.#directory, 'journal');
  }

  get #nextPath(): string {
    return join(this.#directory, 'journal.new');
  }

  /** Holds the version of the agent that wrote the state. */
  get #writerPath(): string {
    return join(this.#directory, 'journal-version');
  }

  #writer(): string {
    return existsSync(this.#writerPath) ? readFileSync(this.#writerPath, 'utf8').trim() : '';
  }

  /** Bytes of the file that holds the state. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Has the file outgrown what a snapshot of the state would take? Never inside a delta: the state is right for no revision then.
   * `snapshotBytes` is that of the state as it is now, about: what a large delta brought is no reason to write it a second time.
   */
  wantsCompaction(snapshotBytes: number): boolean {
    if (this.#next !== null || this.#fd === null || this.#deltaOpen) return false;
    return this.#bytes > 2 * snapshotBytes + COMPACTION_SLACK_BYTES;
  }

  /**
   * Reads what is there and gives the frames of the last complete state to `apply`, in order. A torn tail is cut. A damaged file is moved
   * aside. STORE_INCOMPATIBLE if a newer version wrote it: then nothing is touched.
   */
  async open(apply: (frame: Frame) => void | Promise<void>): Promise<JournalCondition> {
    rmSync(this.#nextPath, { force: true });
    if (!existsSync(this.#path)) return { kind: 'none' };
    const fd = openSync(this.#path, 'a+');
    try {
      const fileBytes = fstatSync(fd).size;
      const read = pieceReader(fd);
      const version = readHeader(read(0, HEADER_BYTES));
      if (version !== null && version > FORMAT_VERSION) {
        throw new WeftError(
          'STORE_INCOMPATIBLE',
          `${this.#path} has format ${version}, this agent knows ${FORMAT_VERSION}: a newer agent wrote it`,
        );
      }
      const scan =
        version === null ? ({ damage: 'the header is not a journal header' } as const) : this.#scan(read, fileBytes);
      if ('damage' in scan) return this.#moveAside(scan.damage);
      for (let offset = HEADER_BYTES; offset < scan.completeBytes; ) {
        const record = readRecord(read, fileBytes, offset);
        if (record.kind !== 'record') throw new Error(`${this.#path} changed while it was read`);
        // A copy: the state may keep views of a frame, and pieces are read into one buffer.
        await apply(readFrame(Buffer.from(record.payload)));
        offset = record.next;
      }
      if (scan.completeBytes < fileBytes) ftruncateSync(fd, scan.completeBytes);
      this.#fd = fd;
      this.#bytes = scan.completeBytes;
      this.position = scan.position;
      this.byAnotherVersion = this.#writer() !== this.#version;
      return { kind: 'complete', position: scan.position, cutBytes: fileBytes - scan.completeBytes };
    } finally {
      if (this.#fd !== fd) closeSync(fd);
    }
  }

  /** Finds the end of the last complete state. */
  #scan(
    read: (offset: number, length: number) => Buffer,
    fileBytes: number,
  ): { position: JournalPosition; completeBytes: number } | { damage: string } {
    let origin: { clusterId: string; epoch: string } | null = null;
    let position: JournalPosition | null = null;
    let completeBytes = 0;
    let hasSnapshot = false;
    for (let offset = HEADER_BYTES; ; ) {
      const record = readRecord(read, fileBytes, offset);
      if (record.kind === 'damaged') return { damage: `the record at byte ${offset} fails its checksum` };
      if (record.kind !== 'record') break;
      offset = record.next;
      let frame: Frame;
      try {
        frame = readFrame(record.payload);
      } catch (error) {
        return { damage: `the record before byte ${offset} is not a frame: ${String(error)}` };
      }
      if (frame.kind === 'welcome') origin = frame.welcome;
      if (frame.kind !== 'snapshotEnd' && (frame.kind !== 'delta' || frame.more)) continue;
      if (!origin) continue;
      if (frame.kind === 'snapshotEnd') hasSnapshot = true;
      if (!hasSnapshot) return { damage: 'it begins with a delta' };
      position = { clusterId: origin.clusterId, epoch: origin.epoch, revision: frame.revision };
      completeBytes = offset;
    }
    if (!position) return { damage: 'it holds no complete snapshot' };
    return { position, completeBytes };
  }

  #moveAside(why: string): JournalCondition {
    const movedTo = `${this.#path}.damaged`;
    renameSync(this.#path, movedTo);
    return { kind: 'damaged', movedTo, why };
  }

  /** Begins a new file, which replaces the old one at `commitSnapshot`. What an earlier one left is dropped. */
  beginSnapshot(welcome: Uint8Array): void {
    this.abandonSnapshot();
    const fd = openSync(this.#nextPath, 'w', 0o600);
    this.#next = { fd, bytes: writeAll(fd, [encodeHeader()]) };
    this.append(welcome);
  }

  /** Gives up a snapshot that did not end: the old state stays. */
  abandonSnapshot(): void {
    if (!this.#next) return;
    closeSync(this.#next.fd);
    this.#next = null;
    rmSync(this.#nextPath, { force: true });
  }

  /** Appends a frame, to the new file while a snapshot is being taken. */
  append(frame: Uint8Array): void {
    const buffers = [encodeRecordHead(frame), frame];
    if (this.#next) this.#next.bytes += writeAll(this.#next.fd, buffers);
    else if (this.#fd !== null) {
      this.#deltaOpen = true;
      this.#bytes += writeAll(this.#fd, buffers);
    } else throw new Error('a delta without a snapshot before it');
  }

  /** The snapshot is complete: it is the state from now on. */
  commitSnapshot(position: JournalPosition): void {
    if (!this.#next) throw new Error('no snapshot was begun');
    fdatasyncSync(this.#next.fd);
    // Without the file the writer is unknown, which costs a snapshot; with a wrong one an entry could be missed.
    const isOther = this.#writer() !== this.#version;
    if (isOther) rmSync(this.#writerPath, { force: true });
    renameDurably(this.#nextPath, this.#path);
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = this.#next.fd;
    this.#bytes = this.#next.bytes;
    this.#next = null;
    this.#deltaOpen = false;
    this.position = position;
    if (isOther) writeFileSync(this.#writerPath, `${this.#version}\n`, { mode: 0o600 });
    this.byAnotherVersion = false;
  }

  /** A delta without `more` was appended. */
  commitDelta(revision: number): void {
    if (!this.position) throw new Error('a delta without a snapshot before it');
    this.position = { ...this.position, revision };
    this.#deltaOpen = false;
  }

  close(): void {
    this.abandonSnapshot();
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}

/** Growth that is not worth a compaction. */
const COMPACTION_SLACK_BYTES = 1 << 20;

/** Reads through a window, so that a record costs no system call of its own. A buffer is valid until the next call. */
function pieceReader(fd: number): (offset: number, length: number) => Buffer {
  const window = Buffer.allocUnsafe(8 << 20);
  let start = 0;
  let filled = 0;
  return (offset, length) => {
    if (offset < start || offset + length > start + filled) {
      start = offset;
      filled = readSync(fd, window, 0, window.length, offset);
      // A regular file gives less than asked for only at its end.
    }
    return window.subarray(offset - start, Math.min(offset - start + length, filled));
  };
}

function writeAll(fd: number, buffers: readonly Uint8Array[]): number {
  const total = buffers.reduce((sum, b) => sum + b.length, 0);
  let written = writevSync(fd, buffers as Uint8Array[]);
  while (written < total) {
    const rest = Buffer.concat(buffers).subarray(written);
    written += writevSync(fd, [rest]);
  }
  return total;
}
