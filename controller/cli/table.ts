/** Tables for people. */

/** One column: its heading and what a row shows there. `wide` columns appear with `-o wide` only. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string;
  readonly wide?: boolean;
}

/** The table as text, columns padded, without trailing blanks. An empty cell shows as `-`. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], wide = false): string {
  const shown = columns.filter((c) => wide || !c.wide);
  const lines = [shown.map((c) => c.heading), ...rows.map((row) => shown.map((c) => c.cell(row) || '-'))];
  const widths = shown.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Widths that a stream of rows keeps, so that columns stay in line without knowing what comes. */
export class RowStream<Row> {
  private readonly widths: number[];

  constructor(
    private readonly columns: readonly Column<Row>[],
    minimums: readonly number[] = [],
  ) {
    this.widths = columns.map((c, i) => Math.max(c.heading.length, minimums[i] ?? 0));
  }

  heading(): string {
    return this.line(this.columns.map((c) => c.heading));
  }

  row(row: Row): string {
    return this.line(this.columns.map((c) => c.cell(row) || '-'));
  }

  private line(cells: readonly string[]): string {
    return cells
      .map((cell, i) => {
        this.widths[i] = Math.max(this.widths[i] ?? 0, cell.length);
        return cell.padEnd(this.widths[i] ?? 0);
      })
      .join('  ')
      .trimEnd();
  }
}

/** How long ago, in one unit: `12s`, `5m`, `3h`, `8d`. */
export function formatAge(time: { seconds?: number | null } | null | undefined, nowMs = Date.now()): string {
  if (!time?.seconds) return '';
  const seconds = Math.max(0, Math.floor(nowMs / 1000 - time.seconds));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86400)}d`;
}
