import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { TenantService } from '../../proto/gen/services.js';
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
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { withController } from './session.js';
import { formatAge } from './table.js';

type Tenant = weft.v1.Tenant.$Properties;

export const tenantNoun: Noun<Tenant> = {
  name: 'tenant',
  codec: weft.v1.Tenant,
  columns: [
    { heading: 'ID', cell: (t) => t.metadata?.id ?? '' },
    { heading: 'NAME', cell: (t) => t.metadata?.name ?? '' },
    { heading: 'AGE', cell: (t) => formatAge(t.metadata?.createTime) },
    { heading: 'REVISION', cell: (t) => String(t.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (t) => formatLabels(t.metadata), wide: true },
  ],
  filters: [],
  get: (c, id) => c.call(TenantService.getTenant, { id }),
  list: async (c, options) => {
    const page = await c.call(TenantService.listTenants, { options });
    return { items: page.tenants, nextPageToken: page.nextPageToken };
  },
  remove: (c, id, etag) => c.call(TenantService.deleteTenant, { id, etag }),
  watch: (c, _filter, onChange, signal) =>
    c.follow(TenantService.watchTenants, {}, (m) => onChange({ ...m, resource: m.tenant ?? null }), signal),
};

export function addTenantCommand(program: Command): void {
  const command = resourceCommand(program, tenantNoun, 'owners of networks; the unit of isolation');
  createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent'))
    .description('create a tenant')
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft tenant create acme --name "Acme Corp."')
    .action(async (id: string | undefined, flags: MetadataFlags, self: Command) => {
      const tenant = { metadata: newMetadata(id, flags) };
      await withController(self, async (c) =>
        printResource(tenantNoun, self, await c.call(TenantService.createTenant, { tenant })),
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
          tenantNoun,
          self,
          await c.call(TenantService.updateTenant, { tenant: { metadata }, updateMask: { paths } }),
        ),
      );
    });
}
