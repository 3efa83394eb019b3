// Generated from modules/include/weft/types.h (through BTF) by node-agent/native/generate-layout.mjs; do not edit.
//
// Each struct has its size, an interface, an encoder and a decoder. Numbers are host order in the interface whatever the order in
// the map (an IPv4 address 10.0.0.1 is 0x0a000001). 64-bit fields are numbers: exact to 2^53 - 1, rounded above (nanoseconds since
// boot are exact for 104 days, then to 2 ns). Byte arrays are copies. Arrays with a count in C are plain arrays here; longer than
// the limit is a RangeError. Padding is written as zero, because the kernel compares keys as bytes.

export const DROP_REASONS_MAX = 64;
export const FLOOD_MAX = 1024;
export const LAYOUT_VERSION = 1;
export const PORT_IP4_MAX = 8;
export const SLOT_NONE = 0;

/** enum weft_deliver */
export const Deliver = {
  PEER: 1,
  REDIRECT: 2,
  TAP: 3,
} as const;
export type Deliver = (typeof Deliver)[keyof typeof Deliver];

/** enum weft_flow_kind */
export const FlowKind = {
  START: 1,
  UPDATE: 2,
  END: 3,
  DENIED: 4,
} as const;
export type FlowKind = (typeof FlowKind)[keyof typeof FlowKind];

/** enum weft_flow_sweep_scope */
export const FlowSweepScope = {
  DUE: 0,
  END_PORT: 1,
  END_ALL: 2,
} as const;
export type FlowSweepScope = (typeof FlowSweepScope)[keyof typeof FlowSweepScope];

/** sizeof(struct weft_config) */
export const CONFIG_BYTES = 40;

