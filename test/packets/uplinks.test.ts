import { afterAll, beforeAll, expect, test } from 'vitest';
import { Deliver } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { Namespace, waitUntil } from './namespace.js';
import { Node } from './node.js';

/*
 *   [vm-1] .11 -- p -- [host 1] ==u0, u1== [host 2] -- p -- [vm-2] .12
 *
 * Hosts with two uplinks: the VTEPs are on loopback, the host's routes lead to the other one over both links.
 */
const vni = 500;
const sides = [
  { vtepId: 1, vtep: '192.0.2.1', far: 2, mac: '02:0a:00:00:00:11', ip: '10.0.0.11' },
  { vtepId: 2, vtep: '192.0.2.2', far: 1, mac: '02:0a:00:00:00:12', ip: '10.0.0.12' },
] as const;
const links = ['u0', 'u1'] as const;

const made: Namespace[] = [];
const hosts: Namespace[] = [];
const vms: Namespace[] = [];
const nodes: Node[] = [];

beforeAll(() => {
  const namespace = (label: string) => {
    const netns = new Namespace(label);
    made.push(netns);
    return netns;
  };
  for (const { vtepId } of sides) {
    hosts.push(namespace(`uplinks-h${vtepId}`));
    vms.push(namespace(`uplinks-v${vtepId}`));
  }
  const [one, two] = hosts;
  if (!one || !two) throw new Error('no hosts');
  for (const link of links) one.veth(link, { device: link, in: two }, 1500);
  sides.forEach((side, i) => {
    const [host, vm] = [hosts[i], vms[i]];
    if (!host || !vm) throw new Error('no namespaces');
    host.ip(`addr add ${side.vtep}/32 dev lo`);
    links.forEach((link, n) => {
      host.ip(`addr add 198.51.${100 + n}.${side.vtepId}/24 dev ${link}`);
    });
    host.sysctl('net.ipv4.conf.lo.forwarding', 1);
    host.sysctl('net.ipv4.fib_multipath_hash_policy', 1);
    host.sysctl('net.ipv4.conf.all.ignore_routes_with_linkdown', 1);
    host.ip(
      `route add 192.0.2.${side.far}/32 src ${side.vtep} nexthop via 198.51.100.${side.far} dev u0 nexthop via 198.51.101.${side.far} dev u1`,
    );
    host.ip('link add vxlan type vxlan external nolearning dstport 4789 srcport 49152 65535');
    host.ip('link set vxlan up');
    host.veth('p', { device: 'eth0', in: vm, mac: side.mac, address: `${side.ip}/24` }, 1450);
    const node = new Node(host, {
      vtepId: side.vtepId,
      vtepIp: side.vtep,
      underlay: 'u0',
      vxlan: 'vxlan',
      underlayCount: 2,
    });
    nodes.push(node);
    for (const s of sides) {
      node.vtep(s.vtepId, s.vtep);
      node.member(vni, s.vtepId);
      node.fdb(vni, s.mac, { vtepId: s.vtepId, datapathId: s.vtepId });
      node.neighbor(vni, s.ip, s.mac);
    }
    node.flood('local', vni, [side.vtepId]);
    node.flood('remote', vni, [side.far]);
    node.plug({ id: side.vtepId, slot: 1, vni, mac: side.mac, ips: [side.ip], device: 'p', deliver: Deliver.PEER });
    node.attach('p', 'from_port', 'ingress');
    node.attach('p', 'to_port', 'egress');
    for (const link of links) node.attach(link, 'from_underlay', 'ingress');
    node.attach('vxlan', 'from_vxlan', 'ingress');
  });
});
afterAll(() => {
  for (const node of nodes) node.close();
  for (const netns of made) netns.delete();
});

const ping = () => {
  try {
    return (
      vms[0]?.run('ping', '-c', '2', '-i', '0.05', '-W', '1', '-q', sides[1].ip).includes(' 0% packet loss') ?? false
    );
  } catch {
    return false;
  }
};
const sentBy = (link: string): number =>
  JSON.parse(hosts[0]?.ip(`-j -s link show ${link}`) ?? '[]')[0]?.stats64.tx.packets ?? 0;
/** Many flows: one UDP datagram from each of so many l4 ports. */
const sendFlows = (count: number) =>
  vms[0]?.run(
    '/usr/bin/python3',
    '-c',
    `import socket
for i in range(${count}):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('${sides[1].ip}', 9000)); s.close()`,
  );

test('flows are spread over both uplinks by the outer source port', async () => {
  await waitUntil(ping);
  const before = links.map(sentBy);
  sendFlows(200);
  const sent = links.map((link, i) => sentBy(link) - (before[i] ?? 0));
  for (const packets of sent) expect(packets).toBeGreaterThan(40);
  expect(nodes.map((n) => n.allDrops())).toEqual([{}, {}]);
});

test('an uplink that goes down loses its flows to the other', async () => {
  for (const link of links) {
    hosts[0]?.ip(`link set ${link} down`);
    await waitUntil(ping);
    const other = links.find((l) => l !== link) ?? '';
    const before = sentBy(other);
    sendFlows(50);
    expect(sentBy(other) - before).toBeGreaterThanOrEqual(50);
    hosts[0]?.ip(`link set ${link} up`);
    const far = sides[0].far;
    // The kernel has taken the route's next hop away with the link.
    hosts[0]?.ip(
      `route replace 192.0.2.${far}/32 src ${sides[0].vtep} nexthop via 198.51.100.${far} dev u0 nexthop via 198.51.101.${far} dev u1`,
    );
  }
  await waitUntil(ping);
});

test('without a route the frame is dropped and counted', () => {
  hosts[0]?.ip(`route del 192.0.2.${sides[0].far}/32`);
  const before = nodes[0]?.drops(1, 'ENCAP_FAILED') ?? 0;
  sendFlows(3);
  expect(nodes[0]?.drops(1, 'ENCAP_FAILED')).toBe(before + 3);
});
