import { weft } from '../../../proto/gen/codecs.js';
import { TunnelService } from '../../../proto/gen/services.js';
import type { Connection } from '../connection.js';
import { messageJson } from '../json.js';
import { type OutputFormat, printLine } from '../output.js';
import { formatTable } from '../table.js';
import { type FilterFlags, filtersOf } from './tunnel-filters.js';
import { formatMatrix, matrixNodes, nodesOf } from './tunnel-matrix.js';
import { summaryLine, tunnelColumns } from './tunnel-table.js';

type Tunnel = weft.v1.Tunnel.$Properties;

export interface ListFlags extends FilterFlags {
  table?: true;
  limit: number;
}

/** Prints the tunnels that there are: a matrix if it fits, else a table. */
export async function listTunnels(c: Connection, flags: ListFlags, format: OutputFormat): Promise<void> {
  const tunnels: Tunnel[] = [];
  let summary: weft.v1.TunnelSummary.$Properties = {};
  let pageToken = '';
  do {
    const pageSize = Math.min(1000, flags.limit - tunnels.length);
    const page = await c.call(TunnelService.listTunnels, { ...filtersOf(flags), pageSize, pageToken });
    tunnels.push(...page.tunnels);
    summary = page.summary ?? {};
    pageToken = page.nextPageToken;
  } while (pageToken !== '' && tunnels.length < flags.limit);
  if (pageToken !== '') {
    process.stderr.write(`weft: only the first ${tunnels.length} are shown: narrow it down, or --limit\n`);
  }
  if (format === 'json') {
    const json = {
      summary: messageJson(weft.v1.TunnelSummary, summary),
      tunnels: tunnels.map((tunnel) => messageJson(weft.v1.Tunnel, tunnel)),
    };
    printLine(JSON.stringify(json, null, 2));
    return;
  }
  if (tunnels.length > 0) printLine(`${tunnelsText(tunnels, flags, format)}\n`);
  printLine(summaryLine(summary));
  for (const warning of warningsOf(summary)) process.stderr.write(`${warning}\n`);
}

/** A matrix of few nodes, unless only some of their tunnels are asked for, or a table; else a table of `order` of them. */
export function tunnelsText(
  tunnels: readonly Tunnel[],
  flags: ListFlags,
  format: OutputFormat,
  order: (tunnels: readonly Tunnel[]) => readonly Tunnel[] = (all) => all,
): string {
  const isPart = flags.node !== undefined || flags.state !== undefined;
  const asTable = flags.table || isPart || format === 'wide' || nodesOf(tunnels).length > matrixNodes;
  return asTable ? formatTable(tunnelColumns, order(tunnels), format === 'wide') : formatMatrix(tunnels);
}

/** What makes the figures doubtful. */
function warningsOf({ connected, droppedViews }: weft.v1.TunnelSummary.$Properties): string[] {
  const warnings: string[] = [];
  if (!connected) warnings.push('weft: the controller does not hear nats-server: all is as it was heard last');
  if (droppedViews)
    warnings.push(`weft: ${droppedViews} views found no room in the controller: some tunnels are missing`);
  return warnings;
}
