import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, PortService, RouterService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { pings } from '../faults/faulty-lab.js';

/**
 * Networks, machines and routers of both families: network number N has 10.0.N.0/24 and fd00:N::/64, its machine number M the addresses 10.0.N.M and
 * fd00:N::M.
 */

export interface DualStackNetwork {
  readonly tenant: string;
  readonly id: string;
  readonly number: number;
  /** Default: what the underlay allows. */
  readonly mtu?: number;
}

export interface Machine {
  /** Name of the VM and id of the port. */
  readonly name: string;
  readonly node: string;
  readonly ip4: string;
  readonly ip6: string;
}

/** Both gateways' link-local address. */
export const linkLocalGateway = 'fe80::fc57:ff:fe00:1';

export const ipBytes = (text: string) => ({ bytes: parseIp(text) });
/** `10.0.0.0/24` as the API has it. */
export function ipPrefix(text: string): weft.v1.IpPrefix.$Properties {
  const [address = '', length = ''] = text.split('/');
  return { address: ipBytes(address), length: Number(length) };
}

export async function createTenant(lab: Lab, id: string): Promise<void> {
  await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id } } });
}

/** Creates the network with its subnets ID-4 and ID-6. */
export async function createNetwork(lab: Lab, network: DualStackNetwork): Promise<void> {
  const { tenant: tenantId, id, number, mtu } = network;
  await lab.api.call(NetworkService.createNetwork, {
    network: { metadata: { id }, tenantId, ...(mtu !== undefined && { mtu }) },
  });
  for (const [family, prefix] of [
    ['4', `10.0.${number}.0/24`],
    ['6', `fd00:${number}::/64`],
  ] as const) {
    const subnet = {
      metadata: { id: `${id}-${family}` },
      networkId: id,
      prefix: ipPrefix(prefix),
      // Machines choose their addresses.
      ...(family === '6' && { ip6AddressMode: weft.v1.Ip6AddressMode.MANAGED }),
    };
    await lab.api.call(SubnetService.createSubnet, { subnet });
  }
}

export interface MachineOptions {
  readonly tap?: boolean;
  /** Prefixes that the port may use beside its addresses. */
  readonly pairs?: readonly string[];
}

/** Creates machine number `number` of a network on a node, with its default routes; its port is ACTIVE. */
export async function createMachine(
  lab: Lab,
  network: DualStackNetwork,
  name: string,
  node: string,
  number: number,
  options: MachineOptions = {},
): Promise<Machine> {
  const [ip4, ip6] = [`10.0.${network.number}.${number}`, `fd00:${network.number}::${number}`];
  await lab.api.call(PortService.createPort, {
    port: {
      metadata: { id: name },
      networkId: network.id,
      nodeId: node,
      addresses: [ip4, ip6].map((address) => ({ address: ipBytes(address) })),
      allowedAddressPairs: (options.pairs ?? []).map((pair) => ({ prefix: ipPrefix(pair) })),
    },
  });
  await plugVm(lab, name, { name, tap: options.tap ?? false });
  // As a router's advertisement says, which may not have come yet.
  await lab.mustInVm(name, ['ip', '-6', 'route', 'replace', 'default', 'via', linkLocalGateway, 'dev', 'eth0']);
  return { name, node, ip4, ip6 };
}

/** Lets the router, which is made if it is not there, join exactly these networks, with these static routes; resolves when all nodes have it. */
export async function route(
  lab: Lab,
  router: { readonly id: string; readonly tenant: string },
  networks: readonly string[],
  routes: readonly { readonly prefix: string; readonly nextHop: string }[] = [],
): Promise<void> {
  const wanted = {
    metadata: { id: router.id },
    tenantId: router.tenant,
    interfaces: networks.flatMap((id) => [{ subnetId: `${id}-4` }, { subnetId: `${id}-6` }]),
    routes: routes.map(({ prefix, nextHop }) => ({ prefix: ipPrefix(prefix), nextHop: ipBytes(nextHop) })),
  };
  const wait = { until: weft.v1.WaitFor.UNTIL_PROGRAMMED };
  const { routers } = await lab.api.call(RouterService.listRouters, {});
  if (routers.some((r) => r.metadata?.id === router.id)) {
    const updateMask = { paths: ['interfaces', 'routes'] };
    await lab.api.call(RouterService.updateRouter, { router: wanted, updateMask, wait });
  } else {
    await lab.api.call(RouterService.createRouter, { router: wanted, wait });
  }
}

/** Waits until one machine reaches an address, or no longer does. */
export async function reaches(lab: Lab, from: string, to: string, expected = true): Promise<void> {
  await waitFor(`${from} ${expected ? 'reaches' : 'no longer reaches'} ${to}`, 10_000, async () =>
    (await pings(lab, from, to, 1)) === expected ? true : undefined,
  );
}
