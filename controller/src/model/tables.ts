import { weft } from '../../../proto/gen/codecs.js';

/** The tables of the store and the type of their rows: resources with their desired state, without `status`, and what nodes share beside them. */
export interface Tables {
  tenant: weft.v1.Tenant;
  securityGroup: weft.v1.SecurityGroup;
  network: weft.v1.Network;
  subnet: weft.v1.Subnet;
  router: weft.v1.Router;
  port: weft.v1.Port;
  node: weft.v1.Node;
  /** One row. Secret: see keyring.proto. */
  keyring: weft.v1.Keyring;
}
export type TableName = keyof Tables;

/** One row put or deleted: `before` is null for a creation, `after` is null for a deletion. Rows are never mutated. */
export type Effect = {
  [T in TableName]: {
    readonly table: T;
    readonly id: string;
    readonly before: Tables[T] | null;
    readonly after: Tables[T] | null;
  };
}[TableName];

/** All tables, in an order in which what a row refers to comes before it; security groups refer to each other, too. */
export const tableNames: readonly TableName[] = [
  'tenant',
  'securityGroup',
  'network',
  'subnet',
  'router',
  'node',
  'port',
  'keyring',
];

/** What a row of a table is called in errors, audit records and metrics. */
export function kindOf(table: TableName): string {
  return table === 'securityGroup' ? 'security_group' : table;
}

/** How rows become bytes. The bytes of a row are a weft.v1 message, as on the wire. */
export const rowCodecs: { readonly [T in TableName]: RowCodec<Tables[T]> } = {
  tenant: codec<weft.v1.Tenant>(weft.v1.Tenant),
  securityGroup: codec<weft.v1.SecurityGroup>(weft.v1.SecurityGroup),
  network: codec<weft.v1.Network>(weft.v1.Network),
  subnet: codec<weft.v1.Subnet>(weft.v1.Subnet),
  router: codec<weft.v1.Router>(weft.v1.Router),
  port: codec<weft.v1.Port>(weft.v1.Port),
  node: codec<weft.v1.Node>(weft.v1.Node),
  keyring: codec<weft.v1.Keyring>(weft.v1.Keyring),
};

/**
 * The bytes of a row, computed once: the store needs them for the row, for the change record and for the copy in memory. Rows are never mutated,
 * so they stay right.
 */
export function rowBytes<T extends TableName>(table: T, row: Tables[T]): Uint8Array {
  let bytes = encodedRows.get(row);
  if (!bytes) {
    bytes = rowCodecs[table].encode(row);
    encodedRows.set(row, bytes);
  }
  return bytes;
}

/** A row of the bytes that it is stored as; they stay its bytes. The row keeps them alive: not for rows that live long. */
export function rowOfBytes<T extends TableName>(table: T, bytes: Uint8Array): Tables[T] {
  const row = rowCodecs[table].decode(bytes) as Tables[T];
  encodedRows.set(row, bytes);
  return row;
}

const encodedRows = new WeakMap<object, Uint8Array>();

export interface RowCodec<Row> {
  encode(row: Row): Uint8Array;
  decode(bytes: Uint8Array): Row;
}

function codec<Row>(message: {
  encode(row: Row): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Row;
}): RowCodec<Row> {
  return { encode: (row) => message.encode(row).finish(), decode: (bytes) => message.decode(bytes) };
}
