import { GATEWAY_MAC, hexIp, hexMac } from './cloud.js';
import { drop, type Expectation, type ExpectedFrame, exactly } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { internetChecksum } from './frame-parts.js';
import { type Routed, route } from './routing-oracle.js';
import { contains, type PortSpec } from './topology.js';

const ICMP = 1;
const TCP = 6;
const UDP = 17;

/** IPv4 of a port whose MAC may be right. */
export function ip4FromPort(model: Forwarding, port: PortSpec, frame: Buffer): Expectation {
  const { cloud } = model;
  const packet = frame.subarray(14);
  if (packet.length < 20) return drop(port.id, 'TRUNCATED');
  const headerLength = ((packet[0] ?? 0) & 15) * 4;
  const length = packet.readUInt16BE(2);
  if ((packet[0] ?? 0) >> 4 !== 4 || headerLength < 20) return drop(port.id, 'IP_MALFORMED');
  if (length < headerLength || length > packet.length) return drop(port.id, 'TRUNCATED');
  const protocol = packet[9] ?? 0;
  const offset = packet.readUInt16BE(6) & 0x1fff;
  const isFragment = (packet.readUInt16BE(6) & 0x3fff) !== 0;
  const l4 = packet.subarray(headerLength, length);
  if (offset === 0 && l4.length < (protocol === ICMP ? 2 : protocol === TCP || protocol === UDP ? 4 : 0)) {
    return drop(port.id, 'TRUNCATED');
  }
  const source = packet.toString('hex', 12, 16);
  const udpPorts = protocol === UDP && offset === 0 ? [l4.readUInt16BE(0), l4.readUInt16BE(2)].join() : '';
  const whose = cloud.sourceOf(port, frame.toString('hex', 6, 12), source);
  const asksDhcp = udpPorts === '68,67';
  if (whose === 'foreign mac') return drop(port.id, 'SPOOFED_MAC');
  if (whose === 'foreign ip' && !(source === '00000000' && asksDhcp)) return drop(port.id, 'SPOOFED_IP');
  if (udpPorts === '67,68') return drop(port.id, 'DHCP_SERVER');
  if (asksDhcp) return dhcp(model, port, l4.toString('hex', 36, 42));
  const denied = model.mayLeave(port, frame);
  if (denied) return drop(port.id, denied);
  if (frame.toString('hex', 0, 6) !== GATEWAY_MAC) return model.bridge(port, frame);

  const destination = packet.toString('hex', 16, 20);
  const ttl = packet[8] ?? 0;
  const outcome = route(cloud, port, { source, destination, ttl, length: packet.length });
  if (outcome.kind === 'routed') {
    const routed = Buffer.from(frame);
    Buffer.from(outcome.mac + GATEWAY_MAC, 'hex').copy(routed, 0);
    routed[22] = ttl - 1;
    adjustChecksum(routed, 24, 22, packet.readUInt16BE(8));
    return model.towards(port, outcome.network.id, routed);
  }
  const type = offset === 0 && protocol === ICMP ? (l4[0] ?? 0) : -1;
  if (outcome.toGateway && type === 8 && !isFragment) {
    return { frames: [echoReply(port, frame, headerLength)], drops: [] };
  }
  const says = icmpOf(outcome, protocol);
  const isError = protocol === ICMP && ![0, 8, 13, 14].includes(type);
  const told = says && outcome.gateway && offset === 0 && !isError;
  return {
    frames: told ? [icmpError(port, frame, outcome.gateway.ip, says, length)] : [],
    drops: [[port.id, outcome.reason]],
  };
}

/** RFC 1624: a checksum follows the change of the 16 bits at an offset. */
function adjustChecksum(frame: Buffer, at: number, changed: number, before: number): void {
  let sum = (~frame.readUInt16BE(at) & 0xffff) + (~before & 0xffff) + frame.readUInt16BE(changed);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  frame.writeUInt16BE(~sum & 0xffff, at);
}

/** RFC 2131: a port has one lease, of its first address whose subnet tells. `client`: the MAC that asks (chaddr). */
function dhcp(model: Forwarding, port: PortSpec, client: string): Expectation {
  const telling = model.cloud.subnetsOf(port.network).filter((s) => s.tells && !s.prefix.includes(':'));
  const offer = port.addresses.find((a) => telling.some((s) => contains(s.prefix, s.length, a)));
  if (offer === undefined) return drop(port.id, 'DHCP_NONE');
  if (client !== hexMac(port.mac)) return drop(port.id, 'SPOOFED_MAC');
  const differs = (frame: Buffer): string | null => {
    if (frame.readUInt16BE(12) !== 0x0800 || frame.readUInt16BE(34) !== 67 || frame.readUInt16BE(36) !== 68) {
      return 'is no DHCP answer';
    }
    const offered = frame.toString('hex', 58, 62);
    if (hexIp(offer) !== offered) return `offers ${offered}`;
    return internetChecksum(frame.subarray(14, 34)) === 0 ? null : 'its header checksum is wrong';
  };
  return { frames: [{ at: port.device ?? '', what: `DHCP answer: ${offer}`, differs }], drops: [] };
}

/** RFC 792, with addresses exchanged and the time to live of an answer. */
function echoReply(port: PortSpec, frame: Buffer, headerLength: number): ExpectedFrame {
  const reply = Buffer.from(frame);
  frame.copy(reply, 0, 6, 12);
  Buffer.from(GATEWAY_MAC, 'hex').copy(reply, 6);
  frame.copy(reply, 26, 30, 34);
  frame.copy(reply, 30, 26, 30);
  reply[22] = 64;
  adjustChecksum(reply, 24, 22, frame.readUInt16BE(22));
  const at = 14 + headerLength;
  reply[at] = 0;
  adjustChecksum(reply, at + 2, at, frame.readUInt16BE(at));
  return exactly(port.device ?? '', 'echo reply', reply);
}

interface Says {
  readonly type: number;
  readonly code: number;
  readonly mtu: number;
}

function icmpOf({ reason, mtu }: Extract<Routed, { kind: 'not routed' }>, protocol: number): Says | null {
  if (reason === 'NO_ROUTE') return { type: 3, code: 0, mtu: 0 };
  if (reason === 'NO_NEIGHBOR') return { type: 3, code: 1, mtu: 0 };
  if (reason === 'GATEWAY_ADDRESS') return protocol === TCP || protocol === UDP ? { type: 3, code: 3, mtu: 0 } : null;
  if (reason === 'ROUTED_TOO_BIG') return { type: 3, code: 4, mtu };
  if (reason === 'TTL_EXPIRED') return { type: 11, code: 0, mtu: 0 };
  return null;
}

/** RFC 1812 section 4.3.2: from the gateway, quoting as much as makes 576 bytes. */
function icmpError(
  port: PortSpec,
  frame: Buffer,
  gateway: string,
  { type, code, mtu }: Says,
  length: number,
): ExpectedFrame {
  const quote = frame.subarray(14, 14 + Math.min(length, 576 - 28));
  const icmp = Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, mtu >> 8, mtu & 255]), quote]);
  icmp.writeUInt16BE(internetChecksum(icmp), 2);
  const header = Buffer.from(`45c000000000400040010000${gateway}${frame.toString('hex', 26, 30)}`, 'hex');
  header.writeUInt16BE(20 + icmp.length, 2);
  header.writeUInt16BE(internetChecksum(header), 10);
  const ethernet = Buffer.from(`${frame.toString('hex', 6, 12)}${GATEWAY_MAC}0800`, 'hex');
  return exactly(port.device ?? '', `ICMP ${type}/${code}`, Buffer.concat([ethernet, header, icmp]));
}
