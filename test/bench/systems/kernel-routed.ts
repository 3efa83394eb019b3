import { inNamespace, ipBatch, must } from '../../../deploy/lab/command.js';
import { setBridgeNetfilterOff, underlayInterface } from '../../../deploy/lab/underlay.js';
import { createPeer, type PeerHost } from './peer.js';
import { prefixes, type Testbed } from './system.js';

/**
 * The kernel's own distributed router, between a network with a VM on host 1 and one with a VM on host 2. Each host has both networks: a bridge
 * and a VXLAN device each, and on the bridge the gateway, which has the same addresses and MAC on every host. So the host that a packet begins on routes it,
 * and it travels under the VNI of the network that it goes to, in both directions. Nothing is learned: neighbors and FDB are static, frames of a
 * bridge do not pass iptables (bridge-nf-call-* = 0); GRO and TSO are on; outer UDP checksums are zero, as weft sends them.
 */
export function createKernelRoutedSystem(mtu: number): Promise<Testbed> {
  return createPeer(
    {
      name: 'kernel-routed',
      prefix: prefixes.kernelRouted,
      vmAddress: (index) => `10.77.${index}.2/24`,
      vmAddress6: (index) => `fd77:${index}::2/64`,
      connect,
    },
    mtu,
  );
}

const vxlanPort = 4789;
const gatewayMac = '02:57:be:0c:01:01';

async function connect(host: PeerHost, other: PeerHost, vmMtu: number): Promise<void> {
  await setBridgeNetfilterOff(host.namespace);
  await must(inNamespace(host.namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']));
  // A network has the number of the host that its VM is on.
  await ipBatch(
    host.namespace,
    [host, other].flatMap(({ index }) => [
      `link add br${index} mtu ${vmMtu} address ${gatewayMac} type bridge`,
      `link add vxlan${index} mtu ${vmMtu} type vxlan id ${4096 + index} local ${host.underlayAddress} dev ${underlayInterface} dstport ${vxlanPort} nolearning noudpcsum`,
      `link set vxlan${index} master br${index} up`,
      `link set vxlan${index} type bridge_slave learning off`,
      `address add 10.77.${index}.1/24 dev br${index}`,
      `address add fd77:${index}::1/64 dev br${index} nodad`,
      `link set br${index} up`,
    ]),
  );
  await ipBatch(host.namespace, [
    `link set ${host.vmPort} master br${host.index}`,
    `link set ${host.vmPort} type bridge_slave learning off`,
    ...[host, other].flatMap(({ index, vmMac }) => [
      `neigh add 10.77.${index}.2 lladdr ${vmMac} dev br${index} nud permanent`,
      `neigh add fd77:${index}::2 lladdr ${vmMac} dev br${index} nud permanent`,
    ]),
  ]);
  for (const { index } of [host, other]) {
    await must(inNamespace(host.namespace, ['ethtool', '-K', `vxlan${index}`, 'gro', 'on', 'tso', 'on']));
  }
  for (const entry of [
    `${host.vmMac} dev ${host.vmPort} master static`,
    `${other.vmMac} dev vxlan${other.index} master static`,
    `${other.vmMac} dev vxlan${other.index} self permanent dst ${other.underlayAddress}`,
  ]) {
    await must(inNamespace(host.namespace, ['bridge', 'fdb', 'append', ...entry.split(' ')]));
  }
  await ipBatch(host.vmNamespace, [
    `route add default via 10.77.${host.index}.1`,
    `route add default via fd77:${host.index}::1`,
  ]);
}
