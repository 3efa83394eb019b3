import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, deleteEntry, lookupAll, update } from '../../node-agent/src/datapath/bpf/native.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { ipNumber } from './frames.js';
import { type Family, families } from './ip-families.js';
import { Namespace } from './namespace.js';
import { key, Node } from './node.js';

const { Deliver } = layout;

/*
 *               the node under test, VTEP 1, 192.0.2.1                                        other nodes
 *
 *   acme's router 7
 *     red   VNI 100  MTU 1500  subnet 1  r1 (veth) .11 slot 1 --+
 *                              subnet 2  r2 (tap)  .12 slot 2 --+
 *     blue  VNI 200  MTU 1400  subnet 3  b1 (veth) .11 slot 3 --+-- underlay, MTU 1600 ---- VTEP 2, 192.0.2.2: blue's far .21
 *     static: 172.16.0.0/12, 2001:db8:a00::/40 over far;        |
 *       172.16.5.0/24, 2001:db8:a05::/48 over b1; 172.16.6.0/24, 2001:db8:a06::/48 over an address that no port has
 *   globex's router 8, with the same addresses                  |
 *     VNI 300, subnet 1  g1 (veth) .11 slot 4 ------------------+-------------------------- VTEP 3, 192.0.2.3: VNI 400's .21 in subnet 3
 *   no router                                                   |
 *     VNI 500, subnet 1  l1 (veth) .11 slot 5 ------------------+
 *
 * Subnet n is 10.n.0.0/24 and 2001:db8:n::/64, its gateway .1 and ::1. r1 has a second address in subnet 2, .111. Subnet 9 is routed to VNI 200 and
 * has an address whose MAC no port has; subnet 8 is nobody's.
 */
export const gatewayMac = 'fe:57:00:00:00:01';
export const gatewayLinkLocal = 'fe80::fc57:ff:fe00:1';
export const red = 100;
export const blue = 200;
export const blueMtu = 1400;
export const routerId = 7;
const globexRouterId = 8;

export interface RoutedPort {
  readonly id: number;
  readonly slot: number;
  readonly vni: number;
  readonly device: string;
  readonly mac: string;
  readonly deliver: layout.Deliver;
  /** Subnet and host of each of its addresses, in both families. */
  readonly hosts: readonly (readonly [subnet: number, host: number])[];
}
const port = (
  id: number,
  slot: number,
  vni: number,
  mac: string,
  deliver: layout.Deliver,
  ...hosts: [number, number][]
): RoutedPort => ({ id, slot, vni, device: `p${id}`, mac, deliver, hosts });
export const r1 = port(11, 1, red, '02:0a:00:00:00:11', Deliver.PEER, [1, 11], [2, 111]);
export const r2 = port(12, 2, red, '02:0a:00:00:00:12', Deliver.TAP, [2, 12]);
export const b1 = port(13, 3, blue, '02:0b:00:00:00:11', Deliver.PEER, [3, 11]);
export const g1 = port(31, 4, 300, r1.mac, Deliver.PEER, [1, 11]);
export const l1 = port(41, 5, 500, r1.mac, Deliver.PEER, [1, 11]);
const ports = [r1, r2, b1, g1, l1];
export const far = { id: 21, mac: '02:0b:00:00:00:21', subnet: 3, host: 21 };
export const globexFar = { id: 32, vni: 400, mac: '02:0c:00:00:00:21', subnet: 3, host: 21 };
const ghost = { mac: '02:0b:00:00:00:99', subnet: 9, host: 9 };

export const here = { vtepId: 1, ip: '192.0.2.1', mac: '02:00:00:00:ff:01' };
export const there = { vtepId: 2, ip: '192.0.2.2', mac: '02:00:00:00:ff:02' };
export const globexThere = { vtepId: 3, ip: '192.0.2.3' };

export function makeRoutedNode(): Node {
  const netns = new Namespace('routed');
  try {
    netns.ip(`link add underlay mtu 1600 address ${here.mac} type veth peer name wire`);
    netns.ip(`addr add ${here.ip}/24 dev underlay`);
    netns.ip('link add vxlan type vxlan external nolearning dstport 4789');
    for (const { device } of ports) netns.ip(`link add ${device} mtu 9000 type veth peer name ${device}-vm mtu 9000`);
    for (const device of ['underlay', 'wire', 'vxlan', ...ports.flatMap((p) => [p.device, `${p.device}-vm`])])
      netns.ip(`link set ${device} up`);
    const node = new Node(netns, { vtepId: here.vtepId, vtepIp: here.ip, underlay: 'underlay', vxlan: 'vxlan' });
    arrangeRouted(node);
    for (const { device } of ports) node.attach(device, 'to_port', 'egress');
    return node;
  } catch (error) {
    netns.delete();
    throw error;
  }
}

