import { frameOf } from './packet-bytes.js';
import { type PacketSpec, plain, somePacket } from './packets.js';
import { pick, type Random, weighted } from './random.js';
import { type FarNode, farNodes, type PortSpec, type Topology } from './topology.js';
import { type Underlay, underlays, WIRE, type WireFlaw, wireFlaws } from './underlay.js';

/** One frame and where it is sent: by the machine of a port, or on the wire in a tunnel. */
export type Case =
  | { readonly from: 'port'; readonly port: string; readonly packet: PacketSpec }
  | {
      readonly from: 'wire';
      /** Null: an address of no node. */
      readonly node: FarNode | null;
      /** Null: a VNI of no network. */
      readonly network: string | null;
      readonly outerTos: number;
      readonly flaw: WireFlaw;
      readonly packet: PacketSpec;
    };

export function someCase(t: Topology, random: Random): Case | null {
  const plugged = t.ports.filter((p) => p.device !== null);
  if (plugged.length > 0 && random() < 0.75) {
    const port = pick(random, plugged);
    return { from: 'port', port: port.id, packet: somePacket(t, port, random) };
  }
  if (t.ports.length === 0) return null;
  // As if that port were on the other node: its network, or by a router that of another.
  const sender = pick(random, t.ports);
  const packet = somePacket(t, sender, random);
  const target = plugged.length > 0 && random() < 0.7 ? pick(random, plugged) : pick(random, t.ports);
  // Or one that may speak to it.
  const members = farNodes.filter((node) => t.ports.some((p) => p.node === node && p.network === target.network));
  const likely = members.length > 0 && random() < 0.5 ? members : farNodes;
  const network = weighted(random, [80, target.network], [15, pick(random, t.networks).id], [5, null]);
  return {
    from: 'wire',
    node: random() < 0.06 ? null : pick(random, likely),
    network,
    outerTos: weighted(random, [70, packet.tos], [30, Math.floor(random() * 4)]),
    flaw: random() < 0.85 ? 'none' : pick(random, wireFlaws),
    packet: random() < 0.7 ? { ...packet, destinationMac: target.mac } : packet,
  };
}

/** Where the frame is sent, and the frame. `vni`: of the network. */
export function sentAs(
  one: Case,
  t: Topology,
  vni: number,
  underlay: Underlay = underlays[4],
): { device: string; frame: Buffer; port: PortSpec | null } {
  const inner = frameOf(one.packet);
  if (one.from === 'wire') {
    const frame = underlay.encapsulate(one.node, { vni, tos: one.outerTos }, inner, one.flaw);
    return { device: WIRE, frame, port: null };
  }
  const port = t.ports.find((p) => p.id === one.port);
  if (!port?.device) throw new Error(`${one.port} is not plugged`);
  return { device: port.device, frame: inner, port };
}

/** Smaller cases, each simpler in one word. */
export function* simpler(one: Case): Generator<Case> {
  for (const word of [
    'tagged',
    'cut',
    'extensions',
    'fragment',
    'tos',
    'flaw',
    'protocol',
    'payload',
    'ttl',
  ] as const) {
    if (one.packet[word] === plain[word]) continue;
    yield { ...one, packet: { ...one.packet, [word]: plain[word] } };
  }
  if (one.from === 'wire' && one.flaw !== 'none') yield { ...one, flaw: 'none' };
  if (one.from === 'wire' && one.outerTos !== 0) yield { ...one, outerTos: 0 };
}

/** A case in words: only what is not usual. */
export function wordsOf(one: Case): string {
  const { kind, source, destination, sourceMac, destinationMac, ...rest } = one.packet;
  const unusual = Object.entries(rest).filter(([word, value]) => value !== plain[word as keyof PacketSpec]);
  const place =
    one.from === 'port'
      ? `the machine of ${one.port}`
      : `${one.node ?? 'nobody'} in ${one.network ?? 'a VNI of no network'} (outer type of service ${one.outerTos}${one.flaw === 'none' ? '' : `, ${one.flaw}`})`;
  const more = unusual
    .map(([word, value]) => `${word} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
  return `${kind} from ${place}: ${sourceMac} > ${destinationMac}, ${source} > ${destination}${more ? `; ${more}` : ''}`;
}
