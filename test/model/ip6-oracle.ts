import { GATEWAY_MAC } from './cloud.js';
import { drop, type Expectation, type ExpectedFrame, exactly } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { internetChecksum, pseudoHeader } from './frame-parts.js';
import { readIp6 } from './ip6-packet.js';
import { neighborDiscoveryFromPort } from './nd-oracle.js';
import { type Routed, route } from './routing-oracle.js';
import type { PortSpec } from './topology.js';

const TCP = 6;
const UDP = 17;
const ICMP6 = 58;
const NOBODY = '0'.repeat(32);

/** IPv6 of a port whose MAC may be right. */
export function ip6FromPort(model: Forwarding, port: PortSpec, frame: Buffer): Expectation {
  const { cloud } = model;
  const packet = readIp6(frame);
  if (typeof packet === 'string') return drop(port.id, packet);
  const { source, destination, protocol, l4, type, hopLimit } = packet;
  if (protocol === ICMP6 && type >= 133 && type <= 137) return neighborDiscoveryFromPort(model, port, frame, packet);
  const whose = cloud.sourceOf(port, frame.toString('hex', 6, 12), source);
  const udpPorts = protocol === UDP && !packet.isLaterFragment ? [l4.readUInt16BE(0), l4.readUInt16BE(2)].join() : '';
  const isListenerReport = protocol === ICMP6 && [130, 131, 132, 143].includes(type);
  const needsNone = source === NOBODY && destination.startsWith('ff') && (isListenerReport || udpPorts === '546,547');
  if (whose === 'foreign mac') return drop(port.id, 'SPOOFED_MAC');
  if (whose === 'foreign ip' && !needsNone) return drop(port.id, 'SPOOFED_IP');
  if (udpPorts === '547,546') return drop(port.id, 'DHCP_SERVER');
  const denied = model.mayLeave(port, frame);
  if (denied) return drop(port.id, denied);
  if (frame.toString('hex', 0, 6) !== GATEWAY_MAC) return model.bridge(port, frame);

  const outcome = route(cloud, port, { source, destination, ttl: hopLimit, length: frame.length - 14 });
  if (outcome.kind === 'routed') {
    const routed = Buffer.from(frame);
    Buffer.from(outcome.mac + GATEWAY_MAC, 'hex').copy(routed, 0);
    routed[21] = hopLimit - 1;
    return model.towards(port, outcome.network.id, routed);
  }
  if (outcome.toGateway && protocol === ICMP6 && type === 128 && !packet.isFragment) {
    return { frames: [echoReply(port, frame, packet.l4Offset)], drops: [] };
  }
  const says = icmpOf(outcome, protocol);
  const isError = protocol === ICMP6 && type < 128;
  const told = says && outcome.gateway && !packet.isLaterFragment && !isError;
  return {
    frames: told ? [icmpError(port, frame, outcome.gateway.ip, says, packet.length)] : [],
    drops: [[port.id, outcome.reason]],
  };
}

/** RFC 4443 section 4.2, with addresses exchanged and the hop limit of an answer. */
function echoReply(port: PortSpec, frame: Buffer, l4Offset: number): ExpectedFrame {
  const reply = Buffer.from(frame);
  frame.copy(reply, 0, 6, 12);
  Buffer.from(GATEWAY_MAC, 'hex').copy(reply, 6);
  frame.copy(reply, 22, 38, 54);
  frame.copy(reply, 38, 22, 38);
  reply[21] = 64;
  reply[l4Offset] = 129;
  let sum =
    (~frame.readUInt16BE(l4Offset + 2) & 0xffff) +
    (~frame.readUInt16BE(l4Offset) & 0xffff) +
    reply.readUInt16BE(l4Offset);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  reply.writeUInt16BE(~sum & 0xffff, l4Offset + 2);
  return exactly(port.device ?? '', 'echo reply', reply);
}

interface Says {
  readonly type: number;
  readonly code: number;
  readonly mtu: number;
}

function icmpOf({ reason, mtu }: Extract<Routed, { kind: 'not routed' }>, protocol: number): Says | null {
  if (reason === 'NO_ROUTE') return { type: 1, code: 0, mtu: 0 };
  if (reason === 'NO_NEIGHBOR') return { type: 1, code: 3, mtu: 0 };
  if (reason === 'GATEWAY_ADDRESS') return protocol === TCP || protocol === UDP ? { type: 1, code: 4, mtu: 0 } : null;
  if (reason === 'ROUTED_TOO_BIG') return { type: 2, code: 0, mtu };
  if (reason === 'TTL_EXPIRED') return { type: 3, code: 0, mtu: 0 };
  return null;
}

/** RFC 4443 section 2.4 c: quoting as much as makes 1280 bytes. */
function icmpError(
  port: PortSpec,
  frame: Buffer,
  gateway: string,
  { type, code, mtu }: Says,
  length: number,
): ExpectedFrame {
  const quote = frame.subarray(14, 14 + Math.min(length, 1280 - 48));
  const icmp = Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, mtu >> 8, mtu & 255]), quote]);
  const source = Buffer.from(gateway, 'hex');
  const destination = frame.subarray(22, 38);
  icmp.writeUInt16BE(internetChecksum(pseudoHeader(source, destination, icmp.length, ICMP6), icmp), 2);
  const header = Buffer.from('6000000000003a40', 'hex');
  header.writeUInt16BE(icmp.length, 4);
  const ethernet = Buffer.from(`${frame.toString('hex', 6, 12)}${GATEWAY_MAC}86dd`, 'hex');
  return exactly(
    port.device ?? '',
    `ICMPv6 ${type}/${code}`,
    Buffer.concat([ethernet, header, source, destination, icmp]),
  );
}
