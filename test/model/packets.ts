import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { eui64, firstUsable, hexMac } from './cloud.js';
import { internetChecksum, pseudoHeader } from './frame-parts.js';
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

const bytesOf = (address: string) => Buffer.from(parseIp(address));
const macOf = (text: string) => Buffer.from(parseMac(text));
const be16 = (n: number) => Buffer.from([(n >> 8) & 255, n & 255]);

/** The frame that the words say. An address of the other family makes it one of nobody: it is replaced. */
export function frameOf(spec: PacketSpec): Buffer {
  const six = spec.kind === 'ip6' || spec.kind === 'nd';
  const familyBytes = (address: string) => (isIp6(address) === six ? bytesOf(address) : Buffer.alloc(six ? 16 : 4));
  const source = familyBytes(spec.source);
  const destination = familyBytes(spec.destination);
  const [type, payload] = payloadOf(spec, source, destination);
  const macs = Buffer.concat([macOf(spec.destinationMac), macOf(spec.sourceMac)]);
  const tag = spec.tagged ? Buffer.from([0x81, 0, 0, 5]) : Buffer.alloc(0);
  const whole = Buffer.concat([macs, tag, be16(type), payload]);
  if (spec.cut < 0) return Buffer.concat([whole, Buffer.alloc(-spec.cut)]);
  return whole.subarray(0, Math.max(spec.tagged ? 60 : 14, whole.length - spec.cut));
}

function payloadOf(spec: PacketSpec, source: Buffer, destination: Buffer): [type: number, payload: Buffer] {
  switch (spec.kind) {
    case 'ip4':
      return [0x0800, ip4(spec, source, destination, l4Of(spec, source, destination))];
    case 'dhcp':
      return [
        0x0800,
        ip4({ ...spec, protocol: 'udp', fragment: 'none' }, Buffer.alloc(4), Buffer.alloc(4, 255), discover(spec)),
      ];
    case 'ip6':
      return [0x86dd, ip6(spec, source, destination, l4Of(spec, source, destination))];
    case 'nd':
      return [
        0x86dd,
        ip6(
          { ...spec, protocol: 'echo', ttl: spec.flaw === 'hop limit' ? 64 : 255 },
          source,
          ndTo(spec, destination),
          nd(spec, source, destination),
        ),
      ];
    case 'arp':
      return [0x0806, arp(spec, source, destination)];
    case 'other':
      return [0x88cc, Buffer.alloc(46 + spec.payload, 0xa5)];
  }
}

const numbers = { udp: 17, tcp: 6, gre: 47, 'dhcp server': 17 } as const;

function protocolNumber({ protocol, kind }: PacketSpec): number {
  if (protocol in numbers) return numbers[protocol as keyof typeof numbers];
  return kind === 'ip6' || kind === 'nd' ? 58 : 1;
}

/** Checksums of TCP and UDP are nobody's business on the way: they are left zero. */
function l4Of(spec: PacketSpec, source: Buffer, destination: Buffer): Buffer {
  const data = Buffer.alloc(spec.payload, 0x5a);
  const six = spec.kind === 'ip6';
  const udp = (from: number, to: number) => Buffer.concat([be16(from), be16(to), be16(8 + data.length), be16(0), data]);
  const icmp = (type: number) => {
    const message = Buffer.concat([Buffer.from([type, 0, 0, 0, 0, 7, 0, 1]), data]);
    const pseudo = six ? [pseudoHeader(source, destination, message.length, 58)] : [];
    message.writeUInt16BE(internetChecksum(...pseudo, message), 2);
    return message;
  };
  switch (spec.protocol) {
    case 'udp':
      return udp(4000, 5000);
    case 'dhcp server':
      return six ? udp(547, 546) : udp(67, 68);
    case 'tcp':
      return Buffer.concat([be16(4000), be16(80), Buffer.alloc(8), Buffer.from([0x50, 2]), Buffer.alloc(6), data]);
    case 'echo':
      return icmp(six ? 128 : 8);
    case 'error':
      return icmp(six ? 1 : 3);
    case 'listener report':
      return icmp(six ? 143 : 13);
    case 'gre':
      return Buffer.concat([Buffer.from([0, 0, 8, 0]), data]);
  }
}

