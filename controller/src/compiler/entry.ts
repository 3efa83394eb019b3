import protobuf from 'protobufjs/minimal.js';
import { weft } from '../../../proto/gen/codecs.js';

/**
 * Entries and their keys in the form in which they are kept, compared and sent: the length-delimited protobuf message `[length, bytes]` without a
 * tag, as a Latin-1 string (one character per byte). Such a slice is put behind the tag of any `repeated Entry` or `repeated EntryKey` field as
 * it is, so an entry is encoded once in its life. A string costs a fifth of the memory of a Buffer of that size and is its own map key.
 */
export type Key = string & { readonly __key: unique symbol };
export type Value = string & { readonly __value: unique symbol };

const { Entry, EntryKey } = weft.v1;

/** Used again and again, as it has a buffer of its own; null while it is in use, and after a failure. */
let spareWriter: protobuf.Writer | null = null;

function delimited(encode: (writer: protobuf.Writer) => protobuf.Writer): string {
  const writer = (spareWriter ?? protobuf.Writer.create()).reset();
  spareWriter = null;
  const { buffer, byteOffset, byteLength } = encode(writer).ldelim().finish(true);
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
  spareWriter = writer;
  return text;
}

/** The value of an entry. */
export function entryValue(entry: weft.v1.Entry.$Properties): Value {
  return delimited((writer) => Entry.encode(entry, writer)) as Value;
}

function encodeKey(key: weft.v1.EntryKey.$Properties): Key {
  return delimited((writer) => EntryKey.encode(key, writer)) as Key;
}

export const nodeConfigKey: Key = encodeKey({ nodeConfig: {} });

export function vtepKey(vtepId: number): Key {
  return encodeKey({ vtep: { vtepId } });
}

export function networkKey(vni: number): Key {
  return encodeKey({ network: { vni } });
}

export function localPortKey(datapathId: number): Key {
  return encodeKey({ localPort: { datapathId } });
}

export function fdbKey(vni: number, mac: Uint8Array): Key {
  return encodeKey({ fdb: { vni, mac } });
}

export function neighborKey(vni: number, address: Uint8Array): Key {
  return encodeKey({ neighbor: { vni, address: { bytes: address } } });
}

export function memberKey(vni: number, vtepId: number): Key {
  return encodeKey({ member: { vni, vtepId } });
}

type PrefixMessage = weft.v1.IpPrefix.$Properties | null | undefined;

/** A prefix as it is in keys and entries: the same bytes for the same prefix. */
export function prefixMessage(prefix: PrefixMessage): weft.v1.IpPrefix.$Properties {
  return { address: { bytes: prefix?.address?.bytes ?? new Uint8Array() }, length: prefix?.length ?? 0 };
}

export function subnetKey(vni: number, prefix: PrefixMessage): Key {
  return encodeKey({ subnet: { vni, prefix: prefixMessage(prefix) } });
}

export function routeKey(routerId: number, prefix: PrefixMessage): Key {
  return encodeKey({ route: { routerId, prefix: prefixMessage(prefix) } });
}

export function securityGroupKey(groupId: number): Key {
  return encodeKey({ securityGroup: { groupId } });
}

/** The kind of a key is the tag of its message, behind its length, which is less than 128. */
const LOCAL_PORT_TAG = 0x22; // EntryKey.local_port = 4
const FDB_TAG = 0x2a; // EntryKey.fdb = 5
const SECURITY_GROUP_TAG = 0x52; // EntryKey.security_group = 10

export function isLocalPortKey(key: Key): boolean {
  return key.charCodeAt(1) === LOCAL_PORT_TAG;
}

export function isFdbKey(key: Key): boolean {
  return key.charCodeAt(1) === FDB_TAG;
}

export function isSecurityGroupKey(key: Key): boolean {
  return key.charCodeAt(1) === SECURITY_GROUP_TAG;
}

/** The key of an EntryKey message as anybody encoded it; null if it names nothing. */
export function keyOf(message: weft.v1.EntryKey.$Properties): Key | null {
  if (message.nodeConfig) return nodeConfigKey;
  if (message.vtep) return vtepKey(message.vtep.vtepId ?? 0);
  if (message.network) return networkKey(message.network.vni ?? 0);
  if (message.localPort) return localPortKey(message.localPort.datapathId ?? 0);
  if (message.fdb) return fdbKey(message.fdb.vni ?? 0, message.fdb.mac ?? new Uint8Array());
  if (message.neighbor) {
    return neighborKey(message.neighbor.vni ?? 0, message.neighbor.address?.bytes ?? new Uint8Array());
  }
  if (message.member) return memberKey(message.member.vni ?? 0, message.member.vtepId ?? 0);
  if (message.subnet) return subnetKey(message.subnet.vni ?? 0, message.subnet.prefix);
  if (message.route) return routeKey(message.route.routerId ?? 0, message.route.prefix);
  if (message.securityGroup) return securityGroupKey(message.securityGroup.groupId ?? 0);
  return null;
}

/** The key of a whole entry. */
export function keyOfEntry(entry: weft.v1.Entry.$Properties): Key | null {
  return keyOf(entry);
}

/** The slice as bytes, behind nothing. */
export function entryOfValue(value: Value): weft.v1.Entry {
  const reader = Buffer.from(value, 'latin1');
  let header = 0;
  while ((reader[header] ?? 0) >= 0x80) header++;
  return Entry.decode(reader.subarray(header + 1));
}
