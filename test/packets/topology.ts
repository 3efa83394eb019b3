import { Deliver } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { Namespace } from './namespace.js';
import { Node, type PortPlace } from './node.js';

/*
 *              the node under test, VTEP 1, 192.0.2.1                       other nodes
 *
 *   acme         a1 (peer)  .11 .111  slot 1 --+
 *   VNI 0xabcdef a2 (tap)   .12       slot 2 --+                +-- VTEP 2, 192.0.2.2: acme's far .21
 *                a3 (redir) .13       slot 3 --+-- underlay ----+-- VTEP 3, 192.0.2.3: globex's .22
 *                                              |   MTU 1600     +-- VTEP 4, 192.0.2.4: no network of this node
 *   globex       g1 (peer)  .11       slot 4 --+                +-- VTEP 8: IPv6 only
 *   VNI 77       g2 (peer)  .12       slot 5 --+
 *
 *   g1 has the MAC and the address of a1. Also in acme's FDB: a port that is gone, one behind a VTEP that nobody knows, one behind
 *   VTEP 8, and one whose id is that of g2.
 */
export const acme = 0xabcdef;
export const globex = 77;

const port = (
  id: number,
  slot: number,
  vni: number,
  device: string,
  mac: string,
  deliver: Deliver,
  ...ips: string[]
): PortPlace => ({ id, slot, vni, device, mac, deliver, ips });
export const a1 = port(11, 1, acme, 'p11', '02:0a:00:00:00:11', Deliver.PEER, '10.0.0.11', '10.0.0.111');
export const a2 = port(12, 2, acme, 'p12', '02:0a:00:00:00:12', Deliver.TAP, '10.0.0.12');
export const a3 = port(13, 3, acme, 'p13', '02:0a:00:00:00:13', Deliver.REDIRECT, '10.0.0.13');
export const g1 = port(31, 4, globex, 'p31', a1.mac, Deliver.PEER, '10.0.0.11');
export const g2 = port(32, 5, globex, 'p32', '02:0b:00:00:00:32', Deliver.PEER, '10.0.0.12');
export const ports = [a1, a2, a3, g1, g2];

export const far = { id: 21, mac: '02:0a:00:00:00:21', ip: '10.0.0.21' };
export const globexFar = { id: 22, mac: '02:0b:00:00:00:22', ip: '10.0.0.22' };
export const gone = { id: 41, mac: '02:0a:00:00:00:41', ip: '10.0.0.41' };
export const behindUnknownVtep = { id: 42, mac: '02:0a:00:00:00:42' };
export const behindIp6Vtep = { id: 43, mac: '02:0a:00:00:00:43' };
export const withForeignId = { id: g2.id, mac: '02:0a:00:00:00:44' };
export const nobody = { mac: '02:0a:00:00:00:99', ip: '10.0.0.99' };

export const here = { vtepId: 1, ip: '192.0.2.1', mac: '02:00:00:00:ff:01' };
export const there = { vtepId: 2, ip: '192.0.2.2', mac: '02:00:00:00:ff:02' };
export const globexThere = { vtepId: 3, ip: '192.0.2.3' };
export const stranger = { vtepId: 4, ip: '192.0.2.4' };
export const underlayMtu = 1600;

/** Devices and programs for test runs; nothing but the guards is attached. */
export function makeNode(
  sizes: { maxFlows?: number; maxInnerFlows?: number; maxConnections?: number; ringBytes?: number } = {},
): Node {
  const netns = new Namespace('fixtures');
  let node: Node | undefined;
  try {
    makeDevices(netns);
    const { vtepId, ip: vtepIp } = here;
    node = new Node(netns, { vtepId, vtepIp, underlay: 'underlay', vxlan: 'vxlan', ...sizes });
    arrange(node);
    for (const { device } of ports) node.attach(device, 'to_port', 'egress');
    return node;
  } catch (error) {
    // Nobody else knows of it.
    node?.close();
    netns.delete();
    throw error;
  }
}

function makeDevices(netns: Namespace): void {
  netns.ip(`link add underlay mtu ${underlayMtu} address ${here.mac} type veth peer name wire`);
  netns.ip(`addr add ${here.ip}/24 dev underlay`);
  netns.ip('link add vxlan type vxlan external nolearning dstport 4789');
  for (const { device } of ports) netns.ip(`link add ${device} mtu 9000 type veth peer name ${device}-vm mtu 9000`);
  for (const device of ['underlay', 'wire', 'vxlan', 'spare', ...ports.flatMap((p) => [p.device, `${p.device}-vm`])]) {
    if (device === 'spare') netns.ip('link add spare type veth peer name spare-vm');
    netns.ip(`link set ${device} up`);
  }
}

/** Writes the topology into the maps, also again after a fixture has changed them. */
export function arrange(node: Node): void {
  node.configure({});
  for (const p of ports) {
    node.plug(p);
    node.lastGsoForTap(p.slot, 1000);
    node.fdb(p.vni, p.mac, { vtepId: here.vtepId, datapathId: p.id });
    for (const ip of p.ips) node.neighbor(p.vni, ip, p.mac);
  }
  node.fdb(acme, far.mac, { vtepId: there.vtepId, datapathId: far.id });
  node.neighbor(acme, far.ip, far.mac);
  node.fdb(globex, globexFar.mac, { vtepId: globexThere.vtepId, datapathId: globexFar.id });
  node.neighbor(globex, globexFar.ip, globexFar.mac);
  node.fdb(acme, gone.mac, { vtepId: here.vtepId, datapathId: gone.id });
  node.fdb(acme, withForeignId.mac, { vtepId: here.vtepId, datapathId: withForeignId.id });
  node.fdb(acme, behindUnknownVtep.mac, { vtepId: 9, datapathId: behindUnknownVtep.id });
  node.fdb(acme, behindIp6Vtep.mac, { vtepId: 8, datapathId: behindIp6Vtep.id });
  for (const { vtepId, ip } of [here, there, globexThere, stranger]) node.vtep(vtepId, ip);
  node.vtep(8, null);
  for (const { id } of [far, gone]) node.departed(id);
  for (const { vtepId } of [here, there]) node.member(acme, vtepId);
  for (const { vtepId } of [here, globexThere]) node.member(globex, vtepId);
  node.flood('local', acme, [a1.id, a2.id, a3.id]);
  node.flood('local', globex, [g1.id, g2.id]);
  node.flood('remote', acme, [there.vtepId]);
  node.flood('remote', globex, [globexThere.vtepId]);
}
