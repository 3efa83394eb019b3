import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { TenantService } from '../../proto/gen/services.js';
import { UsageError } from './exit.js';
import {
  changedMetadata,
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

type Tenant = weft.v1.Tenant.$Properties;

/** 4294967295: not limited (tenant.proto). */
const unlimited = 0xff_ff_ff_ff;

/** `ports=17/100`, `routers=1` where there is no limit. */
function usageCell({ kind, used, limit }: weft.v1.QuotaUsage.$Properties): string {
  return `${kind}=${used ?? 0}${limit === unlimited ? '' : `/${limit ?? 0}`}`;
}

interface QuotaFlags extends MetadataFlags {
  quotaNetworks?: string;
  quotaSubnets?: string;
  quotaPorts?: string;
  quotaRouters?: string;
  quotaSecurityGroups?: string;
  quotaSecurityGroupRules?: string;
}

const quotaFlags = {
  networks: 'quotaNetworks',
  subnets: 'quotaSubnets',
  ports: 'quotaPorts',
  routers: 'quotaRouters',
  securityGroups: 'quotaSecurityGroups',
  securityGroupRules: 'quotaSecurityGroupRules',
} as const;

/** A field's name with other signs between its words: `security-groups`. */
function words(field: string, sign: '-' | '_' | ' '): string {
  return field.replace(/[A-Z]/g, (letter) => `${sign}${letter.toLowerCase()}`);
}

function quotaOptions(command: Command): Command {
  for (const kind of Object.keys(quotaFlags)) {
    const what = `how many ${words(kind, ' ')} it may have; \`default\`: what the cluster allows`;
    command.option(`--quota-${words(kind, '-')} <n>`, what);
  }
  return command;
}

/** The quota of the flags, and its paths. */
function quotaOf(flags: QuotaFlags): { quota: weft.v1.TenantQuota.$Properties; paths: string[] } {
  const quota: weft.v1.TenantQuota.$Properties = {};
  const paths: string[] = [];
  for (const [kind, flag] of Object.entries(quotaFlags)) {
    const text = flags[flag];
    if (text === undefined) continue;
    paths.push(`quota.${words(kind, '_')}`);
    if (text === 'default') continue;
    if (!/^\d{1,9}$/.test(text))
      throw new UsageError(`--quota-${words(kind, '-')}: ${JSON.stringify(text)} is not a number`);
    quota[kind as keyof typeof quotaFlags] = Number(text);
  }
  return { quota, paths };
}

export const tenantNoun: Noun<Tenant> = {
  name: 'tenant',
  codec: weft.v1.Tenant,
  columns: [
    { heading: 'ID', cell: (t) => t.metadata?.id ?? '' },
    { heading: 'NAME', cell: (t) => t.metadata?.name ?? '' },
    { heading: 'USAGE', cell: (t) => (t.usage ?? []).map(usageCell).join(','), wide: true },
    { heading: 'AGE', cell: (t) => formatAge(t.metadata?.createTime) },
    { heading: 'REVISION', cell: (t) => String(t.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (t) => formatLabels(t.metadata), wide: true },
  ],
  ...resourceCalls.tenant,
};

export function addTenantCommand(program: Command): void {
  const command = resourceCommand(program, tenantNoun, 'owners of networks; the unit of isolation');
  quotaOptions(createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent')))
    .description('create a tenant')
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft tenant create acme --name "Acme Corp."')
    .action(async (id: string | undefined, flags: QuotaFlags, self: Command) => {
      const { quota, paths } = quotaOf(flags);
      const tenant = { metadata: newMetadata(id, flags), quota: paths.length > 0 ? quota : null };
      await withController(self, async (c) =>
        printResource(tenantNoun, self, await c.call(TenantService.createTenant, { tenant, ...creationOf(flags) })),
      );
    });
  quotaOptions(updateOptions(command.command('update').argument('<id>')))
    .description('change name, labels or quota')
    .addOption(outputOption())
    .action(async (id: string, flags: QuotaFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      const { quota, paths: quotaPaths } = quotaOf(flags);
      paths.push(...quotaPaths);
      requireChange(paths);
      await withController(self, async (c) =>
        printResource(
          tenantNoun,
          self,
          await c.call(TenantService.updateTenant, {
            tenant: { metadata, quota },
            updateMask: { paths },
            ...waitOf(flags),
          }),
        ),
      );
    });
}
