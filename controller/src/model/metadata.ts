import { google, weft } from '../../../proto/gen/codecs.js';
import { invalidField, notFound, WeftError } from '../../../proto/src/errors.js';
import { resourceId } from '../../../proto/src/resource-id.js';
import type { Planning } from './plan.js';
import { kindOf, type TableName, type Tables } from './tables.js';
import { tenantSees } from './tenancy.js';

/** Rules of what every resource has: id, name, labels, times, revision, etag. */

/** Limits of metadata, as resource.proto states them. */
export const metadataLimits = { nameBytes: 255, labels: 64, labelKeyLength: 63, labelValueBytes: 255 } as const;

/** Paths of metadata that an update may change. */
export const changeableMetadata = ['metadata.name', 'metadata.labels'] as const;

type MetadataInput = weft.v1.Metadata.$Properties | null | undefined;

/** Metadata of a resource that is created: its id is free or generated. `field` is the resource's name in the request. */
export function createdMetadata(p: Planning, kind: TableName, input: MetadataInput, field: string): weft.v1.Metadata {
  const table = p.topology.rows[kind];
  let id = input?.id ?? '';
  if (id === '') {
    do id = p.newId(kindOf(kind).replaceAll('_', '-'));
    while (table.has(id) || (kind === 'port' && p.draft.portIds.has(id)));
  } else {
    resourceId(id, `${field}.metadata.id`);
    if (table.has(id) || (kind === 'port' && p.draft.portIds.has(id))) {
      throw new WeftError('ALREADY_EXISTS', `${kindOf(kind)} ${JSON.stringify(id)} exists already`, {
        resource: { type: kindOf(kind), name: id },
      });
    }
  }
  return weft.v1.Metadata.create({
    id,
    name: checkName(input?.name ?? '', `${field}.metadata.name`),
    labels: checkLabels(input?.labels ?? {}, `${field}.metadata.labels`),
    createTime: timestamp(p.timeUnixMs),
    updateTime: timestamp(p.timeUnixMs),
    revision: p.revision,
    etag: p.etag,
  });
}

/** A copy of the row that a call is about, which the caller may change. NOT_FOUND, or ETAG_MISMATCH if `etag` is not empty and not the row's. */
export function existingRow<T extends TableName>(
  p: Planning,
  kind: T,
  id: string,
  etag: string | null | undefined,
): Tables[T] {
  const row = p.topology.get(kind, id);
  if (!row || !tenantSees(p.tenant, kind, row)) throw notFound(kindOf(kind), id);
  const stored = row.metadata?.etag ?? '';
  if (etag && etag !== stored) {
    const description = `etag ${JSON.stringify(etag.slice(0, 80))} is not the stored one: the ${kindOf(kind)} has been changed`;
    throw new WeftError('ETAG_MISMATCH', `${kindOf(kind)} ${JSON.stringify(id)}: ${description}`, {
      resource: { type: kindOf(kind), name: id },
      metadata: { etag: stored },
    });
  }
  return row;
}

/** Metadata after an update of `paths`; null if that leaves it as it is. */
export function updatedMetadata(
  before: weft.v1.Metadata.$Properties,
  input: MetadataInput,
  paths: ReadonlySet<string>,
  field: string,
): weft.v1.Metadata.$Properties | null {
  const name = paths.has('metadata.name')
    ? checkName(input?.name ?? '', `${field}.metadata.name`)
    : (before.name ?? '');
  const labels = paths.has('metadata.labels')
    ? checkLabels(input?.labels ?? {}, `${field}.metadata.labels`)
    : (before.labels ?? {});
  if (name === (before.name ?? '') && sameLabels(labels, before.labels ?? {})) return null;
  return { ...before, name, labels };
}

/** Marks a row as changed by this transaction. */
export function touched(p: Planning, metadata: weft.v1.Metadata.$Properties): weft.v1.Metadata {
  return weft.v1.Metadata.create({
    ...metadata,
    updateTime: timestamp(p.timeUnixMs),
    revision: p.revision,
    etag: p.etag,
  });
}

export function timestamp(unixMs: number): google.protobuf.Timestamp {
  const seconds = Math.floor(unixMs / 1000);
  return google.protobuf.Timestamp.create({ seconds, nanos: (unixMs - seconds * 1000) * 1_000_000 });
}

function checkName(name: string, field: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes > metadataLimits.nameBytes) {
    throw invalidField(field, `has ${bytes} bytes; the limit is ${metadataLimits.nameBytes}`);
  }
  if (/\p{Cc}/u.test(name)) throw invalidField(field, 'has a control character');
  return name;
}

export function checkLabels(
  labels: Readonly<Record<string, string>>,
  field: string,
  limit: number = metadataLimits.labels,
): Record<string, string> {
  const entries = Object.entries(labels);
  if (entries.length > limit) {
    throw invalidField(field, `has ${entries.length} labels; the limit is ${limit}`);
  }
  for (const [key, value] of entries) {
    if (!/^[A-Za-z0-9._/-]{1,63}$/.test(key)) {
      const shown = JSON.stringify(key.slice(0, 80));
      throw invalidField(field, `key ${shown} is not 1 to ${metadataLimits.labelKeyLength} of [A-Za-z0-9._/-]`);
    }
    const bytes = Buffer.byteLength(value);
    if (bytes > metadataLimits.labelValueBytes) {
      throw invalidField(
        `${field}[${JSON.stringify(key)}]`,
        `has ${bytes} bytes; the limit is ${metadataLimits.labelValueBytes}`,
      );
    }
  }
  return { ...labels };
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => Object.hasOwn(b, k) && a[k] === b[k]);
}
