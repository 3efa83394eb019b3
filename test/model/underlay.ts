import { parseIp } from '../../proto/src/ip.js';
import { internetChecksum } from './frame-parts.js';
import type { FarNode } from './topology.js';

const UDP = 17;
const VXLAN_L4_PORT = 4789;
/** UDP and VXLAN headers. */
const TUNNEL_BYTES = 16;

/** Where the underlay can be watched. */
export const WIRE = 'wire';

/** Something that has to hold of a frame on the wire. */
export type Fact = readonly [what: string, is: unknown, should: unknown];

/** What may be unusual or wrong with a packet on the wire. */
export const wireFlaws = [
  'none',
  'reserved bits set',
  'bytes behind the packet',
  'VNI not valid',
  'UDP length beyond the packet',
  'own source',
  'other l4 port',
  'other destination address',
  'other destination MAC',
] as const;
export type WireFlaw = (typeof wireFlaws)[number];

/** What a VXLAN packet says outside of the frame in it (RFC 7348). */
export interface Tunnel {
  readonly vni: number;
  readonly tos: number;
}

/** The underlay between the node under test and the wire, over which every other node is reached. One family (RFC 7348 section 5 has both). */
export class Underlay {
  readonly family: 4 | 6;
  readonly mac = '02:00:00:00:ff:01';
  readonly wireMac = '02:00:00:00:ff:02';
  readonly vtep: string;
  readonly peers: Readonly<Record<FarNode, string>>;
  /** An address of no node. */
  readonly stranger: string;
  readonly prefixLength: number;
  readonly #headerBytes: number;

  constructor(family: 4 | 6, prefix: string) {
    this.family = family;
    this.vtep = `${prefix}1`;
    this.peers = { 'far-2': `${prefix}2`, 'far-3': `${prefix}3` };
    this.stranger = `${prefix}99`;
    this.prefixLength = family === 4 ? 24 : 64;
    this.#headerBytes = family === 4 ? 20 : 40;
  }

  /** Bytes before the frame inside. */
  get bytesOutside(): number {
    return 14 + this.#headerBytes + TUNNEL_BYTES;
  }

  /** Is it VXLAN? All else on the wire is the host's own. */
  isTunnel(frame: Buffer): boolean {
    const [type, protocolAt] = this.family === 4 ? [0x0800, 23] : [0x86dd, 20];
    const l4 = 14 + this.#headerBytes;
    return (
      frame.length >= l4 + 8 &&
      frame.readUInt16BE(12) === type &&
      frame[protocolAt] === UDP &&
      frame.readUInt16BE(l4 + 2) === VXLAN_L4_PORT
    );
  }

  /** A frame in a tunnel to the node under test, from a node or (null) from nobody. */
  encapsulate(node: FarNode | null, { vni, tos }: Tunnel, inner: Buffer, flaw: WireFlaw = 'none'): Buffer {
    const source = flaw === 'own source' ? this.vtep : node ? this.peers[node] : this.stranger;
    const destination = flaw === 'other destination address' ? this.stranger : this.vtep;
    const length = TUNNEL_BYTES + inner.length;
    const header = (this.family === 4 ? header4 : header6)(parseIp(source), parseIp(destination), length, tos);
    const mac = flaw === 'other destination MAC' ? '02:00:00:00:ff:09' : this.mac;
    return Buffer.concat([
      Buffer.from((mac + this.wireMac).replaceAll(':', ''), 'hex'),
      header,
      udpAndVxlan(vni, length, flaw),
      inner,
      Buffer.alloc(flaw === 'bytes behind the packet' ? 6 : 0, 0xee),
    ]);
  }

