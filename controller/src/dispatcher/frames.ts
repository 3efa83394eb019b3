import { weft } from '../../../proto/gen/codecs.js';
import type { Key, Value } from '../compiler/entry.js';

/**
 * ControllerMessages as bytes, ready to be written. Those with entries are laid out here by hand from slices that were encoded before; the tags
 * are those of sync.proto.
 */
const TAG_SNAPSHOT_CHUNK = 0x1a; // ControllerMessage.snapshot_chunk = 3
const TAG_DELTA = 0x2a; // ControllerMessage.delta = 5
const TAG_CHUNK_PUT = 0x0a; // SnapshotChunk.put = 1
const TAG_DELTA_REVISION = 0x08; // Delta.revision = 1
const TAG_DELTA_REMOVE = 0x12; // Delta.remove = 2
const TAG_DELTA_PUT = 0x1a; // Delta.put = 3
const TAG_DELTA_MORE = 0x20; // Delta.more = 4

/**
 * A frame is closed once it has this many bytes of entries. An entry has less than 1 KB, a security group less than 512 KB (4,096 rules), so frames stay
 * under the protocol's 1 MB.
 */
export const FRAME_TARGET_BYTES = 256 * 1024;

/** Entries of one frame, with the bytes that they take. */
export class FrameContent {
  readonly removes: Key[] = [];
  readonly puts: Value[] = [];
  bytes = 0;
  readonly #targetBytes: number;

  remove(key: Key): void {
    this.removes.push(key);
    this.bytes += 1 + key.length;
  }

  put(value: Value): void {
    this.puts.push(value);
    this.bytes += 1 + value.length;
  }

  constructor(targetBytes: number) {
    this.#targetBytes = targetBytes;
  }

  get full(): boolean {
    return this.bytes >= this.#targetBytes;
  }
}

/** Delta */
export function deltaFrame(revision: number, content: FrameContent, more: boolean): Buffer {
  const bodyLength = 1 + varintLength(revision) + content.bytes + (more ? 2 : 0);
  const frame = Buffer.allocUnsafe(1 + varintLength(bodyLength) + bodyLength);
  frame[0] = TAG_DELTA;
  let at = writeVarint(frame, bodyLength, 1);
  frame[at++] = TAG_DELTA_REVISION;
  at = writeVarint(frame, revision, at);
  at = writeSlices(frame, TAG_DELTA_REMOVE, content.removes, at);
  at = writeSlices(frame, TAG_DELTA_PUT, content.puts, at);
  if (more) {
    frame[at++] = TAG_DELTA_MORE;
    frame[at++] = 1;
  }
  return frame;
}

/** SnapshotChunk */
export function chunkFrame(content: FrameContent): Buffer {
  const frame = Buffer.allocUnsafe(1 + varintLength(content.bytes) + content.bytes);
  frame[0] = TAG_SNAPSHOT_CHUNK;
  writeSlices(frame, TAG_CHUNK_PUT, content.puts, writeVarint(frame, content.bytes, 1));
  return frame;
}

/** Any other message. */
export function messageFrame(message: weft.v1.ControllerMessage.$Properties): Buffer {
  return weft.v1.ControllerMessage.encode(message).finish() as Buffer;
}

function writeSlices(frame: Buffer, tag: number, slices: readonly string[], at: number): number {
  for (const slice of slices) {
    frame[at] = tag;
    at += 1 + frame.write(slice, at + 1, 'latin1');
  }
  return at;
}

/** Bytes of a varint, up to 2^53. */
function varintLength(n: number): number {
  let length = 1;
  while (n >= 0x80) {
    n = Math.floor(n / 0x80);
    length++;
  }
  return length;
}

function writeVarint(frame: Buffer, n: number, at: number): number {
  while (n >= 0x80) {
    frame[at++] = (n % 0x80) | 0x80;
    n = Math.floor(n / 0x80);
  }
  frame[at++] = n;
  return at;
}
