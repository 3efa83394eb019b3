// Generated from the layouts in modules/include/weft (through BTF) by node-agent/native/generate-layout.mjs; do not edit.
//
// Each struct has its size, an interface, an encoder and a decoder. Numbers are host order in the interface whatever the order in
// the map (an IPv4 address 10.0.0.1 is 0x0a000001). 64-bit fields are numbers: exact to 2^53 - 1, rounded above (nanoseconds since
// boot are exact for 104 days, then to 2 ns); those that have a type of our own are made of parts, and bigints. Byte arrays are
// copies. Arrays with a count in C are plain arrays here; longer than the limit is a RangeError. Those without one have their C
// length. Padding and locks are written as zero, because the kernel compares keys as bytes.

export const BANDWIDTH_FRACTION_SHIFT = 20;
export const BANDWIDTH_TIME_SHIFT = 6;
export const CUT_S = 300;
export const DHCP4_LEASE_LEN = 20;
export const DHCP4_OPTIONS_MAX = 248;
export const DROP_REASONS_MAX = 64;
export const FLOOD_MAX = 1024;
export const FRAGMENT_S = 2;
export const ICMP_S = 30;
export const LAYOUT_VERSION = 2;
export const OTHER_S = 600;
export const POLICY_BLOCK_CELLS = 4;
export const POLICY_BLOCK_MASK = 268435455;
export const POLICY_DEPTH_MASK = 7;
export const POLICY_DEPTH_MAX = 4;
export const POLICY_DEPTH_SHIFT = 28;
export const POLICY_INNER_ENDS = 15;
export const POLICY_LEAF_BLOCKS = 3;
export const POLICY_LEAF_ENDS = 7;
export const POLICY_REMOTES = 3;
export const POLICY_STEPS_MAX = 129;
export const POLICY_TREE = 2147483648;
export const PORT_CONNECTIONS_DEFAULT = 16384;
export const PORT_FRAGMENTS_MAX = 256;
export const PORT_GROUPS_MAX = 16;
export const PORT_IP4_MAX = 8;
export const PORT_IP6_MAX = 8;
export const PORT_PAIRS_MAX = 16;
export const PROBE_FRAME_MAX = 16000;
export const PROBE_FRAME_MIN = 98;
export const PROBE_IP4 = 3221225480;
export const PROBE_KEY_LEN = 16;
export const PROBE_PATHS = 5;
export const PROBE_PROTOCOL = 253;
export const PROBE_SIZE_PATH = 4;
export const PROBE_VERSION = 1;
export const PROBE_VNI = 16777215;
export const PROBE_WINDOW = 64;
export const RA_MAX = 1292;
export const RTT_BUCKETS = 178;
export const RTT_FIRST_OCTAVE = 10;
export const RTT_OCTAVES = 22;
export const RTT_OCTAVE_BUCKETS = 8;
export const RULE_OPEN = 1;
export const RULE_TOLD = 2147483648;
export const SLOT_NONE = 0;
export const TCP_CLOSED_S = 10;
export const TCP_CLOSING_S = 120;
export const TCP_ESTABLISHED_S = 86400;
export const TCP_HANDSHAKE_S = 60;
export const TELLING_MAX = 2147483647;
export const TRACKING_TABLES = 3;
export const UDP_REPLIED_S = 180;
export const UDP_S = 30;

/** enum weft_deliver */
export const Deliver = {
  PEER: 1,
  REDIRECT: 2,
  TAP: 3,
} as const;
export type Deliver = (typeof Deliver)[keyof typeof Deliver];

/** enum weft_port_flags */
export const PortFlags = {
  HAS_PAIRS: 1,
  FLOODS_UNKNOWN: 2,
  PENDING: 4,
} as const;
export type PortFlags = (typeof PortFlags)[keyof typeof PortFlags];

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

/** enum weft_counts */
export const Counts = {
  TUNNELS: 1,
  INNER_FLOWS: 2,
} as const;
export type Counts = (typeof Counts)[keyof typeof Counts];

/** enum weft_traffic_slot */
export const TrafficSlot = {
  INNER_FULL: 0,
  FULL: 1,
  FIRST: 2,
} as const;
export type TrafficSlot = (typeof TrafficSlot)[keyof typeof TrafficSlot];

/** enum weft_probe_kind */
export const ProbeKind = {
  REQUEST: 1,
  REPLY: 2,
  REFUSAL: 3,
} as const;
export type ProbeKind = (typeof ProbeKind)[keyof typeof ProbeKind];

/** enum weft_probe_keys */
export const ProbeKeys = {
  NONE: 0,
  ONE: 1,
  TWO: 2,
} as const;
export type ProbeKeys = (typeof ProbeKeys)[keyof typeof ProbeKeys];

/** enum weft_probe_drop */
export const ProbeDrop = {
  NONE: 0,
  MALFORMED: 1,
  NO_KEY: 2,
  BAD_TAG: 3,
  NOT_FOR_US: 4,
  REPLAYED: 5,
  STALE_SESSION: 6,
  LATE: 7,
  NO_ROW: 8,
  UNKNOWN_VTEP: 9,
  TOO_BIG: 10,
  NOT_SENT: 11,
  END: 12,
} as const;
export type ProbeDrop = (typeof ProbeDrop)[keyof typeof ProbeDrop];

/** enum weft_policy_direction */
export const PolicyDirection = {
  INGRESS: 0,
  EGRESS: 1,
} as const;
export type PolicyDirection = (typeof PolicyDirection)[keyof typeof PolicyDirection];

/** enum weft_policy_flags */
export const PolicyFlags = {
  INGRESS_GROUPS: 1,
  EGRESS_GROUPS: 2,
  EGRESS_OPEN: 4,
} as const;
export type PolicyFlags = (typeof PolicyFlags)[keyof typeof PolicyFlags];

/** enum weft_policy_remote */
export const PolicyRemote = {
  IP4: 0,
  IP6: 1,
  GROUP: 2,
} as const;
export type PolicyRemote = (typeof PolicyRemote)[keyof typeof PolicyRemote];

/** enum weft_policy_cell_kind */
export const PolicyCellKind = {
  RANGE: 0,
  L4: 1,
} as const;
export type PolicyCellKind = (typeof PolicyCellKind)[keyof typeof PolicyCellKind];

/** enum weft_tracking_table */
export const TrackingTable = {
  CONNECTION4: 0,
  CONNECTION6: 1,
  FRAGMENT: 2,
} as const;
export type TrackingTable = (typeof TrackingTable)[keyof typeof TrackingTable];

/** enum weft_connection_state */
export const ConnectionState = {
  NEW: 1,
  HANDSHAKE: 2,
  ESTABLISHED: 3,
  CLOSING: 4,
  CLOSED: 5,
} as const;
export type ConnectionState = (typeof ConnectionState)[keyof typeof ConnectionState];

/** enum weft_tcp_side_flags */
export const TcpSideFlags = {
  SCALED: 1,
  FIN: 2,
  FIN_ACKED: 4,
  KNOWN: 8,
  SYN: 16,
} as const;
export type TcpSideFlags = (typeof TcpSideFlags)[keyof typeof TcpSideFlags];

/** enum weft_connection_sweep_scope */
export const ConnectionSweepScope = {
  DUE: 0,
  PORT: 1,
  UNTOLD: 2,
} as const;
export type ConnectionSweepScope = (typeof ConnectionSweepScope)[keyof typeof ConnectionSweepScope];

/** enum weft_connection_taken */
export const ConnectionTaken = {
  TAKEN: 0,
  KEPT: 1,
  EXPIRED: 2,
  SHARE_FULL: 3,
  TABLE_FULL: 4,
} as const;
export type ConnectionTaken = (typeof ConnectionTaken)[keyof typeof ConnectionTaken];

/** sizeof(struct weft_config) */
export const CONFIG_BYTES = 68;

