import { ipBatch } from '../../../deploy/lab/command.js';
import { Lab } from '../../../deploy/lab/running-lab.js';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { LabNames } from '../../../deploy/lab/underlay.js';
import { plugVm } from '../../../deploy/lab/virtual-machine.js';
import { weft } from '../../../proto/gen/codecs.js';
import {
  NetworkService,
  PortService,
  RouterService,
  SubnetService,
  TenantService,
} from '../../../proto/gen/services.js';
import { parseIp } from '../../../proto/src/ip.js';
import { labDirectory, prefixes, quietLabDirectory, type System, type Testbed } from './system.js';

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

/** Neither probes nor counters of tunnels: weft without what tells tunnel health. */
const quietFlags = ['--probe-rate', '0', '--max-tunnel-counters', '0'];

/** As `weft`, in a lab of its own, whose agents do nothing for tunnel health: `weft-quiet`. */
export async function createQuietSystem(mtu: number): Promise<Testbed> {
  await tearDown(new LabNames(prefixes.quiet), quietLabDirectory);
  const directory = quietLabDirectory;
  const lab = await Lab.up({ nodes: 2, underlayMtu: mtu, prefix: prefixes.quiet, directory, agentFlags: quietFlags });
  const { systems, remove } = await furnish(lab);
  return { remove, systems: systems.filter(({ name }) => name === 'weft').map((s) => ({ ...s, name: 'weft-quiet' })) };
}

/**
 * weft itself: a lab of two hosts, controller and agents running. `weft` is bridged, between two ports of a network; `weft-routed` goes to a port of another
 * network, through a router.
 */
export async function createWeftSystems(mtu: number): Promise<Testbed> {
  return furnish(await startBenchLab(2, mtu));
}

/** Networks, a router between them, and VMs. On failure the lab is removed. */
async function furnish(lab: Lab): Promise<Testbed> {
  try {
    await createRoutedNetworks(lab);
    const client = await createVm(lab, 1, 1);
    const bridged = await createVm(lab, 2, 1);
    const routed = await createVm(lab, 2, 2);
    const to = (name: string, server: Vm): System => ({
      name,
      clientNamespace: client.namespace,
      serverNamespace: server.namespace,
      serverAddress: server.ip4,
      serverAddress6: server.ip6,
    });
    return { systems: [to('weft', bridged), to('weft-routed', routed)], remove: () => lab.down() };
  } catch (error) {
    await lab.down();
    throw error;
  }
}

/** Tenant `bench`, its networks `bench-1` and `bench-2`, and a router between them. */
export async function createRoutedNetworks(lab: Lab): Promise<void> {
  await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: 'bench' } } });
  for (const network of [1, 2]) await createDualStackNetwork(lab, network);
  const interfaces = [1, 2].flatMap((network) => [
    { subnetId: `bench-${network}-4` },
    { subnetId: `bench-${network}-6` },
  ]);
  await lab.api.call(RouterService.createRouter, {
    router: { metadata: { id: 'bench' }, tenantId: 'bench', interfaces },
  });
}

/** Network `bench-N` with 10.77.N.0/24 and fd77:N::/64. */
async function createDualStackNetwork(lab: Lab, network: number): Promise<void> {
  const id = `bench-${network}`;
  await lab.api.call(NetworkService.createNetwork, { network: { metadata: { id }, tenantId: 'bench' } });
  for (const [family, address, length] of [
    ['4', `10.77.${network}.0`, 24],
    ['6', `fd77:${network}::`, 64],
  ] as const) {
    const prefix = { address: { bytes: parseIp(address) }, length };
    await lab.api.call(SubnetService.createSubnet, {
      subnet: {
        metadata: { id: `${id}-${family}` },
        networkId: id,
        prefix,
        // Addresses are chosen: an IPv6 subnet has SLAAC otherwise.
        ...(family === '6' && { ip6AddressMode: weft.v1.Ip6AddressMode.MANAGED }),
      },
    });
  }
}

export interface Vm {
  readonly namespace: string;
  readonly ip4: string;
  readonly ip6: string;
}

/** A VM on host-H with the addresses of number 10 + H in network N, and its gateway as default route; its port is in these security groups. */
export async function createVm(
  lab: Lab,
  host: number,
  network: number,
  securityGroupIds: readonly string[] = [],
): Promise<Vm> {
  const id = `vm-${host}-${network}`;
  const [ip4, ip6] = [`10.77.${network}.${10 + host}`, `fd77:${network}::${10 + host}`];
  const addresses = [ip4, ip6].map((address) => ({ address: { bytes: parseIp(address) } }));
  const port = {
    ...{ metadata: { id }, networkId: `bench-${network}`, nodeId: `host-${host}`, addresses },
    securityGroupIds: [...securityGroupIds],
  };
  await lab.api.call(PortService.createPort, { port });
  const { namespace } = await plugVm(lab, id, { name: id });
  await ipBatch(namespace, [
    `route replace default via 10.77.${network}.1`,
    `route replace default via fd77:${network}::1`,
  ]);
  return { namespace, ip4, ip6 };
}
