import type { Command } from 'commander';
import { weft } from '../../../proto/gen/codecs.js';
import { TunnelService } from '../../../proto/gen/services.js';
import { messageJson } from '../json.js';
import { outputFormat, outputOption, printLine } from '../output.js';
import { withController } from '../session.js';
import { type Column, formatAge, formatTable } from '../table.js';
import { isoTime, reasonNames } from './tunnel-values.js';

type Incident = weft.v1.TunnelIncident.$Properties;

const columns: readonly Column<Incident>[] = [
  { heading: 'KIND', cell: (i) => weft.v1.TunnelIncidentKind[i.kind ?? 0] ?? String(i.kind) },
  { heading: 'NODES', cell: (i) => (i.nodeIds ?? []).join(',') },
  { heading: 'SINCE', cell: (i) => isoTime(i.since) },
  { heading: 'LASTED', cell: lasted },
  { heading: 'TUNNELS', cell: (i) => `${i.tunnels ?? 0}/${i.tunnelsTotal ?? 0}` },
  { heading: 'REASONS', cell: (i) => reasonNames(i.reasons) },
  { heading: 'ID', cell: (i) => i.id ?? '', wide: true },
];

/** How long it lasted, or that it lasts. */
function lasted({ since, ended }: Incident): string {
  return ended?.seconds ? formatAge(since, ended.seconds * 1000) : `${formatAge(since)}, still`;
}

/** What is said of an incident, before the evidence. */
const shortSentences = 2;

/** Each incident in a line, and what is known of it below, a sentence a line: the first ones, or with `whole` all. */
export function formatIncidents(incidents: readonly Incident[], whole: boolean): string {
  const [heading = '', ...rows] = formatTable(columns, incidents, whole).split('\n');
  return [heading, ...rows.flatMap((row, i) => [row, ...messageLines(incidents[i], whole)])].join('\n');
}

function messageLines(incident: Incident | undefined, whole: boolean): string[] {
  const sentences = (incident?.message ?? '').split(/\n|(?<=[^.]\.) (?=\S)/).filter((text) => text !== '');
  const shown = whole ? sentences : sentences.slice(0, shortSentences);
  const more = sentences.length > shown.length ? ' ...' : '';
  return shown.map((text, i) => `  ${text}${i === shown.length - 1 ? more : ''}`);
}

/** `weft tunnels incidents`: what is wrong, grouped by what it has in common. */
export function addIncidentsCommand(tunnels: Command): void {
  tunnels
    .command('incidents')
    .description('what is wrong with tunnels, grouped: a node that nobody reaches is one incident')
    .option('--all', 'also those that ended within the last hour')
    .option('--node <id>', 'only of this node')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\n`-o wide` adds the evidence: what each end sees, route and neighbor, what else is wrong from there.',
    )
    .action(async (flags: { all?: true; node?: string }, self: Command) => {
      const request = { nodeId: flags.node ?? '', openOnly: !flags.all };
      await withController(self, async (c) => {
        const { incidents } = await c.call(TunnelService.listTunnelIncidents, request);
        const format = outputFormat(self);
        if (format === 'json') {
          const json = incidents.map((incident) => messageJson(weft.v1.TunnelIncident, incident));
          printLine(JSON.stringify(json, null, 2));
        } else {
          printLine(incidents.length > 0 ? formatIncidents(incidents, format === 'wide') : 'no incidents');
        }
      });
    });
}
