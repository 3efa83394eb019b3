import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import type { Connection } from './connection.js';
import { type Json, messageJson } from './json.js';
import { collect, labelsOf } from './metadata-options.js';
import { outputFormat, outputOption, printLine, printRow, printRows } from './output.js';
import type { Change, Filter, ResourceCalls } from './resource-calls.js';
import { interrupted, withController } from './session.js';
import { type Column, RowStream } from './table.js';
import { type WaitFlags, waitOf, waitOption } from './write-options.js';

/** What every noun can do in the same way: get, list, delete, watch. */

const filterFlags = {
  tenantId: ['--tenant <id>', 'only of this tenant', 'tenant'],
  networkId: ['--network <id>', 'only of this network', 'network'],
  nodeId: ['--node <id>', 'only bound to this node', 'node'],
} as const;

/** A kind of resource, as the commands need it. */
export interface Noun<Resource> extends ResourceCalls<Resource> {
  /** As it is called on the command line, and in camelCase in JSON: `port`. */
  readonly name: string;
  readonly alias?: string;
  readonly codec: { toObject(message: Resource, options: object): { [key: string]: unknown } };
  readonly columns: readonly Column<Resource>[];
  /** What is printed below the table of one resource, beside its row. */
  readonly details?: (resource: Resource) => string;
}

/** JSON of one resource: who it is first, how it does last. */
export function resourceJson<Resource>(noun: Noun<Resource>): (resource: Resource) => Json {
  return (resource) => {
    const { metadata = null, status, ...rest } = messageJson(noun.codec, resource);
    return { metadata, ...rest, ...(status === undefined ? {} : { status }) };
  };
}

/** Prints one resource as `-o` says. */
export function printResource<Resource>(noun: Noun<Resource>, command: Command, resource: Resource): void {
  const format = outputFormat(command);
  printRow(format, resource, noun.columns, resourceJson(noun));
  const details = format === 'json' ? '' : noun.details?.(resource);
  if (details) printLine(`\n${details}`);
}

/** All pages of a list. */
export async function listAll<Resource>(
  c: Connection,
  noun: Noun<Resource>,
  filter: Filter,
  labels: Record<string, string> = {},
): Promise<Resource[]> {
  const all: Resource[] = [];
  let pageToken = '';
  do {
    const page = await noun.list(c, { pageSize: 1000, pageToken, labels }, filter);
    all.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return all;
}

/** The noun's command, with get, list, delete and watch; the noun's file adds create and update. */
export function resourceCommand<Resource>(program: Command, noun: Noun<Resource>, summary: string): Command {
  const command = program.command(noun.name).description(summary);
  if (noun.alias) command.alias(noun.alias);
  addGet(command, noun);
  addList(command, noun);
  addDelete(command, noun);
  addWatch(command, noun);
  return command;
}

function addGet<Resource>(parent: Command, noun: Noun<Resource>): void {
  parent
    .command('get')
    .argument('<id>')
    .description(`show one ${noun.name}`)
    .addOption(outputOption())
    .action(async (id: string, _options: object, command: Command) => {
      await withController(command, async (c) => printResource(noun, command, await noun.get(c, id)));
    });
}

function addList<Resource>(parent: Command, noun: Noun<Resource>): void {
  withFilters(parent.command('list').alias('ls').description(`list ${noun.name}s, ordered by id`), noun)
    .addOption(outputOption())
    .action(async (options: FilterOptions, command: Command) => {
      await withController(command, async (c) => {
        const rows = await listAll(c, noun, filterOf(noun, options), labelsOf(options.label));
        printRows(outputFormat(command), rows, noun.columns, resourceJson(noun));
      });
    });
}

function addDelete<Resource>(parent: Command, noun: Noun<Resource>): void {
  waitOption(parent.command('delete').alias('rm').argument('<id...>'))
    .description(`delete ${noun.name}s, in the order given; stops at the first that fails`)
    .option('--etag <etag>', 'only if it is still in this state (one id only)', '')
    .action(async (ids: string[], options: { etag: string } & WaitFlags, command: Command) => {
      if (options.etag && ids.length > 1) command.error('error: --etag goes with one id only');
      await withController(command, async (c) => {
        for (const id of ids) {
          await noun.remove(c, id, options.etag, waitOf(options));
          process.stderr.write(`${noun.name} ${id} deleted\n`);
        }
      });
    });
}

function addWatch<Resource>(parent: Command, noun: Noun<Resource>): void {
  withFilters(parent.command('watch').description(`print every ${noun.name}, then each change, until Ctrl-C`), noun)
    .addOption(outputOption())
    .action(async (options: FilterOptions, command: Command) => {
      const print = changePrinter(noun, outputFormat(command) === 'json');
      await withController(command, (c) =>
        noun.watch(
          c,
          { ...filterOf(noun, options), options: { labels: labelsOf(options.label) } },
          (change) => {
            print(change);
            return true;
          },
          interrupted(),
        ),
      );
    });
}

function changePrinter<Resource>(noun: Noun<Resource>, json: boolean): (change: Change<Resource>) => void {
  const kindName = (change: Change<Resource>) => weft.v1.ChangeKind[change.kind] ?? String(change.kind);
  if (json) {
    const key = noun.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    return (change) => {
      const resource = change.resource === null ? null : resourceJson(noun)(change.resource);
      printLine(JSON.stringify({ kind: kindName(change), revision: change.revision, [key]: resource }));
    };
  }
  type Put = Change<Resource> & { resource: Resource };
  const rows = new RowStream<Put>(
    [
      { heading: 'CHANGE', cell: (r) => kindName(r) },
      { heading: 'REVISION', cell: (r) => String(r.revision) },
      ...noun.columns.filter((c) => !c.wide).map((c) => ({ heading: c.heading, cell: (r: Put) => c.cell(r.resource) })),
    ],
    [7, 8],
  );
  let first = true;
  return (change) => {
    if (first) printLine(rows.heading());
    first = false;
    const { resource } = change;
    if (resource !== null) printLine(rows.row({ ...change, resource }));
  };
}

function withFilters<Resource>(command: Command, noun: Noun<Resource>): Command {
  for (const name of noun.filters) command.option(filterFlags[name][0], filterFlags[name][1]);
  return command.option('--label <key=value>', 'only with this label, may be repeated', collect);
}

type FilterOptions = { label?: string[] } & Record<'tenant' | 'network' | 'node', string | undefined>;

function filterOf<Resource>(noun: Noun<Resource>, options: FilterOptions): Filter {
  const filter: Filter = {};
  for (const name of noun.filters) {
    const value = options[filterFlags[name][2]];
    if (value) filter[name] = value;
  }
  return filter;
}
