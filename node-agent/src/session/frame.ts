import { Reader } from 'protobufjs/minimal.js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';

/**
 * A ControllerMessage as the agent handles it: the head decoded, entries still bytes. The bytes go to the journal as they came;
 * entry-reader.ts walks them without an object per entry.
 */
export type Frame =
  | { readonly kind: 'welcome'; readonly bytes: Uint8Array; readonly welcome: weft.v1.Welcome }
  | {
      readonly kind: 'snapshotBegin';
      readonly bytes: Uint8Array;
      readonly revision: number;
      readonly entryCount: number;
    }
  | { readonly kind: 'snapshotChunk'; readonly bytes: Uint8Array; readonly body: Uint8Array }
  | { readonly kind: 'snapshotEnd'; readonly bytes: Uint8Array; readonly revision: number; readonly entryCount: number }
  | {
      readonly kind: 'delta';
      readonly bytes: Uint8Array;
      readonly body: Uint8Array;
      readonly revision: number;
      readonly more: boolean;
    }
  /** Not of the state: another node asks for connections of a port, or tells them. */
  | { readonly kind: 'connectionsWanted'; readonly bytes: Uint8Array; readonly wanted: weft.v1.ConnectionsWanted }
  | { readonly kind: 'connections'; readonly bytes: Uint8Array; readonly states: weft.v1.ConnectionStates }
  /** A message that a later version has and that may be ignored: one that may not needs another protocol version. */
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array };

/** Reads a frame. PROTOCOL_VIOLATION if the bytes are no ControllerMessage, or an empty one. */
export function readFrame(bytes: Uint8Array): Frame {
  try {
    return read(bytes);
  } catch (cause) {
    if (cause instanceof WeftError) throw cause;
    throw new WeftError('PROTOCOL_VIOLATION', `frame of ${bytes.length} bytes can't be decoded: ${String(cause)}`, {
      cause,
    });
  }
}

function read(bytes: Uint8Array): Frame {
  const reader = Reader.create(bytes);
  let frame: Frame | null = null;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if ((tag & 7) !== LENGTH_DELIMITED) {
      reader.skipType(tag & 7);
      continue;
    }
    const body = reader.bytes();
    switch (tag >>> 3) {
      case 1:
        frame = { kind: 'welcome', bytes, welcome: weft.v1.Welcome.decode(body) };
        break;
      case 2: {
        const { revision, entryCount } = weft.v1.SnapshotBegin.decode(body);
        frame = { kind: 'snapshotBegin', bytes, revision, entryCount };
        break;
      }
      case 3:
        frame = { kind: 'snapshotChunk', bytes, body };
        break;
      case 4: {
        const { revision, entryCount } = weft.v1.SnapshotEnd.decode(body);
        frame = { kind: 'snapshotEnd', bytes, revision, entryCount };
        break;
      }
      case 5:
        frame = { kind: 'delta', bytes, body, ...readDeltaHead(body) };
        break;
      case 6:
        frame = { kind: 'connectionsWanted', bytes, wanted: weft.v1.ConnectionsWanted.decode(body) };
        break;
      case 7:
        frame = { kind: 'connections', bytes, states: weft.v1.ConnectionStates.decode(body) };
        break;
    }
  }
  if (bytes.length === 0) throw new WeftError('PROTOCOL_VIOLATION', 'an empty frame');
  return frame ?? { kind: 'unknown', bytes };
}

/** Delta.revision and Delta.more, skipping the entries. */
function readDeltaHead(body: Uint8Array): { revision: number; more: boolean } {
  const reader = Reader.create(body);
  let revision = 0;
  let more = false;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | VARINT)) revision = Number(reader.uint64());
    else if (tag === ((4 << 3) | VARINT)) more = reader.bool();
    else reader.skipType(tag & 7);
  }
  return { revision, more };
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
