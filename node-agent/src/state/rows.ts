import {
  DHCP4_BYTES,
  type Dhcp4,
  decodeFdb,
  decodePort,
  decodePortGroups,
  decodePortOut,
  encodeDhcp4,
  encodeFdb,
  encodeFdbKey,
  encodeFlood,
  encodeGateway,
  encodeGateway4Key,
  encodeGateway6Key,
  encodeIfKey,
  encodeMemberKey,
  encodeNeighbor,
  encodeNeighbor4Key,
  encodeNeighbor6Key,
  encodePairs,
  encodePendingPort,
  encodePolicyConfig,
  encodePort,
  encodePortGroups,
  encodePortOut,
  encodeRa,
  encodeRoute4,
  encodeRoute4Key,
  encodeRoute6,
  encodeRoute6Key,
  encodeVtep,
  FDB_BYTES,
  FDB_KEY_BYTES,
  FLOOD_BYTES,
  FLOOD_MAX,
  GATEWAY_BYTES,
  GATEWAY4_KEY_BYTES,
  GATEWAY6_KEY_BYTES,
  IF_KEY_BYTES,
  MEMBER_KEY_BYTES,
  NEIGHBOR_BYTES,
  NEIGHBOR4_KEY_BYTES,
  NEIGHBOR6_KEY_BYTES,
  PAIRS_BYTES,
  type Pair,
  PENDING_PORT_BYTES,
  POLICY_CONFIG_BYTES,
  PORT_BYTES,
  PORT_GROUPS_BYTES,
  PORT_GROUPS_MAX,
  PORT_IP4_MAX,
  PORT_IP6_MAX,
  PORT_OUT_BYTES,
  PORT_PAIRS_MAX,
  type PolicyConfig,
  type Port,
  type PortOut,
  RA_BYTES,
  RA_MAX,
  ROUTE4_BYTES,
  ROUTE4_KEY_BYTES,
  ROUTE6_BYTES,
  ROUTE6_KEY_BYTES,
  VTEP_BYTES,
} from '../datapath/bpf/layout.gen.js';

/**
 * Keys and values of the kernel's tables as words, from the values that the protocol has. Each function fills a buffer of its own
 * and returns it: the result is valid until the next call of the same function (a table copies what it is given).
 */
export { FLOOD_MAX, PORT_GROUPS_MAX, PORT_IP4_MAX, PORT_IP6_MAX, PORT_PAIRS_MAX };

interface Scratch {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
}

function scratch(size: number): Scratch {
  const words = new Uint32Array(size / 4);
  return { words, bytes: Buffer.from(words.buffer) };
}

const scratchU32 = scratch(4);
/** A key that is one number in host order, or one address word. */
export function u32(value: number): Uint32Array {
  scratchU32.words[0] = value;
  return scratchU32.words;
}

const scratchU32Value = scratch(4);
export function u32Value(value: number): Uint32Array {
  scratchU32Value.words[0] = value;
  return scratchU32Value.words;
}

/** IPv4 address bytes as the number that the layouts take (10.0.0.1 is 0x0a000001). */
export function ip4Number(ip4: Uint8Array): number {
  return (((ip4[0] ?? 0) << 24) | ((ip4[1] ?? 0) << 16) | ((ip4[2] ?? 0) << 8) | (ip4[3] ?? 0)) >>> 0;
}

const scratchIp4 = scratch(4);
/** IPv4 address bytes as the word that lies in memory: the key of vtep_by_ip4. */
export function ip4Word(ip4: Uint8Array): number {
  scratchIp4.bytes.writeUInt32BE(ip4Number(ip4), 0);
  return scratchIp4.words[0] ?? 0;
}

const scratchFdbKey = scratch(FDB_KEY_BYTES);
export function fdbKey(vni: number, mac: Uint8Array): Uint32Array {
  encodeFdbKey({ vni, mac }, scratchFdbKey.bytes);
  return scratchFdbKey.words;
}

