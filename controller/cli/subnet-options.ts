import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { UsageError } from './exit.js';
import { collect } from './metadata-options.js';
import { prefixOf } from './prefix.js';

const { DhcpMode, Ip6AddressMode } = weft.v1;

/** What a subnet tells its ports, as flags. */
export interface SubnetOptionFlags {
  dns?: string[];
  dhcp?: string;
  lease?: string;
  hostRoute?: string[];
}

const dhcpModes = new Map([
  ['on', DhcpMode.DHCP_ENABLED],
  ['off', DhcpMode.DHCP_DISABLED],
]);
const ip6Modes = new Map([
  ['slaac', Ip6AddressMode.SLAAC],
  ['managed', Ip6AddressMode.MANAGED],
  ['none', Ip6AddressMode.NO_ADVERTISEMENT],
]);

/** The options that create and update share; `sets` says of lists how an update empties them. */
export function subnetOptions(command: Command, sets: 'create' | 'update'): Command {
  const list = (what: string, flag: string) =>
    sets === 'create'
      ? `${what}, may be repeated`
      : `new set of those: ${what}, may be repeated; \`${flag} ""\` removes all`;
  return command
    .option('--dns <ip>', list('resolver that ports are told', '--dns'), collect)
    .option('--dhcp <on|off>', 'whether nodes answer DHCP (IPv4)')
    .option('--lease <seconds>', 'lease of DHCP')
    .option('--host-route <prefix=next-hop>', list('route that ports are told by DHCP', '--host-route'), collect);
}

/** The fields of flags that were given, and their paths. */
export function optionsOf(flags: SubnetOptionFlags): { options: weft.v1.Subnet.$Properties; paths: string[] } {
  const options: weft.v1.Subnet.$Properties = {};
  const paths: string[] = [];
  if (flags.dns !== undefined) {
    paths.push('dns_servers');
    options.dnsServers = flags.dns.filter((text) => text !== '').map((text) => ({ bytes: parseIp(text, '--dns') }));
  }
  if (flags.dhcp !== undefined) {
    paths.push('dhcp');
    options.dhcp = choiceOf(dhcpModes, flags.dhcp, '--dhcp');
  }
  if (flags.lease !== undefined) {
    if (!/^\d{1,10}$/.test(flags.lease)) throw new UsageError('--lease: a number of seconds');
    paths.push('dhcp_lease_seconds');
    options.dhcpLeaseSeconds = Number(flags.lease);
  }
  if (flags.hostRoute !== undefined) {
    paths.push('host_routes');
    options.hostRoutes = flags.hostRoute.filter((text) => text !== '').map(hostRouteOf);
  }
  return { options, paths };
}

export function ip6ModeOf(text: string | undefined): weft.v1.Ip6AddressMode {
  return text === undefined ? Ip6AddressMode.IP6_ADDRESS_MODE_UNSPECIFIED : choiceOf(ip6Modes, text, '--ip6-mode');
}

/** How ports learn their addresses, for a table. */
export function toldBy({ dhcp, ip6AddressMode }: weft.v1.Subnet.$Properties): string {
  if (dhcp === DhcpMode.DHCP_ENABLED) return 'dhcp';
  for (const [text, mode] of ip6Modes) if (mode === ip6AddressMode) return text;
  return '';
}

function hostRouteOf(text: string): weft.v1.HostRoute.$Properties {
  const [prefix = '', hop = '', ...rest] = text.split('=');
  if (!hop || rest.length > 0) {
    throw new UsageError(`--host-route: ${JSON.stringify(text)} is not a route like 192.168.0.0/16=10.0.0.9`);
  }
  return { prefix: prefixOf(prefix, '--host-route'), nextHop: { bytes: parseIp(hop, '--host-route') } };
}

function choiceOf<T>(choices: ReadonlyMap<string, T>, text: string, flag: string): T {
  const choice = choices.get(text);
  if (choice === undefined) throw new UsageError(`${flag}: is one of ${[...choices.keys()].join(', ')}`);
  return choice;
}
