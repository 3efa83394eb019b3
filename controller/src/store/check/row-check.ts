import { rowCodecs, type TableName, type Tables, tableNames } from '../../model/tables.js';
import type { Database } from '../database.js';
import { idOfKey, indexKeys, rangeOf, rowKey, rowRange } from '../keys.js';
import { type LoggedRows, sameRow } from './log-check.js';
import type { RowRules } from './row-rules.js';
import type { Report } from './violation.js';

const chunk = 500;

/** What rows are checked against. */
export interface RowContext {
  readonly rules: RowRules;
  readonly logged: LoggedRows;
  /** The last revision. */
  readonly revision: number;
  /** The change log has every revision above it. */
  readonly floor: number;
}

/** Checks every row: that it decodes, holds what RowRules demand, is indexed, and is as the change log left it. Takes what it sees from `logged`. */
export async function checkRows(db: Database, context: RowContext, report: Report): Promise<number> {
  let rows = 0;
  for (const table of tableNames) {
    const iterator = db.iterator(rowRange(table));
    try {
      for (let part = await iterator.nextv(chunk); part.length > 0; part = await iterator.nextv(chunk)) {
        rows += part.length;
        const wanted: string[] = [];
        for (const [key, value] of part) wanted.push(...checkRow(table, key, value, context, report));
        const there = await db.hasMany(wanted);
        for (const [i, key] of wanted.entries()) if (!there[i]) report(key, 'is missing: the index lacks a row');
      }
    } finally {
      await iterator.close();
    }
  }
  context.rules.groups.finish(report);
  for (const [key, state] of context.logged) {
    if (state !== null) report(key, 'is missing: the change log has it');
  }
  return rows;
}

/** Checks one row; returns the index entries that it should have. */
function checkRow<T extends TableName>(
  table: T,
  key: string,
  value: Uint8Array,
  { rules, logged, revision, floor }: RowContext,
  report: Report,
): string[] {
  const wrong = (what: string) => report(key, what);
  let row: Tables[T];
  try {
    row = rowCodecs[table].decode(value) as Tables[T];
  } catch (error) {
    wrong(`does not decode: ${(error as Error).message}`);
    return [];
  }
  const { etag, createTime } = row.metadata ?? {};
  const id = row.metadata?.id ?? '';
  const at = row.metadata?.revision ?? 0;
  if (rowKey(table, id) !== key) wrong(`says that it is ${table} "${id}"`);
  if (at < 1 || at > revision) wrong(`has revision ${at}, which is not in 1..${revision}`);
  if (!etag || !createTime) wrong('has no etag or no time of creation');
  const state = logged.get(key);
  logged.delete(key);
  if (state === undefined && at > floor) wrong(`has revision ${at}, but the change log knows no change of it`);
  if (state === null) wrong('is there, but the change log has its deletion');
  if (state && !sameRow(table, value, state)) wrong('is not as the change log left it');
  rules.show(table, idOfKey(key), row, wrong);
  return indexKeys(table, idOfKey(key), row);
}

const indexes = rangeOf('i/');

/** Checks every index entry: that its row exists and has the value. */
export async function checkIndexes(db: Database, report: Report): Promise<number> {
  let entries = 0;
  const iterator = db.iterator(indexes);
  try {
    for (let part = await iterator.nextv(chunk); part.length > 0; part = await iterator.nextv(chunk)) {
      entries += part.length;
      const owners = part.map(([key]) => ownerOf(key));
      const values = await db.getMany(owners.map((owner) => (owner ? rowKey(owner.table, owner.id) : 'i/')));
      for (const [i, [key, value]] of part.entries()) {
        const owner = owners[i];
        const row = values[i];
        if (!owner) report(key, 'is not an index entry that this version knows');
        else if (!row) report(key, `names ${owner.table} ${owner.id}, which does not exist`);
        else if (!isIndexed(key, owner, row)) report(key, `names ${owner.table} ${owner.id}, which has another value`);
        if (value.length > 0) report(key, 'has a value; index entries have none');
      }
    }
  } finally {
    await iterator.close();
  }
  return entries;
}

interface Owner {
  readonly table: TableName;
  readonly id: string;
}

function ownerOf(key: string): Owner | null {
  const [, column = '', , id = '', ...more] = key.split('/');
  const table = tableNames.find((name) => column.startsWith(`${name}.`));
  return table && id !== '' && more.length === 0 ? { table, id } : null;
}

function isIndexed(key: string, { table, id }: Owner, bytes: Uint8Array): boolean {
  try {
    return indexKeys(table, id, rowCodecs[table].decode(bytes) as never).includes(key);
  } catch {
    return true; // A row that does not decode was reported.
  }
}