  /** Everything that has to hold of what the node under test sends to another one. */
  *facts(frame: Buffer, node: FarNode, { vni, tos }: Tunnel, inner: Buffer): Generator<Fact> {
    const [from, to] = [parseIp(this.vtep), parseIp(this.peers[node])];
    yield ['outer MACs', frame.toString('hex', 0, 12), (this.wireMac + this.mac).replaceAll(':', '')];
    yield* this.family === 4 ? facts4(frame, from, to, tos) : facts6(frame, from, to, tos);
    const udp = frame.subarray(14 + this.#headerBytes);
    yield ['outer source port in 49152..65535', udp.readUInt16BE(0) >= 49152, true];
    yield ['outer destination port', udp.readUInt16BE(2), VXLAN_L4_PORT];
    yield ['UDP length', udp.readUInt16BE(4), udp.length];
    yield ['UDP checksum', udp.readUInt16BE(6), 0];
    yield ['VXLAN flags', udp.readUInt32BE(8), 0x08000000];
    yield ['VNI', udp.readUInt32BE(12), vni * 256];
    yield ['inner frame', udp.toString('hex', TUNNEL_BYTES), inner.toString('hex')];
  }
}

function udpAndVxlan(vni: number, length: number, flaw: WireFlaw): Buffer {
  const reserved = flaw === 'reserved bits set';
  const bytes = Buffer.alloc(TUNNEL_BYTES);
  bytes.writeUInt16BE(50_000, 0);
  bytes.writeUInt16BE(flaw === 'other l4 port' ? 4790 : VXLAN_L4_PORT, 2);
  bytes.writeUInt16BE(flaw === 'UDP length beyond the packet' ? length + 1 : length, 4);
  bytes.writeUInt32BE(flaw === 'VNI not valid' ? 0 : reserved ? 0xfaffffff : 0x08000000, 8);
  bytes.writeUInt32BE(vni * 256 + (reserved ? 0x5a : 0), 12);
  return bytes;
}

function header4(from: Uint8Array, to: Uint8Array, length: number, tos: number): Buffer {
  const header = Buffer.alloc(22);
  header.set([0x08, 0x00, 0x45, tos]);
  header.set([0x40, 0x00, 64, UDP], 8);
  header.writeUInt16BE(20 + length, 4);
  header.set(from, 14);
  header.set(to, 18);
  header.writeUInt16BE(internetChecksum(header.subarray(2)), 12);
  return header;
}

function header6(from: Uint8Array, to: Uint8Array, length: number, tos: number): Buffer {
  const header = Buffer.alloc(10);
  header.writeUInt16BE(0x86dd, 0);
  header.writeUInt32BE((0x60000000 | (tos << 20)) >>> 0, 2);
  header.writeUInt16BE(length, 6);
  header.set([UDP, 64], 8);
  return Buffer.concat([header, from, to]);
}

function* facts4(frame: Buffer, from: Uint8Array, to: Uint8Array, tos: number): Generator<Fact> {
  const outer = frame.subarray(14, 34);
  yield ['outer type', frame.readUInt16BE(12), 0x0800];
  yield ['outer version and header length', outer[0], 0x45];
  yield ['outer type of service', outer[1], tos];
  yield ['outer length', outer.readUInt16BE(2), frame.length - 14];
  yield ['outer fragment field', outer.readUInt16BE(6), 0x4000];
  yield ['outer time to live', outer[8], 64];
  yield ['outer protocol', outer[9], UDP];
  yield ['outer checksum', internetChecksum(outer), 0];
  yield ['outer addresses', outer.toString('hex', 12), Buffer.concat([from, to]).toString('hex')];
}

/** The flow label is the sender's to choose (RFC 6438). */
function* facts6(frame: Buffer, from: Uint8Array, to: Uint8Array, tos: number): Generator<Fact> {
  const outer = frame.subarray(14, 54);
  yield ['outer type', frame.readUInt16BE(12), 0x86dd];
  yield ['outer version and traffic class', outer.readUInt16BE(0) >> 4, 0x600 | tos];
  yield ['outer length', outer.readUInt16BE(4), frame.length - 54];
  yield ['outer next header', outer[6], UDP];
  yield ['outer hop limit', outer[7], 64];
  yield ['outer addresses', outer.toString('hex', 8), Buffer.concat([from, to]).toString('hex')];
}

export const underlays = { 4: new Underlay(4, '198.18.0.'), 6: new Underlay(6, 'fd42::') } as const;
