import { internetChecksum, pseudoHeader } from '../model/frame-parts.js';
import { pick, type Random } from '../model/random.js';

/** One change of a frame, in words and done. */
export interface Mutation {
  readonly what: string;
  readonly apply: (frame: Buffer) => Buffer;
}

/** What may be in a field that says a length, a kind or a version. */
const EDGES = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 40, 43, 44, 50, 51, 58, 59, 60, 63, 64, 127, 128, 134, 135, 136, 137, 254, 255,
];
/** Where such fields are: EtherType, version and header length, total length, fragment field, protocol, payload length, next header, l4 ports, VXLAN. */
const FIELDS = [
  12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 34, 35, 36, 37, 38, 39, 42, 46, 49, 54, 55, 56, 58, 62, 64, 66,
];

/** Random changes: bytes, fields, lengths, tags, headers in between. `from`: nothing before that offset changes. */
export function someMutation(random: Random, from: number): Mutation {
  const at = (length: number) => from + Math.floor(random() * Math.max(1, length - from));
  const byte = pick(random, EDGES);
  const position = random();
  const cut = random();
  const extension = pick(random, [0, 43, 44, 60]);
  return pick<Mutation>(random, [
    set('field', byte, () => from + pick(random, FIELDS)),
    set('field', byte, () => from + pick(random, FIELDS)),
    set('byte', Math.floor(random() * 256), at),
    {
      what: `bit of ${position.toFixed(4)}`,
      apply: (frame) => {
        const changed = Buffer.from(frame);
        const where = from + Math.floor(position * (frame.length - from));
        changed[where] = (changed[where] ?? 0) ^ (1 << (byte & 7));
        return changed;
      },
    },
    {
      what: `cut to ${cut.toFixed(4)}`,
      apply: (frame) => frame.subarray(0, Math.max(14, from + Math.floor(cut * (frame.length - from)))),
    },
    { what: `${byte} bytes more`, apply: (frame) => Buffer.concat([frame, Buffer.alloc(byte, 0x77)]) },
    {
      what: 'VLAN tag',
      apply: (frame) =>
        Buffer.concat([frame.subarray(0, from + 12), Buffer.from([0x81, 0, 0, byte]), frame.subarray(from + 12)]),
    },
    {
      what: `${byte & 15} words of header in between`,
      apply: (frame) =>
        Buffer.concat([frame.subarray(0, from + 34), Buffer.alloc((byte & 15) * 4, byte), frame.subarray(from + 34)]),
    },
    {
      what: 'IPv6 extension header',
      apply: (frame) => {
        if (frame.length < from + 54 || frame.readUInt16BE(from + 12) !== 0x86dd) return frame;
        const header = Buffer.from([frame[from + 20] ?? 0, 0, 1, byte, 0, 0, 0, 0]);
        const changed = Buffer.concat([frame.subarray(0, from + 54), header, frame.subarray(from + 54)]);
        changed[from + 20] = extension;
        changed.writeUInt16BE((changed.readUInt16BE(from + 18) + 8) & 0xffff, from + 18);
        return changed;
      },
    },
    { what: 'lengths right again', apply: (frame) => measured(frame, from) },
    checksumsRepaired(from),
  ]);
}

function set(what: string, value: number, where: (length: number) => number): Mutation {
  let chosen: number | null = null;
  return {
    what: `${what} set to ${value}`,
    apply: (frame) => {
      chosen ??= where(frame.length);
      const changed = Buffer.from(frame);
      if (chosen < changed.length) changed[chosen] = value;
      return changed;
    },
  };
}

/** Lengths of IPv4, IPv6 and UDP as they are. */
function measured(frame: Buffer, from: number): Buffer {
  const changed = Buffer.from(frame);
  if (changed.length < from + 54) return changed;
  const packet = changed.subarray(from + 14);
  const type = changed.readUInt16BE(from + 12);
  if (![0x0800, 0x86dd].includes(type)) return changed;
  const header = type === 0x0800 ? ((packet[0] ?? 0) & 15) * 4 : 40;
  if (type === 0x0800) packet.writeUInt16BE(packet.length, 2);
  else packet.writeUInt16BE(packet.length - 40, 4);
  const protocol = packet[type === 0x0800 ? 9 : 6];
  if (protocol === UDP && packet.length >= header + 8) packet.writeUInt16BE(packet.length - header, header + 4);
  return changed;
}

/** Checksums made right again, so that what else is wrong is looked at. */
export function checksumsRepaired(from: number): Mutation {
  return { what: 'checksums right again', apply: (frame) => repaired(frame, from) };
}

const [ICMP, UDP, ICMP6] = [1, 17, 58];
/** Of each protocol: where its checksum is, and whether the addresses are in it. */
const CHECKSUMS: Readonly<Record<4 | 6, Readonly<Record<number, readonly [at: number, pseudo: boolean]>>>> = {
  4: { [ICMP]: [2, false] },
  6: { [ICMP6]: [2, true], [UDP]: [6, true] },
};

/** Checksums of IPv4's header, and of ICMP and ICMPv6 messages; UDP's of zero stays. */
function repaired(frame: Buffer, from: number): Buffer {
  const changed = Buffer.from(frame);
  if (changed.length < from + 34) return changed;
  const packet = changed.subarray(from + 14);
  const type = changed.readUInt16BE(from + 12);
  const header = type === 0x0800 ? ((packet[0] ?? 0) & 15) * 4 : 40;
  if (![0x0800, 0x86dd].includes(type) || header < 20 || packet.length < header) return changed;
  if (type === 0x0800) {
    packet.writeUInt16BE(0, 10);
    packet.writeUInt16BE(internetChecksum(packet.subarray(0, header)), 10);
  }
  const family = type === 0x0800 ? 4 : 6;
  const protocol = packet[family === 4 ? 9 : 6] ?? 0;
  const length = family === 4 ? packet.readUInt16BE(2) - header : packet.readUInt16BE(4);
  const message = packet.subarray(header, header + Math.max(0, length));
  const [at, pseudo] = CHECKSUMS[family][protocol] ?? [0, false];
  if (at === 0 || message.length < at + 2 || (protocol === UDP && message.readUInt16BE(at) === 0)) return changed;
  message.writeUInt16BE(0, at);
  const before = pseudo ? pseudoHeader(packet.subarray(8, 24), packet.subarray(24, 40), message.length, protocol) : [];
  message.writeUInt16BE(internetChecksum(Uint8Array.from(before), message), at);
  return changed;
}
