import type { Database } from '../database.js';
import { metaKeys } from '../keys.js';
import { entryBytes, frame, frameKinds, framePayload, jsonFrame, preamble } from './format.js';

/** Entries read at once, at most; fewer if they have more than `framePayload` bytes. */
const chunk = 1000;

/**
 * A backup of everything that the database has now, as it is written meanwhile: one LevelDB snapshot, taken at once, not when the first piece is asked
 * for. Memory holds one piece; LevelDB keeps on disk what the snapshot needs until the pieces are read or `return` is called.
 */
export function backupOf(db: Database): { revision: Promise<number>; pieces: AsyncGenerator<Buffer, void> } {
  const snapshot = db.snapshot();
  const head = db
    .getMany([metaKeys.schema, metaKeys.cluster, metaKeys.epoch, metaKeys.revision], { snapshot })
    .then(([schema, clusterId, epoch, revision]) => ({
      schema: Number(schema?.toString()),
      clusterId: String(clusterId),
      epoch: String(epoch),
      revision: Number(revision?.toString()),
    }));
  const revision = head.then((h) => h.revision);
  revision.catch(() => undefined); // It is the reader of the pieces who hears of it.
  async function* pieces(): AsyncGenerator<Buffer, void> {
    const iterator = db.iterator({ snapshot, highWaterMarkBytes: framePayload } as { snapshot: typeof snapshot });
    try {
      yield Buffer.concat([preamble(), jsonFrame(frameKinds.head, await head)]);
      let entries = 0;
      let parts: Buffer[] = [];
      let bytes = 0;
      for (let read = await iterator.nextv(chunk); read.length > 0; read = await iterator.nextv(chunk)) {
        for (const [key, value] of read) {
          const part = entryBytes(key, value);
          parts.push(part);
          bytes += part.length;
          entries++;
          if (bytes < framePayload) continue;
          yield frame(frameKinds.entries, parts);
          parts = [];
          bytes = 0;
        }
      }
      if (bytes > 0) yield frame(frameKinds.entries, parts);
      yield jsonFrame(frameKinds.end, { entries });
    } finally {
      await iterator.close();
      await snapshot.close();
    }
  }
  return { revision, pieces: pieces() };
}
