import type { weft } from '../../proto/gen/codecs.js';

/**
 * An entry as numbers: 64 bits that identify its key and 64 bits that identify key and value, of what the entry says and not of how it was
 * encoded. A simulated agent keeps these instead of entries, and who recomputes its state makes them from resources; so a million entries are
 * compared without being held as objects.
 */
export interface EntryDigest {
  /** The field of Entry that is set: `fdb`. */
  readonly kind: EntryKind;
  /** The network that the entry goes with when that is removed; 0 if none. */
  readonly vni: number;
  readonly key: Lanes;
  readonly value: Lanes;
}

export const entryKinds = [
  'nodeConfig',
  'vtep',
  'network',
  'localPort',
  'fdb',
  'neighbor',
  'member',
  'subnet',
  'route',
  'securityGroup',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** 64 bits as two unsigned numbers. */
export interface Lanes {
  readonly a: number;
  readonly b: number;
}

/** Digest of an entry; throws for one of an unknown kind. */
export function digestOf(entry: weft.v1.Entry.$Properties): EntryDigest {
  const kind = kindOf(entry);
  const mixer = new Mixer(kind);
  const vni = mixKey(mixer, kind, entry);
  const key = mixer.lanes();
  mixValue(mixer, kind, entry);
  return { kind, vni, key, value: mixer.lanes() };
}

/** The key's lanes: those that `digestOf` gives for an entry of that key. */
export function keyDigestOf(key: weft.v1.EntryKey.$Properties): Lanes {
  const kind = kindOf(key);
  const mixer = new Mixer(kind);
  mixKey(mixer, kind, key);
  return mixer.lanes();
}

function kindOf(message: weft.v1.EntryKey.$Properties): EntryKind {
  for (const kind of entryKinds) if (message[kind]) return kind;
  throw new Error(`an entry of an unknown kind: ${JSON.stringify(message)}`);
}

/** Returns the VNI that the entry goes with. */
function mixKey(mixer: Mixer, kind: EntryKind, message: weft.v1.EntryKey.$Properties): number {
  switch (kind) {
    case 'nodeConfig':
      return 0;
    case 'vtep':
      mixer.number(message.vtep?.vtepId);
      return 0;
    case 'network':
      mixer.number(message.network?.vni);
      return 0;
    case 'localPort':
      mixer.number(message.localPort?.datapathId);
      return 0;
    case 'fdb':
      mixer.number(message.fdb?.vni);
      mixer.bytes(message.fdb?.mac);
      return message.fdb?.vni ?? 0;
    case 'neighbor':
      mixer.number(message.neighbor?.vni);
      mixer.bytes(message.neighbor?.address?.bytes);
      return message.neighbor?.vni ?? 0;
    case 'member':
      mixer.number(message.member?.vni);
      mixer.number(message.member?.vtepId);
      return message.member?.vni ?? 0;
    case 'subnet':
      mixer.number(message.subnet?.vni);
      mixer.prefix(message.subnet?.prefix);
      return message.subnet?.vni ?? 0;
    case 'route':
      mixer.number(message.route?.routerId);
      mixer.prefix(message.route?.prefix);
      return 0;
    case 'securityGroup':
      mixer.number(message.securityGroup?.groupId);
      return 0;
  }
}

function mixValue(mixer: Mixer, kind: EntryKind, entry: weft.v1.Entry.$Properties): void {
  const { nodeConfig, vtep, network, localPort, fdb, neighbor, member, subnet, route, securityGroup } = entry;
  switch (kind) {
    case 'nodeConfig':
      mixer.number(nodeConfig?.vtepId);
      mixer.number(nodeConfig?.vxlanPort);
      for (const { bytes } of nodeConfig?.vteps ?? []) mixer.bytes(bytes);
      return;
    case 'vtep':
      mixer.text(vtep?.nodeId);
      for (const { bytes } of vtep?.addresses ?? []) mixer.bytes(bytes);
      return;
    case 'network':
      mixer.text(network?.networkId);
      mixer.text(network?.tenantId);
      mixer.number(network?.mtu);
      mixer.number(network?.floodUnknownNeighbors ? 1 : 0);
      return;
    case 'localPort':
      mixer.text(localPort?.portId);
      mixer.number(localPort?.generation);
      mixer.number(localPort?.vni);
      mixer.bytes(localPort?.mac);
      for (const { bytes } of localPort?.addresses ?? []) mixer.bytes(bytes);
      for (const { prefix, mac } of localPort?.pairs ?? []) {
        mixer.prefix(prefix);
        mixer.bytes(mac);
      }
      mixer.number(localPort?.floodPacketsPerSecond);
      mixer.numbers(localPort?.groupIds);
      mixer.bytes(localPort?.securedMac);
      mixer.number(localPort?.egressKilobitsPerSecond);
      mixer.number(localPort?.egressBurstBytes);
      mixer.number(localPort?.ingressKilobitsPerSecond);
      mixer.number(localPort?.ingressBurstBytes);
      mixer.number(localPort?.role);
      mixer.number(localPort?.otherGeneration);
      mixer.bytes(localPort?.movingMac);
      return;
    case 'fdb':
      mixer.number(fdb?.vtepId);
      mixer.number(fdb?.datapathId);
      mixer.numbers(fdb?.groupIds);
      return;
    case 'neighbor':
      mixer.bytes(neighbor?.mac);
      return;
    case 'member':
      mixer.number(member?.acceptOnly ? 1 : 0);
      return;
    case 'subnet':
      mixer.text(subnet?.subnetId);
      mixer.bytes(subnet?.gateway?.bytes);
      mixer.number(subnet?.routerId);
      for (const { bytes } of subnet?.dnsServers ?? []) mixer.bytes(bytes);
      mixer.number(subnet?.dhcp ? 1 : 0);
      mixer.number(subnet?.dhcpLeaseSeconds);
      mixer.number(subnet?.ip6AddressMode);
      for (const { prefix, nextHop } of subnet?.hostRoutes ?? []) {
        mixer.prefix(prefix);
        mixer.bytes(nextHop?.bytes);
      }
      return;
    case 'route':
      mixer.bytes(route?.nextHop?.bytes);
      mixer.number(route?.vni);
      return;
    case 'securityGroup':
      mixer.text(securityGroup?.securityGroupId);
      for (const rule of securityGroup?.rules ?? []) {
        mixer.numbers([rule.number ?? 0, rule.direction ?? 0, rule.protocol ?? 0, rule.first ?? 0, rule.last ?? 0]);
        mixer.text(rule.ruleId);
        mixer.prefix(rule.remotePrefix);
        mixer.number(rule.remoteGroupId);
      }
      return;
  }
}

/** Two independent 32-bit hashes of a sequence of numbers. */
class Mixer {
  #a: number;
  #b: number;

  constructor(kind: EntryKind) {
    this.#a = 0x9e3779b9;
    this.#b = 0x7f4a7c15;
    this.number(entryKinds.indexOf(kind));
  }

  number(n: number | null | undefined): void {
    const value = n ?? 0;
    this.#a = Math.imul(this.#a ^ value, 0x85ebca6b);
    this.#a ^= this.#a >>> 13;
    this.#b = Math.imul((this.#b << 5) ^ (this.#b >>> 27) ^ value, 0xc2b2ae35);
    this.#b ^= this.#b >>> 16;
  }

  numbers(numbers: readonly number[] | null | undefined): void {
    this.number(numbers?.length);
    for (const n of numbers ?? []) this.number(n);
  }

  bytes(bytes: Uint8Array | null | undefined): void {
    this.number(bytes?.length ?? 0);
    for (let i = 0; i < (bytes?.length ?? 0); i++) this.number(bytes?.[i]);
  }

  prefix(prefix: weft.v1.IpPrefix.$Properties | null | undefined): void {
    this.bytes(prefix?.address?.bytes);
    this.number(prefix?.length);
  }

  text(text: string | null | undefined): void {
    this.number(text?.length ?? 0);
    for (let i = 0; i < (text?.length ?? 0); i++) this.number(text?.charCodeAt(i));
  }

  lanes(): Lanes {
    return { a: avalanche(this.#a), b: avalanche(this.#b) };
  }
}

/** The last step of MurmurHash3: without it, sums of digests of similar entries would be similar. */
function avalanche(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
