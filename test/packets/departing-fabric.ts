import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { ipNumber } from './frames.js';
import { Namespace } from './namespace.js';
import { key, Node } from './node.js';

/*
 *   [vm-s] --p1-- node a --+                        +-- node c --p1-- [vm-m] the port that has moved
 *                          +------- a switch -------+           --p2-- tap of another one that has (a test's own machine)
 *                          |       MTU given
 *                        node b: where both have been, and depart from
 *
 * Node a believes that the ports are at b still; b and c know better. Namespaces of one kernel, real programs attached, VXLAN over the family given.
 */
export const vni = 0xabcdef;
export const SENT_ON_SLOT = layout.TrafficSlot.FIRST;

export interface Machine {
  readonly id: number;
  readonly slot: number;
  readonly mac: string;
  readonly ip: string;
  readonly ip6: string;
  readonly device: string;
}
const machine = (n: number, slot: number, device: string): Machine => ({
  id: n,
  slot,
  device,
  mac: `02:0a:00:00:00:${n}`,
  ip: `10.0.0.${n}`,
  ip6: `fd00::${n}`,
});
export const sender = machine(11, 1, 'p1');
export const moved = machine(21, 1, 'p1');
export const movedTap = machine(22, 2, 'p2');

export type NodeName = 'a' | 'b' | 'c';
export const vteps = {
  a: { id: 1, ip4: '192.0.2.1', ip6: '2001:db8::1', mac: '02:00:00:00:ff:01' },
  b: { id: 2, ip4: '192.0.2.2', ip6: '2001:db8::2', mac: '02:00:00:00:ff:02' },
  c: { id: 3, ip4: '192.0.2.3', ip6: '2001:db8::3', mac: '02:00:00:00:ff:03' },
} as const;
const names = Object.keys(vteps) as NodeName[];
const local: Readonly<Record<NodeName, readonly Machine[]>> = { a: [sender], b: [], c: [moved, movedTap] };

export interface DepartingFabric {
  readonly nodes: Readonly<Record<NodeName, Node>>;
  /** Namespaces of the machines that have one. */
  readonly vm: { readonly sender: Namespace; readonly moved: Namespace };
  delete(): void;
}

