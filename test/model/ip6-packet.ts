/** An IPv6 packet in a frame, its extension headers walked (RFC 8200 section 4). */
export interface Ip6Packet {
  /** As hex. */
  readonly source: string;
  readonly destination: string;
  readonly hopLimit: number;
  /** L3, as its header says. */
  readonly length: number;
  /** Behind the extension headers. */
  readonly protocol: number;
  readonly l4: Buffer;
  /** In the frame. */
  readonly l4Offset: number;
  /** Of ICMPv6; -1 where there is none. */
  readonly type: number;
  readonly isFragment: boolean;
  readonly isLaterFragment: boolean;
  /** What a fragment header says, in bytes; `length`: of all that is behind it. */
  readonly fragment: {
    readonly identification: number;
    readonly offset: number;
    readonly length: number;
    readonly more: boolean;
  } | null;
}

const HOP_BY_HOP = 0;
const FRAGMENT = 44;
const EXTENSIONS = [HOP_BY_HOP, 43, FRAGMENT, 60];
const EXTENSIONS_MAX = 8;

/** The packet, or why it is none. */
export function readIp6(frame: Buffer): Ip6Packet | 'TRUNCATED' | 'IP_MALFORMED' {
  if (frame.length < 54) return 'TRUNCATED';
  if ((frame[14] ?? 0) >> 4 !== 6) return 'IP_MALFORMED';
  const end = 54 + frame.readUInt16BE(18);
  if (end > frame.length) return 'TRUNCATED';
  let protocol = frame[20] ?? 0;
  let at = 54;
  let fragment: Ip6Packet['fragment'] = null;
  let isLaterFragment = false;
  for (let n = 0; EXTENSIONS.includes(protocol) && !isLaterFragment; n++) {
    if (n === EXTENSIONS_MAX || (protocol === HOP_BY_HOP && n > 0)) return 'IP_MALFORMED';
    if (at + 8 > end) return 'TRUNCATED';
    let length = 8 + (frame[at + 1] ?? 0) * 8;
    if (protocol === FRAGMENT) {
      const field = frame.readUInt16BE(at + 2);
      isLaterFragment = (field & 0xfff8) !== 0;
      length = 8;
      fragment = {
        identification: frame.readUInt32BE(at + 4),
        offset: field & 0xfff8,
        length: end - at - length,
        more: (field & 1) === 1,
      };
    }
    protocol = frame[at] ?? 0;
    at += length;
    if (at > end) return 'TRUNCATED';
  }
  const l4 = frame.subarray(at, end);
  if (!isLaterFragment && [6, 17, 58].includes(protocol) && l4.length < 4) return 'TRUNCATED';
  return {
    source: frame.toString('hex', 22, 38),
    destination: frame.toString('hex', 38, 54),
    hopLimit: frame[21] ?? 0,
    length: end - 14,
    protocol,
    l4,
    l4Offset: at,
    type: protocol === 58 && !isLaterFragment ? (l4[0] ?? 0) : -1,
    isFragment: fragment !== null,
    isLaterFragment,
    fragment,
  };
}
