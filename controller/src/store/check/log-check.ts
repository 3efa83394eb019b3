import { rowBytes, rowCodecs, type TableName, type Tables } from '../../model/tables.js';
import type { Change, Effect } from '../change.js';
import { decodeChange } from '../change-record.js';
import type { Database } from '../database.js';
import { changeKey, changeRange, rowKey } from '../keys.js';
import type { Report } from './violation.js';

const chunk = 500;

/** What the change log says of a row: its state after the newest change in the log, null if that deleted it. */
export type LoggedRows = Map<string, Uint8Array | null>;

/**
 * Checks the change log: every revision above the floor up to the last one has a record that decodes, and successive changes of a row fit together.
 * Records at or below the floor are what an interrupted compaction left; they are deleted by the next one.
 */
export async function checkLog(
  db: Database,
  floor: number,
  revision: number,
  report: Report,
): Promise<{ logged: LoggedRows; records: number }> {
  const logged: LoggedRows = new Map();
  /** Row -> its state before the oldest change seen so far. */
  const before = new Map<string, Uint8Array | null>();
  let expected = revision;
  let records = 0;
  const iterator = db.iterator({ gt: changeKey(floor), lt: changeRange.lt, reverse: true });
  try {
    for (let part = await iterator.nextv(chunk); part.length > 0; part = await iterator.nextv(chunk)) {
      records += part.length;
      for (const [key, value] of part) {
        const at = Number.parseInt(key.slice('l/'.length), 16);
        if (changeKey(at) !== key || at > revision) {
          report(key, `is not the record of a revision up to ${revision}, the last one`);
          continue;
        }
        reportGap(at + 1, expected, report);
        expected = at - 1;
        const change = decoded(key, value, report);
        if (!change) continue;
        if (change.revision !== at) report(key, `says that it is revision ${change.revision}`);
        for (const effect of change.effects) checkEffect(key, effect, logged, before, report);
      }
    }
  } finally {
    await iterator.close();
  }
  reportGap(floor + 1, expected, report);
  return { logged, records };
}

function reportGap(first: number, last: number, report: Report): void {
  if (first > last) return;
  const which = first === last ? `revision ${first} is` : `revisions ${first}..${last} are`;
  report(changeKey(first), `${which} missing in the change log`);
}

function decoded(key: string, value: Uint8Array, report: Report): Change | null {
  try {
    return decodeChange(value);
  } catch (error) {
    report(key, `does not decode: ${(error as Error).message}`);
    return null;
  }
}

function checkEffect(
  key: string,
  effect: Effect,
  logged: LoggedRows,
  before: Map<string, Uint8Array | null>,
  report: Report,
): void {
  const row = rowKey(effect.table, effect.id);
  const after = encodedRow(effect.table, effect.after);
  const later = before.get(row);
  if (later === undefined) logged.set(row, after);
  else if (!sameBytes(after, later))
    report(key, `leaves ${row} in another state than the next change of it begins with`);
  before.set(row, encodedRow(effect.table, effect.before));
}

function encodedRow<T extends TableName>(table: T, row: Tables[T] | null): Uint8Array | null {
  return row && rowBytes(table, row);
}

/** Whether stored bytes of a row are the same row. Bytes of another version may differ in form. */
export function sameRow(table: TableName, stored: Uint8Array, logged: Uint8Array): boolean {
  return (
    sameBytes(stored, logged) || sameBytes(rowCodecs[table].encode(rowCodecs[table].decode(stored) as never), logged)
  );
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}
