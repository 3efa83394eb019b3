import { Lab } from '../../../deploy/lab/running-lab.js';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { LabNames } from '../../../deploy/lab/underlay.js';
import { plugVm } from '../../../deploy/lab/virtual-machine.js';
import { NetworkService, PortService, SubnetService, TenantService } from '../../../proto/gen/services.js';
import { parseIp } from '../../../proto/src/ip.js';
import { labDirectory, prefixes, type System } from './system.js';

/** A lab for benchmarks, beside whatever else runs. */
export async function startBenchLab(nodes: number, underlayMtu: number): Promise<Lab> {
  await tearDown(new LabNames(prefixes.weft), labDirectory);
  return Lab.up({ nodes, underlayMtu, prefix: prefixes.weft, directory: labDirectory });
}

/** Tenant, network and a /16 in the lab: `bench`. */
export async function createBenchNetwork(lab: Lab): Promise<void> {
  await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: 'bench' } } });
  await lab.api.call(NetworkService.createNetwork, { network: { metadata: { id: 'bench' }, tenantId: 'bench' } });
  await lab.api.call(SubnetService.createSubnet, {
    subnet: {
      metadata: { id: 'bench' },
      networkId: 'bench',
      prefix: { address: { bytes: parseIp('10.77.0.0') }, length: 16 },
    },
  });
}

/** weft itself: a lab of two hosts, controller and agents running, one port on each. */
export async function createWeftSystem(mtu: number): Promise<System> {
  const lab = await startBenchLab(2, mtu);
  try {
    await createBenchNetwork(lab);
    const namespaces: string[] = [];
    for (const index of [1, 2]) {
      const id = `vm-${index}`;
      const addresses = [{ address: { bytes: parseIp(`10.77.0.${10 + index}`) } }];
      await lab.api.call(PortService.createPort, {
        port: { metadata: { id }, networkId: 'bench', nodeId: `host-${index}`, addresses },
      });
      namespaces.push((await plugVm(lab, id, { name: id })).namespace);
    }
    const [clientNamespace = '', serverNamespace = ''] = namespaces;
    return {
      name: 'weft',
      clientNamespace,
      serverNamespace,
      serverAddress: '10.77.0.12',
      remove: () => lab.down(),
    };
  } catch (error) {
    await lab.down();
    throw error;
  }
}
