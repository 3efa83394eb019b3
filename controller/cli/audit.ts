import { type Command, InvalidArgumentError } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { AuditService } from '../../proto/gen/services.js';
import { messageJson } from './json.js';
import { outputFormat, outputOption, printRows } from './output.js';
import { withController } from './session.js';
import type { Column } from './table.js';

type AuditRecord = weft.v1.AuditRecord.$Properties;

interface AuditFlags {
  tenant?: string;
  kind?: string;
  id?: string;
  actor?: string;
  limit: number;
}

const actionNames: Readonly<Record<number, string>> = {
  [weft.v1.AuditAction.CREATED]: 'created',
  [weft.v1.AuditAction.UPDATED]: 'updated',
  [weft.v1.AuditAction.REMOVED]: 'removed',
};

/** `created port/web-1`, and how many more. */
function effectsCell({ effects, effectCount }: AuditRecord): string {
  const shown = (effects ?? []).slice(0, 3).map((e) => `${actionNames[e.action ?? 0] ?? e.action} ${e.kind}/${e.id}`);
  if ((effectCount ?? 0) > shown.length) shown.push(`... (${effectCount})`);
  return shown.join(', ');
}

const columns: readonly Column<AuditRecord>[] = [
  { heading: 'REVISION', cell: (r) => String(r.revision ?? '') },
  { heading: 'TIME', cell: (r) => new Date((r.time?.seconds ?? 0) * 1000).toISOString() },
  { heading: 'ACTOR', cell: (r) => r.actor ?? '' },
  { heading: 'METHOD', cell: (r) => (r.method ?? '').replace(/^.*\//, '') },
  { heading: 'EFFECTS', cell: effectsCell },
  { heading: 'REQUEST-ID', cell: (r) => r.requestId ?? '', wide: true },
];

export function addAuditCommand(program: Command): void {
  program
    .command('audit')
    .description('show who changed what, newest first')
    .option('--tenant <id>', "only what was done to this tenant's resources")
    .option('--kind <kind>', 'only tenant, network, subnet, router, port, node or keyring')
    .option('--id <id>', 'only what was done to the resource with this id')
    .option('--actor <identity>', 'only by this one, for example weft://admin/alice')
    .option('--limit <n>', 'records to show', positive, 100)
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft audit --kind port --id web-1')
    .action(async (flags: AuditFlags, self: Command) => {
      const filters = {
        tenantId: flags.tenant ?? '',
        kind: flags.kind ?? '',
        id: flags.id ?? '',
        actor: flags.actor ?? '',
      };
      await withController(self, async (c) => {
        const records: AuditRecord[] = [];
        let pageToken = '';
        do {
          const pageSize = Math.min(1000, flags.limit - records.length);
          const page = await c.call(AuditService.listAudit, { ...filters, pageSize, pageToken });
          records.push(...page.records);
          pageToken = page.nextPageToken;
        } while (pageToken !== '' && records.length < flags.limit);
        printRows(outputFormat(self), records, columns, (record) => messageJson(weft.v1.AuditRecord, record));
      });
    });
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('is not a positive number');
  return n;
}
