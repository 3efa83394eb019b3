/** VXLAN over both families, in tc and XDP, over topology.ts. */
import { join } from 'node:path';
import { type BpfProgram, loadObject, update } from '../../node-agent/src/datapath/bpf/native.js';
import { parseIp } from '../../proto/src/ip.js';
import { vxlan } from './frames.js';
import { key, type Node } from './node.js';
import { type Outer, outer4, outer6 } from './outer-frames.js';
import { a2, acme, here, stranger, there } from './topology.js';

/** Verdicts of XDP programs (linux/bpf.h). */
export const Xdp = { DROP: 1, PASS: 2, REDIRECT: 4 } as const;
export const xdpPrograms = ['underlay_native', 'underlay_generic'] as const;
export type XdpProgram = (typeof xdpPrograms)[number];

const address6: Record<string, string> = {
  [here.ip]: '2001:db8::1',
  [there.ip]: '2001:db8::2',
  [stranger.ip]: '2001:db8::4',
};
export const vtep6 = (ip: string) => address6[ip] ?? '2001:db8::99';

export const families = [
  { name: 'IPv4', bytes: 50, outer: outer4, address: (ip: string) => ip },
  { name: 'IPv6', bytes: 70, outer: outer6, address: vtep6 },
] as const;
export type Family = (typeof families)[number];

/** Maps of maps.h that the XDP programs refer to. */
const sharedMaps = new Set(
  'config port_policy port_by_id fdb vtep vtep_by_ip4 vtep_by_ip6 member flood_local port_counters port_drop tunnel_traffic inner_flow port_bandwidth port_bandwidth_used'.split(
    ' ',
  ),
);

/** The XDP programs, over the node's maps. Close them. */
export function loadXdp(node: Node): Readonly<Record<string, BpfProgram>> {
  const build = process.env.WEFT_MODULES_BUILD ?? join(import.meta.dirname, '../../modules/build');
  const maps = Object.fromEntries(Object.entries(node.maps).filter(([name]) => sharedMaps.has(name)));
  return loadObject(join(build, 'underlay.bpf.o'), { maps }).programs;
}

/** Lets the node's underlay be of the family, with the VTEPs of topology.ts. */
export function useFamily(node: Node, family: Family, changes: { vtepPacketsPerS?: number } = {}): void {
  if (family.name === 'IPv4') {
    node.configure(changes);
    return;
  }
  node.configure({ vtepIp4: 0, vtepIp6: parseIp(vtep6(here.ip)), ...changes });
  for (const { vtepId, ip } of [here, there, stranger]) {
    const bytes = parseIp(vtep6(ip));
    update(node.map('vtep'), key(vtepId), Buffer.concat([bytes, Buffer.alloc(8)]));
    update(node.map('vtep_by_ip6'), Buffer.from(bytes), key(vtepId));
  }
}

/** a2's tap takes frames of XDP. */
export function openToXdp(node: Node): void {
  const ifindex = node.netns.ifindex(a2.device);
  node.portOut(a2.id, { ifindex, slot: a2.slot, vni: acme, deliver: a2.deliver, xdpRedirect: 1 });
}

/** A frame of acme in a tunnel from `there` to the node, unless said otherwise. */
export const wrap = (family: Family, frame: Buffer, fields: Partial<Outer> = {}, vni = acme) =>
  family.outer(
    {
      source: family.address(there.ip),
      destination: family.address(here.ip),
      destinationMac: here.mac,
      sourceMac: there.mac,
      ...fields,
    },
    vxlan(vni, frame),
  );
