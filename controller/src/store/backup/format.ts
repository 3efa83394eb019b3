import { crc32 } from 'node:zlib';

/**
 * A backup file:
 *
 *   "weft backup\n", version of the format (uint32)
 *   frames: length of the payload (uint32), CRC-32 of the payload (uint32, IEEE 802.3), payload
 *
 * Integers are little-endian. The first byte of a payload is its kind:
 *
 *   1  head: BackupHead as JSON. The first frame
 *   2  entries of the database in order of keys, each one: length of the key (uint32), length of the value (uint32), key, value
 *   3  end: BackupEnd as JSON. The last frame; nothing follows. A file without it is a part of a backup
 */
export const backupMagic = Buffer.from('weft backup\n');
export const backupVersion = 1;
export const frameKinds = { head: 1, entries: 2, end: 3 } as const;

/** Bytes of the largest payload that a reader accepts. A writer's are about `framePayload`, or as large as one entry. */
export const payloadLimit = 256 * 1024 * 1024;
/** Bytes of entries after which a writer begins another frame. */
export const framePayload = 256 * 1024;

/** Where a backup is from. */
export interface BackupHead {
  readonly schema: number;
  readonly clusterId: string;
  readonly epoch: string;
  readonly revision: number;
}

export interface BackupEnd {
  /** Entries in the file. */
  readonly entries: number;
}

/** What a file begins with. */
export function preamble(): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32LE(backupVersion);
  return Buffer.concat([backupMagic, version]);
}

export function frame(kind: number, parts: readonly Uint8Array[]): Buffer {
  const payload = Buffer.concat([Uint8Array.of(kind), ...parts]);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(payload.length, 0);
  header.writeUInt32LE(crc32(payload), 4);
  return Buffer.concat([header, payload]);
}

export function jsonFrame(kind: number, value: BackupHead | BackupEnd): Buffer {
  return frame(kind, [Buffer.from(JSON.stringify(value))]);
}

/** An entry as it is in a payload. */
export function entryBytes(key: string, value: Uint8Array): Buffer {
  const name = Buffer.from(key);
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(name.length, 0);
  lengths.writeUInt32LE(value.length, 4);
  return Buffer.concat([lengths, name, value]);
}

/** The entries of a payload of kind `entries`, which begins behind the byte of its kind. Throws if they do not fill it exactly. */
export function* entriesOf(payload: Buffer): Generator<[key: string, value: Buffer]> {
  for (let at = 1; at < payload.length; ) {
    if (at + 8 > payload.length) throw new Error('an entry is cut off');
    const keyEnd = at + 8 + payload.readUInt32LE(at);
    const end = keyEnd + payload.readUInt32LE(at + 4);
    if (end > payload.length) throw new Error('an entry is longer than its frame');
    yield [payload.toString('utf8', at + 8, keyEnd), payload.subarray(keyEnd, end)];
    at = end;
  }
}
