import type { ServerWritableStream } from '@grpc/grpc-js';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { backupOf } from '../store/backup/write.js';
import type { Store } from '../store/store.js';
import { endWithError } from './serve.js';

/** Bytes of data in a chunk at most. */
const chunkBytes = 512 * 1024;

type BackupCall = ServerWritableStream<weft.v1.BackupRequest, weft.v1.BackupChunk>;

/** Serves ClusterService.Backup: one at a time, as fast as its client reads. */
export function backupHandler(store: Store, onDefect: (error: unknown) => void): (call: BackupCall) => void {
  let running = false;
  return (call) => {
    if (running) {
      const description = 'a backup is being made; there is one at a time';
      throw new WeftError('LIMIT_REACHED', description, { quota: { subject: 'backup', description } });
    }
    running = true;
    sendBackup(store, call)
      .then(
        () => call.end(),
        (error) => endWithError(call, error, onDefect),
      )
      .finally(() => {
        running = false;
      });
  };
}

async function sendBackup(store: Store, call: BackupCall): Promise<void> {
  const gone = new AbortController();
  for (const event of ['cancelled', 'close', 'finish']) call.once(event, () => gone.abort());
  await store.read(async (db) => {
    const backup = backupOf(db);
    let first = true;
    for await (const piece of backup.pieces) {
      for (let at = 0; at < piece.length; at += chunkBytes) {
        if (gone.signal.aborted) return;
        const data = piece.subarray(at, at + chunkBytes);
        const chunk = weft.v1.BackupChunk.create(first ? { data, revision: await backup.revision } : { data });
        first = false;
        await sent(call, chunk, gone.signal);
      }
    }
  });
}

/** Resolves when a chunk has been sent, so that one waits in memory; or when nobody is there to send it to. */
function sent(call: BackupCall, chunk: weft.v1.BackupChunk, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      gone.removeEventListener('abort', done);
      resolve();
    };
    gone.addEventListener('abort', done);
    call.write(chunk, done);
  });
}
