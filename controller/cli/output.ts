import { type Command, Option } from 'commander';
import type { Json } from './json.js';
import { type Column, formatTable } from './table.js';

/** How results are printed: `-o table` (default), `wide`, `json`. Results go to stdout, everything else to stderr. */
export type OutputFormat = 'table' | 'wide' | 'json';

export function outputOption(): Option {
  return new Option('-o, --output <format>', 'how to print').choices(['table', 'wide', 'json']).default('table');
}

export function outputFormat(command: Command): OutputFormat {
  return command.opts<{ output: OutputFormat }>().output;
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a list: a table, or one JSON array. */
export function printRows<Row>(
  format: OutputFormat,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  json: (row: Row) => Json,
): void {
  if (format === 'json') printLine(JSON.stringify(rows.map(json), null, 2));
  else printLine(formatTable(columns, rows, format === 'wide'));
}

/** Prints one resource: a table of one row, or one JSON object. */
export function printRow<Row>(
  format: OutputFormat,
  row: Row,
  columns: readonly Column<Row>[],
  json: (row: Row) => Json,
): void {
  if (format === 'json') printLine(JSON.stringify(json(row), null, 2));
  else printLine(formatTable(columns, [row], format === 'wide'));
}
