import type { ServerWritableStream } from '@grpc/grpc-js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { TableName } from '../store/change.js';
import { type Filters, matches, Scan } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { compacted, type LogPosition, openResumeToken, sealResumeToken } from './resume-token.js';
import { endWithError } from './serve.js';
import { effectEvent, type WatchEvent } from './watch-events.js';
import { type ChangedStatus, WatchFeed } from './watch-feed.js';
import type { WatchHub } from './watch-hub.js';
import { Sending } from './watch-sending.js';

const { ChangeKind } = weft.v1;

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
  const feed = new WatchFeed<T>(() => store.committedRevision);
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
    push: (event) => feed.push(event),
    stop: () => finish(new WeftError('STORE_UNAVAILABLE', 'the controller is stopping; watch again')),
  });
  call.on('cancelled', () => finish(null));
  call.on('close', () => finish(null));

  const send = ({ position, ...event }: WatchEvent<T>) =>
    sending.send(message({ ...event, resumeToken: position ? sealResumeToken(store.epoch, position) : '' }));

  /** Sends every row; resolves with where it ends. */
  const sendState = async (): Promise<LogPosition> => {
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
    const position = { revision, effects: null };
    await send({ kind: ChangeKind.SYNCED, revision, row: null, position });
    return position;
  };

  const sendStatus = async (id: string) => {
    // It may have been deleted meanwhile, which the watcher hears of or has heard of.
    const row = store.committedRow(table, id);
    if (!row || !matches(table, row, filters)) return;
    const revision = row.metadata?.revision ?? 0;
    await send({ kind: ChangeKind.STATUS, revision, row: hub.withStatus(table, row), position: null });
  };

  /** Tells the observed state of these rows, which may have changed. */
  const sendStatusOf = async (changed: ChangedStatus) => {
    if (changed !== 'any') {
      for (const id of changed) if (!sending.ended) await sendStatus(id);
      return;
    }
    await store.read(async (db) => {
      const scan = new Scan(db, table, filters);
      try {
        for (let rows = await scan.next(scanChunk); rows && !sending.ended; rows = await scan.next(scanChunk)) {
          for (const row of rows) await sendStatus(row.metadata?.id ?? '');
        }
      } finally {
        await scan.close();
      }
    });
  };

  /** Sends what the log has behind `from`, until the feed can take over; resolves with where that is. */
  const catchUp = async (from: LogPosition): Promise<LogPosition> => {
    let at = from;
    // The beginning state may be of a revision that is on disk and not yet told.
    while (!sending.ended && (at.effects !== null || at.revision < store.committedRevision)) {
      const after = at.effects === null ? at.revision : at.revision - 1;
      const until = Math.min(store.committedRevision, after + logChunk);
      const changes = await store.changesBetween(after, until);
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
    // In this turn of the event loop nothing is committed: what comes now, the feed gets.
    await sendStatusOf(feed.goLive());
    return at;
  };

  const run = async () => {
    if (start && start.revision > store.committedRevision) {
      throw compacted(`is of revision ${start.revision}, which does not exist`);
    }
    let at = start ?? (await sendState());
    let liveFrom = at.revision;
    while (!sending.ended) {
      if (feed.isBehind) {
        const { behindSince } = feed;
        at = await catchUp(at.revision >= behindSince ? at : { revision: behindSince, effects: null });
        liveFrom = at.revision;
        continue;
      }
      const event = await feed.next();
      if (event?.kind === ChangeKind.STATUS) {
        // The row may have been deleted before the beginning state.
        if (store.committedRow(table, event.row?.metadata?.id ?? '')) await send(event);
      } else if (event && event.revision > liveFrom) {
        at = event.position ?? at;
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
