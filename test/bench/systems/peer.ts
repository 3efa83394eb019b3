import { ipBatch } from '../../../deploy/lab/command.js';
import { addNamespace } from '../../../deploy/lab/namespaces.js';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { createBridge, createHost, LabNames, UnderlayAddresses } from '../../../deploy/lab/underlay.js';
import { encapsulationBytes, type System } from './system.js';

/** Two hosts with a VM each, on an underlay like the lab's, for systems that are not weft. */
export interface PeerHost {
  readonly index: 1 | 2;
  readonly namespace: string;
  readonly underlayAddress: string;
  readonly vmNamespace: string;
  /** Host's end of the VM's veth pair. */
  readonly vmPort: string;
  readonly vmMac: string;
}

const vmPort = 'vm';

/** Makes the hosts and lets `connect` turn them into a system; `vmAddress` is the VM's, with prefix length. */
export async function createPeer(
  name: string,
  prefix: string,
  mtu: number,
  vmAddress: (index: 1 | 2) => string,
  connect: (host: PeerHost, other: PeerHost, vmMtu: number) => Promise<void>,
): Promise<System> {
  const names = new LabNames(prefix);
  const remove = async () => {
    await tearDown(names, null);
  };
  const addresses = new UnderlayAddresses(0);
  const vmMtu = mtu - encapsulationBytes;
  const hostOf = (index: 1 | 2): PeerHost => ({
    index,
    namespace: names.host(index),
    underlayAddress: addresses.host(index),
    vmNamespace: names.vm(String(index)),
    vmPort,
    vmMac: `02:57:be:0c:00:0${index}`,
  });
  const [one, two] = [hostOf(1), hostOf(2)];
  await remove();
  try {
    await createBridge(names, mtu);
    for (const host of [one, two]) {
      await createHost(names, addresses, host.index, mtu);
      await addNamespace(host.vmNamespace);
      await ipBatch(host.namespace, [
        `link add ${vmPort} mtu ${vmMtu} type veth peer name eth0 address ${host.vmMac} mtu ${vmMtu} netns ${host.vmNamespace}`,
        `link set ${vmPort} up`,
      ]);
      await ipBatch(host.vmNamespace, [`address add ${vmAddress(host.index)} dev eth0`, 'link set eth0 up']);
    }
    await connect(one, two, vmMtu);
    await connect(two, one, vmMtu);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name,
    clientNamespace: one.vmNamespace,
    serverNamespace: two.vmNamespace,
    serverAddress: vmAddress(2).split('/')[0] ?? '',
    remove,
  };
}
