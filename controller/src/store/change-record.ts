import protobuf from 'protobufjs/minimal.js';
import { rowBytes, rowCodecs, tableNames } from '../model/tables.js';
import type { Change, CursorMove, Effect, Origin, TableName } from './change.js';

/**
 * Bytes of a change record, in protobuf's wire format:
 *   1 revision (uint64), 2 time in ms (uint64),
 *   3 repeated effect { 1 table (string), 2 id (string), 3 before (bytes), 4 after (bytes) }, an absent row being null,
 *   4 repeated cursor { 1 name (string), 2 value (uint64) },
 *   5 origin { 1 actor (string), 2 method (string), 3 request id (string) }
 */
export function encodeChange(change: Change): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(8).uint64(change.revision);
  writer.uint32(16).uint64(change.timeUnixMs);
  for (const effect of change.effects) {
    writer.uint32(26).fork();
    writer.uint32(10).string(effect.table);
    writer.uint32(18).string(effect.id);
    if (effect.before) writer.uint32(26).bytes(rowBytes(effect.table, effect.before));
    if (effect.after) writer.uint32(34).bytes(rowBytes(effect.table, effect.after));
    writer.ldelim();
  }
  for (const { name, value } of change.cursors ?? []) {
    writer.uint32(34).fork().uint32(10).string(name).uint32(16).uint64(value).ldelim();
  }
  if (change.origin) {
    const { actor, method, requestId } = change.origin;
    writer.uint32(42).fork().uint32(10).string(actor).uint32(18).string(method);
    if (requestId !== '') writer.uint32(26).string(requestId);
    writer.ldelim();
  }
  return writer.finish();
}

/** Inverse of encodeChange. Throws if the bytes are not a change record. */
export function decodeChange(bytes: Uint8Array): Change {
  const reader = protobuf.Reader.create(bytes);
  let revision = 0;
  let timeUnixMs = 0;
  const effects: Effect[] = [];
  const cursors: CursorMove[] = [];
  let origin: Origin | null = null;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        revision = Number(reader.uint64());
        break;
      case 2:
        timeUnixMs = Number(reader.uint64());
        break;
      case 3:
        effects.push(decodeEffect(reader.bytes()));
        break;
      case 4:
        cursors.push(decodeCursor(reader.bytes()));
        break;
      case 5:
        origin = decodeOrigin(reader.bytes());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { revision, timeUnixMs, effects, cursors, ...(origin && { origin }) };
}

function decodeEffect(bytes: Uint8Array): Effect {
  const reader = protobuf.Reader.create(bytes);
  let table = '';
  let id = '';
  let before: Uint8Array | null = null;
  let after: Uint8Array | null = null;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        table = reader.string();
        break;
      case 2:
        id = reader.string();
        break;
      case 3:
        before = reader.bytes();
        break;
      case 4:
        after = reader.bytes();
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  if (!tableNames.includes(table as TableName)) throw new Error(`change record of an unknown table ${table}`);
  const codec = rowCodecs[table as TableName];
  return {
    table,
    id,
    before: before && codec.decode(before),
    after: after && codec.decode(after),
  } as Effect;
}

function decodeCursor(bytes: Uint8Array): CursorMove {
  const reader = protobuf.Reader.create(bytes);
  let name = '';
  let value = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        name = reader.string();
        break;
      case 2:
        value = Number(reader.uint64());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { name, value };
}

function decodeOrigin(bytes: Uint8Array): Origin {
  const reader = protobuf.Reader.create(bytes);
  let actor = '';
  let method = '';
  let requestId = '';
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        actor = reader.string();
        break;
      case 2:
        method = reader.string();
        break;
      case 3:
        requestId = reader.string();
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { actor, method, requestId };
}
