import type { Case } from './cases.js';
import type { L4, PieceSpec } from './l4.js';
import { type PacketSpec, plain } from './packets.js';
import { pick, type Random, weighted } from './random.js';
import { servicePorts } from './some-groups.js';
import { type End, tcpConversation } from './tcp-conversation.js';
import { type FarNode, farNodes, HERE, type PortSpec, type Topology } from './topology.js';

/** A packet of a conversation: which of the two sends it, and what. */
export interface Said {
  readonly by: End;
  readonly l4: L4;
  readonly piece?: PieceSpec;
  /** To everybody in the network of the sender. */
  readonly toAll?: boolean;
}

/** Two addresses that talk, by what ports they belong to. */
export interface Party {
  readonly port: string;
  readonly address: string;
}
export interface Conversation {
  readonly a: Party;
  readonly b: Party;
  readonly left: Said[];
}

const GATEWAY = 'fe:57:00:00:00:01';
const isIp6 = (address: string) => address.includes(':');

/** Two ports that can reach each other, if there are any, at least one of them here. */
export function someConversation(t: Topology, random: Random): Conversation | null {
  const here = t.ports.filter((port) => port.device !== null);
  if (here.length === 0) return null;
  const one = pick(random, here);
  const own = pick(random, one.addresses);
  const near = t.ports.filter((port) => port !== one && port.node !== null && reach(t, one, port));
  const targets = near.flatMap(({ id, addresses }) =>
    addresses.filter((address) => isIp6(address) === isIp6(own)).map((address) => ({ port: id, address })),
  );
  if (targets.length === 0) return null;
  const [a, b] = [{ port: one.id, address: own }, pick(random, targets)];
  const left = script(random, isIp6(own));
  return random() < 0.5 ? { a, b, left } : { a: b, b: a, left };
}

/** In one network, or behind one router. */
function reach(t: Topology, one: PortSpec, port: PortSpec): boolean {
  if (one.network === port.network) return true;
  const networkOf = (id: string) => t.subnets.find((subnet) => subnet.id === id)?.network;
  return t.routers.some(({ subnets }) => {
    const networks = subnets.map(networkOf);
    return networks.includes(one.network) && networks.includes(port.network);
  });
}

function script(random: Random, six: boolean): Said[] {
  const ports: readonly [number, number] = [40_000 + Math.floor(random() * 3), pick(random, servicePorts)];
  const kind = weighted(random, [44, 'tcp'], [14, 'udp'], [14, 'echo'], [4, 'gre'], [8, 'to all'], [16, 'pieces']);
  const said = kind === 'tcp' ? tcpConversation(random, ports) : scriptOf(kind, ports, random, six);
  return said.flatMap((one) => (random() < 0.07 ? [one, errorAbout(one, random, six)] : [one]));
}

function scriptOf(kind: string, [a, b]: readonly [number, number], random: Random, six: boolean): Said[] {
  const udp = (by: End, data = 20): Said => ({
    by,
    l4: { what: 'udp', from: by === 'a' ? a : b, to: by === 'a' ? b : a, data },
  });
  const some = (says: () => Said) => Array.from({ length: 2 + Math.floor(random() * 5) }, says);
  const end = (): End => (random() < 0.6 ? 'a' : 'b');
  if (kind === 'gre') return some(() => ({ by: end(), l4: { what: 'gre', data: 20 } }));
  if (kind === 'to all') return some(() => ({ ...udp(end()), toAll: true }));
  if (kind === 'pieces') return pieces(someDatagram([a, b], random, six), random);
  if (kind === 'udp') return [udp(random() < 0.9 ? 'a' : 'b'), ...some(() => udp(end()))];
  const [asks, answers] = six ? [128, 129] : [8, 0];
  const identifier = 7 + Math.floor(random() * 2);
  return some(() => {
    const by = end();
    const type = weighted(random, [45, asks], [45, answers], [5, six ? 1 : 13], [5, six ? 130 : 3]);
    return { by, l4: { what: 'icmp', type, code: random() < 0.7 ? 0 : 1, identifier, data: 12 } };
  });
}

/** To be sent in fragments. */
function someDatagram([from, to]: readonly [number, number], random: Random, six: boolean): Said {
  const data = 40 + 8 * Math.floor(random() * 8);
  return weighted<Said>(
    random,
    [60, { by: 'a', l4: { what: 'udp', from, to, data } }],
    [15, { by: 'a', l4: { what: 'icmp', type: six ? 128 : 8, code: 0, identifier: 7, data } }],
    [
      25,
      {
        by: 'a',
        l4: {
          ...{ what: 'tcp', from, to, flags: random() < 0.5 ? 'S' : 'A', sequence: 4_000, acknowledged: 9_000 },
          ...{ window: 29_200, scale: null, data },
        },
      },
    ],
  );
}

