import { crc32 } from 'node:zlib';
import { WeftError } from '../../../../proto/src/errors.js';
import {
  type BackupEnd,
  type BackupHead,
  backupMagic,
  backupVersion,
  entriesOf,
  frameKinds,
  payloadLimit,
  preamble,
} from './format.js';

/** A part of a backup: its head, then entries. */
export type BackupPart = { readonly head: BackupHead } | { readonly entries: [key: string, value: Buffer][] };

/**
 * Reads a backup. Throws STORE_INCOMPATIBLE, after the parts that are right, if the bytes are not a whole backup: another file, of a newer format, damaged,
 * cut off. Memory holds one frame.
 */
export async function* readBackup(source: AsyncIterable<Uint8Array>): AsyncGenerator<BackupPart, void> {
  const input = new Input(source);
  await readPreamble(input);
  let head: BackupHead | null = null;
  let entries = 0;
  for (;;) {
    const payload = await readFrame(input);
    const kind = payload[0];
    if (!head) {
      if (kind !== frameKinds.head) throw bad('it does not begin with its head');
      head = parseHead(payload);
      yield { head };
    } else if (kind === frameKinds.entries) {
      const part = parseEntries(payload);
      entries += part.length;
      yield { entries: part };
    } else if (kind === frameKinds.end) {
      const end = parseJson(payload) as BackupEnd;
      if (end.entries !== entries) throw bad(`it has ${entries} entries; ${end.entries} were written`);
      if ((await input.take(1)) !== null) throw bad('something follows its end');
      return;
    } else throw bad(`a frame is of kind ${kind}, which this version does not know`);
  }
}

async function readPreamble(input: Input): Promise<void> {
  const bytes = await input.take(preamble().length);
  if (!bytes || Buffer.compare(bytes.subarray(0, backupMagic.length), backupMagic) !== 0) {
    throw bad('it is not a backup of weft');
  }
  const version = bytes.readUInt32LE(backupMagic.length);
  if (version !== backupVersion) {
    throw bad(`its format is version ${version}, this version of weft reads ${backupVersion}`);
  }
}

async function readFrame(input: Input): Promise<Buffer> {
  const header = await input.take(8);
  if (!header) throw bad('it is cut off');
  const length = header.readUInt32LE(0);
  if (length < 1 || length > payloadLimit) throw bad(`a frame of ${length} bytes can't be`);
  const payload = await input.take(length);
  if (!payload) throw bad('it is cut off');
  if (crc32(payload) !== header.readUInt32LE(4)) throw bad('the checksum of a frame is wrong');
  return payload;
}

function parseHead(payload: Buffer): BackupHead {
  const { schema, clusterId, epoch, revision } = parseJson(payload) as BackupHead;
  if (typeof clusterId !== 'string' || typeof epoch !== 'string' || !(schema >= 1) || !(revision >= 0)) {
    throw bad('its head lacks what identifies the store');
  }
  return { schema, clusterId, epoch, revision };
}

function parseEntries(payload: Buffer): [string, Buffer][] {
  try {
    return [...entriesOf(payload)];
  } catch (error) {
    throw bad((error as Error).message);
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return Object(JSON.parse(payload.toString('utf8', 1)));
  } catch (error) {
    throw bad((error as Error).message);
  }
}

function bad(why: string): WeftError {
  return new WeftError('STORE_INCOMPATIBLE', `can't use the backup: ${why}`);
}

/** Takes exact numbers of bytes from pieces of any size. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffered: Uint8Array[] = [];
  #size = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next `count` bytes; null if the source has fewer. */
  async take(count: number): Promise<Buffer | null> {
    while (this.#size < count) {
      const { value, done } = await this.#source.next();
      if (done) return null;
      this.#buffered.push(value);
      this.#size += value.length;
    }
    const all = Buffer.concat(this.#buffered);
    this.#buffered = [all.subarray(count)];
    this.#size -= count;
    return all.subarray(0, count);
  }
}
