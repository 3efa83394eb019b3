import { shortFloat } from './short-float.js';

/**
 * What the page's picture has of one end of a tunnel, 8 bytes, little endian:
 *   u16 from, u16 to             indexes of nodes, in the newest NODES frame
 *   u16 rtt                      microseconds, right to 1/2,048; 0: not known
 *   u16 loss (13), state (3)     millionths of packets lost on the way to `to`, right to 1/512; state 0: the view is no more
 */
export interface ViewRecord {
  readonly from: number;
  readonly to: number;
  /** weft.v1.TunnelState. */
  readonly state: number;
  readonly rttUs: number;
  readonly lossPpm: number;
}

export const VIEW_BYTES = 8;
/** Nodes beyond are not in the picture. */
export const PICTURE_NODES_MAX = 65_536;
/** A view that is no more. */
export const VIEW_GONE = 0;

const rttCode = shortFloat(16, 11);
const lossCode = shortFloat(13, 9);

/** Names a view in one number below 2^32. */
export function viewKey(from: number, to: number): number {
  return from * PICTURE_NODES_MAX + to;
}

export function keyFrom(key: number): number {
  return key >>> 16;
}

export function keyTo(key: number): number {
  return key & 0xffff;
}

/** State and figures of a view in one number below 2^32: what a record has behind its indexes. */
export function viewValue(state: number, rttUs: number, lossPpm: number): number {
  return ((state << 29) | (lossCode.encode(lossPpm) << 16) | rttCode.encode(rttUs)) >>> 0;
}

export function stateOfValue(value: number): number {
  return value >>> 29;
}

export function rttUsOfValue(value: number): number {
  return rttCode.decode(value & 0xffff);
}

export function lossPpmOfValue(value: number): number {
  return lossCode.decode((value >>> 16) & 0x1fff);
}

/** Writes the record with this key and value. */
export function writeRecord(bytes: DataView, at: number, key: number, value: number): void {
  bytes.setUint16(at, keyFrom(key), true);
  bytes.setUint16(at + 2, keyTo(key), true);
  bytes.setUint32(at + 4, value, true);
}

/** Calls back with key and value of each record. Throws if the bytes are no whole number of them. */
export function readRecords(bytes: Uint8Array, each: (key: number, value: number) => void): void {
  if (bytes.byteLength % VIEW_BYTES !== 0) throw new Error(`${bytes.byteLength} bytes are no views`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.byteLength; at += VIEW_BYTES) {
    each(viewKey(view.getUint16(at, true), view.getUint16(at + 2, true)), view.getUint32(at + 4, true));
  }
}