/** struct weft_config */
export interface Config {
  readonly layoutVersion: number;
  readonly vtepId: number;
  readonly vtepIp4: number;
  readonly underlayIfindex: number;
  readonly vxlanIfindex: number;
  readonly vxlanPort: number;
  readonly counts: number;
  readonly mark: number;
  readonly flowUpdateS: number;
  readonly flowIdleS: number;
  readonly flowPortMax: number;
  readonly underlayCount: number;
  /** 16 bytes */
  readonly vtepIp6: Uint8Array;
  readonly vtepPacketsPerS: number;
  readonly icmpErrorsPerS: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConfig(v: Config, b: Buffer = Buffer.alloc(CONFIG_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.layoutVersion, at);
  b.writeUInt32LE(v.vtepId, at + 4);
  b.writeUInt32BE(v.vtepIp4, at + 8);
  b.writeUInt32LE(v.underlayIfindex, at + 12);
  b.writeUInt32LE(v.vxlanIfindex, at + 16);
  b.writeUInt16BE(v.vxlanPort, at + 20);
  b.writeUInt16LE(v.counts, at + 22);
  b.writeUInt32LE(v.mark, at + 24);
  b.writeUInt32LE(v.flowUpdateS, at + 28);
  b.writeUInt32LE(v.flowIdleS, at + 32);
  b.writeUInt32LE(v.flowPortMax, at + 36);
  b.writeUInt32LE(v.underlayCount, at + 40);
  writeBytes(b, v.vtepIp6, at + 44, 16, 'weft_config.vtep_ip6');
  b.writeUInt32LE(v.vtepPacketsPerS, at + 60);
  b.writeUInt32LE(v.icmpErrorsPerS, at + 64);
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
    counts: b.readUInt16LE(at + 22),
    mark: b.readUInt32LE(at + 24),
    flowUpdateS: b.readUInt32LE(at + 28),
    flowIdleS: b.readUInt32LE(at + 32),
    flowPortMax: b.readUInt32LE(at + 36),
    underlayCount: b.readUInt32LE(at + 40),
    vtepIp6: new Uint8Array(b.subarray(at + 44, at + 60)),
    vtepPacketsPerS: b.readUInt32LE(at + 60),
    icmpErrorsPerS: b.readUInt32LE(at + 64),
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

/** sizeof(struct weft_own_ip4) */
export const OWN_IP4_BYTES = 8;

/** struct weft_own_ip4 */
export interface OwnIp4 {
  readonly address: number;
  readonly gateway: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeOwnIp4(v: OwnIp4, b: Buffer = Buffer.alloc(OWN_IP4_BYTES), at = 0): Buffer {
  b.writeUInt32BE(v.address, at);
  b.writeUInt32BE(v.gateway, at + 4);
  return b;
}

export function decodeOwnIp4(b: Buffer, at = 0): OwnIp4 {
  return {
    address: b.readUInt32BE(at),
    gateway: b.readUInt32BE(at + 4),
  };
}

/** sizeof(struct weft_own_ip6) */
export const OWN_IP6_BYTES = 32;

/** struct weft_own_ip6 */
export interface OwnIp6 {
  /** 16 bytes */
  readonly address: Uint8Array;
  /** 16 bytes */
  readonly gateway: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeOwnIp6(v: OwnIp6, b: Buffer = Buffer.alloc(OWN_IP6_BYTES), at = 0): Buffer {
  writeBytes(b, v.address, at, 16, 'weft_own_ip6.address');
  writeBytes(b, v.gateway, at + 16, 16, 'weft_own_ip6.gateway');
  return b;
}

export function decodeOwnIp6(b: Buffer, at = 0): OwnIp6 {
  return {
    address: new Uint8Array(b.subarray(at, at + 16)),
    gateway: new Uint8Array(b.subarray(at + 16, at + 32)),
  };
}

/** sizeof(struct weft_port) */
export const PORT_BYTES = 360;

/** struct weft_port */
export interface Port {
  readonly datapathId: number;
  readonly generation: number;
  readonly vni: number;
  readonly slot: number;
  /** 6 bytes */
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly flags: number;
  readonly floodPacketsPerS: number;
  /** at most 8 */
  readonly ip4: readonly OwnIp4[];
  /** at most 8 */
  readonly ip6: readonly OwnIp6[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePort(v: Port, b: Buffer = Buffer.alloc(PORT_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32LE(v.generation, at + 4);
  b.writeUInt32LE(v.vni, at + 8);
  b.writeUInt32LE(v.slot, at + 12);
  writeBytes(b, v.mac, at + 16, 6, 'weft_port.mac');
  b.writeUInt8(v.ip4.length, at + 22);
  b.writeUInt8(v.ip6.length, at + 23);
  b.writeUInt32LE(v.mtu, at + 24);
  b.writeUInt32LE(v.flags, at + 28);
  b.writeUInt32LE(v.floodPacketsPerS, at + 32);
  b.fill(0, at + 36, at + 40);
  checkLength(v.ip4, 8, 'weft_port.ip4');
  b.fill(0, at + 40, at + 104);
  v.ip4.forEach((element, i) => encodeOwnIp4(element, b, at + 40 + 8 * i));
  checkLength(v.ip6, 8, 'weft_port.ip6');
  b.fill(0, at + 104, at + 360);
  v.ip6.forEach((element, i) => encodeOwnIp6(element, b, at + 104 + 32 * i));
  return b;
}

export function decodePort(b: Buffer, at = 0): Port {
  return {
    datapathId: b.readUInt32LE(at),
    generation: b.readUInt32LE(at + 4),
    vni: b.readUInt32LE(at + 8),
    slot: b.readUInt32LE(at + 12),
    mac: new Uint8Array(b.subarray(at + 16, at + 22)),
    mtu: b.readUInt32LE(at + 24),
    flags: b.readUInt32LE(at + 28),
    floodPacketsPerS: b.readUInt32LE(at + 32),
    ip4: Array.from({ length: Math.min(b.readUInt8(at + 22), 8) }, (_, i) => decodeOwnIp4(b, at + 40 + 8 * i)),
    ip6: Array.from({ length: Math.min(b.readUInt8(at + 23), 8) }, (_, i) => decodeOwnIp6(b, at + 104 + 32 * i)),
  };
}

/** sizeof(struct weft_pair) */
export const PAIR_BYTES = 24;

/** struct weft_pair */
export interface Pair {
  /** 16 bytes */
  readonly prefix: Uint8Array;
  readonly prefixLen: number;
  /** 6 bytes */
  readonly mac: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePair(v: Pair, b: Buffer = Buffer.alloc(PAIR_BYTES), at = 0): Buffer {
  writeBytes(b, v.prefix, at, 16, 'weft_pair.prefix');
  b.writeUInt8(v.prefixLen, at + 16);
  b.fill(0, at + 17, at + 18);
  writeBytes(b, v.mac, at + 18, 6, 'weft_pair.mac');
  return b;
}

export function decodePair(b: Buffer, at = 0): Pair {
  return {
    prefix: new Uint8Array(b.subarray(at, at + 16)),
    prefixLen: b.readUInt8(at + 16),
    mac: new Uint8Array(b.subarray(at + 18, at + 24)),
  };
}

/** sizeof(struct weft_pairs) */
export const PAIRS_BYTES = 392;

/** struct weft_pairs */
export interface Pairs {
  /** at most 16 */
  readonly pair: readonly Pair[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePairs(v: Pairs, b: Buffer = Buffer.alloc(PAIRS_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.pair.length, at);
  b.fill(0, at + 4, at + 8);
  checkLength(v.pair, 16, 'weft_pairs.pair');
  b.fill(0, at + 8, at + 392);
  v.pair.forEach((element, i) => encodePair(element, b, at + 8 + 24 * i));
  return b;
}

export function decodePairs(b: Buffer, at = 0): Pairs {
  return {
    pair: Array.from({ length: Math.min(b.readUInt32LE(at), 16) }, (_, i) => decodePair(b, at + 8 + 24 * i)),
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
  readonly xdpRedirect: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortOut(v: PortOut, b: Buffer = Buffer.alloc(PORT_OUT_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.ifindex, at);
  b.writeUInt32LE(v.slot, at + 4);
  b.writeUInt32LE(v.vni, at + 8);
  b.writeUInt16LE(v.deliver, at + 12);
  b.writeUInt16LE(v.xdpRedirect, at + 14);
  return b;
}

export function decodePortOut(b: Buffer, at = 0): PortOut {
  return {
    ifindex: b.readUInt32LE(at),
    slot: b.readUInt32LE(at + 4),
    vni: b.readUInt32LE(at + 8),
    deliver: b.readUInt16LE(at + 12),
    xdpRedirect: b.readUInt16LE(at + 14),
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

/** sizeof(struct weft_neighbor6_key) */
export const NEIGHBOR6_KEY_BYTES = 20;

/** struct weft_neighbor6_key */
export interface Neighbor6Key {
  readonly vni: number;
  /** 16 bytes */
  readonly ip6: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeNeighbor6Key(v: Neighbor6Key, b: Buffer = Buffer.alloc(NEIGHBOR6_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  writeBytes(b, v.ip6, at + 4, 16, 'weft_neighbor6_key.ip6');
  return b;
}

export function decodeNeighbor6Key(b: Buffer, at = 0): Neighbor6Key {
  return {
    vni: b.readUInt32LE(at),
    ip6: new Uint8Array(b.subarray(at + 4, at + 20)),
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

/** sizeof(struct weft_gateway4_key) */
export const GATEWAY4_KEY_BYTES = 8;

/** struct weft_gateway4_key */
export interface Gateway4Key {
  readonly vni: number;
  readonly ip4: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeGateway4Key(v: Gateway4Key, b: Buffer = Buffer.alloc(GATEWAY4_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  b.writeUInt32BE(v.ip4, at + 4);
  return b;
}

export function decodeGateway4Key(b: Buffer, at = 0): Gateway4Key {
  return {
    vni: b.readUInt32LE(at),
    ip4: b.readUInt32BE(at + 4),
  };
}

/** sizeof(struct weft_gateway6_key) */
export const GATEWAY6_KEY_BYTES = 20;

/** struct weft_gateway6_key */
export interface Gateway6Key {
  readonly vni: number;
  /** 16 bytes */
  readonly ip6: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeGateway6Key(v: Gateway6Key, b: Buffer = Buffer.alloc(GATEWAY6_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  writeBytes(b, v.ip6, at + 4, 16, 'weft_gateway6_key.ip6');
  return b;
}

export function decodeGateway6Key(b: Buffer, at = 0): Gateway6Key {
  return {
    vni: b.readUInt32LE(at),
    ip6: new Uint8Array(b.subarray(at + 4, at + 20)),
  };
}

/** sizeof(struct weft_gateway) */
export const GATEWAY_BYTES = 8;

/** struct weft_gateway */
export interface Gateway {
  readonly routerId: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeGateway(v: Gateway, b: Buffer = Buffer.alloc(GATEWAY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.routerId, at);
  b.fill(0, at + 4, at + 8);
  return b;
}

export function decodeGateway(b: Buffer, at = 0): Gateway {
  return {
    routerId: b.readUInt32LE(at),
  };
}

/** sizeof(struct weft_route4_key) */
export const ROUTE4_KEY_BYTES = 12;

/** struct weft_route4_key */
export interface Route4Key {
  readonly prefixLen: number;
  readonly routerId: number;
  readonly ip4: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRoute4Key(v: Route4Key, b: Buffer = Buffer.alloc(ROUTE4_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.prefixLen, at);
  b.writeUInt32BE(v.routerId, at + 4);
  b.writeUInt32BE(v.ip4, at + 8);
  return b;
}

export function decodeRoute4Key(b: Buffer, at = 0): Route4Key {
  return {
    prefixLen: b.readUInt32LE(at),
    routerId: b.readUInt32BE(at + 4),
    ip4: b.readUInt32BE(at + 8),
  };
}

/** sizeof(struct weft_route6_key) */
export const ROUTE6_KEY_BYTES = 24;

/** struct weft_route6_key */
export interface Route6Key {
  readonly prefixLen: number;
  readonly routerId: number;
  /** 16 bytes */
  readonly ip6: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRoute6Key(v: Route6Key, b: Buffer = Buffer.alloc(ROUTE6_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.prefixLen, at);
  b.writeUInt32BE(v.routerId, at + 4);
  writeBytes(b, v.ip6, at + 8, 16, 'weft_route6_key.ip6');
  return b;
}

export function decodeRoute6Key(b: Buffer, at = 0): Route6Key {
  return {
    prefixLen: b.readUInt32LE(at),
    routerId: b.readUInt32BE(at + 4),
    ip6: new Uint8Array(b.subarray(at + 8, at + 24)),
  };
}

/** sizeof(struct weft_route4) */
export const ROUTE4_BYTES = 12;

/** struct weft_route4 */
export interface Route4 {
  readonly vni: number;
  readonly mtu: number;
  readonly nextHop: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRoute4(v: Route4, b: Buffer = Buffer.alloc(ROUTE4_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  b.writeUInt32LE(v.mtu, at + 4);
  b.writeUInt32BE(v.nextHop, at + 8);
  return b;
}

export function decodeRoute4(b: Buffer, at = 0): Route4 {
  return {
    vni: b.readUInt32LE(at),
    mtu: b.readUInt32LE(at + 4),
    nextHop: b.readUInt32BE(at + 8),
  };
}

/** sizeof(struct weft_route6) */
export const ROUTE6_BYTES = 24;

/** struct weft_route6 */
export interface Route6 {
  readonly vni: number;
  readonly mtu: number;
  /** 16 bytes */
  readonly nextHop: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRoute6(v: Route6, b: Buffer = Buffer.alloc(ROUTE6_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  b.writeUInt32LE(v.mtu, at + 4);
  writeBytes(b, v.nextHop, at + 8, 16, 'weft_route6.next_hop');
  return b;
}

export function decodeRoute6(b: Buffer, at = 0): Route6 {
  return {
    vni: b.readUInt32LE(at),
    mtu: b.readUInt32LE(at + 4),
    nextHop: new Uint8Array(b.subarray(at + 8, at + 24)),
  };
}

/** sizeof(struct weft_dhcp4) */
export const DHCP4_BYTES = 280;

/** struct weft_dhcp4 */
export interface Dhcp4 {
  readonly clientIp4: number;
  readonly serverIp4: number;
  /** 20 bytes */
  readonly lease: Uint8Array;
  readonly optionsLen: number;
  /** 248 bytes */
  readonly options: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeDhcp4(v: Dhcp4, b: Buffer = Buffer.alloc(DHCP4_BYTES), at = 0): Buffer {
  b.writeUInt32BE(v.clientIp4, at);
  b.writeUInt32BE(v.serverIp4, at + 4);
  writeBytes(b, v.lease, at + 8, 20, 'weft_dhcp4.lease');
  b.writeUInt32LE(v.optionsLen, at + 28);
  writeBytes(b, v.options, at + 32, 248, 'weft_dhcp4.options');
  return b;
}

export function decodeDhcp4(b: Buffer, at = 0): Dhcp4 {
  return {
    clientIp4: b.readUInt32BE(at),
    serverIp4: b.readUInt32BE(at + 4),
    lease: new Uint8Array(b.subarray(at + 8, at + 28)),
    optionsLen: b.readUInt32LE(at + 28),
    options: new Uint8Array(b.subarray(at + 32, at + 280)),
  };
}

/** sizeof(struct weft_ra) */
export const RA_BYTES = 1296;

/** struct weft_ra */
export interface Ra {
  readonly length: number;
  /** 1292 bytes */
  readonly frame: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRa(v: Ra, b: Buffer = Buffer.alloc(RA_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.length, at);
  writeBytes(b, v.frame, at + 4, 1292, 'weft_ra.frame');
  return b;
}

export function decodeRa(b: Buffer, at = 0): Ra {
  return {
    length: b.readUInt32LE(at),
    frame: new Uint8Array(b.subarray(at + 4, at + 1296)),
  };
}

/** sizeof(struct weft_port_limits) */
export const PORT_LIMITS_BYTES = 16;

/** struct weft_port_limits */
export interface PortLimits {
  /** 64-bit */
  readonly floodNs: number;
  /** 64-bit */
  readonly icmpErrorNs: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortLimits(v: PortLimits, b: Buffer = Buffer.alloc(PORT_LIMITS_BYTES), at = 0): Buffer {
  writeU64(b, v.floodNs, at);
  writeU64(b, v.icmpErrorNs, at + 8);
  return b;
}

export function decodePortLimits(b: Buffer, at = 0): PortLimits {
  return {
    floodNs: readU64(b, at),
    icmpErrorNs: readU64(b, at + 8),
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

/** sizeof(struct weft_flow6_key) */
export const FLOW6_KEY_BYTES = 44;

/** struct weft_flow6_key */
export interface Flow6Key {
  readonly datapathId: number;
  /** 16 bytes */
  readonly source: Uint8Array;
  /** 16 bytes */
  readonly destination: Uint8Array;
  readonly sourceL4Port: number;
  readonly destinationL4Port: number;
  readonly protocol: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlow6Key(v: Flow6Key, b: Buffer = Buffer.alloc(FLOW6_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  writeBytes(b, v.source, at + 4, 16, 'weft_flow6_key.source');
  writeBytes(b, v.destination, at + 20, 16, 'weft_flow6_key.destination');
  b.writeUInt16BE(v.sourceL4Port, at + 36);
  b.writeUInt16BE(v.destinationL4Port, at + 38);
  b.writeUInt8(v.protocol, at + 40);
  b.fill(0, at + 41, at + 44);
  return b;
}

export function decodeFlow6Key(b: Buffer, at = 0): Flow6Key {
  return {
    datapathId: b.readUInt32LE(at),
    source: new Uint8Array(b.subarray(at + 4, at + 20)),
    destination: new Uint8Array(b.subarray(at + 20, at + 36)),
    sourceL4Port: b.readUInt16BE(at + 36),
    destinationL4Port: b.readUInt16BE(at + 38),
    protocol: b.readUInt8(at + 40),
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
export const FLOW_RECORD_BYTES = 96;

/** struct weft_flow_record */
export interface FlowRecord {
  readonly key: Flow6Key;
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
  encodeFlow6Key(v.key, b, at);
  b.writeUInt32LE(v.kind, at + 44);
  b.writeUInt32LE(v.generation, at + 48);
  b.writeUInt32LE(v.dropReason, at + 52);
  b.writeUInt32LE(v.tcpFlags, at + 56);
  b.fill(0, at + 60, at + 64);
  writeU64(b, v.packets, at + 64);
  writeU64(b, v.bytes, at + 72);
  writeU64(b, v.firstNs, at + 80);
  writeU64(b, v.lastNs, at + 88);
  return b;
}

export function decodeFlowRecord(b: Buffer, at = 0): FlowRecord {
  return {
    key: decodeFlow6Key(b, at),
    kind: b.readUInt32LE(at + 44),
    generation: b.readUInt32LE(at + 48),
    dropReason: b.readUInt32LE(at + 52),
    tcpFlags: b.readUInt32LE(at + 56),
    packets: readU64(b, at + 64),
    bytes: readU64(b, at + 72),
    firstNs: readU64(b, at + 80),
    lastNs: readU64(b, at + 88),
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
export const FLOW_SWEEP_BYTES = 32;

/** struct weft_flow_sweep */
export interface FlowSweep {
  readonly scope: number;
  readonly datapathId: number;
  readonly visited: number;
  readonly updated: number;
  readonly ended: number;
  readonly deferred: number;
  readonly left4: number;
  readonly left6: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFlowSweep(v: FlowSweep, b: Buffer = Buffer.alloc(FLOW_SWEEP_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.scope, at);
  b.writeUInt32LE(v.datapathId, at + 4);
  b.writeUInt32LE(v.visited, at + 8);
  b.writeUInt32LE(v.updated, at + 12);
  b.writeUInt32LE(v.ended, at + 16);
  b.writeUInt32LE(v.deferred, at + 20);
  b.writeUInt32LE(v.left4, at + 24);
  b.writeUInt32LE(v.left6, at + 28);
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
    left4: b.readUInt32LE(at + 24),
    left6: b.readUInt32LE(at + 28),
  };
}

/** sizeof(struct weft_tunnel_traffic) */
export const TUNNEL_TRAFFIC_BYTES = 32;

/** struct weft_tunnel_traffic */
export interface TunnelTraffic {
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
export function encodeTunnelTraffic(v: TunnelTraffic, b: Buffer = Buffer.alloc(TUNNEL_TRAFFIC_BYTES), at = 0): Buffer {
  writeU64(b, v.sentPackets, at);
  writeU64(b, v.sentBytes, at + 8);
  writeU64(b, v.receivedPackets, at + 16);
  writeU64(b, v.receivedBytes, at + 24);
  return b;
}

export function decodeTunnelTraffic(b: Buffer, at = 0): TunnelTraffic {
  return {
    sentPackets: readU64(b, at),
    sentBytes: readU64(b, at + 8),
    receivedPackets: readU64(b, at + 16),
    receivedBytes: readU64(b, at + 24),
  };
}

/** sizeof(struct weft_inner_flow_key) */
export const INNER_FLOW_KEY_BYTES = 44;

/** struct weft_inner_flow_key */
export interface InnerFlowKey {
  readonly vni: number;
  readonly vtepId: number;
  readonly received: number;
  /** 16 bytes */
  readonly source: Uint8Array;
  /** 16 bytes */
  readonly destination: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeInnerFlowKey(v: InnerFlowKey, b: Buffer = Buffer.alloc(INNER_FLOW_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vni, at);
  b.writeUInt32LE(v.vtepId, at + 4);
  b.writeUInt32LE(v.received, at + 8);
  writeBytes(b, v.source, at + 12, 16, 'weft_inner_flow_key.source');
  writeBytes(b, v.destination, at + 28, 16, 'weft_inner_flow_key.destination');
  return b;
}

export function decodeInnerFlowKey(b: Buffer, at = 0): InnerFlowKey {
  return {
    vni: b.readUInt32LE(at),
    vtepId: b.readUInt32LE(at + 4),
    received: b.readUInt32LE(at + 8),
    source: new Uint8Array(b.subarray(at + 12, at + 28)),
    destination: new Uint8Array(b.subarray(at + 28, at + 44)),
  };
}

/** sizeof(struct weft_inner_flow) */
export const INNER_FLOW_BYTES = 24;

/** struct weft_inner_flow */
export interface InnerFlow {
  /** 64-bit */
  readonly packets: number;
  /** 64-bit */
  readonly bytes: number;
  /** 64-bit */
  readonly lastNs: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeInnerFlow(v: InnerFlow, b: Buffer = Buffer.alloc(INNER_FLOW_BYTES), at = 0): Buffer {
  writeU64(b, v.packets, at);
  writeU64(b, v.bytes, at + 8);
  writeU64(b, v.lastNs, at + 16);
  return b;
}

export function decodeInnerFlow(b: Buffer, at = 0): InnerFlow {
  return {
    packets: readU64(b, at),
    bytes: readU64(b, at + 8),
    lastNs: readU64(b, at + 16),
  };
}

/** sizeof(struct weft_probe) */
export const PROBE_BYTES = 64;

/** struct weft_probe */
export interface Probe {
  readonly version: number;
  readonly kind: number;
  readonly path: number;
  readonly flags: number;
  readonly sourceVtep: number;
  readonly targetVtep: number;
  readonly length: number;
  /** 64-bit */
  readonly session: number;
  /** 64-bit */
  readonly number: number;
  /** 64-bit */
  readonly sentNs: number;
  /** 64-bit */
  readonly received: number;
  /** 64-bit */
  readonly knownSession: number;
  /** 8 bytes */
  readonly tag: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeProbe(v: Probe, b: Buffer = Buffer.alloc(PROBE_BYTES), at = 0): Buffer {
  b.writeUInt8(v.version, at);
  b.writeUInt8(v.kind, at + 1);
  b.writeUInt8(v.path, at + 2);
  b.writeUInt8(v.flags, at + 3);
  b.writeUInt32BE(v.sourceVtep, at + 4);
  b.writeUInt32BE(v.targetVtep, at + 8);
  b.writeUInt32BE(v.length, at + 12);
  writeU64BE(b, v.session, at + 16);
  writeU64BE(b, v.number, at + 24);
  writeU64BE(b, v.sentNs, at + 32);
  writeU64BE(b, v.received, at + 40);
  writeU64BE(b, v.knownSession, at + 48);
  writeBytes(b, v.tag, at + 56, 8, 'weft_probe.tag');
  return b;
}

export function decodeProbe(b: Buffer, at = 0): Probe {
  return {
    version: b.readUInt8(at),
    kind: b.readUInt8(at + 1),
    path: b.readUInt8(at + 2),
    flags: b.readUInt8(at + 3),
    sourceVtep: b.readUInt32BE(at + 4),
    targetVtep: b.readUInt32BE(at + 8),
    length: b.readUInt32BE(at + 12),
    session: readU64BE(b, at + 16),
    number: readU64BE(b, at + 24),
    sentNs: readU64BE(b, at + 32),
    received: readU64BE(b, at + 40),
    knownSession: readU64BE(b, at + 48),
    tag: new Uint8Array(b.subarray(at + 56, at + 64)),
  };
}

/** sizeof(struct weft_probe_config) */
export const PROBE_CONFIG_BYTES = 40;

/** struct weft_probe_config */
export interface ProbeConfig {
  readonly keys: number;
  /** 16 bytes */
  readonly key: Uint8Array;
  /** 16 bytes */
  readonly otherKey: Uint8Array;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeProbeConfig(v: ProbeConfig, b: Buffer = Buffer.alloc(PROBE_CONFIG_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.keys, at);
  b.fill(0, at + 4, at + 8);
  writeBytes(b, v.key, at + 8, 16, 'weft_probe_config.key');
  writeBytes(b, v.otherKey, at + 24, 16, 'weft_probe_config.other_key');
  return b;
}

export function decodeProbeConfig(b: Buffer, at = 0): ProbeConfig {
  return {
    keys: b.readUInt32LE(at),
    key: new Uint8Array(b.subarray(at + 8, at + 24)),
    otherKey: new Uint8Array(b.subarray(at + 24, at + 40)),
  };
}

/** sizeof(struct weft_tunnel_key) */
export const TUNNEL_KEY_BYTES = 8;

/** struct weft_tunnel_key */
export interface TunnelKey {
  readonly vtepId: number;
  readonly path: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeTunnelKey(v: TunnelKey, b: Buffer = Buffer.alloc(TUNNEL_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.vtepId, at);
  b.writeUInt32LE(v.path, at + 4);
  return b;
}

export function decodeTunnelKey(b: Buffer, at = 0): TunnelKey {
  return {
    vtepId: b.readUInt32LE(at),
    path: b.readUInt32LE(at + 4),
  };
}

/** sizeof(struct weft_tunnel_path) */
export const TUNNEL_PATH_BYTES = 632;

/** struct weft_tunnel_path */
export interface TunnelPath {
  readonly answeredLength: number;
  /** 64-bit */
  readonly session: number;
  /** 64-bit */
  readonly number: number;
  /** 64-bit */
  readonly sessionNumber: number;
  /** 64-bit */
  readonly answered: number;
  /** 8 bytes */
  readonly answeredBits: Uint8Array;
  /** 64-bit */
  readonly newestAnswered: number;
  /** 64-bit */
  readonly remoteReceived: number;
  /** 64-bit */
  readonly reordered: number;
  /** 64-bit */
  readonly late: number;
  /** 64-bit */
  readonly refused: number;
  /** 64-bit */
  readonly lastReplyNs: number;
  /** 64-bit */
  readonly lastRttNs: number;
  /** 64-bit */
  readonly minRttNs: number;
  /** 64-bit */
  readonly jitter16Ns: number;
  /** exactly 64 */
  readonly pendingNs: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeTunnelPath(v: TunnelPath, b: Buffer = Buffer.alloc(TUNNEL_PATH_BYTES), at = 0): Buffer {
  b.fill(0, at, at + 4);
  b.writeUInt32LE(v.answeredLength, at + 4);
  writeU64(b, v.session, at + 8);
  writeU64(b, v.number, at + 16);
  writeU64(b, v.sessionNumber, at + 24);
  writeU64(b, v.answered, at + 32);
  writeBytes(b, v.answeredBits, at + 40, 8, 'weft_tunnel_path.answered_bits');
  writeU64(b, v.newestAnswered, at + 48);
  writeU64(b, v.remoteReceived, at + 56);
  writeU64(b, v.reordered, at + 64);
  writeU64(b, v.late, at + 72);
  writeU64(b, v.refused, at + 80);
  writeU64(b, v.lastReplyNs, at + 88);
  writeU64(b, v.lastRttNs, at + 96);
  writeU64(b, v.minRttNs, at + 104);
  writeU64(b, v.jitter16Ns, at + 112);
  checkCount(v.pendingNs, 64, 'weft_tunnel_path.pending_ns');
  b.fill(0, at + 120, at + 632);
  v.pendingNs.forEach((element, i) => writeU64(b, element, at + 120 + 8 * i));
  return b;
}

export function decodeTunnelPath(b: Buffer, at = 0): TunnelPath {
  return {
    answeredLength: b.readUInt32LE(at + 4),
    session: readU64(b, at + 8),
    number: readU64(b, at + 16),
    sessionNumber: readU64(b, at + 24),
    answered: readU64(b, at + 32),
    answeredBits: new Uint8Array(b.subarray(at + 40, at + 48)),
    newestAnswered: readU64(b, at + 48),
    remoteReceived: readU64(b, at + 56),
    reordered: readU64(b, at + 64),
    late: readU64(b, at + 72),
    refused: readU64(b, at + 80),
    lastReplyNs: readU64(b, at + 88),
    lastRttNs: readU64(b, at + 96),
    minRttNs: readU64(b, at + 104),
    jitter16Ns: readU64(b, at + 112),
    pendingNs: Array.from({ length: 64 }, (_, i) => readU64(b, at + 120 + 8 * i)),
  };
}

/** sizeof(struct weft_probe_peer) */
export const PROBE_PEER_BYTES = 56;

/** struct weft_probe_peer */
export interface ProbePeer {
  /** 64-bit */
  readonly session: number;
  /** 64-bit */
  readonly newest: number;
  /** 64-bit */
  readonly window: number;
  /** 64-bit */
  readonly received: number;
  /** 64-bit */
  readonly reordered: number;
  /** 64-bit */
  readonly lastHeardNs: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeProbePeer(v: ProbePeer, b: Buffer = Buffer.alloc(PROBE_PEER_BYTES), at = 0): Buffer {
  b.fill(0, at, at + 4);
  b.fill(0, at + 4, at + 8);
  writeU64(b, v.session, at + 8);
  writeU64(b, v.newest, at + 16);
  writeU64(b, v.window, at + 24);
  writeU64(b, v.received, at + 32);
  writeU64(b, v.reordered, at + 40);
  writeU64(b, v.lastHeardNs, at + 48);
  return b;
}

export function decodeProbePeer(b: Buffer, at = 0): ProbePeer {
  return {
    session: readU64(b, at + 8),
    newest: readU64(b, at + 16),
    window: readU64(b, at + 24),
    received: readU64(b, at + 32),
    reordered: readU64(b, at + 40),
    lastHeardNs: readU64(b, at + 48),
  };
}

/** sizeof(struct weft_tunnel_rtt) */
export const TUNNEL_RTT_BYTES = 1424;

/** struct weft_tunnel_rtt */
export interface TunnelRtt {
  /** exactly 178 */
  readonly buckets: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeTunnelRtt(v: TunnelRtt, b: Buffer = Buffer.alloc(TUNNEL_RTT_BYTES), at = 0): Buffer {
  checkCount(v.buckets, 178, 'weft_tunnel_rtt.buckets');
  b.fill(0, at, at + 1424);
  v.buckets.forEach((element, i) => writeU64(b, element, at + 8 * i));
  return b;
}

export function decodeTunnelRtt(b: Buffer, at = 0): TunnelRtt {
  return {
    buckets: Array.from({ length: 178 }, (_, i) => readU64(b, at + 8 * i)),
  };
}

/** sizeof(struct weft_port_policy) */
export const PORT_POLICY_BYTES = 8;

/** struct weft_port_policy */
export interface PortPolicy {
  /** 64-bit */
  readonly active: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortPolicy(v: PortPolicy, b: Buffer = Buffer.alloc(PORT_POLICY_BYTES), at = 0): Buffer {
  writeU64(b, v.active, at);
  return b;
}

export function decodePortPolicy(b: Buffer, at = 0): PortPolicy {
  return {
    active: readU64(b, at),
  };
}

/** sizeof(struct weft_policy) */
export const POLICY_BYTES = 120;

/** struct weft_policy */
export interface Policy {
  /** 16 bytes */
  readonly digest: Uint8Array;
  readonly flags: number;
  readonly rules: number;
  readonly first: number;
  readonly blocks: number;
  /** exactly 6 */
  readonly root: readonly number[];
  /** exactly 16 */
  readonly group: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePolicy(v: Policy, b: Buffer = Buffer.alloc(POLICY_BYTES), at = 0): Buffer {
  writeBytes(b, v.digest, at, 16, 'weft_policy.digest');
  b.writeUInt32LE(v.flags, at + 16);
  b.writeUInt32LE(v.rules, at + 20);
  b.writeUInt32LE(v.first, at + 24);
  b.writeUInt32LE(v.blocks, at + 28);
  checkCount(v.root, 6, 'weft_policy.root');
  b.fill(0, at + 32, at + 56);
  v.root.forEach((element, i) => b.writeUInt32LE(element, at + 32 + 4 * i));
  checkCount(v.group, 16, 'weft_policy.group');
  b.fill(0, at + 56, at + 120);
  v.group.forEach((element, i) => b.writeUInt32LE(element, at + 56 + 4 * i));
  return b;
}

export function decodePolicy(b: Buffer, at = 0): Policy {
  return {
    digest: new Uint8Array(b.subarray(at, at + 16)),
    flags: b.readUInt32LE(at + 16),
    rules: b.readUInt32LE(at + 20),
    first: b.readUInt32LE(at + 24),
    blocks: b.readUInt32LE(at + 28),
    root: Array.from({ length: 6 }, (_, i) => b.readUInt32LE(at + 32 + 4 * i)),
    group: Array.from({ length: 16 }, (_, i) => b.readUInt32LE(at + 56 + 4 * i)),
  };
}

/** sizeof(struct weft_policy_inner) */
export const POLICY_INNER_BYTES = 64;

/** struct weft_policy_inner */
export interface PolicyInner {
  /** exactly 15 */
  readonly end: readonly number[];
  readonly child: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePolicyInner(v: PolicyInner, b: Buffer = Buffer.alloc(POLICY_INNER_BYTES), at = 0): Buffer {
  checkCount(v.end, 15, 'weft_policy_inner.end');
  b.fill(0, at, at + 60);
  v.end.forEach((element, i) => b.writeUInt32LE(element, at + 4 * i));
  b.writeUInt32LE(v.child, at + 60);
  return b;
}

export function decodePolicyInner(b: Buffer, at = 0): PolicyInner {
  return {
    end: Array.from({ length: 15 }, (_, i) => b.readUInt32LE(at + 4 * i)),
    child: b.readUInt32LE(at + 60),
  };
}

/** sizeof(struct weft_policy_leaf) */
export const POLICY_LEAF_BYTES = 64;

/** struct weft_policy_leaf */
export interface PolicyLeaf {
  /** exactly 7 */
  readonly end: readonly number[];
  /** exactly 8 */
  readonly reference: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePolicyLeaf(v: PolicyLeaf, b: Buffer = Buffer.alloc(POLICY_LEAF_BYTES), at = 0): Buffer {
  checkCount(v.end, 7, 'weft_policy_leaf.end');
  b.fill(0, at, at + 28);
  v.end.forEach((element, i) => b.writeUInt32LE(element, at + 4 * i));
  b.fill(0, at + 28, at + 32);
  checkCount(v.reference, 8, 'weft_policy_leaf.reference');
  b.fill(0, at + 32, at + 64);
  v.reference.forEach((element, i) => b.writeUInt32LE(element, at + 32 + 4 * i));
  return b;
}

export function decodePolicyLeaf(b: Buffer, at = 0): PolicyLeaf {
  return {
    end: Array.from({ length: 7 }, (_, i) => b.readUInt32LE(at + 4 * i)),
    reference: Array.from({ length: 8 }, (_, i) => b.readUInt32LE(at + 32 + 4 * i)),
  };
}

/** sizeof(struct weft_policy_cell) */
export const POLICY_CELL_BYTES = 16;

/** struct weft_policy_cell */
export interface PolicyCell {
  readonly wider: number;
  readonly number: number;
  readonly l4: number;
  readonly protocol: number;
  readonly group: number;
  readonly kind: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePolicyCell(v: PolicyCell, b: Buffer = Buffer.alloc(POLICY_CELL_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.wider, at);
  b.writeUInt32LE(v.number, at + 4);
  b.writeUInt32LE(v.l4, at + 8);
  b.writeUInt8(v.protocol, at + 12);
  b.writeUInt8(v.group, at + 13);
  b.writeUInt8(v.kind, at + 14);
  b.fill(0, at + 15, at + 16);
  return b;
}

export function decodePolicyCell(b: Buffer, at = 0): PolicyCell {
  return {
    wider: b.readUInt32LE(at),
    number: b.readUInt32LE(at + 4),
    l4: b.readUInt32LE(at + 8),
    protocol: b.readUInt8(at + 12),
    group: b.readUInt8(at + 13),
    kind: b.readUInt8(at + 14),
  };
}

/** sizeof(struct weft_port_groups) */
export const PORT_GROUPS_BYTES = 68;

/** struct weft_port_groups */
export interface PortGroups {
  /** at most 16 */
  readonly id: readonly number[];
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortGroups(v: PortGroups, b: Buffer = Buffer.alloc(PORT_GROUPS_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.id.length, at);
  checkLength(v.id, 16, 'weft_port_groups.id');
  b.fill(0, at + 4, at + 68);
  v.id.forEach((element, i) => b.writeUInt32LE(element, at + 4 + 4 * i));
  return b;
}

export function decodePortGroups(b: Buffer, at = 0): PortGroups {
  return {
    id: Array.from({ length: Math.min(b.readUInt32LE(at), 16) }, (_, i) => b.readUInt32LE(at + 4 + 4 * i)),
  };
}

/** sizeof(struct weft_rule_hits_key) */
export const RULE_HITS_KEY_BYTES = 16;

/** struct weft_rule_hits_key */
export interface RuleHitsKey {
  readonly datapathId: number;
  readonly direction: number;
  /** 64-bit */
  readonly rule: bigint;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRuleHitsKey(v: RuleHitsKey, b: Buffer = Buffer.alloc(RULE_HITS_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32LE(v.direction, at + 4);
  b.writeBigUInt64LE(v.rule, at + 8);
  return b;
}

export function decodeRuleHitsKey(b: Buffer, at = 0): RuleHitsKey {
  return {
    datapathId: b.readUInt32LE(at),
    direction: b.readUInt32LE(at + 4),
    rule: b.readBigUInt64LE(at + 8),
  };
}

/** sizeof(struct weft_rule_hits) */
export const RULE_HITS_BYTES = 8;

/** struct weft_rule_hits */
export interface RuleHits {
  /** 64-bit */
  readonly packets: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeRuleHits(v: RuleHits, b: Buffer = Buffer.alloc(RULE_HITS_BYTES), at = 0): Buffer {
  writeU64(b, v.packets, at);
  return b;
}

export function decodeRuleHits(b: Buffer, at = 0): RuleHits {
  return {
    packets: readU64(b, at),
  };
}

/** sizeof(struct weft_policy_config) */
export const POLICY_CONFIG_BYTES = 8;

/** struct weft_policy_config */
export interface PolicyConfig {
  readonly connectionPortMax: number;
  readonly deniedRecordsPerS: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePolicyConfig(v: PolicyConfig, b: Buffer = Buffer.alloc(POLICY_CONFIG_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.connectionPortMax, at);
  b.writeUInt32LE(v.deniedRecordsPerS, at + 4);
  return b;
}

export function decodePolicyConfig(b: Buffer, at = 0): PolicyConfig {
  return {
    connectionPortMax: b.readUInt32LE(at),
    deniedRecordsPerS: b.readUInt32LE(at + 4),
  };
}

/** sizeof(struct weft_denied_record) */
export const DENIED_RECORD_BYTES = 80;

/** struct weft_denied_record */
export interface DeniedRecord {
  readonly datapathId: number;
  readonly slot: number;
  /** 16 bytes */
  readonly source: Uint8Array;
  /** 16 bytes */
  readonly destination: Uint8Array;
  readonly sourceL4Port: number;
  readonly destinationL4Port: number;
  readonly protocol: number;
  readonly direction: number;
  readonly tcpFlags: number;
  readonly reason: number;
  /** 64-bit */
  readonly rule: bigint;
  /** 64-bit */
  readonly timeNs: number;
  /** 64-bit */
  readonly suppressed: number;
  readonly bytes: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeDeniedRecord(v: DeniedRecord, b: Buffer = Buffer.alloc(DENIED_RECORD_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32LE(v.slot, at + 4);
  writeBytes(b, v.source, at + 8, 16, 'weft_denied_record.source');
  writeBytes(b, v.destination, at + 24, 16, 'weft_denied_record.destination');
  b.writeUInt16BE(v.sourceL4Port, at + 40);
  b.writeUInt16BE(v.destinationL4Port, at + 42);
  b.writeUInt8(v.protocol, at + 44);
  b.writeUInt8(v.direction, at + 45);
  b.writeUInt8(v.tcpFlags, at + 46);
  b.writeUInt8(v.reason, at + 47);
  b.writeBigUInt64LE(v.rule, at + 48);
  writeU64(b, v.timeNs, at + 56);
  writeU64(b, v.suppressed, at + 64);
  b.writeUInt32LE(v.bytes, at + 72);
  b.fill(0, at + 76, at + 80);
  return b;
}

export function decodeDeniedRecord(b: Buffer, at = 0): DeniedRecord {
  return {
    datapathId: b.readUInt32LE(at),
    slot: b.readUInt32LE(at + 4),
    source: new Uint8Array(b.subarray(at + 8, at + 24)),
    destination: new Uint8Array(b.subarray(at + 24, at + 40)),
    sourceL4Port: b.readUInt16BE(at + 40),
    destinationL4Port: b.readUInt16BE(at + 42),
    protocol: b.readUInt8(at + 44),
    direction: b.readUInt8(at + 45),
    tcpFlags: b.readUInt8(at + 46),
    reason: b.readUInt8(at + 47),
    rule: b.readBigUInt64LE(at + 48),
    timeNs: readU64(b, at + 56),
    suppressed: readU64(b, at + 64),
    bytes: b.readUInt32LE(at + 72),
  };
}

/** sizeof(struct weft_denied_limit) */
export const DENIED_LIMIT_BYTES = 16;

/** struct weft_denied_limit */
export interface DeniedLimit {
  /** 64-bit */
  readonly arrivalNs: number;
  /** 64-bit */
  readonly suppressed: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeDeniedLimit(v: DeniedLimit, b: Buffer = Buffer.alloc(DENIED_LIMIT_BYTES), at = 0): Buffer {
  writeU64(b, v.arrivalNs, at);
  writeU64(b, v.suppressed, at + 8);
  return b;
}

export function decodeDeniedLimit(b: Buffer, at = 0): DeniedLimit {
  return {
    arrivalNs: readU64(b, at),
    suppressed: readU64(b, at + 8),
  };
}

/** sizeof(struct weft_policy_switch) */
export const POLICY_SWITCH_BYTES = 16;

/** struct weft_policy_switch */
export interface PolicySwitch {
  readonly slot: number;
  readonly policy: number;
  readonly version: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePolicySwitch(v: PolicySwitch, b: Buffer = Buffer.alloc(POLICY_SWITCH_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.slot, at);
  b.writeUInt32LE(v.policy, at + 4);
  b.writeUInt32LE(v.version, at + 8);
  b.fill(0, at + 12, at + 16);
  return b;
}

export function decodePolicySwitch(b: Buffer, at = 0): PolicySwitch {
  return {
    slot: b.readUInt32LE(at),
    policy: b.readUInt32LE(at + 4),
    version: b.readUInt32LE(at + 8),
  };
}

/** sizeof(struct weft_connection4_key) */
export const CONNECTION4_KEY_BYTES = 20;

/** struct weft_connection4_key */
export interface Connection4Key {
  readonly datapathId: number;
  readonly own: number;
  readonly remote: number;
  readonly ownL4Port: number;
  readonly remoteL4Port: number;
  readonly protocol: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConnection4Key(v: Connection4Key, b: Buffer = Buffer.alloc(CONNECTION4_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32BE(v.own, at + 4);
  b.writeUInt32BE(v.remote, at + 8);
  b.writeUInt16BE(v.ownL4Port, at + 12);
  b.writeUInt16BE(v.remoteL4Port, at + 14);
  b.writeUInt8(v.protocol, at + 16);
  b.fill(0, at + 17, at + 20);
  return b;
}

export function decodeConnection4Key(b: Buffer, at = 0): Connection4Key {
  return {
    datapathId: b.readUInt32LE(at),
    own: b.readUInt32BE(at + 4),
    remote: b.readUInt32BE(at + 8),
    ownL4Port: b.readUInt16BE(at + 12),
    remoteL4Port: b.readUInt16BE(at + 14),
    protocol: b.readUInt8(at + 16),
  };
}

/** sizeof(struct weft_connection6_key) */
export const CONNECTION6_KEY_BYTES = 44;

/** struct weft_connection6_key */
export interface Connection6Key {
  readonly datapathId: number;
  /** 16 bytes */
  readonly own: Uint8Array;
  /** 16 bytes */
  readonly remote: Uint8Array;
  readonly ownL4Port: number;
  readonly remoteL4Port: number;
  readonly protocol: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConnection6Key(v: Connection6Key, b: Buffer = Buffer.alloc(CONNECTION6_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  writeBytes(b, v.own, at + 4, 16, 'weft_connection6_key.own');
  writeBytes(b, v.remote, at + 20, 16, 'weft_connection6_key.remote');
  b.writeUInt16BE(v.ownL4Port, at + 36);
  b.writeUInt16BE(v.remoteL4Port, at + 38);
  b.writeUInt8(v.protocol, at + 40);
  b.fill(0, at + 41, at + 44);
  return b;
}

export function decodeConnection6Key(b: Buffer, at = 0): Connection6Key {
  return {
    datapathId: b.readUInt32LE(at),
    own: new Uint8Array(b.subarray(at + 4, at + 20)),
    remote: new Uint8Array(b.subarray(at + 20, at + 36)),
    ownL4Port: b.readUInt16BE(at + 36),
    remoteL4Port: b.readUInt16BE(at + 38),
    protocol: b.readUInt8(at + 40),
  };
}

/** sizeof(struct weft_connection_use) */
export const CONNECTION_USE_BYTES = 8;

/** struct weft_connection_use */
export interface ConnectionUse {
  readonly capacity: number;
  readonly used: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConnectionUse(v: ConnectionUse, b: Buffer = Buffer.alloc(CONNECTION_USE_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.capacity, at);
  b.writeUInt32LE(v.used, at + 4);
  return b;
}

export function decodeConnectionUse(b: Buffer, at = 0): ConnectionUse {
  return {
    capacity: b.readUInt32LE(at),
    used: b.readUInt32LE(at + 4),
  };
}

/** sizeof(struct weft_tcp_side) */
export const TCP_SIDE_BYTES = 16;

/** struct weft_tcp_side */
export interface TcpSide {
  readonly end: number;
  readonly maxEnd: number;
  readonly maxWindow: number;
  readonly scale: number;
  readonly flags: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeTcpSide(v: TcpSide, b: Buffer = Buffer.alloc(TCP_SIDE_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.end, at);
  b.writeUInt32LE(v.maxEnd, at + 4);
  b.writeUInt32LE(v.maxWindow, at + 8);
  b.writeUInt8(v.scale, at + 12);
  b.writeUInt8(v.flags, at + 13);
  b.fill(0, at + 14, at + 16);
  return b;
}

export function decodeTcpSide(b: Buffer, at = 0): TcpSide {
  return {
    end: b.readUInt32LE(at),
    maxEnd: b.readUInt32LE(at + 4),
    maxWindow: b.readUInt32LE(at + 8),
    scale: b.readUInt8(at + 12),
    flags: b.readUInt8(at + 13),
  };
}

/** sizeof(struct weft_connection) */
export const CONNECTION_BYTES = 88;

/** struct weft_connection */
export interface Connection {
  readonly version: number;
  /** 64-bit */
  readonly rule: bigint;
  /** 64-bit */
  readonly firstNs: number;
  /** 64-bit */
  readonly lastNs: number;
  readonly slot: number;
  readonly began: number;
  readonly state: number;
  /** exactly 2 */
  readonly side: readonly TcpSide[];
  readonly syn: TcpSide;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConnection(v: Connection, b: Buffer = Buffer.alloc(CONNECTION_BYTES), at = 0): Buffer {
  b.fill(0, at, at + 4);
  b.writeUInt32LE(v.version, at + 4);
  b.writeBigUInt64LE(v.rule, at + 8);
  writeU64(b, v.firstNs, at + 16);
  writeU64(b, v.lastNs, at + 24);
  b.writeUInt32LE(v.slot, at + 32);
  b.writeUInt8(v.began, at + 36);
  b.writeUInt8(v.state, at + 37);
  b.fill(0, at + 38, at + 40);
  checkCount(v.side, 2, 'weft_connection.side');
  b.fill(0, at + 40, at + 72);
  v.side.forEach((element, i) => encodeTcpSide(element, b, at + 40 + 16 * i));
  encodeTcpSide(v.syn, b, at + 72);
  return b;
}

export function decodeConnection(b: Buffer, at = 0): Connection {
  return {
    version: b.readUInt32LE(at + 4),
    rule: b.readBigUInt64LE(at + 8),
    firstNs: readU64(b, at + 16),
    lastNs: readU64(b, at + 24),
    slot: b.readUInt32LE(at + 32),
    began: b.readUInt8(at + 36),
    state: b.readUInt8(at + 37),
    side: Array.from({ length: 2 }, (_, i) => decodeTcpSide(b, at + 40 + 16 * i)),
    syn: decodeTcpSide(b, at + 72),
  };
}

/** sizeof(struct weft_fragment_key) */
export const FRAGMENT_KEY_BYTES = 44;

/** struct weft_fragment_key */
export interface FragmentKey {
  readonly datapathId: number;
  readonly identification: number;
  /** 16 bytes */
  readonly source: Uint8Array;
  /** 16 bytes */
  readonly destination: Uint8Array;
  readonly protocol: number;
  readonly direction: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFragmentKey(v: FragmentKey, b: Buffer = Buffer.alloc(FRAGMENT_KEY_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32LE(v.identification, at + 4);
  writeBytes(b, v.source, at + 8, 16, 'weft_fragment_key.source');
  writeBytes(b, v.destination, at + 24, 16, 'weft_fragment_key.destination');
  b.writeUInt8(v.protocol, at + 40);
  b.writeUInt8(v.direction, at + 41);
  b.fill(0, at + 42, at + 44);
  return b;
}

export function decodeFragmentKey(b: Buffer, at = 0): FragmentKey {
  return {
    datapathId: b.readUInt32LE(at),
    identification: b.readUInt32LE(at + 4),
    source: new Uint8Array(b.subarray(at + 8, at + 24)),
    destination: new Uint8Array(b.subarray(at + 24, at + 40)),
    protocol: b.readUInt8(at + 40),
    direction: b.readUInt8(at + 41),
  };
}

/** sizeof(struct weft_fragment) */
export const FRAGMENT_BYTES = 32;

/** struct weft_fragment */
export interface Fragment {
  /** 64-bit */
  readonly expiresNs: number;
  readonly version: number;
  readonly slot: number;
  readonly sourceL4Port: number;
  readonly destinationL4Port: number;
  readonly headerEnd: number;
  readonly length: number;
  readonly passed: number;
  readonly ahead: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeFragment(v: Fragment, b: Buffer = Buffer.alloc(FRAGMENT_BYTES), at = 0): Buffer {
  writeU64(b, v.expiresNs, at);
  b.writeUInt32LE(v.version, at + 8);
  b.writeUInt32LE(v.slot, at + 12);
  b.writeUInt16BE(v.sourceL4Port, at + 16);
  b.writeUInt16BE(v.destinationL4Port, at + 18);
  b.writeUInt32LE(v.headerEnd, at + 20);
  b.writeUInt16LE(v.length, at + 24);
  b.writeUInt16LE(v.passed, at + 26);
  b.writeUInt32LE(v.ahead, at + 28);
  return b;
}

export function decodeFragment(b: Buffer, at = 0): Fragment {
  return {
    expiresNs: readU64(b, at),
    version: b.readUInt32LE(at + 8),
    slot: b.readUInt32LE(at + 12),
    sourceL4Port: b.readUInt16BE(at + 16),
    destinationL4Port: b.readUInt16BE(at + 18),
    headerEnd: b.readUInt32LE(at + 20),
    length: b.readUInt16LE(at + 24),
    passed: b.readUInt16LE(at + 26),
    ahead: b.readUInt32LE(at + 28),
  };
}

/** sizeof(struct weft_connection_sweep) */
export const CONNECTION_SWEEP_BYTES = 28;

/** struct weft_connection_sweep */
export interface ConnectionSweep {
  readonly scope: number;
  readonly datapathId: number;
  readonly ended: number;
  readonly left4: number;
  readonly left6: number;
  readonly fragments: number;
  readonly telling: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConnectionSweep(v: ConnectionSweep, b: Buffer = Buffer.alloc(CONNECTION_SWEEP_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.scope, at);
  b.writeUInt32LE(v.datapathId, at + 4);
  b.writeUInt32LE(v.ended, at + 8);
  b.writeUInt32LE(v.left4, at + 12);
  b.writeUInt32LE(v.left6, at + 16);
  b.writeUInt32LE(v.fragments, at + 20);
  b.writeUInt32LE(v.telling, at + 24);
  return b;
}

export function decodeConnectionSweep(b: Buffer, at = 0): ConnectionSweep {
  return {
    scope: b.readUInt32LE(at),
    datapathId: b.readUInt32LE(at + 4),
    ended: b.readUInt32LE(at + 8),
    left4: b.readUInt32LE(at + 12),
    left6: b.readUInt32LE(at + 16),
    fragments: b.readUInt32LE(at + 20),
    telling: b.readUInt32LE(at + 24),
  };
}

/** sizeof(struct weft_connection_take) */
export const CONNECTION_TAKE_BYTES = 80;

/** struct weft_connection_take */
export interface ConnectionTake {
  /** 64-bit */
  readonly ageNs: number;
  /** 64-bit */
  readonly idleNs: number;
  readonly datapathId: number;
  readonly slot: number;
  readonly telling: number;
  /** 16 bytes */
  readonly own: Uint8Array;
  /** 16 bytes */
  readonly remote: Uint8Array;
  readonly ownL4Port: number;
  readonly remoteL4Port: number;
  readonly protocol: number;
  readonly began: number;
  readonly state: number;
  readonly cut: number;
  readonly ip6: number;
  /** 2 bytes */
  readonly scale: Uint8Array;
  /** 2 bytes */
  readonly flags: Uint8Array;
  readonly taken: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeConnectionTake(v: ConnectionTake, b: Buffer = Buffer.alloc(CONNECTION_TAKE_BYTES), at = 0): Buffer {
  writeU64(b, v.ageNs, at);
  writeU64(b, v.idleNs, at + 8);
  b.writeUInt32LE(v.datapathId, at + 16);
  b.writeUInt32LE(v.slot, at + 20);
  b.writeUInt32LE(v.telling, at + 24);
  writeBytes(b, v.own, at + 28, 16, 'weft_connection_take.own');
  writeBytes(b, v.remote, at + 44, 16, 'weft_connection_take.remote');
  b.writeUInt16BE(v.ownL4Port, at + 60);
  b.writeUInt16BE(v.remoteL4Port, at + 62);
  b.writeUInt8(v.protocol, at + 64);
  b.writeUInt8(v.began, at + 65);
  b.writeUInt8(v.state, at + 66);
  b.writeUInt8(v.cut, at + 67);
  b.writeUInt8(v.ip6, at + 68);
  writeBytes(b, v.scale, at + 69, 2, 'weft_connection_take.scale');
  writeBytes(b, v.flags, at + 71, 2, 'weft_connection_take.flags');
  b.fill(0, at + 73, at + 76);
  b.writeUInt32LE(v.taken, at + 76);
  return b;
}

export function decodeConnectionTake(b: Buffer, at = 0): ConnectionTake {
  return {
    ageNs: readU64(b, at),
    idleNs: readU64(b, at + 8),
    datapathId: b.readUInt32LE(at + 16),
    slot: b.readUInt32LE(at + 20),
    telling: b.readUInt32LE(at + 24),
    own: new Uint8Array(b.subarray(at + 28, at + 44)),
    remote: new Uint8Array(b.subarray(at + 44, at + 60)),
    ownL4Port: b.readUInt16BE(at + 60),
    remoteL4Port: b.readUInt16BE(at + 62),
    protocol: b.readUInt8(at + 64),
    began: b.readUInt8(at + 65),
    state: b.readUInt8(at + 66),
    cut: b.readUInt8(at + 67),
    ip6: b.readUInt8(at + 68),
    scale: new Uint8Array(b.subarray(at + 69, at + 71)),
    flags: new Uint8Array(b.subarray(at + 71, at + 73)),
    taken: b.readUInt32LE(at + 76),
  };
}

/** sizeof(struct weft_bandwidth) */
export const BANDWIDTH_BYTES = 16;

/** struct weft_bandwidth */
export interface Bandwidth {
  /** 64-bit */
  readonly unitsPerByte: number;
  /** 64-bit */
  readonly burstUnits: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodeBandwidth(v: Bandwidth, b: Buffer = Buffer.alloc(BANDWIDTH_BYTES), at = 0): Buffer {
  writeU64(b, v.unitsPerByte, at);
  writeU64(b, v.burstUnits, at + 8);
  return b;
}

export function decodeBandwidth(b: Buffer, at = 0): Bandwidth {
  return {
    unitsPerByte: readU64(b, at),
    burstUnits: readU64(b, at + 8),
  };
}

/** sizeof(struct weft_port_bandwidth) */
export const PORT_BANDWIDTH_BYTES = 32;

/** struct weft_port_bandwidth */
export interface PortBandwidth {
  readonly egress: Bandwidth;
  readonly ingress: Bandwidth;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortBandwidth(v: PortBandwidth, b: Buffer = Buffer.alloc(PORT_BANDWIDTH_BYTES), at = 0): Buffer {
  encodeBandwidth(v.egress, b, at);
  encodeBandwidth(v.ingress, b, at + 16);
  return b;
}

export function decodePortBandwidth(b: Buffer, at = 0): PortBandwidth {
  return {
    egress: decodeBandwidth(b, at),
    ingress: decodeBandwidth(b, at + 16),
  };
}

/** sizeof(struct weft_port_bandwidth_used) */
export const PORT_BANDWIDTH_USED_BYTES = 128;

/** struct weft_port_bandwidth_used */
export interface PortBandwidthUsed {
  /** 64-bit */
  readonly egressArrival: number;
  /** 64-bit */
  readonly ingressArrival: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortBandwidthUsed(v: PortBandwidthUsed, b: Buffer = Buffer.alloc(PORT_BANDWIDTH_USED_BYTES), at = 0): Buffer {
  writeU64(b, v.egressArrival, at);
  b.fill(0, at + 8, at + 64);
  writeU64(b, v.ingressArrival, at + 64);
  b.fill(0, at + 72, at + 128);
  return b;
}

export function decodePortBandwidthUsed(b: Buffer, at = 0): PortBandwidthUsed {
  return {
    egressArrival: readU64(b, at),
    ingressArrival: readU64(b, at + 64),
  };
}

/** sizeof(struct weft_pending_port) */
export const PENDING_PORT_BYTES = 8;

/** struct weft_pending_port */
export interface PendingPort {
  /** 64-bit */
  readonly toldNs: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePendingPort(v: PendingPort, b: Buffer = Buffer.alloc(PENDING_PORT_BYTES), at = 0): Buffer {
  writeU64(b, v.toldNs, at);
  return b;
}

export function decodePendingPort(b: Buffer, at = 0): PendingPort {
  return {
    toldNs: readU64(b, at),
  };
}

/** sizeof(struct weft_port_arrival) */
export const PORT_ARRIVAL_BYTES = 8;

/** struct weft_port_arrival */
export interface PortArrival {
  readonly datapathId: number;
  readonly generation: number;
}

/** Writes at `at` of `b`, by default a Buffer of its own; returns the Buffer. */
export function encodePortArrival(v: PortArrival, b: Buffer = Buffer.alloc(PORT_ARRIVAL_BYTES), at = 0): Buffer {
  b.writeUInt32LE(v.datapathId, at);
  b.writeUInt32LE(v.generation, at + 4);
  return b;
}

export function decodePortArrival(b: Buffer, at = 0): PortArrival {
  return {
    datapathId: b.readUInt32LE(at),
    generation: b.readUInt32LE(at + 4),
  };
}

function readU64(b: Buffer, at: number): number {
  return b.readUInt32LE(at) + b.readUInt32LE(at + 4) * 4294967296;
}

function writeU64(b: Buffer, value: number, at: number): void {
  b.writeUInt32LE(value % 4294967296, at);
  b.writeUInt32LE(Math.floor(value / 4294967296), at + 4);
}

function readU64BE(b: Buffer, at: number): number {
  return b.readUInt32BE(at) * 4294967296 + b.readUInt32BE(at + 4);
}

function writeU64BE(b: Buffer, value: number, at: number): void {
  b.writeUInt32BE(Math.floor(value / 4294967296), at);
  b.writeUInt32BE(value % 4294967296, at + 4);
}

function writeBytes(b: Buffer, value: Uint8Array, at: number, length: number, field: string): void {
  if (value.length !== length) throw new RangeError(`${field} has ${value.length} bytes, not ${length}`);
  b.set(value, at);
}

function checkCount(values: readonly unknown[], count: number, field: string): void {
  if (values.length !== count) throw new RangeError(`${field} has ${values.length} elements, not ${count}`);
}

function checkLength(values: readonly unknown[], limit: number, field: string): void {
  if (values.length > limit) throw new RangeError(`${field} has ${values.length} elements, at most ${limit} fit`);
}
