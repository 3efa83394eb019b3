import type { NumberKind } from '../model/graveyard.js';
import type { TableName, Tables } from '../model/tables.js';

/**
 * Layout of the database. Keys are UTF-8 and sort bytewise, so that whatever is read as a list is one range:
 *
 *   m/schema                                version of this layout, decimal; see migrations.ts
 *   m/cluster, m/epoch                      ids, text
 *   m/revision                              last committed revision, decimal
 *   m/log-floor                             the change log has every revision above this one, decimal
 *   m/restored                              there until a store that was made of a backup begins its own epoch, empty
 *   r/<table>/<id>                          a row: its weft.v1 message
 *   i/<table>.<column>/<value>/<id>         list index, empty value: the rows of a table of one tenant, network or node, by id
 *   l/<revision, 16 hex digits>             change record (change-record.ts)
 *   c/<cursor>                              where an allocator goes on, decimal
 *   g/<revision, 16 hex digits>/<kind>/<number>   number of a resource deleted at that revision which a node may still hold, empty value
 *   a/<revision, 16 hex digits>             audit record of the transaction: its weft.v1.AuditRecord (audit.ts)
 *   q/<key>                                 a create that was answered, by what names its call (requests.ts)
 *   x/<time, 16 hex digits>/<key>           when it may be forgotten, milliseconds since the epoch; empty value
 *
 * Ids are RFC 1123 labels, so `/` never occurs in one, and `0` is the character behind `/`: the range of a prefix `p/` is [`p/`, `p0`).
 */

export const schemaVersion = 6;

export const metaKeys = {
  schema: 'm/schema',
  cluster: 'm/cluster',
  epoch: 'm/epoch',
  revision: 'm/revision',
  logFloor: 'm/log-floor',
  restored: 'm/restored',
} as const;

/** A half-open range of keys. */
export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}

/** All keys that begin with `prefix`, which ends with `/`. */
export function rangeOf(prefix: string): KeyRange {
  return { gte: prefix, lt: `${prefix.slice(0, -1)}0` };
}

export function rowKey(table: TableName, id: string): string {
  return `r/${table}/${id}`;
}

export function rowRange(table: TableName): KeyRange {
  return rangeOf(`r/${table}/`);
}

/** Columns that a table's rows can be listed by, the most selective first. */
export const listColumns = {
  tenant: {},
  securityGroup: { tenant: (row: Tables['securityGroup']) => row.tenantId },
  network: { tenant: (row: Tables['network']) => row.tenantId },
  subnet: { network: (row: Tables['subnet']) => row.networkId, tenant: (row: Tables['subnet']) => row.tenantId },
  router: { tenant: (row: Tables['router']) => row.tenantId },
  port: {
    node: (row: Tables['port']) => row.nodeId,
    network: (row: Tables['port']) => row.networkId,
    tenant: (row: Tables['port']) => row.tenantId,
  },
  node: {},
  keyring: {},
} as const;
export type ListColumn = 'tenant' | 'network' | 'node';

/** The columns of a table with the functions that read them from a row. */
export function columnsOf<T extends TableName>(table: T): [ListColumn, (row: Tables[T]) => string][] {
  return Object.entries(listColumns[table]) as [ListColumn, (row: Tables[T]) => string][];
}

export function indexRange(table: TableName, column: ListColumn, value: string): KeyRange {
  return rangeOf(`i/${table}.${column}/${value}/`);
}

/** The index keys of a row. Empty values (a port that is bound nowhere) are not indexed. */
export function indexKeys<T extends TableName>(table: T, id: string, row: Tables[T]): string[] {
  const keys: string[] = [];
  for (const [column, read] of columnsOf(table)) {
    const value = read(row);
    if (value !== '') keys.push(`i/${table}.${column}/${value}/${id}`);
  }
  return keys;
}

/** The last part of a row's or an index's key. */
export function idOfKey(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

export function changeKey(revision: number): string {
  return `l/${hex16(revision)}`;
}

export const changeRange = rangeOf('l/');
export const cursorRange = rangeOf('c/');
export const graveyardRange = rangeOf('g/');

export function cursorKey(name: string): string {
  return `c/${name}`;
}

export function graveyardKey(revision: number, kind: NumberKind, number: number): string {
  return `g/${hex16(revision)}/${kind}/${number}`;
}

export const auditRange = rangeOf('a/');

export function auditKey(revision: number): string {
  return `a/${hex16(revision)}`;
}

export const requestRange = rangeOf('q/');
export const requestExpiryRange = rangeOf('x/');

/** `key` has no slash. */
export function requestKey(key: string): string {
  return `q/${key}`;
}

export function requestExpiryKey(timeUnixMs: number, key: string): string {
  return `x/${hex16(timeUnixMs)}/${key}`;
}

/** Inverse of graveyardKey. */
export function parseGraveyardKey(key: string): { revision: number; kind: NumberKind; number: number } {
  const [, revision = '', kind = '', number = ''] = key.split('/');
  return { revision: Number.parseInt(revision, 16), kind: kind as NumberKind, number: Number(number) };
}

function hex16(n: number): string {
  return n.toString(16).padStart(16, '0');
}
