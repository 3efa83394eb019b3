import { eui64, firstUsable, hexMac } from './cloud.js';
import type { L4, PieceSpec } from './l4.js';
import { pick, type Random, weighted } from './random.js';
import { type PortSpec, remoteAddresses, type Topology } from './topology.js';

/** What a frame is made of: said in few words, so that a failure can be made smaller word by word. */
export interface PacketSpec {
  readonly kind: 'ip4' | 'ip6' | 'arp' | 'nd' | 'dhcp' | 'other';
  readonly destinationMac: string;
  readonly sourceMac: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'udp' | 'tcp' | 'echo' | 'error' | 'gre' | 'listener report' | 'dhcp server';
  readonly ttl: number;
  readonly tos: number;
  readonly payload: number;
  readonly fragment: 'none' | 'first' | 'later';
  /** IPv4 options, IPv6 extension headers. */
  readonly extensions: number;
  readonly tagged: boolean;
  /** ARP: the operation; neighbor discovery: the type. */
  readonly operation: number;
  /** Bytes cut off its end, or padding (negative). */
  readonly cut: number;
  /** What is wrong with a message of neighbor discovery or ARP. */
  readonly flaw: 'none' | 'hop limit' | 'checksum' | 'option' | 'foreign mac' | 'hardware';
  /** Of a conversation: instead of what `protocol` and `payload` say. */
  readonly l4?: L4;
  /** Only this part of the datagram, instead of what `fragment` says. */
  readonly piece?: PieceSpec;
}

export const plain: PacketSpec = {
  kind: 'ip4',
  destinationMac: 'ff:ff:ff:ff:ff:ff',
  sourceMac: '02:00:00:00:00:01',
  source: '10.1.0.2',
  destination: '10.1.0.3',
  protocol: 'udp',
  ttl: 64,
  tos: 0,
  payload: 20,
  fragment: 'none',
  extensions: 0,
  tagged: false,
  operation: 1,
  cut: 0,
  flaw: 'none',
};

const GATEWAY = 'fe:57:00:00:00:01';
const isIp6 = (address: string) => address.includes(':');

/** A packet that a machine of the port might send: half of the time one that has a reason to arrive. */
export function somePacket(t: Topology, port: PortSpec, random: Random): PacketSpec {
  const packet = anyPacket(t, port, random);
  return random() < 0.5 ? packet : (sensible(t, port, packet, random) ?? packet);
}

/** The packet as one of the port's own to somebody else's address: of its network, or behind the router. Null: there is nobody. */
function sensible(t: Topology, port: PortSpec, packet: PacketSpec, random: Random): PacketSpec | null {
  if (packet.kind === 'dhcp' || packet.kind === 'other') return null;
  const six = packet.kind === 'ip6' || packet.kind === 'nd';
  const own = port.addresses.filter((address) => isIp6(address) === six);
  const networkOf = (id: string) => t.subnets.find((subnet) => subnet.id === id)?.network ?? '';
  const routers = t.routers.map((router) => router.subnets.map(networkOf));
  const joined = routers.filter((networks) => networks.includes(port.network)).flat();
  const networks = packet.kind === 'ip4' || packet.kind === 'ip6' ? [port.network, ...joined] : [port.network];
  const others = t.ports.filter((p) => p !== port && p.node !== null && networks.includes(p.network));
  const targets = others.flatMap((p) => p.addresses.filter((a) => isIp6(a) === six).map((address) => ({ p, address })));
  if (own.length === 0 || targets.length === 0) return null;
  const { p, address } = pick(random, targets);
  const bridged = p.network === port.network && random() < 0.6;
  return {
    ...packet,
    sourceMac: port.mac,
    source: pick(random, own),
    destinationMac: packet.kind === 'arp' ? 'ff:ff:ff:ff:ff:ff' : bridged ? p.mac : GATEWAY,
    destination: address,
    tagged: false,
    cut: 0,
    flaw: 'none',
    operation: packet.kind === 'nd' ? 135 : packet.kind === 'arp' ? 1 : packet.operation,
  };
}

