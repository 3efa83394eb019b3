import { inNamespace, ipBatch, must } from '../../../deploy/lab/command.js';
import { setBridgeNetfilterOff, underlayInterface } from '../../../deploy/lab/underlay.js';
import { createPeer, type PeerHost } from './peer.js';
import { prefixes, type Testbed } from './system.js';

const vni = 4096;
const vxlanPort = 4789;

/**
 * The kernel's own: on each host a bridge with the VM's port and a VXLAN device. The FDB is static, nothing is learned; bridged frames do not
 * pass iptables (bridge-nf-call-* = 0); GRO and TSO are on; outer UDP checksums are zero, as weft sends them.
 */
export function createKernelSystem(mtu: number): Promise<Testbed> {
  return createPeer(
    {
      name: 'kernel',
      prefix: prefixes.kernel,
      vmAddress: (index) => `10.77.0.${index}/24`,
      vmAddress6: (index) => `fd77::${index}/64`,
      connect,
    },
    mtu,
  );
}

async function connect(host: PeerHost, other: PeerHost, vmMtu: number): Promise<void> {
  await setBridgeNetfilterOff(host.namespace);
  await ipBatch(host.namespace, [
    `link add br0 mtu ${vmMtu} type bridge`,
    `link add vxlan0 mtu ${vmMtu} type vxlan id ${vni} local ${host.underlayAddress} dev ${underlayInterface} dstport ${vxlanPort} nolearning noudpcsum`,
    'link set vxlan0 master br0 up',
    `link set ${host.vmPort} master br0`,
    'link set br0 up',
  ]);
  await must(inNamespace(host.namespace, ['ethtool', '-K', 'vxlan0', 'gro', 'on', 'tso', 'on']));
  for (const entry of forwardingEntries(host, other)) {
    await must(inNamespace(host.namespace, ['bridge', 'fdb', 'append', ...entry.split(' ')]));
  }
}

function forwardingEntries(host: PeerHost, other: PeerHost): string[] {
  return [
    `${host.vmMac} dev ${host.vmPort} master static`,
    `${other.vmMac} dev vxlan0 master static`,
    `${other.vmMac} dev vxlan0 self permanent dst ${other.underlayAddress}`,
    `00:00:00:00:00:00 dev vxlan0 self permanent dst ${other.underlayAddress}`,
  ];
}