/** Writes the topology into the maps, also again after a fixture has changed them; nobody has been told an ICMP error yet. */
export function arrangeRouted(node: Node): void {
  node.configure({});
  for (const table of ['gateway4', 'gateway6', 'route4', 'route6']) empty(node.map(table));
  for (const p of ports) {
    plugRouted(node, p);
    update(node.map('port_limits'), key(p.slot), Buffer.alloc(layout.PORT_LIMITS_BYTES));
    node.fdb(p.vni, p.mac, { vtepId: here.vtepId, datapathId: p.id });
    for (const [subnet, host] of p.hosts) neighbor(node, p.vni, subnet, host, p.mac);
  }
  for (const { vtepId, ip } of [here, there, globexThere]) node.vtep(vtepId, ip);
  node.fdb(blue, far.mac, { vtepId: there.vtepId, datapathId: far.id });
  neighbor(node, blue, far.subnet, far.host, far.mac);
  node.fdb(globexFar.vni, globexFar.mac, { vtepId: globexThere.vtepId, datapathId: globexFar.id });
  neighbor(node, globexFar.vni, globexFar.subnet, globexFar.host, globexFar.mac);
  neighbor(node, blue, ghost.subnet, ghost.host, ghost.mac);

  for (const [vni, subnet, router, mtu] of [
    [red, 1, routerId, 1500],
    [red, 2, routerId, 1500],
    [blue, 3, routerId, blueMtu],
    [blue, 9, routerId, blueMtu],
    [300, 1, globexRouterId, 1500],
    [400, 3, globexRouterId, 1500],
    [500, 1, 0, 1500],
  ] as const) {
    for (const family of families) {
      gateway(node, vni, family.address(subnet, 1), router);
      if (router) route(node, router, family.address(subnet, 0), family.name === 'IPv4' ? 24 : 64, { vni, mtu });
    }
  }
  const over = (host: number, family: Family) => ({ vni: blue, mtu: blueMtu, nextHop: family.address(3, host) });
  const [v4, v6] = families as [Family, Family];
  route(node, routerId, '172.16.0.0', 12, over(21, v4));
  route(node, routerId, '172.16.5.0', 24, over(11, v4));
  route(node, routerId, '172.16.6.0', 24, over(99, v4));
  route(node, routerId, '2001:db8:a00::', 40, over(21, v6));
  route(node, routerId, '2001:db8:a05::', 48, over(11, v6));
  route(node, routerId, '2001:db8:a06::', 48, over(99, v6));
}

function empty(table: BpfMap): void {
  const { keys, count } = lookupAll(table);
  for (let i = 0; i < count; i++)
    deleteEntry(table, keys.subarray((i * keys.length) / count, ((i + 1) * keys.length) / count));
}

const isIp4 = (ip: string) => !ip.includes(':');
const bytes = (ip: string) => parseIp(ip);

export function plugRouted(node: Node, p: RoutedPort): void {
  const ifindex = node.netns.ifindex(p.device);
  const own = (family: Family) =>
    p.hosts.map(([subnet, host]) => ({ address: family.address(subnet, host), gateway: family.address(subnet, 1) }));
  const [v4, v6] = families as [Family, Family];
  update(
    node.map('port_by_if'),
    layout.encodeIfKey({ ifindex, vlanId: 0 }),
    layout.encodePort({
      datapathId: p.id,
      generation: 7,
      vni: p.vni,
      slot: p.slot,
      mac: parseMac(p.mac),
      ip4: own(v4).map((a) => ({ address: ipNumber(a.address), gateway: ipNumber(a.gateway) })),
      ip6: own(v6).map((a) => ({ address: bytes(a.address), gateway: bytes(a.gateway) })),
      mtu: 9000,
      flags: 0,
      floodPacketsPerS: 0,
    }),
  );
  node.portOut(p.id, { ifindex, slot: p.slot, vni: p.vni, deliver: p.deliver, xdpRedirect: 0 });
}

export function neighbor(node: Node, vni: number, subnet: number, host: number, mac: string): void {
  for (const family of families) {
    const ip = family.address(subnet, host);
    const value = layout.encodeNeighbor({ mac: parseMac(mac) });
    if (isIp4(ip)) update(node.map('neighbor4'), layout.encodeNeighbor4Key({ vni, ip4: ipNumber(ip) }), value);
    else update(node.map('neighbor6'), layout.encodeNeighbor6Key({ vni, ip6: bytes(ip) }), value);
  }
}

export function gateway(node: Node, vni: number, ip: string, router: number): void {
  const value = layout.encodeGateway({ routerId: router });
  if (isIp4(ip)) update(node.map('gateway4'), layout.encodeGateway4Key({ vni, ip4: ipNumber(ip) }), value);
  else update(node.map('gateway6'), layout.encodeGateway6Key({ vni, ip6: bytes(ip) }), value);
}

export function route(
  node: Node,
  router: number,
  prefix: string,
  prefixLen: number,
  to: { vni: number; mtu: number; nextHop?: string },
): void {
  const { vni, mtu, nextHop } = to;
  const trie = { prefixLen: 32 + prefixLen, routerId: router };
  if (isIp4(prefix))
    update(
      node.map('route4'),
      layout.encodeRoute4Key({ ...trie, ip4: ipNumber(prefix) }),
      layout.encodeRoute4({ vni, mtu, nextHop: nextHop ? ipNumber(nextHop) : 0 }),
    );
  else
    update(
      node.map('route6'),
      layout.encodeRoute6Key({ ...trie, ip6: bytes(prefix) }),
      layout.encodeRoute6({ vni, mtu, nextHop: nextHop ? bytes(nextHop) : new Uint8Array(16) }),
    );
}
