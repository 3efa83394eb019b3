import type { ServerWritableStream } from '@grpc/grpc-js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { TableName } from '../store/change.js';
import { type Filters, matches, Scan } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { compacted, type LogPosition, openResumeToken, sealResumeToken } from './resume-token.js';
import { endWithError } from './serve.js';
import { effectEvent, type WatchEvent } from './watch-events.js';
import { WatchFeed } from './watch-feed.js';
import type { WatchHub } from './watch-hub.js';
import { Sending } from './watch-sending.js';

const { ChangeKind } = weft.v1;

/** Changes that wait for a watcher at most: resource.proto, WatchOptions. */
export const watchQueueLimit = 10_000;
/** Watches at once. */
export const watchersLimit = 1_000;
/** Rows read at once for the state that a watch begins with. */
const scanChunk = 200;
/** Transactions read at once from the log for a watch that is resumed. */
const logChunk = 50;

export interface WatchDependencies {
  readonly store: Store;
  readonly hub: WatchHub;
  readonly onDefect: (error: unknown) => void;
}

/** The request of every watch. */
export interface WatchRequest {
  readonly options?: weft.v1.WatchOptions.$Properties | null;
}

/** An event as a message tells it: with a token instead of its position; empty if a watch can't continue there. */
export interface TokenedEvent<T extends TableName> extends Omit<WatchEvent<T>, 'position'> {
  readonly resumeToken: string;
}

/**
 * Serves one watch, as fast as its client reads: every row as PUT and SYNCED, or with a resume token what has changed since; then what
 * changes.
 */
export function serveWatch<T extends TableName, Request extends WatchRequest, Response>(
  { store, hub, onDefect }: WatchDependencies,
  call: ServerWritableStream<Request, Response>,
  table: T,
  filters: Filters,
  message: (event: TokenedEvent<T>) => Response,
): void {
  if (hub.size >= watchersLimit) {
    const description = `${watchersLimit} watches are open, which is the limit`;
    throw new WeftError('LIMIT_REACHED', description, { quota: { subject: 'watches', description } });
  }
  const token = call.request.options?.resumeToken ?? '';
  const start = token === '' ? null : openResumeToken(store.epoch, token);
  const sending = new Sending(call);
  const feed = new WatchFeed<T>(start !== null);
  const finish = (error: WeftError | null) => {
    if (sending.ended) return;
    sending.ended = true;
    feed.end();
    remove();
    if (error) endWithError(call, error, onDefect);
  };
  const remove = hub.add({
    table,
    filters,
    push: (event) => {
      if (feed.size < watchQueueLimit) {
        feed.push(event);
        return;
      }
      const description = `${watchQueueLimit} changes wait for this watcher, which is the limit; watch again`;
      finish(new WeftError('LIMIT_REACHED', description, { quota: { subject: 'watch', description } }));
    },
    stop: () => finish(new WeftError('STORE_UNAVAILABLE', 'the controller is stopping; watch again')),
  });
  call.on('cancelled', () => finish(null));
  call.on('close', () => finish(null));

  const send = ({ position, ...event }: WatchEvent<T>) =>
    sending.send(message({ ...event, resumeToken: position ? sealResumeToken(store.epoch, position) : '' }));

  /** Sends every row; resolves with their revision. */
  const sendState = async (): Promise<number> => {
    // The scan begins in this turn of the event loop, after subscribing: what it does not see, the feed gets.
    const revision = await store.read(async (db) => {
      const scan = new Scan(db, table, filters);
      try {
        const at = await scan.revision();
        for (let rows = await scan.next(scanChunk); rows && !sending.ended; rows = await scan.next(scanChunk)) {
          for (const row of rows) {
            const shown = hub.withStatus(table, row);
            await send({ kind: ChangeKind.PUT, revision: at, row: shown, position: null });
          }
        }
        return at;
      } finally {
        await scan.close();
      }
    });
    await send({ kind: ChangeKind.SYNCED, revision, row: null, position: { revision, effects: null } });
    return revision;
  };

  /** Sends what the log has behind `start`; resolves with the revision at which the feed has taken over. */
  const sendLog = async (from: LogPosition): Promise<number> => {
    let at = from;
    while (!sending.ended && (at.effects !== null || at.revision !== store.committedRevision)) {
      const after = at.effects === null ? at.revision : at.revision - 1;
      const until = Math.min(store.committedRevision, after + logChunk);
      const changes = at.revision > store.committedRevision ? null : await store.changesBetween(after, until);
      if (!changes) throw compacted(`is of revision ${at.revision}, which the change log does not reach`);
      for (const change of changes) {
        const first = change.revision === at.revision ? (at.effects ?? change.effects.length) : 0;
        for (let index = first; index < change.effects.length && !sending.ended; index++) {
          const event = effectEvent(change, index, table, filters);
          if (event) await send(hub.withStatusNow(table, event));
        }
      }
      at = { revision: until, effects: null };
    }
    for (const id of feed.goLive()) {
      const row = store.committedRow(table, id);
      if (!row || !matches(table, row, filters)) continue;
      const revision = row.metadata?.revision ?? 0;
      feed.push({ kind: ChangeKind.STATUS, revision, row: hub.withStatus(table, row), position: null });
    }
    return at.revision;
  };

  const run = async () => {
    const revision = start ? await sendLog(start) : await sendState();
    while (!sending.ended) {
      const event = await feed.next();
      if (event?.kind === ChangeKind.STATUS) {
        // The row may have been deleted before the beginning state.
        if (store.committedRow(table, event.row?.metadata?.id ?? '')) await send(event);
      } else if (event && event.revision > revision) {
        await send(event);
      }
    }
  };
  run().catch((error: unknown) => {
    if (sending.ended) return;
    finish(null);
    endWithError(call, error, onDefect);
  });
}
