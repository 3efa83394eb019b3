import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, outOfRange } from '../../../proto/src/errors.js';
import { checkPrefix, family, formatIp, formatPrefix } from '../../../proto/src/ip.js';
import { addressNumber, unusableAddress } from './address-number.js';
import { requireMessage } from './fields.js';
import { requireIp } from './ip4.js';
import { hostAddress, type Span } from './subnet-prefix.js';

const { DhcpMode, Ip6AddressMode } = weft.v1;

export const dnsServersLimit = 4;
export const hostRoutesLimit = 16;
/** Seconds (RFC 2131: all ones would be for ever). */
export const leaseLimits = { min: 60, max: 4_294_967_294, standard: 86_400 } as const;

/** What ports of a subnet are told by DHCP and router advertisements, as far as it can be changed. */
export const changeableOptions = ['dns_servers', 'dhcp', 'dhcp_lease_seconds', 'host_routes'] as const;

type Options = Pick<weft.v1.Subnet, 'dnsServers' | 'dhcp' | 'dhcpLeaseSeconds' | 'hostRoutes'>;

/** The subnet that options are checked for. */
export interface OptionsContext {
  readonly span: Span;
  readonly length: number;
  readonly text: string;
  readonly family: 4 | 6;
}

/** The options of `paths` that `input` asks for, checked, with defaults; the others as they were `before`. */
export function checkedOptions(
  context: OptionsContext,
  input: weft.v1.Subnet.$Properties,
  paths: ReadonlySet<string>,
  before: Options,
): Options {
  return {
    dnsServers: paths.has('dns_servers') ? dnsServers(context, input.dnsServers ?? []) : before.dnsServers,
    dhcp: paths.has('dhcp') ? dhcpMode(context, input.dhcp ?? 0) : before.dhcp,
    dhcpLeaseSeconds: paths.has('dhcp_lease_seconds')
      ? leaseSeconds(context, input.dhcpLeaseSeconds ?? 0)
      : before.dhcpLeaseSeconds || leaseSeconds(context, 0),
    hostRoutes: paths.has('host_routes') ? hostRoutes(context, input.hostRoutes ?? []) : before.hostRoutes,
  };
}

/** How ports of an IPv6 subnet come to their address; of IPv4, there is nothing to say. */
export function checkedAddressMode(
  { family, length, text }: OptionsContext,
  mode: weft.v1.Ip6AddressMode,
): weft.v1.Ip6AddressMode {
  const field = 'subnet.ip6_address_mode';
  if (family === 4) {
    if (mode) throw invalidField(field, `${text} is IPv4`);
    return mode;
  }
  requireKnown(Ip6AddressMode[mode], mode, field);
  if (mode === Ip6AddressMode.SLAAC && length !== 64) {
    throw invalidField(field, `SLAAC needs a /64 (RFC 4862); ${text} is none`);
  }
  return mode || (length === 64 ? Ip6AddressMode.SLAAC : Ip6AddressMode.MANAGED);
}

function dhcpMode({ family, text }: OptionsContext, mode: weft.v1.DhcpMode): weft.v1.DhcpMode {
  const field = 'subnet.dhcp';
  requireKnown(DhcpMode[mode], mode, field);
  if (family === 4) return mode || DhcpMode.DHCP_ENABLED;
  if (mode) throw invalidField(field, `${text} is IPv6; its ports learn by router advertisements`);
  return mode;
}

function leaseSeconds({ family, text }: OptionsContext, seconds: number): number {
  const field = 'subnet.dhcp_lease_seconds';
  if (family === 6) {
    if (seconds) throw invalidField(field, `${text} is IPv6, which has no leases`);
    return 0;
  }
  if (seconds === 0) return leaseLimits.standard;
  if (seconds < leaseLimits.min || seconds > leaseLimits.max) {
    throw outOfRange(field, seconds, leaseLimits.min, leaseLimits.max);
  }
  return seconds;
}

function dnsServers(
  context: OptionsContext,
  input: readonly weft.v1.IpAddress.$Properties[],
): weft.v1.IpAddress.$Properties[] {
  const field = 'subnet.dns_servers';
  if (input.length > dnsServersLimit) {
    throw invalidField(field, `has ${input.length} addresses; the limit is ${dnsServersLimit}`);
  }
  const seen = new Set<string>();
  return input.map((address, i) => {
    const ip = requireIp(address, `${field}[${i}]`);
    const text = formatIp(ip);
    if (family(ip) !== context.family) {
      throw invalidField(`${field}[${i}]`, `${text} is not of the family of ${context.text}`);
    }
    const why = unusableAddress(addressNumber(ip));
    if (why) throw invalidField(`${field}[${i}]`, `${text} is in ${why}, which can't be a resolver's`);
    if (seen.has(text)) throw invalidField(`${field}[${i}]`, `${text} is named twice`);
    seen.add(text);
    return { bytes: ip };
  });
}

function hostRoutes(
  { family: own, span, text }: OptionsContext,
  input: readonly weft.v1.HostRoute.$Properties[],
): weft.v1.HostRoute.$Properties[] {
  const field = 'subnet.host_routes';
  if (input.length > hostRoutesLimit) {
    throw invalidField(field, `has ${input.length} routes; the limit is ${hostRoutesLimit}`);
  }
  if (own === 6 && input.length > 0) throw invalidField(field, `${text} is IPv6; DHCP tells routes of IPv4 only`);
  const seen = new Set<string>();
  return input.map((route, i) => {
    const at = `${field}[${i}]`;
    const address = requireIp(requireMessage(route.prefix, `${at}.prefix`).address, `${at}.prefix.address`);
    const prefix = checkPrefix(address, route.prefix?.length ?? 0, `${at}.prefix`);
    if (family(address) !== own) throw invalidField(`${at}.prefix`, `${formatPrefix(prefix)} is not IPv4`);
    if (seen.has(formatPrefix(prefix))) throw invalidField(`${at}.prefix`, `${formatPrefix(prefix)} is named twice`);
    seen.add(formatPrefix(prefix));
    const nextHop = requireIp(route.nextHop, `${at}.next_hop`);
    hostAddress(nextHop, span, text, `${at}.next_hop`);
    return { prefix: { address: { bytes: address }, length: prefix.length }, nextHop: { bytes: nextHop } };
  });
}

function requireKnown(name: string | undefined, value: number, field: string): void {
  if (name === undefined) throw invalidField(field, `${value} is none of its values`);
}