/** Good or bad. */
function anyPacket(t: Topology, port: PortSpec, random: Random): PacketSpec {
  const kind = weighted(
    random,
    [46, 'ip4'],
    [34, 'ip6'],
    [8, 'arp'],
    [8, 'nd'],
    [2, 'dhcp'],
    [2, 'other'],
  ) as PacketSpec['kind'];
  const six = kind === 'ip6' || kind === 'nd';
  const near = t.ports.filter((p) => p.network === port.network);
  const pair = port.pairs.length > 0 && random() < 0.35 ? pick(random, port.pairs) : null;
  const own = port.addresses.filter((a) => isIp6(a) === six);
  const linkLocal = text6(eui64(hexMac(port.mac)));
  const sourceMac = weighted(
    random,
    [90, pair?.mac ?? port.mac],
    [5, pick(random, t.ports).mac],
    [5, '02:ee:00:00:00:01'],
  );
  const address = () => someAddress(t, port, six, random);
  const usual = own.length > 0 ? pick(random, own) : six ? linkLocal : '0.0.0.0';
  const paired = pair && isIp6(pair.prefix) === six ? pair.prefix : usual;
  const source = weighted(
    random,
    [pair ? 30 : 80, usual],
    [pair ? 50 : 0, paired],
    [8, six ? linkLocal : usual],
    [6, address()],
    [3, six ? '::' : '0.0.0.0'],
  );
  const others = near.filter((p) => p !== port || random() < 0.1);
  const macs = (others.length > 0 ? others : near).flatMap((p) => [p.mac, ...p.pairs.flatMap(({ mac }) => mac ?? [])]);
  const destinationMac = weighted(
    random,
    [42, GATEWAY],
    [38, pick(random, macs)],
    [4, pick(random, t.ports).mac],
    [6, 'ff:ff:ff:ff:ff:ff'],
    [6, six ? '33:33:00:00:00:16' : '01:00:5e:00:00:05'],
    [4, '02:ee:00:00:00:02'],
  );
  const mtus = t.networks.map((n) => n.mtu);
  const headers = (six ? 40 : 20) + 8;
  return {
    kind,
    destinationMac,
    sourceMac,
    source,
    destination: address(),
    protocol: weighted(
      random,
      [50, 'udp'],
      [15, 'tcp'],
      [20, 'echo'],
      [6, 'error'],
      [4, 'gre'],
      [3, 'listener report'],
      [2, 'dhcp server'],
    ) as PacketSpec['protocol'],
    ttl: weighted(random, [80, 64], [8, 1], [6, 2], [4, 0], [2, 255]),
    tos: weighted(random, [80, 0], [10, 0xb8], [10, Math.floor(random() * 256)]),
    payload: weighted(
      random,
      [60, Math.floor(random() * 60)],
      [25, pick(random, mtus) - headers + Math.floor(random() * 5) - 2],
      [10, 600 + Math.floor(random() * 900)],
      [5, 0],
    ),
    fragment: weighted(random, [88, 'none'], [6, 'first'], [6, 'later']) as PacketSpec['fragment'],
    extensions: weighted(random, [88, 0], [8, 1], [3, 2], [1, 9]),
    tagged: random() < 0.02,
    operation:
      kind === 'arp'
        ? weighted(random, [80, 1], [18, 2], [2, 3])
        : weighted(random, [55, 135], [15, 136], [20, 133], [5, 134], [5, 137]),
    cut: weighted(random, [92, 0], [6, 1 + Math.floor(random() * 60)], [2, -6]),
    flaw: weighted(
      random,
      [84, 'none'],
      [4, 'hop limit'],
      [3, 'checksum'],
      [3, 'option'],
      [4, 'foreign mac'],
      [2, 'hardware'],
    ) as PacketSpec['flaw'],
  };
}

/** Of ports near and far, of gateways, behind routes, of nobody, of no use. */
function someAddress(t: Topology, port: PortSpec, six: boolean, random: Random): string {
  const of = (addresses: readonly string[]) => addresses.filter((a) => isIp6(a) === six);
  const near = of(t.ports.filter((p) => p.network === port.network).flatMap((p) => p.addresses));
  const all = of(t.ports.flatMap((p) => p.addresses));
  const pairs = of(t.ports.flatMap((p) => p.pairs.map(({ prefix }) => prefix)));
  const gateways = of(t.subnets.map(({ prefix }) => firstUsable(prefix)));
  const odd = six
    ? ['fe80::fc57:ff:fe00:1', text6(eui64(hexMac(pick(random, t.ports).mac))), 'ff02::1', 'ff02::16', '::1', 'fe80::1']
    : ['255.255.255.255', '127.0.0.1', '169.254.1.1', '224.0.0.5', '240.0.0.1', '0.0.0.0'];
  const remote: readonly string[] = remoteAddresses[six ? 6 : 4];
  const nobodys = six ? `fd00:${1 + Math.floor(random() * 3)}::77` : `10.${1 + Math.floor(random() * 3)}.0.119`;
  const from = (list: readonly string[]) => (list.length > 0 ? pick(random, list) : nobodys);
  return weighted(
    random,
    [25, from(near)],
    [30, from(all)],
    [15, from(gateways)],
    [12, from(remote)],
    [6, from(pairs)],
    [6, nobodys],
    [6, from(odd)],
  );
}

/** Hex as an address that parses. */
function text6(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).join(':');
}
