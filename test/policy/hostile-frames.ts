import type { Background } from '../../deploy/lab/background.js';
import { spawnInVm } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { AgentService, NetworkService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { EtherType, ethernet, type Ip4Fields, ip4, Protocol, vxlan } from '../packets/frames.js';
import { packet6 } from '../packets/outer-frames.js';

/** Frames that no guest's stack and no host would send, at the places where somebody hostile could. */

/** What a Catcher (marked-packets.ts) finds in a frame, with a number. */
export function marked(stream: number): Buffer {
  return Buffer.concat([Buffer.from('weft-marked-packet'), Buffer.from([stream >> 8, stream & 255]), Buffer.alloc(8)]);
}

const script = `
import random, socket, struct, sys
role = sys.argv[1]
if role == 'tunnel':
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for line in sys.stdin: s.sendto(bytes.fromhex(line.strip()), (sys.argv[2], 4789))
elif role == 'port':
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('eth0', 0))
    for line in sys.stdin: s.send(bytes.fromhex(line.strip()))
elif role == 'segment':
    # The tenth segment that leaves from an l4 port.
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); s.bind(('eth0', 3))
    s.settimeout(5); seen = 0
    while seen < 10:
        frame, about = s.recvfrom(4096)
        if about[2] != 4 or frame[12:14] != b'\\x08\\x00' or frame[23] != 6: continue
        own, remote, sequence, acknowledged = struct.unpack('!HHII', frame[34:46])
        if own == int(sys.argv[2]): seen += 1
    print(remote, sequence, acknowledged)
elif role == 'flood':
    # Never ends: SYNs, UDP and first fragments between random l4 ports.
    head = bytes.fromhex(sys.argv[2])
    addresses = socket.inet_aton(sys.argv[3]) + socket.inet_aton(sys.argv[4])
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); s.bind(('eth0', 0))
    def packet(protocol, flags, payload):
        ip = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(payload), random.getrandbits(16), flags, 64, protocol, 0) + addresses
        total = sum(struct.unpack('!10H', ip))
        total = (total & 0xffff) + (total >> 16)
        return head + ip[:10] + struct.pack('!H', ~((total & 0xffff) + (total >> 16)) & 0xffff) + ip[12:] + payload
    sent = 0
    while True:
        one, other = random.getrandbits(16), random.getrandbits(16)
        s.send(packet(6, 0, struct.pack('!HHIIBBHHH', one, other, random.getrandbits(32), 0, 0x50, 2, 1000, 0, 0)))
        s.send(packet(17, 0, struct.pack('!HHHH', one, other, 16, 0) + bytes(8)))
        s.send(packet(17, 0x2000, struct.pack('!HHHH', one, other, 1000, 0) + bytes(24)))
        sent += 3
        if sent % 3000 == 0: print(sent, flush=True)
`;
const python = ['/usr/bin/python3', '-u', '-c', script];
const lines = (frames: readonly Buffer[]) => frames.map((frame) => `${frame.toString('hex')}\n`).join('');

/** The host of a node sends frames of a network through the tunnel to another node's VTEP: its own VTEP is their outer source. */
export async function sendThroughTunnel(
  lab: Lab,
  from: string,
  to: string,
  networkId: string,
  frames: readonly Buffer[],
): Promise<void> {
  const { vni } = await lab.api.call(NetworkService.getNetwork, { id: networkId });
  const input = lines(frames.map((frame) => vxlan(vni, frame)));
  const { code, stderr } = await lab.inHost(from, [...python, 'tunnel', lab.node(to).vtep], { input });
  if (code !== 0) throw new Error(`tunnel: ${stderr}`);
}

/** A guest sends frames as they are. */
export async function sendFromPort(lab: Lab, vm: string, frames: readonly Buffer[]): Promise<void> {
  await lab.mustInVm(vm, [...python, 'port'], { input: lines(frames) });
}

/** Where a TCP connection of a machine is: its remote l4 port, and what its last segments had. */
export async function segmentFrom(lab: Lab, vm: string, l4Port: number) {
  const said = await lab.mustInVm(vm, [...python, 'segment', String(l4Port)]);
  const [remote = 0, sequence = 0, acknowledged = 0] = said.trim().split(' ').map(Number);
  return { remote, sequence, acknowledged };
}

/** Has a guest begin connections without end, and datagrams of which fragments are missing. */
export async function flood(
  lab: Lab,
  vm: string,
  destinationMac: string,
  source: string,
  destination: string,
): Promise<Background> {
  const head = ethernet(destinationMac, lab.vm(vm).mac, EtherType.IP4, Buffer.alloc(0)).toString('hex');
  const process = spawnInVm(lab, vm, [...python, 'flood', head, source, destination]);
  await waitFor(`${vm} floods`, 10_000, () => (process.stdout.length > 0 ? true : undefined));
  return process;
}

/** A fragment of an IPv6 datagram (RFC 8200 section 4.5). */
export function fragment6(
  {
    source,
    destination,
    next,
    offset,
    more,
    id,
  }: { source: string; destination: string; next: number; offset: number; more: boolean; id: number },
  payload: Buffer,
): Buffer {
  const header = Buffer.alloc(8);
  header[0] = next;
  header.writeUInt16BE(offset | (more ? 1 : 0), 2);
  header.writeUInt32BE(id, 4);
  return packet6({ source, destination, next: 44 }, Buffer.concat([header, payload]));
}

/** An ICMP error (type << 8 | code) of either family with a true checksum, which quotes the beginning of a packet. `rest`: its second word, such as an MTU. */
export function icmpError(
  family: 4 | 6,
  addresses: { source: string; destination: string },
  type: number,
  quoted: Buffer,
  rest = 0,
): Buffer {
  const message = Buffer.concat([Buffer.alloc(8), quoted]);
  message.writeUInt16BE(type, 0);
  message.writeUInt32BE(rest, 4);
  const ip = (text: string) => Buffer.from(parseIp(text));
  const pseudo = Buffer.alloc(8);
  pseudo.writeUInt32BE(message.length, 0);
  pseudo[7] = 58;
  const summed =
    family === 4 ? message : Buffer.concat([ip(addresses.source), ip(addresses.destination), pseudo, message]);
  message.writeUInt16BE(sumOf(summed), 2);
  return family === 4
    ? ip4({ ...addresses, protocol: Protocol.ICMP } satisfies Ip4Fields, message)
    : packet6({ ...addresses, next: 58 }, message);
}

/** RFC 1071; an odd byte counts as followed by zero. */
function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Dropped packets of a port by reason. */
export async function dropsOf(lab: Lab, node: string, portId: string): Promise<Record<string, number>> {
  const { ports } = await lab.agentApi(node).call(AgentService.listPortCounters, { portId });
  return Object.fromEntries((ports[0]?.drops ?? []).map(({ reason, packets }) => [reason ?? '', packets ?? 0]));
}

/** What was dropped between two of these. */
export function dropsBetween(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const more = Object.entries(after).map(([reason, n]) => [reason, n - (before[reason] ?? 0)] as const);
  return Object.fromEntries(more.filter(([, n]) => n !== 0));
}
