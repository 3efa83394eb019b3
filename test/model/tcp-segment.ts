/** A TCP segment (RFC 9293 section 3.1), as much as one between the hosts looks at. */
export interface Segment {
  readonly syn: boolean;
  readonly ack: boolean;
  readonly fin: boolean;
  readonly rst: boolean;
  readonly sequence: number;
  /** Behind its last number: data, SYN and FIN count. */
  readonly end: number;
  readonly acknowledged: number;
  /** As on the wire. */
  readonly window: number;
  /** Window scale option (RFC 7323); null: it has none. */
  readonly scale: number | null;
  /** The first fragment of a datagram: what else it has is not seen. */
  readonly isPartial: boolean;
}

export const TCP_HEADER_BYTES = 20;
/** RFC 7323 section 2.3. */
export const SCALE_MAX = 14;

/** Null: its header is not all there. */
export function readSegment(l4: Buffer, isPartial: boolean): Segment | null {
  if (l4.length < TCP_HEADER_BYTES) return null;
  const headerLength = ((l4[12] ?? 0) >> 4) * 4;
  if (headerLength < TCP_HEADER_BYTES || headerLength > l4.length) return null;
  const flags = l4[13] ?? 0;
  const [fin, syn, rst, ack] = [1, 2, 4, 16].map((bit) => (flags & bit) !== 0) as [boolean, boolean, boolean, boolean];
  const sequence = l4.readUInt32BE(4);
  const numbers = l4.length - headerLength + (syn ? 1 : 0) + (fin ? 1 : 0);
  return {
    ...{ syn, ack, fin, rst, sequence },
    end: (sequence + numbers) >>> 0,
    acknowledged: ack ? l4.readUInt32BE(8) : 0,
    window: l4.readUInt16BE(14),
    scale: syn ? scaleOf(l4.subarray(TCP_HEADER_BYTES, headerLength)) : null,
    isPartial,
  };
}

function scaleOf(options: Buffer): number | null {
  for (let at = 0; at < options.length; ) {
    const kind = options[at] ?? 0;
    const length = kind === 1 ? 1 : (options[at + 1] ?? 0);
    if (kind === 0 || length === 0) return null;
    if (kind === 3) return Math.min(options[at + 2] ?? 0, SCALE_MAX);
    at += length;
  }
  return null;
}

/** Do hosts send such a combination of flags? */
export function isSensible({ syn, ack, fin, rst }: Segment): boolean {
  const count = [syn, fin, rst].filter(Boolean).length;
  return count <= 1 && (ack || (!fin && count === 1));
}

/** How far one number is behind another, modulo 2^32: below zero if it is before. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}
