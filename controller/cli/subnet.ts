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
import { outputOption } from './output.js';
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
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
    { heading: 'GATEWAY', cell: (s) => ipCell(s.gateway) },
    {
      heading: 'POOLS',
      cell: (s) => (s.allocationPools ?? []).map((r) => `${ipCell(r.first)}-${ipCell(r.last)}`).join(','),
      wide: true,
    },
    { heading: 'NAME', cell: (s) => s.metadata?.name ?? '' },
    { heading: 'AGE', cell: (s) => formatAge(s.metadata?.createTime) },
    { heading: 'REVISION', cell: (s) => String(s.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (s) => formatLabels(s.metadata), wide: true },
  ],
  ...resourceCalls.subnet,
};

interface CreateFlags extends MetadataFlags {
  network: string;
  prefix: string;
  gateway?: string;
  pool?: string[];
}

/** `10.0.0.0/24`. Whether it is canonical (no host bits) is the controller's answer. */
export function prefixOf(text: string, flag = '--prefix'): weft.v1.IpPrefix.$Properties {
  const [address = '', length = '', ...rest] = text.split('/');
  if (!/^\d{1,3}$/.test(length) || rest.length > 0) {
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a prefix like 10.0.0.0/24`);
  }
  return { address: { bytes: parseIp(address, flag) }, length: Number(length) };
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
  createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent'))
    .description('create a subnet')
    .requiredOption('--network <id>', 'network that it is on')
    .requiredOption('--prefix <cidr>', 'for example 10.0.0.0/24')
    .option('--gateway <ip>', 'address of its gateway; the first usable one if absent')
    .option('--pool <first-last>', 'addresses to allocate from, may be repeated; all usable ones if absent', collect)
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nExample:\n  weft subnet create blue-v4 --network blue --prefix 10.0.0.0/24 --pool 10.0.0.10-10.0.0.99',
    )
    .action(async (id: string | undefined, flags: CreateFlags, self: Command) => {
      const subnet: Subnet = {
        metadata: newMetadata(id, flags),
        networkId: flags.network,
        prefix: prefixOf(flags.prefix),
        gateway: flags.gateway === undefined ? null : { bytes: parseIp(flags.gateway, '--gateway') },
        allocationPools: (flags.pool ?? []).map(poolOf),
      };
      await withController(self, async (c) =>
        printResource(subnetNoun, self, await c.call(SubnetService.createSubnet, { subnet, ...creationOf(flags) })),
      );
    });
  updateOptions(command.command('update').argument('<id>'))
    .description('change name or labels')
    .addOption(outputOption())
    .action(async (id: string, flags: MetadataFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      requireChange(paths);
      await withController(self, async (c) =>
        printResource(
          subnetNoun,
          self,
          await c.call(SubnetService.updateSubnet, { subnet: { metadata }, updateMask: { paths }, ...waitOf(flags) }),
        ),
      );
    });
}
