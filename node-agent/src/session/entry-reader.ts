import { Reader } from 'protobufjs/minimal.js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Frame } from './frame.js';

/**
 * Walks the entries of a chunk or delta. The three kinds that come by the million (FDB entry, neighbor entry, member) are
 * read in place, without an object each; byte views given to the sink are valid during the call only.
 */
export interface EntrySink {
  /** `groupIds` is the sink's to keep. */
  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number, groupIds: readonly number[]): void;
  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void;
  putMember(vni: number, vtepId: number, acceptOnly: boolean): void;
  /** Every other kind. One that this agent does not know has none of the fields, and its bytes as `$unknowns`. */
  putOther(entry: weft.v1.Entry): void;
  /** A key of a kind that this agent does not know is as such an entry is. */
  remove(key: weft.v1.EntryKey): void;
}

/** Reads the entries of a frame into `sink`: all removals first, then the puts, each in the frame's order. Returns the number of puts. */
export function readEntries(frame: Extract<Frame, { kind: 'snapshotChunk' | 'delta' }>, sink: EntrySink): number {
  let puts = 0;
  try {
    if (frame.kind === 'delta') {
      eachField(frame.body, DELTA_REMOVE, (reader, end) => {
        sink.remove(weft.v1.EntryKey.decode(reader, end - reader.pos));
      });
    }
    eachField(frame.body, frame.kind === 'delta' ? DELTA_PUT : CHUNK_PUT, (reader, end) => {
      puts++;
      readEntry(reader, end, sink);
    });
    return puts;
  } catch (cause) {
    if (cause instanceof WeftError) throw cause;
    throw new WeftError('PROTOCOL_VIOLATION', `entries can't be decoded: ${String(cause)}`, { cause });
  }
}

/** Calls back at the start of each length-delimited field with number `field`; `end` is the offset after it. */
function eachField(bytes: Uint8Array, field: number, visit: (reader: Reader, end: number) => void): void {
  const reader = Reader.create(bytes);
  // An entry of a kind that only a later version knows keeps its bytes.
  reader.discardUnknown = false;
  const wanted = (field << 3) | LENGTH_DELIMITED;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === wanted) {
      const end = endOfField(reader);
      visit(reader, end);
      reader.pos = end;
    } else {
      reader.skipType(tag & 7);
    }
  }
}

function endOfField(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError(`field ends at ${end} of ${reader.len} bytes`);
  return end;
}

function readEntry(reader: Reader, end: number, sink: EntrySink): void {
  const start = reader.pos;
  const tag = start < end ? reader.uint32() : 0;
  const kind = tag >>> 3;
  if ((tag & 7) === LENGTH_DELIMITED && kind >= ENTRY_FDB && kind <= ENTRY_MEMBER) {
    const bodyEnd = endOfField(reader);
    // Anything after the body (a field of a later version) leaves it to the general decoder.
    if (bodyEnd === end) {
      if (kind === ENTRY_FDB) readFdb(reader, end, sink);
      else if (kind === ENTRY_NEIGHBOR) readNeighbor(reader, end, sink);
      else readMember(reader, end, sink);
      return;
    }
  }
  reader.pos = start;
  putDecoded(weft.v1.Entry.decode(reader, end - start), sink);
}

function putDecoded(entry: weft.v1.Entry, sink: EntrySink): void {
  const { fdb, neighbor, member } = entry;
  if (fdb) sink.putFdb(fdb.vni ?? 0, fdb.mac ?? NO_BYTES, fdb.vtepId ?? 0, fdb.datapathId ?? 0, fdb.groupIds ?? []);
  else if (neighbor) sink.putNeighbor(neighbor.vni ?? 0, neighbor.address?.bytes ?? NO_BYTES, neighbor.mac ?? NO_BYTES);
  else if (member) sink.putMember(member.vni ?? 0, member.vtepId ?? 0, member.acceptOnly ?? false);
  else sink.putOther(entry);
}

function readFdb(reader: Reader, end: number, sink: EntrySink): void {
  let vni = 0;
  let mac = NO_BYTES;
  let vtepId = 0;
  let datapathId = 0;
  let groupIds: number[] | null = null;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === VARINT_1) vni = reader.uint32();
    else if (tag === BYTES_2) mac = reader.bytes();
    else if (tag === VARINT_3) vtepId = reader.uint32();
    else if (tag === VARINT_4) datapathId = reader.uint32();
    else if (tag === BYTES_5) {
      groupIds ??= [];
      for (const packedEnd = endOfField(reader); reader.pos < packedEnd; ) groupIds.push(reader.uint32());
    } else if (tag === VARINT_5) {
      groupIds ??= [];
      groupIds.push(reader.uint32());
    } else reader.skipType(tag & 7);
  }
  requireAt(reader, end);
  sink.putFdb(vni, mac, vtepId, datapathId, groupIds ?? NO_GROUPS);
}

function readNeighbor(reader: Reader, end: number, sink: EntrySink): void {
  let vni = 0;
  let address = NO_BYTES;
  let mac = NO_BYTES;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === VARINT_1) vni = reader.uint32();
    else if (tag === BYTES_2) address = readAddress(reader);
    else if (tag === BYTES_3) mac = reader.bytes();
    else reader.skipType(tag & 7);
  }
  requireAt(reader, end);
  sink.putNeighbor(vni, address, mac);
}

/** IpAddress.bytes of the embedded message at the reader. */
function readAddress(reader: Reader): Uint8Array {
  const end = endOfField(reader);
  let bytes = NO_BYTES;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === BYTES_1) bytes = reader.bytes();
    else reader.skipType(tag & 7);
  }
  requireAt(reader, end);
  return bytes;
}

function readMember(reader: Reader, end: number, sink: EntrySink): void {
  let vni = 0;
  let vtepId = 0;
  let acceptOnly = false;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === VARINT_1) vni = reader.uint32();
    else if (tag === VARINT_2) vtepId = reader.uint32();
    else if (tag === VARINT_3) acceptOnly = reader.bool();
    else reader.skipType(tag & 7);
  }
  requireAt(reader, end);
  sink.putMember(vni, vtepId, acceptOnly);
}

function requireAt(reader: Reader, end: number): void {
  if (reader.pos !== end) throw new RangeError(`entry ends at ${reader.pos}, its length says ${end}`);
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const DELTA_REMOVE = 2;
const DELTA_PUT = 3;
const CHUNK_PUT = 1;
const ENTRY_FDB = 5;
const ENTRY_NEIGHBOR = 6;
const ENTRY_MEMBER = 7;
const VARINT_1 = (1 << 3) | VARINT;
const VARINT_2 = (2 << 3) | VARINT;
const VARINT_3 = (3 << 3) | VARINT;
const VARINT_4 = (4 << 3) | VARINT;
const VARINT_5 = (5 << 3) | VARINT;
const BYTES_1 = (1 << 3) | LENGTH_DELIMITED;
const BYTES_2 = (2 << 3) | LENGTH_DELIMITED;
const BYTES_3 = (3 << 3) | LENGTH_DELIMITED;
const BYTES_5 = (5 << 3) | LENGTH_DELIMITED;
const NO_GROUPS: readonly number[] = [];
const NO_BYTES: Uint8Array = new Uint8Array(0);
