/** Probes as bytes, and what a node accounted for them. */
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { deleteEntry, lookup, lookupAll, update } from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { parseIp } from '../../proto/src/ip.js';
import { EtherType, ethernet, ip4, vxlan } from '../packets/frames.js';
import { key, type Node } from '../packets/node.js';
import { outer4, outer6 } from '../packets/outer-frames.js';
import { here, there } from '../packets/topology.js';
import { sipHash } from './siphash.js';

export const clusterKey = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
export const nextKey = Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex');
const gateway = 'fe:57:00:00:00:01';
/** What weft writes into outer source ports (modules/include/weft/probe_frame.h): one per path, that of the size path as of path 0. */
const flowHash = (path: number) => Math.imul(path === layout.PROBE_SIZE_PATH ? 1 : path + 1, 0x9e3779b1) >>> 0;
export const sourceL4Port = (path: number) => 49152 + (flowHash(path) & 16383);
const flowLabel = (path: number) => (flowHash(path) >>> 12) & 0xfffff;

export type Fields = Omit<layout.Probe, 'tag'>;

/** A request of the other node to the one under test, unless said otherwise. */
export const request = (fields: Partial<Fields> = {}): Fields => ({
  version: 1,
  kind: layout.ProbeKind.REQUEST,
  path: 0,
  flags: 0,
  sourceVtep: there.vtepId,
  targetVtep: here.vtepId,
  length: layout.PROBE_FRAME_MIN,
  session: 1_700_000_000_000_000,
  number: 1,
  sentNs: 123_456_789_012,
  received: 0,
  knownSession: 0,
  ...fields,
});

/** What the other side has to make of a request. */
export const reply = (to: Fields, received: number): Fields => ({
  ...to,
  kind: layout.ProbeKind.REPLY,
  sourceVtep: to.targetVtep,
  targetVtep: to.sourceVtep,
  received,
});
export const refusal = (to: Fields, knownSession: number): Fields => ({
  ...reply(to, 0),
  kind: layout.ProbeKind.REFUSAL,
  knownSession,
});

export function tagged(fields: Fields, clustersKey: Uint8Array = clusterKey): Buffer {
  const bytes = layout.encodeProbe({ ...fields, tag: Buffer.alloc(8) });
  sipHash(clustersKey, bytes.subarray(0, 56)).copy(bytes, 56);
  return bytes;
}

/** The inner frame around a probe's bytes, padded with zeros to `length`. */
export function innerFrame(probe: Uint8Array, length: number = layout.PROBE_FRAME_MIN): Buffer {
  const dummy = '192.0.0.8';
  const packet = ip4(
    { source: dummy, destination: dummy, protocol: layout.PROBE_PROTOCOL, dontFragment: true },
    Buffer.concat([probe, Buffer.alloc(length - layout.PROBE_FRAME_MIN)]),
  );
  return ethernet(gateway, gateway, EtherType.IP4, packet);
}

export interface Family {
  readonly name: string;
  /** Between the outer and the inner frame's first bytes. */
  readonly tunnelBytes: number;
  readonly address: (ip: string) => string;
  readonly use: (node: Node, changes?: Partial<layout.Config>) => void;
  /** A whole packet of the underlay. */
  readonly packet: (inner: Buffer, from: string, to: string, path?: number) => Buffer;
}

const macs = { sourceMac: there.mac, destinationMac: here.mac };
const address6 = (ip: string) => `2001:db8::${ip.split('.')[3]}`;

export const families: readonly Family[] = [
  {
    name: 'IPv4',
    tunnelBytes: 50,
    address: (ip) => ip,
    use: (node, changes = {}) => node.configure(changes),
    packet: (inner, source, destination, path = 0) =>
      outer4({ source, destination, ...macs, sourceL4Port: sourceL4Port(path) }, vxlan(layout.PROBE_VNI, inner)),
  },
  {
    name: 'IPv6',
    tunnelBytes: 70,
    address: address6,
    use: (node, changes = {}) => {
      node.configure({ vtepIp4: 0, vtepIp6: parseIp(address6(here.ip)), ...changes });
      for (const { vtepId, ip } of [here, there]) {
        const bytes = parseIp(address6(ip));
        update(node.map('vtep'), key(vtepId), layout.encodeVtep({ ip4: 0, ip6: bytes }));
        update(node.map('vtep_by_ip6'), Buffer.from(bytes), key(vtepId));
      }
    },
    packet: (inner, source, destination, path = 0) =>
      outer6(
        { source, destination, ...macs, sourceL4Port: sourceL4Port(path), flowLabel: flowLabel(path) },
        vxlan(layout.PROBE_VNI, inner),
      ),
  },
];