function ip4(spec: PacketSpec, source: Buffer, destination: Buffer, l4: Buffer): Buffer {
  const header = Buffer.alloc(20 + 4 * Math.min(spec.extensions, 10), 1);
  header[0] = 0x40 | (header.length / 4);
  header[1] = spec.tos;
  header.writeUInt16BE(header.length + l4.length, 2);
  header.writeUInt16BE(0x1234, 4);
  header.writeUInt16BE(spec.fragment === 'first' ? 0x2000 : spec.fragment === 'later' ? 0x0010 : 0, 6);
  header[8] = spec.ttl;
  header[9] = spec.kind === 'dhcp' ? 17 : protocolNumber(spec);
  header.writeUInt16BE(0, 10);
  source.copy(header, 12);
  destination.copy(header, 16);
  header.writeUInt16BE(internetChecksum(header), 10);
  return Buffer.concat([header, l4]);
}

function ip6(spec: PacketSpec, source: Buffer, destination: Buffer, l4: Buffer): Buffer {
  const headers: { kind: number; rest: Buffer }[] = [];
  for (let i = 0; i < spec.extensions; i++) headers.push({ kind: 60, rest: Buffer.from([0, 1, 4, 0, 0, 0, 0]) });
  if (spec.fragment !== 'none') {
    const field = spec.fragment === 'first' ? 1 : 0x80;
    headers.push({ kind: 44, rest: Buffer.from([0, field >> 8, field & 255, 0, 0, 0, 9]) });
  }
  const last = protocolNumber(spec);
  const chain = headers.map(({ rest }, i) => Buffer.concat([Buffer.from([headers[i + 1]?.kind ?? last]), rest]));
  const payload = Buffer.concat([...chain, l4]);
  const header = Buffer.alloc(8);
  header.writeUInt32BE((0x60000000 | (spec.tos << 20) | 0x12345) >>> 0, 0);
  header.writeUInt16BE(payload.length, 4);
  header[6] = headers[0]?.kind ?? last;
  header[7] = spec.ttl;
  return Buffer.concat([header, source, destination, payload]);
}

function arp(spec: PacketSpec, source: Buffer, destination: Buffer): Buffer {
  const sender = macOf(spec.flaw === 'foreign mac' ? '02:ee:00:00:00:03' : spec.sourceMac);
  const head = Buffer.from([0, spec.flaw === 'hardware' ? 6 : 1, 8, 0, 6, 4, 0, spec.operation]);
  return Buffer.concat([head, sender, source, Buffer.alloc(6), destination, Buffer.alloc(18, 0x33)]);
}

/** Solicitations go to the target's solicited-node address, or to the target. */
function ndTo(spec: PacketSpec, target: Buffer): Buffer {
  if (spec.operation !== 135) return bytesOf('ff02::1');
  return spec.payload % 3 === 0
    ? target
    : Buffer.concat([bytesOf('ff02::1:ff00:0').subarray(0, 13), target.subarray(13)]);
}

function nd(spec: PacketSpec, source: Buffer, target: Buffer): Buffer {
  const mac = macOf(spec.flaw === 'foreign mac' ? '02:ee:00:00:00:03' : spec.sourceMac);
  const isDetection = source.every((byte) => byte === 0);
  const option = Buffer.concat([Buffer.from([spec.operation === 136 ? 2 : 1, spec.flaw === 'option' ? 0 : 1]), mac]);
  const body = spec.operation === 133 ? Buffer.alloc(0) : target;
  const message = Buffer.concat([
    Buffer.from([spec.operation, 0, 0, 0, spec.operation === 136 ? 0x20 : 0, 0, 0, 0]),
    body,
    ...(isDetection && spec.flaw === 'none' ? [] : [option]),
  ]);
  const to = ndTo(spec, target);
  const sum = internetChecksum(pseudoHeader(source, to, message.length, 58), message);
  message.writeUInt16BE(spec.flaw === 'checksum' ? sum ^ 0x0101 : sum, 2);
  return message;
}

/** DHCPDISCOVER (RFC 2131). */
function discover(spec: PacketSpec): Buffer {
  const message = Buffer.alloc(240 + 4);
  message.set([1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78]);
  macOf(spec.sourceMac).copy(message, 28);
  message.writeUInt32BE(0x63825363, 236);
  message.set([53, 1, 1, 255], 240);
  return Buffer.concat([be16(68), be16(67), be16(8 + message.length), be16(0), message]);
}
