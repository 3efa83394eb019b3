import { type Command, InvalidArgumentError } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService } from '../../proto/gen/services.js';
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
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
import { formatAge } from './table.js';
import { creationOf, waitOf } from './write-options.js';

type Network = weft.v1.Network.$Properties;

export const networkNoun: Noun<Network> = {
  name: 'network',
  codec: weft.v1.Network,
  columns: [
    { heading: 'ID', cell: (n) => n.metadata?.id ?? '' },
    { heading: 'TENANT', cell: (n) => n.tenantId ?? '' },
    { heading: 'VNI', cell: (n) => String(n.vni ?? '') },
    { heading: 'MTU', cell: (n) => String(n.mtu ?? '') },
    { heading: 'DEFAULT-GROUPS', cell: (n) => (n.defaultSecurityGroupIds ?? []).join(','), wide: true },
    { heading: 'NAME', cell: (n) => n.metadata?.name ?? '' },
    { heading: 'AGE', cell: (n) => formatAge(n.metadata?.createTime) },
    { heading: 'DETAIL', cell: nackDetail },
    { heading: 'REVISION', cell: (n) => String(n.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (n) => formatLabels(n.metadata), wide: true },
  ],
  ...resourceCalls.network,
};

interface DefaultFlags extends MetadataFlags {
  defaultSecurityGroup?: string[];
  /** `false` is `--no-default-security-groups`. */
  defaultSecurityGroups?: false;
}

interface CreateFlags extends DefaultFlags {
  tenant: string;
  vni?: number;
  mtu?: number;
}

/** An unsigned 32-bit number; whether it is in range for its field is the controller's answer. */
export function parseUint32(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || n > 0xffff_ffff) throw new InvalidArgumentError('Not a number in 0..4294967295.');
  return n;
}

export function addNetworkCommand(program: Command): void {
  const command = resourceCommand(program, networkNoun, 'L2 broadcast domains of tenants');
  createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent'))
    .description('create a network')
    .requiredOption('--tenant <id>', 'owner')
    .option('--vni <number>', 'VXLAN network identifier, 1..16777214; allocated if absent', parseUint32)
    .option('--mtu <bytes>', "MTU of its ports; the underlay's less the encapsulation if absent", parseUint32)
    .option('--default-security-group <id>', 'group of ports that are created without any, may be repeated', collect)
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft network create blue --tenant acme')
    .action(async (id: string | undefined, flags: CreateFlags, self: Command) => {
      const network = {
        metadata: newMetadata(id, flags),
        tenantId: flags.tenant,
        vni: flags.vni ?? 0,
        mtu: flags.mtu ?? 0,
        defaultSecurityGroupIds: flags.defaultSecurityGroup ?? [],
      };
      await withController(self, async (c) =>
        printResource(networkNoun, self, await c.call(NetworkService.createNetwork, { network, ...creationOf(flags) })),
      );
    });
  const update = updateOptions(command.command('update').argument('<id>'));
  const noDefaults = update.createOption('--no-default-security-groups', 'such ports are not filtered');
  update
    .description('change name, labels, or the security groups of ports that are created without any')
    .option('--default-security-group <id>', 'new set of those groups, may be repeated', collect)
    .addOption(noDefaults.default(undefined))
    .addOption(outputOption())
    .action(async (id: string, flags: DefaultFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      const defaultSecurityGroupIds = flags.defaultSecurityGroup ?? [];
      const none = flags.defaultSecurityGroups === false;
      if (none && defaultSecurityGroupIds.length > 0) {
        throw new UsageError('--default-security-group and --no-default-security-groups exclude each other');
      }
      if (none || defaultSecurityGroupIds.length > 0) paths.push('default_security_group_ids');
      requireChange(paths);
      await withController(self, async (c) =>
        printResource(
          networkNoun,
          self,
          await c.call(NetworkService.updateNetwork, {
            network: { metadata, defaultSecurityGroupIds },
            updateMask: { paths },
            ...waitOf(flags),
          }),
        ),
      );
    });
}
