import { weft } from '../../../proto/gen/codecs.js';
import type { LocalPort, SubnetFacts } from '../state/entities.js';
import { addressBytes, inPrefix } from '../state/entry-defects.js';
import type { Dhcp4Facts } from './dhcp4-row.js';
import type { AdvertisementFacts } from './router-advertisement.js';

/** A network's L3 MTU in bytes, and what is known of its subnets. */
export interface NetworkSubnets {
  readonly mtu: number;
  readonly subnets: Iterable<SubnetFacts>;
}

/** What DHCPv4 is to tell a port: of the subnet of its first IPv4 address that has DHCP. Null: nothing. */
export function dhcp4FactsOf(port: Pick<LocalPort, 'ip4'>, { mtu, subnets }: NetworkSubnets): Dhcp4Facts | null {
  const withDhcp = [...subnets].filter(({ prefix, entry }) => prefix.length === 4 && entry.dhcp);
  for (const address of port.ip4) {
    const subnet = withDhcp.find(({ prefix, length }) => inPrefix(address, prefix, length));
    if (!subnet) continue;
    const { entry } = subnet;
    return {
      address,
      prefixLength: subnet.length,
      gateway: subnet.gateway,
      routed: subnet.routerId !== 0,
      dnsServers: (entry.dnsServers ?? []).map(addressBytes),
      leaseSeconds: entry.dhcpLeaseSeconds ?? 0,
      mtu,
      hostRoutes: (entry.hostRoutes ?? []).map(({ prefix, nextHop }) => ({
        prefix: addressBytes(prefix?.address),
        length: prefix?.length ?? 0,
        nextHop: addressBytes(nextHop),
      })),
    };
  }
  return null;
}

/** What a network is to advertise, in an order that depends on nothing but what it is. Null: nothing. */
export function advertisementFactsOf({ mtu, subnets }: NetworkSubnets): AdvertisementFacts | null {
  const { SLAAC, MANAGED } = weft.v1.Ip6AddressMode;
  const advertised = [...subnets]
    .filter(({ prefix, entry }) => prefix.length === 16 && [SLAAC, MANAGED].includes(entry.ip6AddressMode ?? 0))
    .sort((a, b) => Buffer.compare(a.prefix, b.prefix));
  if (advertised.length === 0) return null;
  const dnsServers = new Map<string, Uint8Array>();
  for (const { entry } of advertised) {
    for (const server of (entry.dnsServers ?? []).map(addressBytes)) dnsServers.set(server.join(), server);
  }
  return {
    mtu,
    routed: advertised.some((s) => s.routerId !== 0),
    prefixes: advertised.map(({ prefix, length, entry }) => ({
      prefix,
      length,
      autonomous: entry.ip6AddressMode === SLAAC,
    })),
    dnsServers: [...dnsServers.values()],
  };
}
