import { Deliver } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type Family, families } from './ip-families.js';
import { Namespace } from './namespace.js';
import { Node } from './node.js';
import { gateway, gatewayMac, neighbor, plugRouted, type RoutedPort, route } from './routed-topology.js';

/*
 *   red, VNI 100, subnet 1, MTU 8950                          blue, VNI 200, subnet 3, MTU 1400
 *
 *   [r1] .11 --p1-- +--------+                          +--------+ --p1-- [b1] .11
 *   [r3] .13 --tap- | node a | underlay ---- underlay   | node b |
 *   [b2] .12 --p2-- +--------+          MTU 9000        +--------+
 *
 * Namespaces of one kernel, real programs attached; r3 is a test's own machine, b2 is of blue. Router 7 has both subnets. The machines of blue do not know
 * how small their network's MTU is: their interfaces say 8950, so that only ICMP errors can tell a sender.
 */
export const red = 100;
export const blue = 200;
export const blueMtu = 1400;
const machineMtu = 8950;
const routerId = 7;

const port = (
  id: number,
  slot: number,
  vni: number,
  device: string,
  mac: string,
  subnet: number,
  host: number,
): RoutedPort => ({
  id,
  slot,
  vni,
  device,
  mac,
  deliver: device === 'tap' ? Deliver.TAP : Deliver.PEER,
  hosts: [[subnet, host]],
});
export const r1 = port(11, 1, red, 'p1', '02:0a:00:00:00:11', 1, 11);
export const b2 = port(12, 2, blue, 'p2', '02:0b:00:00:00:12', 3, 12);
export const r3 = port(13, 3, red, 'tap', '02:0a:00:00:00:13', 1, 13);
export const b1 = port(21, 1, blue, 'p1', '02:0b:00:00:00:11', 3, 11);

const hosts = {
  a: { vtepId: 1, ip: '192.0.2.1', mac: '02:00:00:00:ff:01', ports: { r1, b2, r3 } as Record<string, RoutedPort> },
  b: { vtepId: 2, ip: '192.0.2.2', mac: '02:00:00:00:ff:02', ports: { b1 } as Record<string, RoutedPort> },
};

export interface RoutedFabric {
  readonly a: Node;
  readonly b: Node;
  /** Namespaces of the machines, by name; the tap has none. */
  readonly vm: Readonly<Record<'r1' | 'b1' | 'b2', Namespace>>;
  delete(): void;
}

export function makeRoutedFabric(): RoutedFabric {
  const made: Namespace[] = [];
  const nodes: Node[] = [];
  const remove = () => {
    for (const node of nodes) node.close();
    for (const netns of made) netns.delete();
  };
  try {
    const namespace = (label: string) => {
      const netns = new Namespace(`routed-${label}`);
      made.push(netns);
      return netns;
    };
    const netns = { a: namespace('a'), b: namespace('b') };
    netns.a.veth('underlay', { device: 'underlay', in: netns.b, mac: hosts.b.mac }, machineMtu + 50);
    netns.a.ip(`link set underlay address ${hosts.a.mac}`);
    const vm: Record<string, Namespace> = {};
    const make = (which: 'a' | 'b') => {
      const { vtepId, ip, ports } = hosts[which];
      const host = netns[which];
      host.ip(`addr add ${ip}/24 dev underlay`);
      host.ip(`link add vxlan mtu ${machineMtu} type vxlan external nolearning dstport 4789 srcport 49152 65535`);
      host.ip('link set vxlan up');
      for (const [name, p] of Object.entries(ports)) {
        if (p.deliver === Deliver.TAP) {
          host.ip(`tuntap add dev ${p.device} mode tap vnet_hdr`);
          host.ip(`link set ${p.device} mtu ${machineMtu} up`);
        } else {
          const guest = namespace(name);
          vm[name] = guest;
          host.veth(p.device, { device: 'eth0', in: guest, mac: p.mac }, machineMtu);
          for (const family of families) configure(guest, family, p);
        }
      }
      const node = new Node(host, { vtepId, vtepIp: ip, underlay: 'underlay', vxlan: 'vxlan' });
      nodes.push(node);
      program(node, Object.values(ports));
      return node;
    };
    const a = make('a');
    const b = make('b');
    return { a, b, vm: vm as RoutedFabric['vm'], delete: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Address, gateway and its MAC: what a machine has to know to speak. */
function configure(guest: Namespace, family: Family, { hosts: [own] }: RoutedPort): void {
  const [subnet, host] = own!;
  const [length, flags] = family.name === 'IPv4' ? [24, ''] : [64, ' nodad'];
  const via = family.address(subnet, 1);
  if (family.name === 'IPv6') {
    guest.sysctl('net.ipv6.conf.eth0.router_solicitations', 0);
    guest.sysctl('net.ipv6.conf.eth0.disable_ipv6', 0);
  }
  guest.ip(`addr add ${family.address(subnet, host)}/${length} dev eth0${flags}`);
  guest.ip(`neigh add ${via} lladdr ${gatewayMac} dev eth0 nud permanent`);
  guest.ip(`route add default via ${via} dev eth0`);
}

/** What an agent would write and attach. */
function program(node: Node, own: readonly RoutedPort[]): void {
  for (const { vtepId, ip, ports } of Object.values(hosts)) {
    node.vtep(vtepId, ip);
    for (const vni of [red, blue]) node.member(vni, vtepId);
    for (const p of Object.values(ports)) {
      node.fdb(p.vni, p.mac, { vtepId, datapathId: p.id });
      for (const [subnet, host] of p.hosts) neighbor(node, p.vni, subnet, host, p.mac);
    }
  }
  for (const family of families) {
    for (const [vni, subnet, mtu] of [
      [red, 1, machineMtu],
      [blue, 3, blueMtu],
    ] as const) {
      gateway(node, vni, family.address(subnet, 1), routerId);
      route(node, routerId, family.address(subnet, 0), family.name === 'IPv4' ? 24 : 64, { vni, mtu });
    }
  }
  for (const p of own) {
    plugRouted(node, p);
    node.attach(p.device, 'from_port', 'ingress');
    node.attach(p.device, 'to_port', 'egress');
  }
  node.attach('underlay', 'from_underlay', 'ingress');
  node.attach('vxlan', 'from_vxlan', 'ingress');
}
