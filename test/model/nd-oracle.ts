import { type Cloud, eui64, GATEWAY_LINK_LOCAL, GATEWAY_MAC } from './cloud.js';
import { drop, type Expectation, type ExpectedFrame, exactly, silence } from './expectation.js';
import type { Forwarding } from './forwarding.js';
import { internetChecksum, pseudoHeader } from './frame-parts.js';
import type { Ip6Packet } from './ip6-packet.js';
import type { PortSpec } from './topology.js';

const ROUTER_SOLICITATION = 133;
const ROUTER_ADVERTISEMENT = 134;
const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const REDIRECT = 137;
const NOBODY = '0'.repeat(32);
const ALL_NODES = 'ff020000000000000000000000000001';
/** Messages are taken up to so many bytes. */
const LENGTH_MAX = 128;

/** Neighbor discovery (RFC 4861) of a port: answered for what is known, never from who it is not. */
export function neighborDiscoveryFromPort(
  model: Forwarding,
  port: PortSpec,
  frame: Buffer,
  packet: Ip6Packet,
): Expectation {
  const { cloud } = model;
  const mac = frame.toString('hex', 6, 12);
  const { source, destination, type, l4 } = packet;
  const whose = cloud.sourceOf(port, mac, source);
  if (whose === 'foreign mac') return drop(port.id, 'SPOOFED_MAC');
  if (type === ROUTER_ADVERTISEMENT || type === REDIRECT) return drop(port.id, 'RA_FROM_PORT');
  const unspecified = source === NOBODY;
  if (whose === 'foreign ip' && (type === ADVERTISEMENT || !unspecified)) return drop(port.id, 'SPOOFED_ND');
  const sum = internetChecksum(pseudoHeader(frame.subarray(22, 38), frame.subarray(38, 54), l4.length, 58), l4);
  const valid = packet.hopLimit === 255 && l4[1] === 0 && !packet.isFragment && sum === 0;
  const optionsAt = type === ROUTER_SOLICITATION ? 8 : 24;
  if (!valid || l4.length % 8 !== 0 || l4.length > LENGTH_MAX || l4.length < optionsAt)
    return drop(port.id, 'ND_MALFORMED');
  const options = readOptions(l4.subarray(optionsAt));
  if (!options) return drop(port.id, 'ND_MALFORMED');
  const target = l4.toString('hex', 8, 24);
  const solicitedNode = destination.startsWith('ff0200000000000000000001ff');
  const malformed =
    (type !== ROUTER_SOLICITATION && target.startsWith('ff')) ||
    (unspecified && options.some(({ kind }) => kind === 1)) ||
    (unspecified && type === SOLICITATION && !solicitedNode) ||
    (type === ADVERTISEMENT && destination.startsWith('ff') && ((l4[4] ?? 0) & 0x40) !== 0);
  if (malformed) return drop(port.id, 'ND_MALFORMED');
  const linkLayer = options.filter(({ kind }) => kind === 1 || kind === 2);
  if (linkLayer.some(({ value }) => value !== mac)) return drop(port.id, 'SPOOFED_ND');
  if (type === ROUTER_SOLICITATION) return advertised(cloud, port, mac);

  const ofTarget = cloud.sourceOf(port, mac, target);
  if (type === ADVERTISEMENT) {
    if (ofTarget === 'own') return silence;
    return ofTarget === 'pair' ? model.bridge(port, frame) : drop(port.id, 'SPOOFED_ND');
  }
  if (ofTarget === 'own') return silence;
  const owner = ownerOf(cloud, port.network, target);
  if (owner && cloud.isMacOf(port, owner.mac)) return silence;
  if (owner) return { frames: [advertisement(port, mac, target, owner, unspecified ? null : source)], drops: [] };
  return cloud.hasPairs(port.network) ? model.bridge(port, frame) : drop(port.id, 'ND_UNKNOWN');
}

/** Null: an option is malformed (RFC 4861 section 4.6). */
function readOptions(bytes: Buffer): { kind: number; value: string }[] | null {
  const options = [];
  for (let at = 0; at < bytes.length; ) {
    const length = (bytes[at + 1] ?? 0) * 8;
    if (length === 0 || at + length > bytes.length) return null;
    options.push({ kind: bytes[at] ?? 0, value: bytes.toString('hex', at + 2, at + length) });
    at += length;
  }
  return options;
}

interface Owner {
  readonly mac: string;
  readonly isRouter: boolean;
}

function ownerOf(cloud: Cloud, network: string, target: string): Owner | null {
  const gateway = { mac: GATEWAY_MAC, isRouter: true };
  if (target === GATEWAY_LINK_LOCAL) return gateway;
  const known = cloud.macOf(network, target);
  if (known) return { mac: known, isRouter: false };
  if (cloud.gatewayAt(network, target)) return gateway;
  // Link-local addresses are those that MACs make.
  const mac = cloud
    .boundPorts(network)
    .flatMap((p) => [p.mac, ...p.pairs.flatMap((pair) => pair.mac ?? [])])
    .map((text) => text.replaceAll(':', ''))
    .find((one) => eui64(one) === target);
  return mac === undefined ? null : { mac, isRouter: false };
}

/** The answer to a solicitation (RFC 4861 section 7.2.4); `to` null: to duplicate address detection. */
function advertisement(port: PortSpec, mac: string, target: string, owner: Owner, to: string | null): ExpectedFrame {
  const flags = 0x20 | (owner.isRouter ? 0x80 : 0) | (to === null ? 0 : 0x40);
  const message = Buffer.from(`88000000${flags.toString(16).padStart(2, '0')}000000${target}0201${owner.mac}`, 'hex');
  const source = Buffer.from(target, 'hex');
  const destination = Buffer.from(to ?? ALL_NODES, 'hex');
  message.writeUInt16BE(internetChecksum(pseudoHeader(source, destination, message.length, 58), message), 2);
  const ethernet = `${to === null ? '333300000001' : mac}${owner.mac}86dd`;
  const header = Buffer.from(`${ethernet}6000000000203aff`, 'hex');
  return exactly(port.device ?? '', 'neighbor advertisement', Buffer.concat([header, source, destination, message]));
}

/** Router solicitations: answered where a subnet of the network tells, to who asked. */
function advertised(cloud: Cloud, port: PortSpec, mac: string): Expectation {
  if (!cloud.subnetsOf(port.network).some((s) => s.tells && s.prefix.includes(':'))) return drop(port.id, 'RA_NONE');
  const differs = (frame: Buffer): string | null => {
    const facts = [frame.toString('hex', 0, 6), frame.toString('hex', 6, 12), frame[20], frame[21], frame[54]];
    const message = frame.subarray(54);
    const sum = internetChecksum(
      pseudoHeader(frame.subarray(22, 38), frame.subarray(38, 54), message.length, 58),
      message,
    );
    const right = [mac, GATEWAY_MAC, 58, 255, ROUTER_ADVERTISEMENT].every((fact, i) => facts[i] === fact);
    return right && sum === 0 && frame.toString('hex', 22, 38) === GATEWAY_LINK_LOCAL
      ? null
      : `is ${frame.toString('hex')}`;
  };
  return { frames: [{ at: port.device ?? '', what: 'router advertisement', differs }], drops: [] };
}