const scratchFdb = scratch(FDB_BYTES);
export function fdb(vtepId: number, datapathId: number): Uint32Array {
  encodeFdb({ vtepId, datapathId }, scratchFdb.bytes);
  return scratchFdb.words;
}

const scratchNeighborKey = scratch(NEIGHBOR4_KEY_BYTES);
export function neighborKey(vni: number, ip4: Uint8Array): Uint32Array {
  encodeNeighbor4Key({ vni, ip4: ip4Number(ip4) }, scratchNeighborKey.bytes);
  return scratchNeighborKey.words;
}

const scratchNeighbor6Key = scratch(NEIGHBOR6_KEY_BYTES);
export function neighbor6Key(vni: number, ip6: Uint8Array): Uint32Array {
  encodeNeighbor6Key({ vni, ip6 }, scratchNeighbor6Key.bytes);
  return scratchNeighbor6Key.words;
}

const scratchIp6Key = scratch(16);
/** A key that is an IPv6 address: of vtep_by_ip6. */
export function ip6Key(ip6: Uint8Array): Uint32Array {
  scratchIp6Key.bytes.set(ip6);
  return scratchIp6Key.words;
}

const scratchGateway4Key = scratch(GATEWAY4_KEY_BYTES);
export function gateway4Key(vni: number, ip4: Uint8Array): Uint32Array {
  encodeGateway4Key({ vni, ip4: ip4Number(ip4) }, scratchGateway4Key.bytes);
  return scratchGateway4Key.words;
}

const scratchGateway6Key = scratch(GATEWAY6_KEY_BYTES);
export function gateway6Key(vni: number, ip6: Uint8Array): Uint32Array {
  encodeGateway6Key({ vni, ip6 }, scratchGateway6Key.bytes);
  return scratchGateway6Key.words;
}

const scratchGateway = scratch(GATEWAY_BYTES);
export function gateway(routerId: number): Uint32Array {
  encodeGateway({ routerId }, scratchGateway.bytes);
  return scratchGateway.words;
}

/** Bits of a route's key in front of the prefix: the router. */
const ROUTER_BITS = 32;

const scratchRoute4Key = scratch(ROUTE4_KEY_BYTES);
export function route4Key(routerId: number, prefix: Uint8Array, length: number): Uint32Array {
  encodeRoute4Key({ prefixLen: ROUTER_BITS + length, routerId, ip4: ip4Number(prefix) }, scratchRoute4Key.bytes);
  return scratchRoute4Key.words;
}

const scratchRoute6Key = scratch(ROUTE6_KEY_BYTES);
export function route6Key(routerId: number, prefix: Uint8Array, length: number): Uint32Array {
  encodeRoute6Key({ prefixLen: ROUTER_BITS + length, routerId, ip6: prefix }, scratchRoute6Key.bytes);
  return scratchRoute6Key.words;
}

const scratchRoute4 = scratch(ROUTE4_BYTES);
/** `nextHop`: null for the destination itself. */
export function route4(vni: number, mtu: number, nextHop: Uint8Array | null): Uint32Array {
  encodeRoute4({ vni, mtu, nextHop: nextHop ? ip4Number(nextHop) : 0 }, scratchRoute4.bytes);
  return scratchRoute4.words;
}

const scratchRoute6 = scratch(ROUTE6_BYTES);
export function route6(vni: number, mtu: number, nextHop: Uint8Array | null): Uint32Array {
  encodeRoute6({ vni, mtu, nextHop: nextHop ?? NO_IP6 }, scratchRoute6.bytes);
  return scratchRoute6.words;
}

const scratchPairs = scratch(PAIRS_BYTES);
export function pairs(value: readonly Pair[]): Uint32Array {
  encodePairs({ pair: value }, scratchPairs.bytes);
  return scratchPairs.words;
}

const scratchNeighbor = scratch(NEIGHBOR_BYTES);
export function neighbor(mac: Uint8Array): Uint32Array {
  encodeNeighbor({ mac }, scratchNeighbor.bytes);
  return scratchNeighbor.words;
}

