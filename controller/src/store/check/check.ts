import { generationCursor } from '../../model/cursors.js';
import { numberKinds } from '../../model/graveyard.js';
import { tableNames } from '../../model/tables.js';
import type { Database } from '../database.js';
import {
  auditRange,
  changeRange,
  cursorRange,
  graveyardKey,
  graveyardRange,
  type KeyRange,
  metaKeys,
  parseGraveyardKey,
  rangeOf,
  requestExpiryRange,
  requestRange,
  rowRange,
  schemaVersion,
} from '../keys.js';
import { checkAudit } from './audit-check.js';
import { checkLog } from './log-check.js';
import { checkRequests } from './request-check.js';
import { checkIndexes, checkRows } from './row-check.js';
import { RowRules, type SubnetFacts } from './row-rules.js';
import { decimal, type Report } from './violation.js';

/** What a check has seen. */
export interface CheckSummary {
  readonly revision: number;
  readonly rows: number;
  readonly indexEntries: number;
  readonly changeRecords: number;
  /** Creates that are remembered for retries. */
  readonly requests: number;
  readonly violations: number;
}

const metaRange = rangeOf('m/');
/** Where keys may be. Whatever is elsewhere is reported. */
const knownRanges: readonly KeyRange[] = [
  metaRange,
  rangeOf('i/'),
  changeRange,
  cursorRange,
  graveyardRange,
  auditRange,
  requestRange,
  requestExpiryRange,
  ...tableNames.map(rowRange),
];

/**
 * Verifies everything that must be true of a store and reports each thing that isn't. Reads only. The store is one of this schema version; memory
 * grows with the rows (about 200 bytes for each), remembered requests and the change log.
 */
export async function checkStore(db: Database, sink: Report): Promise<CheckSummary> {
  let violations = 0;
  const report: Report = (key, what) => {
    violations++;
    sink(key, what);
  };
  const { revision, floor } = await checkMeta(db, report);
  const { logged, records } = await checkLog(db, floor, revision, report);
  const rules = new RowRules();
  const rows = await checkRows(db, { rules, logged, revision, floor }, report);
  const indexEntries = await checkIndexes(db, report);
  await checkCursors(db, rules, report);
  await checkGraveyard(db, rules, revision, report);
  const requests = await checkRequests(db, revision, report);
  await checkAudit(db, revision, report);
  await checkUnknown(db, report);
  return { revision, rows, indexEntries, changeRecords: records, requests, violations };
}

async function checkMeta(db: Database, report: Report): Promise<{ revision: number; floor: number }> {
  const known = Object.values(metaKeys) as string[];
  const found = new Map(await db.iterator(metaRange).all());
  for (const key of found.keys()) if (!known.includes(key)) report(key, 'is not a key that this version knows');
  const number = (key: string) => {
    const n = decimal(found.get(key));
    if (n === null) report(key, found.has(key) ? 'is not a decimal number' : 'is missing');
    return n ?? 0;
  };
  if (number(metaKeys.schema) !== schemaVersion) report(metaKeys.schema, `is not ${schemaVersion}`);
  for (const key of [metaKeys.cluster, metaKeys.epoch]) {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(found.get(key)))) report(key, 'is not a UUID');
  }
  const revision = number(metaKeys.revision);
  const floor = number(metaKeys.logFloor);
  if (floor > revision) report(metaKeys.logFloor, `is ${floor}, above the last revision ${revision}`);
  return { revision, floor };
}

async function checkCursors(db: Database, rules: RowRules, report: Report): Promise<void> {
  for (const [key, value] of await db.iterator(cursorRange).all()) {
    const name = key.slice('c/'.length);
    const at = decimal(value);
    if (at === null || at >= 2 ** 32) {
      report(key, 'is not a 32-bit number');
      continue;
    }
    if (name === generationCursor || (numberKinds as readonly string[]).includes(name)) continue;
    const [kind, subnetId = '', ...more] = name.split('/');
    if (kind !== 'address' || more.length > 0) {
      report(key, 'is not a cursor that this version knows');
      continue;
    }
    const subnet = rules.subnets.get(subnetId);
    if (!subnet) report(key, `is of subnet ${subnetId}, which does not exist`);
    else if (!isCursorOf(subnet, at)) report(key, `is not an address of subnet ${subnetId}`);
  }
}

/** Of IPv4 it is an address, of IPv6 a place in the pools. */
function isCursorOf({ first, last, pools }: SubnetFacts, at: number): boolean {
  return typeof first === 'number' ? at >= first && at <= last : BigInt(at) < pools;
}

async function checkGraveyard(db: Database, rules: RowRules, revision: number, report: Report): Promise<void> {
  const buried = new Set<string>();
  for (const key of await db.keys(graveyardRange).all()) {
    const { revision: at, kind, number } = parseGraveyardKey(key);
    if (!numberKinds.includes(kind) || graveyardKey(at, kind, number) !== key || at < 1 || at > revision) {
      report(key, `is not the number of something deleted at a revision in 1..${revision}`);
      continue;
    }
    const owner = rules.numbers[kind].owner(number);
    if (owner !== null) report(key, `is ${kind} number ${number} of something deleted; ${owner} has it`);
    if (buried.has(`${kind}/${number}`)) report(key, `is ${kind} number ${number}, which waits already`);
    buried.add(`${kind}/${number}`);
  }
}

async function checkUnknown(db: Database, report: Report): Promise<void> {
  let from: string | null = null;
  const ranges = [...knownRanges].sort((a, b) => (a.gte < b.gte ? -1 : 1));
  for (const { gte, lt } of [...ranges, { gte: null, lt: null }]) {
    const gap = { ...(from === null ? {} : { gte: from }), ...(gte === null ? {} : { lt: gte }) };
    for await (const key of db.keys(gap)) report(key, 'is not a key that this version knows');
    from = lt;
  }
}