/** struct weft_config */
export interface Config {
  readonly layoutVersion: number;
  readonly vtepId: number;
  readonly vtepIp4: number;
  readonly underlayIfindex: number;
  readonly vxlanIfindex: number;
  readonly vxlanPort: number;
  readonly mark: number;
  readonly flowUpdateS: number;
  readonly flowIdleS: number;
  readonly flowPortMax: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConfig(v: Config, b: Buffer = Buffer.alloc(CONFIG_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.layoutVersion, at);
  b.writeUInt32LE(v.vtepId, at + 4);
  b.writeUInt32BE(v.vtepIp4, at + 8);
  b.writeUInt32LE(v.underlayIfindex, at + 12);
  b.writeUInt32LE(v.vxlanIfindex, at + 16);
  b.writeUInt16BE(v.vxlanPort, at + 20);
  b.fill(0, at + 22, at + 24);
  b.writeUInt32LE(v.mark, at + 24);
  b.writeUInt32LE(v.flowUpdateS, at + 28);
  b.writeUInt32LE(v.flowIdleS, at + 32);
  b.writeUInt32LE(v.flowPortMax, at + 36);
  return b;
}

export function decodeConfig(b: Buffer, at = 0): Config {
  return {
    layoutVersion: b.readUInt32LE(at),
    vtepId: b.readUInt32LE(at + 4),
    vtepIp4: b.readUInt32BE(at + 8),
    underlayIfindex: b.readUInt32LE(at + 12),
    vxlanIfindex: b.readUInt32LE(at + 16),
    vxlanPort: b.readUInt16BE(at + 20),
    mark: b.readUInt32LE(at + 24),
    flowUpdateS: b.readUInt32LE(at + 28),
    flowIdleS: b.readUInt32LE(at + 32),
    flowPortMax: b.readUInt32LE(at + 36),
  };
}

/** sizeof(struct weft_if_key) */
export const IF_KEY_BYTES = 8;

/** struct weft_if_key */
export interface IfKey {
  readonly ifindex: number;
  readonly vlanId: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeIfKey(v: IfKey, b: Buffer = Buffer.alloc(IF_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.ifindex, at);
  b.writeUInt16LE(v.vlanId, at + 4);
  b.fill(0, at + 6, at + 8);
  return b;
}

export function decodeIfKey(b: Buffer, at = 0): IfKey {
  return {
    ifindex: b.readUInt32LE(at),
    vlanId: b.readUInt16LE(at + 4),
  };
}

/** sizeof(struct weft_port) */
export const PORT_BYTES = 56;

/** struct weft_port */
export interface Port {
  readonly datapathId: number;
  readonly generation: number;
  readonly vni: number;
  readonly slot: number;
  /** 6 bytes */
  readonly mac: Uint8Array;
  /** at most 8 */
  readonly ip4: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePort(v: Port, b: Buffer = Buffer.alloc(PORT_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32LE(v.generation, at + 4);
  b.writeUInt32LE(v.vni, at + 8);
  b.writeUInt32LE(v.slot, at + 12);
  writeBytes(b, v.mac, at + 16, 6, 'weft_port.mac');
  b.writeUInt8(v.ip4.length, at + 22);
  b.fill(0, at + 23, at + 24);
  checkLength(v.ip4, 8, 'weft_port.ip4');
  b.fill(0, at + 24, at + 56);
  v.ip4.forEach((element, i) => b.writeUInt32BE(element, at + 24 + 4 * i));
  return b;
}

export function decodePort(b: Buffer, at = 0): Port {
  return {
    datapathId: b.readUInt32LE(at),
    generation: b.readUInt32LE(at + 4),
    vni: b.readUInt32LE(at + 8),
    slot: b.readUInt32LE(at + 12),
    mac: new Uint8Array(b.subarray(at + 16, at + 22)),
    ip4: Array.from({ length: Math.min(b.readUInt8(at + 22), 8) }, (_, i) => b.readUInt32BE(at + 24 + 4 * i)),
  };
}

/** sizeof(struct weft_port_out) */
export const PORT_OUT_BYTES = 16;

/** struct weft_port_out */
export interface PortOut {
  readonly ifindex: number;
  readonly slot: number;
  readonly vni: number;
  readonly deliver: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortOut(v: PortOut, b: Buffer = Buffer.alloc(PORT_OUT_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.ifindex, at);
  b.writeUInt32LE(v.slot, at + 4);
  b.writeUInt32LE(v.vni, at + 8);
  b.writeUInt32LE(v.deliver, at + 12);
  return b;
}

export function decodePortOut(b: Buffer, at = 0): PortOut {
  return {
    ifindex: b.readUInt32LE(at),
    slot: b.readUInt32LE(at + 4),
    vni: b.readUInt32LE(at + 8),
    deliver: b.readUInt32LE(at + 12),
  };
}

/** sizeof(struct weft_fdb_key) */
export const FDB_KEY_BYTES = 12;

/** struct weft_fdb_key */
export interface FdbKey {
  readonly vni: number;
  /** 6 bytes */
  readonly mac: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFdbKey(v: FdbKey, b: Buffer = Buffer.alloc(FDB_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  writeBytes(b, v.mac, at + 4, 6, 'weft_fdb_key.mac');
  b.fill(0, at + 10, at + 12);
  return b;
}

export function decodeFdbKey(b: Buffer, at = 0): FdbKey {
  return {
    vni: b.readUInt32LE(at),
    mac: new Uint8Array(b.subarray(at + 4, at + 10)),
  };
}

/** sizeof(struct weft_fdb) */
export const FDB_BYTES = 8;

/** struct weft_fdb */
export interface Fdb {
  readonly vtepId: number;
  readonly datapathId: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFdb(v: Fdb, b: Buffer = Buffer.alloc(FDB_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vtepId, at);
  b.writeUInt32LE(v.datapathId, at + 4);
  return b;
}

export function decodeFdb(b: Buffer, at = 0): Fdb {
  return {
    vtepId: b.readUInt32LE(at),
    datapathId: b.readUInt32LE(at + 4),
  };
}

/** sizeof(struct weft_neighbor4_key) */
export const NEIGHBOR4_KEY_BYTES = 8;

/** struct weft_neighbor4_key */
export interface Neighbor4Key {
  readonly vni: number;
  readonly ip4: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeNeighbor4Key(v: Neighbor4Key, b: Buffer = Buffer.alloc(NEIGHBOR4_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  b.writeUInt32BE(v.ip4, at + 4);
  return b;
}

export function decodeNeighbor4Key(b: Buffer, at = 0): Neighbor4Key {
  return {
    vni: b.readUInt32LE(at),
    ip4: b.readUInt32BE(at + 4),
  };
}

/** sizeof(struct weft_neighbor) */
export const NEIGHBOR_BYTES = 8;

/** struct weft_neighbor */
export interface Neighbor {
  /** 6 bytes */
  readonly mac: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeNeighbor(v: Neighbor, b: Buffer = Buffer.alloc(NEIGHBOR_BYTES), at = 0): Buffer {
  writeBytes(b, v.mac, at, 6, 'weft_neighbor.mac');
  b.fill(0, at + 6, at + 8);
  return b;
}

export function decodeNeighbor(b: Buffer, at = 0): Neighbor {
  return {
    mac: new Uint8Array(b.subarray(at, at + 6)),
  };
}

/** sizeof(struct weft_vtep) */
export const VTEP_BYTES = 24;

/** struct weft_vtep */
export interface Vtep {
  /** 16 bytes */
  readonly ip6: Uint8Array;
  readonly ip4: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeVtep(v: Vtep, b: Buffer = Buffer.alloc(VTEP_BYTES), at = 0): Buffer {
  writeBytes(b, v.ip6, at, 16, 'weft_vtep.ip6');
  b.writeUInt32BE(v.ip4, at + 16);
  b.fill(0, at + 20, at + 24);
  return b;
}

export function decodeVtep(b: Buffer, at = 0): Vtep {
  return {
    ip6: new Uint8Array(b.subarray(at, at + 16)),
    ip4: b.readUInt32BE(at + 16),
  };
}

/** sizeof(struct weft_member_key) */
export const MEMBER_KEY_BYTES = 8;

/** struct weft_member_key */
export interface MemberKey {
  readonly vni: number;
  readonly vtepId: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeMemberKey(v: MemberKey, b: Buffer = Buffer.alloc(MEMBER_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  b.writeUInt32LE(v.vtepId, at + 4);
  return b;
}

export function decodeMemberKey(b: Buffer, at = 0): MemberKey {
  return {
    vni: b.readUInt32LE(at),
    vtepId: b.readUInt32LE(at + 4),
  };
}

/** sizeof(struct weft_flood) */
export const FLOOD_BYTES = 4100;

/** struct weft_flood */
export interface Flood {
  /** at most 1024 */
  readonly id: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlood(v: Flood, b: Buffer = Buffer.alloc(FLOOD_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.id.length, at);
  checkLength(v.id, 1024, 'weft_flood.id');
  b.fill(0, at + 4, at + 4100);
  v.id.forEach((element, i) => b.writeUInt32LE(element, at + 4 + 4 * i));
  return b;
}

export function decodeFlood(b: Buffer, at = 0): Flood {
  return {
    id: Array.from({ length: Math.min(b.readUInt32LE(at), 1024) }, (_, i) => b.readUInt32LE(at + 4 + 4 * i)),
  };
}

/** sizeof(struct weft_port_counters) */
export const PORT_COUNTERS_BYTES = 32;

/** struct weft_port_counters */
export interface PortCounters {
  /** 64-bit */
  readonly sentPackets: number;
  /** 64-bit */
  readonly sentBytes: number;
  /** 64-bit */
  readonly receivedPackets: number;
  /** 64-bit */
  readonly receivedBytes: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortCounters(v: PortCounters, b: Buffer = Buffer.alloc(PORT_COUNTERS_BYTES), at = 0): Buffer {
  writeU64(b, v.sentPackets, at);
  writeU64(b, v.sentBytes, at + 8);
  writeU64(b, v.receivedPackets, at + 16);
  writeU64(b, v.receivedBytes, at + 24);
  return b;
}

export function decodePortCounters(b: Buffer, at = 0): PortCounters {
  return {
    sentPackets: readU64(b, at),
    sentBytes: readU64(b, at + 8),
    receivedPackets: readU64(b, at + 16),
    receivedBytes: readU64(b, at + 24),
  };
}

/** sizeof(struct weft_flow4_key) */
export const FLOW4_KEY_BYTES = 20;

/** struct weft_flow4_key */
export interface Flow4Key {
  readonly datapathId: number;
  readonly source: number;
  readonly destination: number;
  readonly sourceL4Port: number;
  readonly destinationL4Port: number;
  readonly protocol: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlow4Key(v: Flow4Key, b: Buffer = Buffer.alloc(FLOW4_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32BE(v.source, at + 4);
  b.writeUInt32BE(v.destination, at + 8);
  b.writeUInt16BE(v.sourceL4Port, at + 12);
  b.writeUInt16BE(v.destinationL4Port, at + 14);
  b.writeUInt8(v.protocol, at + 16);
  b.fill(0, at + 17, at + 20);
  return b;
}

export function decodeFlow4Key(b: Buffer, at = 0): Flow4Key {
  return {
    datapathId: b.readUInt32LE(at),
    source: b.readUInt32BE(at + 4),
    destination: b.readUInt32BE(at + 8),
    sourceL4Port: b.readUInt16BE(at + 12),
    destinationL4Port: b.readUInt16BE(at + 14),
    protocol: b.readUInt8(at + 16),
  };
}

/** sizeof(struct weft_flow) */
export const FLOW_BYTES = 56;

/** struct weft_flow */
export interface Flow {
  /** 64-bit */
  readonly packets: number;
  /** 64-bit */
  readonly bytes: number;
  /** 64-bit */
  readonly firstNs: number;
  /** 64-bit */
  readonly lastNs: number;
  /** 64-bit */
  readonly reportedNs: number;
  readonly generation: number;
  readonly slot: number;
  readonly tcpFlags: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlow(v: Flow, b: Buffer = Buffer.alloc(FLOW_BYTES), at = 0): Buffer {
  writeU64(b, v.packets, at);
  writeU64(b, v.bytes, at + 8);
  writeU64(b, v.firstNs, at + 16);
  writeU64(b, v.lastNs, at + 24);
  writeU64(b, v.reportedNs, at + 32);
  b.writeUInt32LE(v.generation, at + 40);
  b.writeUInt32LE(v.slot, at + 44);
  b.writeUInt32LE(v.tcpFlags, at + 48);
  b.fill(0, at + 52, at + 56);
  return b;
}

export function decodeFlow(b: Buffer, at = 0): Flow {
  return {
    packets: readU64(b, at),
    bytes: readU64(b, at + 8),
    firstNs: readU64(b, at + 16),
    lastNs: readU64(b, at + 24),
    reportedNs: readU64(b, at + 32),
    generation: b.readUInt32LE(at + 40),
    slot: b.readUInt32LE(at + 44),
    tcpFlags: b.readUInt32LE(at + 48),
  };
}

/** sizeof(struct weft_flow_record) */
export const FLOW_RECORD_BYTES = 72;

/** struct weft_flow_record */
export interface FlowRecord {
  readonly key: Flow4Key;
  readonly kind: number;
  readonly generation: number;
  readonly dropReason: number;
  readonly tcpFlags: number;
  /** 64-bit */
  readonly packets: number;
  /** 64-bit */
  readonly bytes: number;
  /** 64-bit */
  readonly firstNs: number;
  /** 64-bit */
  readonly lastNs: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlowRecord(v: FlowRecord, b: Buffer = Buffer.alloc(FLOW_RECORD_BYTES), at = 0): Buffer {
  encodeFlow4Key(v.key, b, at);
  b.writeUInt32LE(v.kind, at + 20);
  b.writeUInt32LE(v.generation, at + 24);
  b.writeUInt32LE(v.dropReason, at + 28);
  b.writeUInt32LE(v.tcpFlags, at + 32);
  b.fill(0, at + 36, at + 40);
  writeU64(b, v.packets, at + 40);
  writeU64(b, v.bytes, at + 48);
  writeU64(b, v.firstNs, at + 56);
  writeU64(b, v.lastNs, at + 64);
  return b;
}

export function decodeFlowRecord(b: Buffer, at = 0): FlowRecord {
  return {
    key: decodeFlow4Key(b, at),
    kind: b.readUInt32LE(at + 20),
    generation: b.readUInt32LE(at + 24),
    dropReason: b.readUInt32LE(at + 28),
    tcpFlags: b.readUInt32LE(at + 32),
    packets: readU64(b, at + 40),
    bytes: readU64(b, at + 48),
    firstNs: readU64(b, at + 56),
    lastNs: readU64(b, at + 64),
  };
}

/** sizeof(struct weft_flow_losses) */
export const FLOW_LOSSES_BYTES = 16;

/** struct weft_flow_losses */
export interface FlowLosses {
  /** 64-bit */
  readonly tableFull: number;
  /** 64-bit */
  readonly ringFull: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlowLosses(v: FlowLosses, b: Buffer = Buffer.alloc(FLOW_LOSSES_BYTES), at = 0): Buffer {
  writeU64(b, v.tableFull, at);
  writeU64(b, v.ringFull, at + 8);
  return b;
}

export function decodeFlowLosses(b: Buffer, at = 0): FlowLosses {
  return {
    tableFull: readU64(b, at),
    ringFull: readU64(b, at + 8),
  };
}

/** sizeof(struct weft_flow_sweep) */
export const FLOW_SWEEP_BYTES = 24;

/** struct weft_flow_sweep */
export interface FlowSweep {
  readonly scope: number;
  readonly datapathId: number;
  readonly visited: number;
  readonly updated: number;
  readonly ended: number;
  readonly deferred: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlowSweep(v: FlowSweep, b: Buffer = Buffer.alloc(FLOW_SWEEP_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.scope, at);
  b.writeUInt32LE(v.datapathId, at + 4);
  b.writeUInt32LE(v.visited, at + 8);
  b.writeUInt32LE(v.updated, at + 12);
  b.writeUInt32LE(v.ended, at + 16);
  b.writeUInt32LE(v.deferred, at + 20);
  return b;
}

export function decodeFlowSweep(b: Buffer, at = 0): FlowSweep {
  return {
    scope: b.readUInt32LE(at),
    datapathId: b.readUInt32LE(at + 4),
    visited: b.readUInt32LE(at + 8),
    updated: b.readUInt32LE(at + 12),
    ended: b.readUInt32LE(at + 16),
    deferred: b.readUInt32LE(at + 20),
  };
}

function readU64(b: Buffer, at: number): number {
  return b.readUInt32LE(at) + b.readUInt32LE(at + 4) * 4294967296;
}

function writeU64(b: Buffer, value: number, at: number): void {
  b.writeUInt32LE(value % 4294967296, at);
  b.writeUInt32LE(Math.floor(value / 4294967296), at + 4);
}

function writeBytes(b: Buffer, value: Uint8Array, at: number, length: number, field: string): void {
  if (value.length !== length) throw new RangeError(`${field} has ${value.length} bytes, not ${length}`);
  b.set(value, at);
}

function checkLength(values: readonly number[], limit: number, field: string): void {
  if (values.length > limit) throw new RangeError(`${field} has ${values.length} elements, at most ${limit} fit`);
}