const scratchMemberKey = scratch(MEMBER_KEY_BYTES);
export function memberKey(vni: number, vtepId: number): Uint32Array {
  encodeMemberKey({ vni, vtepId }, scratchMemberKey.bytes);
  return scratchMemberKey.words;
}

const scratchVtep = scratch(VTEP_BYTES);
const NO_IP6 = new Uint8Array(16);
export function vtep(ip4: Uint8Array | null, ip6: Uint8Array | null): Uint32Array {
  encodeVtep({ ip4: ip4 ? ip4Number(ip4) : 0, ip6: ip6 ?? NO_IP6 }, scratchVtep.bytes);
  return scratchVtep.words;
}

const scratchFlood = scratch(FLOOD_BYTES);
/** The first FLOOD_MAX of the ids. */
export function flood(ids: readonly number[]): Uint32Array {
  encodeFlood({ id: ids.slice(0, FLOOD_MAX) }, scratchFlood.bytes);
  return scratchFlood.words;
}

const scratchPortGroups = scratch(PORT_GROUPS_BYTES);
export function portGroups(ids: readonly number[]): Uint32Array {
  encodePortGroups({ id: ids }, scratchPortGroups.bytes);
  return scratchPortGroups.words;
}

const scratchPolicyConfig = scratch(POLICY_CONFIG_BYTES);
export function policyConfig(value: PolicyConfig): Uint32Array {
  encodePolicyConfig(value, scratchPolicyConfig.bytes);
  return scratchPolicyConfig.words;
}

const scratchDhcp4 = scratch(DHCP4_BYTES);
export function dhcp4(value: Dhcp4): Uint32Array {
  encodeDhcp4(value, scratchDhcp4.bytes);
  return scratchDhcp4.words;
}

const scratchRa = scratch(RA_BYTES);
const scratchFrame = new Uint8Array(RA_MAX);
/** A router advertisement of at most RA_MAX bytes. */
export function ra(frame: Uint8Array): Uint32Array {
  scratchFrame.fill(0);
  scratchFrame.set(frame);
  encodeRa({ length: frame.length, frame: scratchFrame }, scratchRa.bytes);
  return scratchRa.words;
}

const scratchIfKey = scratch(IF_KEY_BYTES);
export function ifKey(ifindex: number): Uint32Array {
  encodeIfKey({ ifindex, vlanId: 0 }, scratchIfKey.bytes);
  return scratchIfKey.words;
}

const scratchPort = scratch(PORT_BYTES);
export function port(value: Port): Uint32Array {
  encodePort(value, scratchPort.bytes);
  return scratchPort.words;
}

const scratchPendingPort = scratch(PENDING_PORT_BYTES);
/** Of a port that was not seen to send yet. */
export function pendingPort(): Uint32Array {
  encodePendingPort({ toldNs: 0 }, scratchPendingPort.bytes);
  return scratchPendingPort.words;
}

const scratchPortOut = scratch(PORT_OUT_BYTES);
export function portOut(value: PortOut): Uint32Array {
  encodePortOut(value, scratchPortOut.bytes);
  return scratchPortOut.words;
}

/** The bytes of words. */
export function bytesOf(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

/** The port in a value of fdb. */
export function fdbPortOf(fdbWords: Uint32Array): number {
  return decodeFdb(bytesOf(fdbWords)).datapathId;
}

/** The ids in a value of port_groups. */
export function groupsOf(portGroupsWords: Uint32Array): readonly number[] {
  return decodePortGroups(bytesOf(portGroupsWords)).id;
}

/** The slot in a value of port_by_id. */
export function slotOf(portOutWords: Uint32Array): number {
  return decodePortOut(bytesOf(portOutWords)).slot;
}

/** The port in a value of port_by_if. */
export function datapathIdOf(portWords: Uint32Array): number {
  return decodePort(bytesOf(portWords)).datapathId;
}