export function makeDepartingFabric(family: 'IPv4' | 'IPv6', mtu: number): DepartingFabric {
  const made: Namespace[] = [];
  const nodes: Partial<Record<NodeName, Node>> = {};
  const remove = () => {
    for (const node of Object.values(nodes)) node.close();
    for (const netns of made) netns.delete();
  };
  const namespace = (label: string) => {
    const netns = new Namespace(`departing-${family}-${label}`);
    made.push(netns);
    return netns;
  };
  try {
    const wire = namespace('wire');
    wire.ip(`link add switch mtu ${mtu} type bridge`);
    wire.ip('link set switch up');
    const vm = { sender: namespace('s'), moved: namespace('m') };
    for (const name of names) {
      const host = namespace(name);
      wire.veth(`to-${name}`, { device: 'underlay', in: host, mac: vteps[name].mac }, mtu);
      wire.ip(`link set to-${name} master switch`);
      nodes[name] = makeNode(host, name, family, mtu, vm);
    }
    return { nodes: nodes as DepartingFabric['nodes'], vm, delete: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function makeNode(
  host: Namespace,
  name: NodeName,
  family: 'IPv4' | 'IPv6',
  mtu: number,
  vm: DepartingFabric['vm'],
): Node {
  const { id, ip4, ip6 } = vteps[name];
  if (family === 'IPv6') host.sysctl('net.ipv6.conf.underlay.disable_ipv6', 0);
  host.ip(family === 'IPv4' ? `addr add ${ip4}/24 dev underlay` : `addr add ${ip6}/64 dev underlay nodad`);
  host.ip(
    `link add vxlan mtu ${mtu - 70} type vxlan external nolearning udp6zerocsumtx udp6zerocsumrx dstport 4789 srcport 49152 65535`,
  );
  host.ip('link set vxlan up');
  for (const m of local[name]) {
    if (m === movedTap) {
      host.ip(`tuntap add dev ${m.device} mode tap vnet_hdr`);
      host.ip(`link set ${m.device} mtu ${mtu - 70} up`);
      continue;
    }
    const guest = m === sender ? vm.sender : vm.moved;
    host.veth(m.device, { device: 'eth0', in: guest, mac: m.mac, address: `${m.ip}/24` }, mtu - 70);
    guest.sysctl('net.ipv6.conf.eth0.router_solicitations', 0);
    guest.sysctl('net.ipv6.conf.eth0.disable_ipv6', 0);
    guest.ip(`addr add ${m.ip6}/64 dev eth0 nodad`);
  }
  const node = new Node(host, { vtepId: id, vtepIp: ip4, underlay: 'underlay', vxlan: 'vxlan' });
  try {
    program(node, name, family);
  } catch (error) {
    node.close();
    throw error;
  }
  return node;
}

/** What an agent would write and attach. */
function program(node: Node, name: NodeName, family: 'IPv4' | 'IPv6'): void {
  if (family === 'IPv6') node.configure({ vtepIp4: 0, vtepIp6: parseIp(vteps[name].ip6) });
  for (const other of names) {
    const { id, ip4, ip6 } = vteps[other];
    if (family === 'IPv4') node.vtep(id, ip4);
    else {
      update(node.map('vtep'), key(id), layout.encodeVtep({ ip4: 0, ip6: parseIp(ip6) }));
      update(node.map('vtep_by_ip6'), Buffer.from(parseIp(ip6)), key(id));
    }
    node.member(vni, id, SENT_ON_SLOT + id);
  }
  node.fdb(vni, sender.mac, { vtepId: vteps.a.id, datapathId: sender.id });
  for (const m of [moved, movedTap]) {
    node.fdb(vni, m.mac, { vtepId: vteps[name === 'a' ? 'b' : 'c'].id, datapathId: m.id });
    if (name === 'b') node.departs(m.id, vni);
  }
  for (const m of [sender, moved, movedTap]) {
    node.neighbor(vni, m.ip, m.mac);
    update(
      node.map('neighbor6'),
      layout.encodeNeighbor6Key({ vni, ip6: parseIp(m.ip6) }),
      layout.encodeNeighbor({ mac: parseMac(m.mac) }),
    );
  }
  // Machines say something to all now and then; nobody reads from the tap before a test does.
  const ids = local[name].filter((m) => m !== movedTap).map((m) => m.id);
  node.flood('local', vni, ids);
  node.flood(
    'remote',
    vni,
    names.filter((n) => n !== name).map((n) => vteps[n].id),
  );
  for (const m of local[name]) plug(node, m);
  node.attach('underlay', 'from_underlay', 'ingress');
  node.attach('vxlan', 'from_vxlan', 'ingress');
}

function plug(node: Node, m: Machine): void {
  const ifindex = node.netns.ifindex(m.device);
  const deliver = m === movedTap ? layout.Deliver.TAP : layout.Deliver.PEER;
  node.portOut(m.id, { ifindex, slot: m.slot, vni, deliver, xdpRedirect: 0 });
  update(
    node.map('port_by_if'),
    layout.encodeIfKey({ ifindex, vlanId: 0 }),
    layout.encodePort({
      datapathId: m.id,
      generation: 1,
      vni,
      slot: m.slot,
      mac: parseMac(m.mac),
      ip4: [{ address: ipNumber(m.ip), gateway: 0 }],
      ip6: [{ address: parseIp(m.ip6), gateway: new Uint8Array(16) }],
      mtu: 0,
      flags: 0,
      floodPacketsPerS: 0,
    }),
  );
  node.attach(m.device, 'from_port', 'ingress');
  node.attach(m.device, 'to_port', 'egress');
}
