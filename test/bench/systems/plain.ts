import { inNamespace, ipBatch, must } from '../../../deploy/lab/command.js';
import { underlayInterface } from '../../../deploy/lab/underlay.js';
import { createPeer, type PeerHost } from './peer.js';
import { prefixes, type Testbed } from './system.js';

/** No virtual network at all: each host routes between its VM's veth and the underlay. The floor that encapsulation adds to. */
export function createPlainSystem(mtu: number): Promise<Testbed> {
  return createPeer(
    {
      name: 'plain',
      prefix: prefixes.plain,
      vmAddress: (index) => `10.77.${index}.2/24`,
      vmAddress6: (index) => `fd77:${index}::2/64`,
      connect,
    },
    mtu,
  );
}

const underlay6 = (index: number) => `fd77::${index}`;

async function connect(host: PeerHost, other: PeerHost): Promise<void> {
  await must(inNamespace(host.namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']));
  await ipBatch(host.namespace, [
    `address add 10.77.${host.index}.1/24 dev ${host.vmPort}`,
    `address add fd77:${host.index}::1/64 dev ${host.vmPort} nodad`,
    `address add ${underlay6(host.index)}/64 dev ${underlayInterface} nodad`,
    `route add 10.77.${other.index}.0/24 via ${other.underlayAddress} dev ${underlayInterface}`,
    `route add fd77:${other.index}::/64 via ${underlay6(other.index)} dev ${underlayInterface}`,
  ]);
  await ipBatch(host.vmNamespace, [
    `route add default via 10.77.${host.index}.1`,
    `route add default via fd77:${host.index}::1`,
  ]);
}