/** A datagram in fragments: in order, or not, not all of them, some twice, some over others. */
function pieces(whole: Said, random: Random): Said[] {
  const header = whole.l4.what === 'tcp' ? 20 : 8;
  const bytes = header + ('data' in whole.l4 ? whole.l4.data : 0);
  const identification = 1 + Math.floor(random() * 3);
  const first8s = whole.l4.what === 'tcp' ? 3 : 1 + Math.floor(random() * 2);
  const ends = [8 * first8s, 8 * (first8s + 1 + Math.floor(random() * 2)), bytes];
  const parts = ends.map((to, i): Said => {
    const from = ends[i - 1] ?? 0;
    return { ...whole, piece: { identification, from, bytes: to - from, more: i < 2 } };
  });
  const [first, second] = parts as [Said, Said];
  if (random() < 0.15) parts.splice(1, 1);
  if (random() < 0.15) parts.push(pick(random, parts));
  if (random() < 0.2) parts.splice(1, 0, { ...second, piece: { identification, from: 8, bytes: 16, more: true } });
  if (random() < 0.12) parts.push({ ...second, piece: { identification, from: 0, bytes: 16, more: true } });
  if (random() < 0.1 && whole.l4.what === 'udp') parts.push({ ...first, l4: { ...whole.l4, to: 99 } });
  if (random() < 0.15) parts.reverse();
  return random() < 0.1 ? parts.slice(1) : parts;
}

const errors4: readonly (readonly number[])[] = [
  [3, 3],
  [3, 1],
  [3, 4],
  [11, 0],
  [12, 0],
  [5, 0],
];
const errors6: readonly (readonly number[])[] = [
  [1, 4],
  [1, 0],
  [2, 0],
  [3, 0],
  [4, 0],
];

/** What the receiver, or who says so, answers to a packet that it cannot take. */
function errorAbout({ by, l4 }: Said, random: Random, six: boolean): Said {
  if (l4.what === 'error') return { by, l4 };
  const [type = 0, code = 0] = pick(random, six ? errors6 : errors4);
  const forged = weighted(random, [60, 'right'], [15, 'number'], [15, 'l4 port'], [10, 'direction']);
  let quoted: Exclude<L4, { what: 'error' }> = l4;
  if (forged === 'number' && l4.what === 'tcp')
    quoted = { ...l4, sequence: (l4.sequence + pick(random, [1, 2_000, 100_000, 2 ** 30, 2 ** 31])) >>> 0 };
  if (forged === 'l4 port' && (l4.what === 'tcp' || l4.what === 'udp')) quoted = { ...l4, from: l4.from + 5 };
  const error: L4 = {
    what: 'error',
    type,
    code,
    source: '',
    destination: '',
    quoted,
    quotedBytes: random() < 0.8 ? 8 : 28,
  };
  return { by: forged === 'direction' ? by : by === 'a' ? 'b' : 'a', l4: error };
}

/** The packet as it is sent in this topology; null: who would send it is nowhere. */
export function caseOf(t: Topology, { a, b }: Conversation, said: Said, random: Random): Case | null {
  const [from, to] = said.by === 'a' ? [a, b] : [b, a];
  const sender = t.ports.find(({ id }) => id === from.port);
  const receiver = t.ports.find(({ id }) => id === to.port);
  if (!sender || !receiver) return null;
  const six = isIp6(from.address);
  const bridged = sender.network === receiver.network;
  const viaGateway = !bridged || random() < 0.03;
  // What an error quotes went from who gets the error, as its sender says.
  const l4 = said.l4.what === 'error' ? { ...said.l4, source: to.address, destination: from.address } : said.l4;
  const all = six ? ['33:33:00:00:00:01', 'ff02::1'] : ['ff:ff:ff:ff:ff:ff', '255.255.255.255'];
  const packet: PacketSpec = {
    ...plain,
    kind: six ? 'ip6' : 'ip4',
    source: from.address,
    destination: said.toAll ? (all[1] ?? '') : to.address,
    sourceMac: sender.mac,
    destinationMac: said.toAll ? (all[0] ?? '') : viaGateway ? GATEWAY : receiver.mac,
    l4,
    ...(said.piece && { piece: said.piece }),
  };
  if (sender.device) return { from: 'port', port: sender.id, packet };
  if (sender.node === null || sender.node === HERE) return null;
  return fromFar(sender.node, receiver, packet, bridged, random);
}

/** What is routed comes from the gateway's MAC, as a packet of the network that it goes to. Now and then another node claims to have sent it. */
function fromFar(node: FarNode, receiver: PortSpec, packet: PacketSpec, bridged: boolean, random: Random): Case {
  const destinationMac = packet.destinationMac === GATEWAY ? receiver.mac : packet.destinationMac;
  return {
    from: 'wire',
    node: random() < 0.9 ? node : pick(random, farNodes),
    network: receiver.network,
    outerTos: 0,
    flaw: 'none',
    packet: { ...packet, destinationMac, sourceMac: bridged ? packet.sourceMac : GATEWAY },
  };
}
