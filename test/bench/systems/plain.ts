import { inNamespace, ipBatch, must } from '../../../deploy/lab/command.js';
import { underlayInterface } from '../../../deploy/lab/underlay.js';
import { createPeer } from './peer.js';
import { prefixes, type System } from './system.js';

/** No virtual network at all: each host routes between its VM's veth and the underlay. The floor that encapsulation adds to. */
export function createPlainSystem(mtu: number): Promise<System> {
  return createPeer(
    'plain',
    prefixes.plain,
    mtu,
    (index) => `10.77.${index}.2/24`,
    async (host, other) => {
      await must(inNamespace(host.namespace, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']));
      await ipBatch(host.namespace, [
        `address add 10.77.${host.index}.1/24 dev ${host.vmPort}`,
        `route add 10.77.${other.index}.0/24 via ${other.underlayAddress} dev ${underlayInterface}`,
      ]);
      await ipBatch(host.vmNamespace, [`route add default via 10.77.${host.index}.1`]);
    },
  );
}