/** The keys, as the agent would write them. */
export function setKeys(node: Node, ...keys: Uint8Array[]): void {
  const [first = Buffer.alloc(16), other = Buffer.alloc(16)] = keys;
  update(
    node.map('probe_config'),
    key(0),
    layout.encodeProbeConfig({ keys: keys.length, key: first, otherKey: other }),
  );
}

/** Begins to probe a VTEP, as the agent would. */
export function openTunnel(node: Node, vtepId: number, session: number): void {
  for (let path = 0; path < layout.PROBE_PATHS; path++) {
    const row = Buffer.alloc(layout.TUNNEL_PATH_BYTES);
    update(node.map('tunnel_path'), tunnelKey(vtepId, path), withSession(row, session));
  }
  update(node.map('tunnel_rtt'), key(vtepId), Buffer.alloc(layout.TUNNEL_RTT_BYTES));
}

function withSession(row: Buffer, session: number): Buffer {
  return layout.encodeTunnelPath({ ...layout.decodeTunnelPath(row), session });
}

export const tunnelKey = (vtepId: number, path: number) => layout.encodeTunnelKey({ vtepId, path });

export function tunnelPath(node: Node, vtepId: number, path: number): layout.TunnelPath {
  const row = lookup(node.map('tunnel_path'), tunnelKey(vtepId, path));
  if (!row) throw new Error(`no row (${vtepId}, ${path}) in tunnel_path`);
  return layout.decodeTunnelPath(row);
}

export function probePeer(node: Node, vtepId: number, path: number): layout.ProbePeer | null {
  const row = lookup(node.map('probe_peer'), tunnelKey(vtepId, path));
  return row && layout.decodeProbePeer(row);
}

/** Round trips by bucket, only those that are not zero. */
export function roundTrips(node: Node, vtepId: number): Record<number, number> {
  const row = lookup(node.map('tunnel_rtt'), key(vtepId));
  if (!row) throw new Error(`no row ${vtepId} in tunnel_rtt`);
  const { buckets } = layout.decodeTunnelRtt(row);
  return Object.fromEntries([...buckets.entries()].filter(([, count]) => count > 0));
}

/** Probes by why they ended, only what is not zero. */
export function probeDrops(node: Node): Record<string, number> {
  const names = Object.fromEntries(Object.entries(layout.ProbeDrop).map(([name, number]) => [number, name]));
  const { keys, values, count } = lookupAll(node.map('probe_drop'));
  const drops: Record<string, number> = {};
  for (let i = 0; i < count; i++) {
    const bytes = values.length / count;
    let probes = 0;
    for (let at = i * bytes; at < (i + 1) * bytes; at += 8) probes += Number(values.readBigUInt64LE(at));
    if (probes > 0) drops[names[keys.readUInt32LE(4 * i)] ?? '?'] = probes;
  }
  return drops;
}

/** Empties all that is known of tunnels, and the counters. */
export function forgetProbes(node: Node): void {
  for (const name of ['probe_peer', 'tunnel_path', 'tunnel_rtt']) {
    const map = node.map(name);
    const { keys, count } = lookupAll(map);
    for (let i = 0; i < count; i++) deleteEntry(map, keys.subarray(i * map.keyBytes, (i + 1) * map.keyBytes));
  }
  const drops = node.map('probe_drop');
  const { values, count } = lookupAll(drops);
  for (let i = 0; i < count; i++) update(drops, key(i), Buffer.alloc(values.length / count));
}

/** Asks the node to send a request. 0, or why it did not. */
export function send(node: Node, vtepId: number, path: number, length: number = layout.PROBE_FRAME_MIN): number {
  const data = Buffer.alloc(layout.PROBE_FRAME_MIN);
  const context = encodeSkbContext({ cb: [vtepId, path, length] });
  return testRun(node.program('probe_send'), { data, context, netns: node.netns.path, dataOutBytes: 70_000 }).retval;
}
