import protobuf from 'protobufjs/minimal.js';
import { rowBytes } from '../model/tables.js';
import type { Change } from './change.js';
import type { Database } from './database.js';
import { idOfKey, requestExpiryKey, requestExpiryRange, requestKey } from './keys.js';

type Batch = ReturnType<Database['batch']>;

/** How long an answered create is remembered at least, in milliseconds. */
export const requestRetentionMs = 24 * 3_600_000;
/** Least time between two looks for what can be forgotten, in milliseconds. */
const forgetIntervalMs = 60_000;
/** Answered requests that are forgotten in one batch. */
const forgetChunk = 1_000;

/** What a retry of a create is known by. */
export interface RequestName {
  /** Names the caller, its method and its request_id: 64 hex digits. */
  readonly key: string;
  /** Of the request: the same key with another hash is another request. */
  readonly hash: Uint8Array;
}

/** A create that was answered: 1 hash (bytes), 2 revision (uint64), 3 repeated row (bytes), as answered. */
export interface AnsweredRequest {
  readonly hash: Uint8Array;
  readonly revision: number;
  /** The rows that were created, in the order of the request. */
  readonly rows: readonly Uint8Array[];
}

/** Adds to a transaction's batch what answers a retry of its call: a retry is answered exactly if the transaction is on disk. */
export function addAnsweredRequest(batch: Batch, change: Change, { key, hash }: RequestName): void {
  const writer = protobuf.Writer.create().uint32(10).bytes(hash).uint32(16).uint64(change.revision);
  for (const { table, after } of change.effects) if (after) writer.uint32(26).bytes(rowBytes(table, after));
  batch.put(requestKey(key), writer.finish() as Buffer);
  batch.put(requestExpiryKey(change.timeUnixMs + requestRetentionMs, key), Buffer.alloc(0));
}

/** The answered request of that key, or null. One that could be forgotten counts until it is. */
export async function findRequest(db: Database, key: string): Promise<AnsweredRequest | null> {
  const bytes = await db.get(requestKey(key));
  if (!bytes) return null;
  const reader = protobuf.Reader.create(bytes);
  let hash: Uint8Array = new Uint8Array();
  let revision = 0;
  const rows: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        hash = reader.bytes();
        break;
      case 2:
        revision = Number(reader.uint64());
        break;
      case 3:
        rows.push(reader.bytes());
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return { hash, revision, rows };
}

/** Forgets answered requests when their time has come. */
export class RequestLog {
  #nextUnixMs = 0;
  #forgetting = false;

  /** Deletes in the background what is older than the retention; once a minute at most. */
  forget(db: Database, nowUnixMs: number, onError: (error: unknown) => void): void {
    if (this.#forgetting || nowUnixMs < this.#nextUnixMs) return;
    this.#forgetting = true;
    forgetExpired(db, nowUnixMs)
      .catch(onError)
      .finally(() => {
        this.#forgetting = false;
        this.#nextUnixMs = nowUnixMs + forgetIntervalMs;
      });
  }
}

async function forgetExpired(db: Database, nowUnixMs: number): Promise<void> {
  for (;;) {
    const range = { gte: requestExpiryRange.gte, lt: requestExpiryKey(nowUnixMs, ''), limit: forgetChunk };
    const expired = await db.keys(range).all();
    if (expired.length === 0) return;
    // A key is used anew only after it was forgotten, so both go in one batch.
    const batch = db.batch();
    for (const key of expired) batch.del(key).del(requestKey(idOfKey(key)));
    await batch.write();
  }
}
