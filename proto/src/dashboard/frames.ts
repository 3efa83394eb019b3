/**
 * What GET /data/stream answers, without end: frames of u32 length of the payload, u32 kind (little endian), payload. The first frames are NODES,
 * STATUS and INCIDENTS, then RESET, VIEWS with every view, and SYNCED; from then on each kind when it changes. Who was too slow for the changes gets
 * RESET and everything again. A kind that a page does not know is skipped.
 */
export const FrameKind = {
  /** JSON: ids of nodes by index, '' where there is none. An index that has another id than before has lost its views. */
  NODES: 1,
  /** ViewRecords. */
  VIEWS: 2,
  /** Nothing: all views have been told. */
  SYNCED: 3,
  /** JSON: PictureStatus. At least every STATUS_MS. */
  STATUS: 4,
  /** JSON: OpenIncidents. */
  INCIDENTS: 5,
  /** Nothing: forget all views. They are told anew until SYNCED. */
  RESET: 6,
} as const;

/** A stream that is silent for three times as long is dead, in milliseconds. */
export const STATUS_MS = 5_000;

const HEADER_BYTES = 8;
/** Ids of 65,536 nodes fit. */
export const FRAME_BYTES_MAX = 8 * 1024 * 1024;

export interface Frame {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** A frame with room for a payload, which is to be filled in. */
export function emptyFrame(kind: number, payloadBytes: number): { frame: Uint8Array; payload: Uint8Array } {
  if (payloadBytes > FRAME_BYTES_MAX)
    throw new Error(`a frame of ${payloadBytes} bytes; the limit is ${FRAME_BYTES_MAX}`);
  const frame = new Uint8Array(HEADER_BYTES + payloadBytes);
  const header = new DataView(frame.buffer);
  header.setUint32(0, payloadBytes, true);
  header.setUint32(4, kind, true);
  return { frame, payload: frame.subarray(HEADER_BYTES) };
}

export function jsonFrame(kind: number, value: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const { frame, payload } = emptyFrame(kind, text.byteLength);
  payload.set(text);
  return frame;
}

/** What a frame of JSON says. */
export function jsonOf<T>(payload: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(payload)) as T;
}

/** Takes a stream apart into frames, whatever pieces it comes in. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** Frames that are complete with these bytes. Throws if the stream is none of ours. */
  push(bytes: Uint8Array): Frame[] {
    const all = this.#rest.byteLength === 0 ? bytes : joined(this.#rest, bytes);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const frames: Frame[] = [];
    let at = 0;
    while (all.byteLength - at >= HEADER_BYTES) {
      const length = view.getUint32(at, true);
      if (length > FRAME_BYTES_MAX) throw new Error(`a frame says that it has ${length} bytes`);
      const end = at + HEADER_BYTES + length;
      if (end > all.byteLength) break;
      frames.push({ kind: view.getUint32(at + 4, true), payload: all.subarray(at + HEADER_BYTES, end) });
      at = end;
    }
    this.#rest = all.slice(at);
    return frames;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.byteLength + b.byteLength);
  both.set(a);
  both.set(b, a.byteLength);
  return both;
}
