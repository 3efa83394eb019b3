import { crc32 } from 'node:zlib';

/**
 * The journal's format. A file is a header and records:
 *
 *   header  8 bytes magic "weftjrnl", u32 format version, u32 CRC-32 of the 12 bytes before
 *   record  u32 length of the payload, u32 CRC-32 of (length, payload), payload
 *
 * Numbers are little endian. A payload is a weft.v1.ControllerMessage as it came from the controller (or as compaction wrote
 * it): Welcome (cluster, epoch), SnapshotBegin, chunks, SnapshotEnd, then deltas. So a record means what the protocol says, and
 * the file is right up to any SnapshotEnd or Delta without `more`.
 */
export const FORMAT_VERSION = 1;
export const HEADER_BYTES = 16;
export const RECORD_HEAD_BYTES = 8;
/** Longest payload. Frames are under 1 MB; four times that is damage. */
export const PAYLOAD_MAX_BYTES = 4 << 20;

const MAGIC = Buffer.from('weftjrnl', 'latin1');

export function encodeHeader(version: number = FORMAT_VERSION): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(version, 8);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  return header;
}

/** The format version in a header; null if it is not a journal's. */
export function readHeader(bytes: Buffer): number | null {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, 8).equals(MAGIC)) return null;
  if (bytes.readUInt32LE(12) !== crc32(bytes.subarray(0, 12))) return null;
  return bytes.readUInt32LE(8);
}

/** The 8 bytes before a payload. RangeError if it is longer than PAYLOAD_MAX_BYTES. */
export function encodeRecordHead(payload: Uint8Array): Buffer {
  if (payload.length > PAYLOAD_MAX_BYTES) {
    throw new RangeError(`a journal record of ${payload.length} bytes; the limit is ${PAYLOAD_MAX_BYTES}`);
  }
  const head = Buffer.alloc(RECORD_HEAD_BYTES);
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt32LE(crc32(payload, crc32(head.subarray(0, 4))), 4);
  return head;
}

/** What stands at an offset of a journal. */
export type RecordOutcome =
  | { readonly kind: 'record'; readonly payload: Buffer; readonly next: number }
  /** The end, exactly after a record. */
  | { readonly kind: 'end' }
  /** A record that was not written to its end: what a crash leaves. */
  | { readonly kind: 'torn' }
  /** A record that is whole by its length but not by its checksum, with more behind it: not a crash's doing. */
  | { readonly kind: 'damaged' };

/** Reads a file's record at `offset` through `read`, which gives fewer bytes than asked for only at the end of the file. */
export function readRecord(
  read: (offset: number, length: number) => Buffer,
  fileBytes: number,
  offset: number,
): RecordOutcome {
  if (offset === fileBytes) return { kind: 'end' };
  const head = read(offset, RECORD_HEAD_BYTES);
  if (head.length < RECORD_HEAD_BYTES) return { kind: 'torn' };
  // Taken out before the next read, which may reuse the buffer.
  const length = head.readUInt32LE(0);
  const sum = head.readUInt32LE(4);
  const headSum = crc32(head.subarray(0, 4));
  const next = offset + RECORD_HEAD_BYTES + length;
  if (next > fileBytes) return { kind: 'torn' };
  if (length > PAYLOAD_MAX_BYTES) return { kind: 'damaged' };
  const payload = read(offset + RECORD_HEAD_BYTES, length);
  if (sum !== crc32(payload, headSum)) {
    return next === fileBytes ? { kind: 'torn' } : { kind: 'damaged' };
  }
  return { kind: 'record', payload, next };
}
