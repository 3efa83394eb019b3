import { ipBatch } from '../../../deploy/lab/command.js';
import { addNamespace } from '../../../deploy/lab/namespaces.js';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { createBridge, createHost, LabNames, UnderlayAddresses } from '../../../deploy/lab/underlay.js';
import { encapsulationBytes, type Testbed } from './system.js';

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

/** What makes a system of the two hosts. */
export interface PeerPlan {
  readonly name: string;
  /** What the names of its namespaces begin with. */
  readonly prefix: string;
  /** Addresses of the VM on each host, with prefix length. */
  vmAddress(index: 1 | 2): string;
  vmAddress6?(index: 1 | 2): string;
  /** Connects the host's VM with the other's; called for each of them. */
  connect(host: PeerHost, other: PeerHost, vmMtu: number): Promise<void>;
}

/** Makes the hosts and their VMs, on an underlay of that MTU, and connects them as planned. */
export async function createPeer(plan: PeerPlan, mtu: number): Promise<Testbed> {
  const names = new LabNames(plan.prefix);
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
      const address6 = plan.vmAddress6?.(host.index);
      await ipBatch(host.vmNamespace, [
        `address add ${plan.vmAddress(host.index)} dev eth0`,
        ...(address6 === undefined ? [] : [`address add ${address6} dev eth0 nodad`]),
        'link set eth0 up',
      ]);
    }
    await plan.connect(one, two, vmMtu);
    await plan.connect(two, one, vmMtu);
  } catch (error) {
    await remove();
    throw error;
  }
  const server6 = plan.vmAddress6?.(2);
  return {
    systems: [
      {
        name: plan.name,
        clientNamespace: one.vmNamespace,
        serverNamespace: two.vmNamespace,
        serverAddress: withoutLength(plan.vmAddress(2)),
        ...(server6 !== undefined && { serverAddress6: withoutLength(server6) }),
      },
    ],
    remove,
  };
}

function withoutLength(address: string): string {
  return address.split('/')[0] ?? '';
}
