import { Deliver } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { Namespace } from './namespace.js';
import { Node } from './node.js';

/*
 *   [vm-a1] .11 --p1-- +--------+                          +--------+ --p1-- [vm-b1] .21
 *                      | node a | underlay ---- underlay   | node b |
 *   [vm-a2] .12 --p2-- | .1     |      MTU given           | .2     | --tap- (a test's own machine) .22
 *                      +--------+                          +--------+ --p3-- [vm-g] .11, globex, with the MAC of vm-a1
 *
 * Namespaces of one kernel, real programs attached. All but vm-g are in acme's network.
 */
export const acme = 0xabcdef;
export const globex = 77;

export interface Machine {
  readonly name: string;
  readonly mac: string;
  readonly ip: string;
  readonly vni: number;
  readonly id: number;
  readonly slot: number;
  readonly device: string;
  readonly tap?: boolean;
}
export const a1: Machine = {
  name: 'a1',
  mac: '02:0a:00:00:00:11',
  ip: '10.0.0.11',
  vni: acme,
  id: 11,
  slot: 1,
  device: 'p1',
};
export const a2: Machine = {
  name: 'a2',
  mac: '02:0a:00:00:00:12',
  ip: '10.0.0.12',
  vni: acme,
  id: 12,
  slot: 2,
  device: 'p2',
};
export const b1: Machine = {
  name: 'b1',
  mac: '02:0a:00:00:00:21',
  ip: '10.0.0.21',
  vni: acme,
  id: 21,
  slot: 1,
  device: 'p1',
};
export const tap: Machine = {
  name: 'tap',
  mac: '02:0a:00:00:00:22',
  ip: '10.0.0.22',
  vni: acme,
  id: 22,
  slot: 2,
  device: 'p2',
  tap: true,
};
export const g: Machine = { name: 'g', mac: a1.mac, ip: a1.ip, vni: globex, id: 31, slot: 3, device: 'p3' };

const hosts = {
  a: { vtepId: 1, ip: '192.0.2.1', mac: '02:00:00:00:ff:01', machines: [a1, a2] },
  b: { vtepId: 2, ip: '192.0.2.2', mac: '02:00:00:00:ff:02', machines: [b1, tap, g] },
};
export const vtepA = hosts.a;
export const vtepB = hosts.b;

export interface Fabric {
  readonly a: Node;
  readonly b: Node;
  /** Namespaces of the machines, by name; the tap has none. */
  readonly vm: Readonly<Record<string, Namespace>>;
  delete(): void;
}

export function makeFabric(mtu = 9000): Fabric {
  const made: Namespace[] = [];
  const nodes: Node[] = [];
  const remove = () => {
    for (const node of nodes) node.close();
    for (const netns of made) netns.delete();
  };
  try {
    const namespace = (label: string) => {
      const netns = new Namespace(label);
      made.push(netns);
      return netns;
    };
    const netns = { a: namespace('a'), b: namespace('b') };
    netns.a.veth('underlay', { device: 'underlay', in: netns.b, mac: hosts.b.mac }, mtu);
    netns.a.ip(`link set underlay address ${hosts.a.mac}`);
    const vm: Record<string, Namespace> = {};
    const make = (which: 'a' | 'b') => {
      const { vtepId, ip, machines } = hosts[which];
      const host = netns[which];
      host.ip(`addr add ${ip}/24 dev underlay`);
      host.ip(`link add vxlan mtu ${mtu - 50} type vxlan external nolearning dstport 4789 srcport 49152 65535`);
      host.ip('link set vxlan up');
      for (const m of machines) {
        if (m.tap) {
          host.ip(`tuntap add dev ${m.device} mode tap vnet_hdr`);
          host.ip(`link set ${m.device} mtu ${mtu - 50} up`);
        } else {
          const guest = namespace(m.name);
          vm[m.name] = guest;
          host.veth(m.device, { device: 'eth0', in: guest, mac: m.mac, address: `${m.ip}/24` }, mtu - 50);
        }
      }
      const node = new Node(host, { vtepId, vtepIp: ip, underlay: 'underlay', vxlan: 'vxlan' });
      nodes.push(node);
      program(node, machines, vtepId);
      return node;
    };
    return { a: make('a'), b: make('b'), vm, delete: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** What an agent would write and attach. */
function program(node: Node, machines: readonly Machine[], own: number): void {
  for (const { vtepId, ip, machines: theirs } of Object.values(hosts)) {
    node.vtep(vtepId, ip);
    for (const m of theirs) {
      node.fdb(m.vni, m.mac, { vtepId, datapathId: m.id });
      node.neighbor(m.vni, m.ip, m.mac);
      node.member(m.vni, vtepId);
    }
  }
  for (const vni of [acme, globex]) {
    const here = machines.filter((m) => m.vni === vni);
    const others = Object.values(hosts).filter((h) => h.vtepId !== own && h.machines.some((m) => m.vni === vni));
    if (here.length > 0)
      node.flood(
        'local',
        vni,
        here.map((m) => m.id),
      );
    node.flood(
      'remote',
      vni,
      others.map((h) => h.vtepId),
    );
  }
  for (const { id, slot, vni, mac, ip, device, tap: isTap } of machines) {
    node.plug({ id, slot, vni, mac, ips: [ip], device, deliver: isTap ? Deliver.TAP : Deliver.PEER });
    node.attach(device, 'from_port', 'ingress');
    node.attach(device, 'to_port', 'egress');
  }
  node.attach('underlay', 'from_underlay', 'ingress');
  node.attach('vxlan', 'from_vxlan', 'ingress');
}
