import { inNamespace, ipBatch, must } from '../../../deploy/lab/command.js';
import { setBridgeNetfilterOff, underlayInterface } from '../../../deploy/lab/underlay.js';
import { setNftPolicy } from './nft-policy.js';
import { createPeer, type PeerHost } from './peer.js';
import { policyRules } from './policy-rules.js';
import { prefixes, type Testbed } from './system.js';

/**
 * What the kernel offers to a cloud with policy: on each host a bridge with the VM's port and the gateway of its network on it, a VXLAN device, and nftables. Connections can be
 * tracked where both of their directions pass, so both hosts route (symmetric IRB, RFC 9135 section 4): the VM's network lies on its own host alone, and the VXLAN
 * device carries what is routed between the hosts. Each host enforces what its VM may send and get, as weft's do. Neighbors, FDB and routes are static;
 * frames of a bridge do not pass iptables (bridge-nf-call-* = 0); GRO and TSO are on; outer UDP checksums are zero, as weft sends them.
 */
export function createKernelFullSystem(mtu: number): Promise<Testbed> {
  return createPeer({ name: 'kernel-full', prefix: prefixes.kernelFull, vmAddress, vmAddress6, connect }, mtu);
}

const vni = 4096;
const vxlanPort = 4789;
const gatewayMac = '02:57:be:0c:01:01';
const vmAddress = (index: 1 | 2) => `10.77.${index}.2/24`;
const vmAddress6 = (index: 1 | 2) => `fd77:${index}::2/64`;

/** A host's end of the network between the hosts. */
const transit = (index: 1 | 2) => ({ mac: `02:57:be:0c:02:0${index}`, ip4: `10.78.0.${index}`, ip6: `fd78::${index}` });

async function connect(host: PeerHost, other: PeerHost, vmMtu: number): Promise<void> {
  const { index, namespace } = host;
  await setBridgeNetfilterOff(namespace);
  await must(inNamespace(namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']));
  const [own, far] = [transit(index), transit(other.index)];
  await ipBatch(namespace, [
    `link add br0 mtu ${vmMtu} address ${gatewayMac} type bridge`,
    `link set ${host.vmPort} master br0`,
    `link set ${host.vmPort} type bridge_slave learning off`,
    `address add 10.77.${index}.1/24 dev br0`,
    `address add fd77:${index}::1/64 dev br0 nodad`,
    'link set br0 up',
    `neigh add ${withoutLength(vmAddress(index))} lladdr ${host.vmMac} dev br0 nud permanent`,
    `neigh add ${withoutLength(vmAddress6(index))} lladdr ${host.vmMac} dev br0 nud permanent`,
    `link add vxlan0 mtu ${vmMtu} address ${own.mac} type vxlan id ${vni} local ${host.underlayAddress} dev ${underlayInterface} dstport ${vxlanPort} nolearning noudpcsum`,
    `address add ${own.ip4}/24 dev vxlan0`,
    `address add ${own.ip6}/64 dev vxlan0 nodad`,
    'link set vxlan0 up',
    `neigh add ${far.ip4} lladdr ${far.mac} dev vxlan0 nud permanent`,
    `neigh add ${far.ip6} lladdr ${far.mac} dev vxlan0 nud permanent`,
    `route add 10.77.${other.index}.0/24 via ${far.ip4} dev vxlan0`,
    `route add fd77:${other.index}::/64 via ${far.ip6} dev vxlan0`,
  ]);
  await must(inNamespace(namespace, ['ethtool', '-K', 'vxlan0', 'gro', 'on', 'tso', 'on']));
  for (const entry of [
    `${host.vmMac} dev ${host.vmPort} master static`,
    `${far.mac} dev vxlan0 self permanent dst ${other.underlayAddress}`,
  ]) {
    await must(inNamespace(namespace, ['bridge', 'fdb', 'append', ...entry.split(' ')]));
  }
  const vm = {
    port: host.vmPort,
    bridge: 'br0',
    mac: host.vmMac,
    ip4: withoutLength(vmAddress(index)),
    ip6: withoutLength(vmAddress6(index)),
  };
  await setNftPolicy(namespace, vm, policyRules, vxlanPort);
  await ipBatch(host.vmNamespace, [`route add default via 10.77.${index}.1`, `route add default via fd77:${index}::1`]);
}

function withoutLength(address: string): string {
  return address.split('/')[0] ?? '';
}
