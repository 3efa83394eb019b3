import { createHash, timingSafeEqual } from 'node:crypto';
import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, WeftError } from '../../../proto/src/errors.js';
import { rowCodecs } from '../model/tables.js';
import type { Origin, TableName, Tables } from '../store/change.js';
import { findRequest, type RequestName } from '../store/requests.js';
import type { Store } from '../store/store.js';

/** What a create answers with. */
export interface Created<Row> {
  readonly rows: readonly Row[];
  readonly revision: number;
}

/** A request that creates: besides these fields, what is to be created. */
export interface CreateRequest {
  requestId: string;
  wait?: weft.v1.WaitOptions.$Properties | null;
}

/** The generated codec of a request. */
export interface RequestCodec<Request> {
  encode(request: Request): { finish(): Uint8Array };
}

/** Answers the retry of a create (resource.proto, Retries): from the store, or together with the first call if that is still in progress. */
export class Retries {
  readonly #store: Store;
  readonly #inProgress = new Map<string, { readonly hash: Uint8Array; readonly answer: Promise<Created<unknown>> }>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Runs `create` unless the call is a retry. A create that fails is not remembered: its retry runs it again. */
  async answer<T extends TableName, Request extends CreateRequest>(
    origin: Origin,
    table: T,
    request: Request,
    codec: RequestCodec<Request>,
    create: (name: RequestName | null) => Promise<Created<Tables[T]>>,
  ): Promise<Created<Tables[T]>> {
    if (origin.requestId === '') return create(null);
    if (!/^[\x20-\x7e]{1,64}$/.test(origin.requestId)) {
      throw invalidField('request_id', 'is not 1 to 64 printable ASCII characters');
    }
    const name = { key: keyOf(origin), hash: hashOf(request, codec) };
    const first = this.#inProgress.get(name.key);
    if (first) {
      requireSame(origin, first.hash, name.hash);
      return (await first.answer) as Created<Tables[T]>;
    }
    const answer = this.#fromStore(origin, table, name).then((stored) => stored ?? create(name));
    this.#inProgress.set(name.key, { hash: name.hash, answer });
    try {
      return await answer;
    } finally {
      this.#inProgress.delete(name.key);
    }
  }

  async #fromStore<T extends TableName>(
    origin: Origin,
    table: T,
    name: RequestName,
  ): Promise<Created<Tables[T]> | null> {
    const stored = await this.#store.read((db) => findRequest(db, name.key));
    if (!stored) return null;
    requireSame(origin, stored.hash, name.hash);
    const rows = stored.rows.map((bytes) => rowCodecs[table].decode(bytes) as Tables[T]);
    return { rows, revision: stored.revision };
  }
}

function requireSame({ requestId, method }: Origin, a: Uint8Array, b: Uint8Array): void {
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  const description = `${JSON.stringify(requestId)} was used for another request of ${method} within 24 hours`;
  throw new WeftError('REQUEST_ID_REUSED', `request_id ${description}`, {
    fields: [{ field: 'request_id', description }],
  });
}

/** Callers don't share request ids, nor do methods. */
function keyOf({ actor, method, requestId }: Origin): string {
  return createHash('sha256').update(`${actor}\n${method}\n${requestId}`).digest('hex');
}

/** Of what is to be created. How long the caller waits for it is not part of that; maps have no order on the wire, so labels are sorted. */
function hashOf<Request extends CreateRequest>(request: Request, codec: RequestCodec<Request>): Uint8Array {
  for (const value of Object.values(request)) for (const resource of [value].flat()) sortLabels(resource);
  const bytes = codec.encode({ ...request, requestId: '', wait: null }).finish();
  return createHash('sha256').update(bytes).digest();
}

function sortLabels(resource: { metadata?: weft.v1.Metadata.$Properties | null } | null): void {
  const { metadata } = resource ?? {};
  if (metadata?.labels) metadata.labels = Object.fromEntries(Object.entries(metadata.labels).sort(byKey));
}

function byKey([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
