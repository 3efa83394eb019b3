import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { SubnetService } from '../../proto/gen/services.js';
import { formatIp, parseIp } from '../../proto/src/ip.js';
import { UsageError } from './exit.js';
import {
  changedMetadata,
  collect,
  createOptions,
  formatLabels,
  type MetadataFlags,
  newMetadata,
  requireChange,
  updateOptions,
} from './metadata-options.js';
import { nackDetail } from './nack-detail.js';
import { outputOption } from './output.js';
import { prefixOf } from './prefix.js';
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
import { ip6ModeOf, optionsOf, type SubnetOptionFlags, subnetOptions, toldBy } from './subnet-options.js';
import { formatAge } from './table.js';
import { creationOf, waitOf } from './write-options.js';

type Subnet = weft.v1.Subnet.$Properties;

/** An address for a table; empty if it is not set. */
export function ipCell(ip: weft.v1.IpAddress.$Properties | null | undefined): string {
  return ip?.bytes?.length ? formatIp(ip.bytes) : '';
}

export const subnetNoun: Noun<Subnet> = {
  name: 'subnet',
  codec: weft.v1.Subnet,
  columns: [
    { heading: 'ID', cell: (s) => s.metadata?.id ?? '' },
    { heading: 'NETWORK', cell: (s) => s.networkId ?? '' },
    { heading: 'TENANT', cell: (s) => s.tenantId ?? '' },
    { heading: 'PREFIX', cell: (s) => (s.prefix ? `${ipCell(s.prefix.address)}/${s.prefix.length ?? 0}` : '') },
    { heading: 'TOLD-BY', cell: toldBy },
    { heading: 'GATEWAY', cell: (s) => ipCell(s.gateway) },
    {
      heading: 'POOLS',
      cell: (s) => (s.allocationPools ?? []).map((r) => `${ipCell(r.first)}-${ipCell(r.last)}`).join(','),
      wide: true,
    },
    { heading: 'DNS', cell: (s) => (s.dnsServers ?? []).map(ipCell).join(','), wide: true },
    { heading: 'NAME', cell: (s) => s.metadata?.name ?? '' },
    { heading: 'AGE', cell: (s) => formatAge(s.metadata?.createTime) },
    { heading: 'DETAIL', cell: nackDetail },
    { heading: 'REVISION', cell: (s) => String(s.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (s) => formatLabels(s.metadata), wide: true },
  ],
  ...resourceCalls.subnet,
};

interface CreateFlags extends MetadataFlags, SubnetOptionFlags {
  ip6Mode?: string;
  network: string;
  prefix: string;
  gateway?: string;
  pool?: string[];
}

function poolOf(text: string): weft.v1.IpRange.$Properties {
  const [first = '', last = '', ...rest] = text.split('-');
  if (!first || !last || rest.length > 0) {
    throw new UsageError(`--pool: ${JSON.stringify(text)} is not a range like 10.0.0.10-10.0.0.99`);
  }
  return { first: { bytes: parseIp(first, '--pool') }, last: { bytes: parseIp(last, '--pool') } };
}

export function addSubnetCommand(program: Command): void {
  const command = resourceCommand(program, subnetNoun, 'IP prefixes of networks, from which ports get addresses');
  subnetOptions(
    createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent')),
    'create',
  )
    .description('create a subnet')
    .requiredOption('--network <id>', 'network that it is on')
    .requiredOption('--prefix <cidr>', 'for example 10.0.0.0/24 or 2001:db8::/64')
    .option('--gateway <ip>', 'address of its gateway; the first usable one if absent')
    .option('--pool <first-last>', 'addresses to allocate from, may be repeated; all usable ones if absent', collect)
    .option('--ip6-mode <slaac|managed|none>', 'how its ports learn IPv6 addresses; slaac for a /64 if absent')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nExamples:\n  weft subnet create blue-v4 --network blue --prefix 10.0.0.0/24 --pool 10.0.0.10-10.0.0.99 --dns 192.0.2.53\n  weft subnet create blue-v6 --network blue --prefix 2001:db8:0:1::/64',
    )
    .action(async (id: string | undefined, flags: CreateFlags, self: Command) => {
      const subnet: Subnet = {
        metadata: newMetadata(id, flags),
        networkId: flags.network,
        prefix: prefixOf(flags.prefix),
        gateway: flags.gateway === undefined ? null : { bytes: parseIp(flags.gateway, '--gateway') },
        allocationPools: (flags.pool ?? []).map(poolOf),
        ip6AddressMode: ip6ModeOf(flags.ip6Mode),
        ...optionsOf(flags).options,
      };
      await withController(self, async (c) =>
        printResource(subnetNoun, self, await c.call(SubnetService.createSubnet, { subnet, ...creationOf(flags) })),
      );
    });
  subnetOptions(updateOptions(command.command('update').argument('<id>')), 'update')
    .description('change name, labels or what ports are told')
    .addOption(outputOption())
    .action(async (id: string, flags: MetadataFlags & SubnetOptionFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      const { options, paths: optionPaths } = optionsOf(flags);
      paths.push(...optionPaths);
      requireChange(paths);
      await withController(self, async (c) =>
        printResource(
          subnetNoun,
          self,
          await c.call(SubnetService.updateSubnet, {
            subnet: { metadata, ...options },
            updateMask: { paths },
            ...waitOf(flags),
          }),
        ),
      );
    });
}
