import { NetworkService, PortService, RouterService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { formatIp, parseIp } from '../../proto/src/ip.js';
import type { Lab } from './running-lab.js';
import { plugVm } from './virtual-machine.js';

/**
 * Two tenants with the same addresses on three hosts; one of them has a second network and a router:
 *
 *                                            host-1          host-2          host-3
 *   acme     web  10.0.0.0/24  fd00::/64     acme-1  .11     acme-2  .12     acme-3  .13
 *            db   10.0.1.0/24  fd00:1::/64                                   acme-db .11
 *   globex   web  10.0.0.0/24  fd00::/64     globex-1  .11   globex-2  .12   globex-3  .13, globex-4  .14
 *
 * globex-4 has an address that acme's web has not. The IPv6 addresses are those that the MACs make (SLAAC).
 */
export const tenants = ['acme', 'globex'] as const;
export const hosts = [1, 2, 3] as const;

const networks = [
  { tenant: 'acme', name: 'web', ip4: '10.0.0.0', ip6: 'fd00::' },
  { tenant: 'acme', name: 'db', ip4: '10.0.1.0', ip6: 'fd00:1::' },
  { tenant: 'globex', name: 'web', ip4: '10.0.0.0', ip6: 'fd00::' },
] as const;

export const addressOf = (n: number) => `10.0.0.${10 + n}`;

export const demoVms = [
  ...tenants.flatMap((tenant) =>
    hosts.map((host) => ({ network: `${tenant}-web`, name: `${tenant}-${host}`, ip4: addressOf(host), host })),
  ),
  { network: 'globex-web', name: 'globex-4', ip4: addressOf(4), host: 3 },
  { network: 'acme-db', name: 'acme-db', ip4: '10.0.1.11', host: 3 },
];

/** A VM as it came to be. */
export interface DemoVm {
  readonly name: string;
  readonly node: string;
  readonly ip4: string;
  readonly ip6: string;
}

const bytes = (text: string) => ({ bytes: parseIp(text) });

/** Creates tenants, networks, subnets, and acme's router. */
export async function createTenants(lab: Lab): Promise<void> {
  for (const id of tenants) await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id } } });
  for (const { tenant: tenantId, name, ip4, ip6 } of networks) {
    const networkId = `${tenantId}-${name}`;
    await lab.api.call(NetworkService.createNetwork, { network: { metadata: { id: networkId }, tenantId } });
    for (const [family, address, length] of [
      ['v4', ip4, 24],
      ['v6', ip6, 64],
    ] as const) {
      const subnet = { metadata: { id: `${networkId}-${family}` }, networkId };
      await lab.api.call(SubnetService.createSubnet, {
        subnet: { ...subnet, prefix: { address: bytes(address), length } },
      });
    }
  }
  const subnets = ['acme-web-v4', 'acme-web-v6', 'acme-db-v4', 'acme-db-v6'];
  const interfaces = subnets.map((subnetId) => ({ subnetId }));
  await lab.api.call(RouterService.createRouter, {
    router: { metadata: { id: 'acme-router' }, tenantId: 'acme', interfaces },
  });
}

/** Creates all ports and plugs a VM into each; resolves when every VM has learned its addresses. */
export async function plugAll(lab: Lab): Promise<DemoVm[]> {
  const vms: DemoVm[] = [];
  for (const { network, name, ip4, host } of demoVms) {
    const node = `host-${host}`;
    const { addresses } = await lab.api.call(PortService.createPort, {
      port: {
        metadata: { id: name },
        networkId: network,
        nodeId: node,
        addresses: [{ address: bytes(ip4) }, { subnetId: `${network}-v6` }],
      },
    });
    const all = addresses.map(({ address }) => formatIp(address?.bytes ?? new Uint8Array(4)));
    vms.push({ name, node, ip4, ip6: all.find((address) => address.includes(':')) ?? '' });
  }
  const results = await Promise.allSettled(vms.map(({ name }) => plugVm(lab, name, { name, addresses: 'asked' })));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return vms;
}
