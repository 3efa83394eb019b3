// Run by native.kernel.test.ts in a process of its own: node teardown.mjs ADDON OBJECT. Every way an environment can end while
// handles are open; a crash or a hang is a signal or a timeout of this process.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const [path, object] = isMainThread ? process.argv.slice(2) : workerData.paths;
const addon = createRequire(import.meta.url)(path);
addon.bind(
  class extends Error {
    constructor(message, details) {
      super(message);
      Object.assign(this, details);
    }
  },
);

/** Opens one of everything and leaves it open. */
function open() {
  const loaded = addon.loadObject(object, null, [], [], [], [], 0);
  addon.openRing(loaded.maps.ring, 12, () => {});
  addon.openLinkMonitor(() => {});
  return loaded;
}

if (!isMainThread) {
  const loaded = open();
  if (workerData.how === 'exit') process.exit(0);
  if (workerData.how === 'throw') throw new Error('on purpose');
  if (workerData.how === 'close') {
    // Closing, but the loop has not run since.
    addon.close(addon.openRing(loaded.maps.ring, 12, () => {}));
    addon.close(addon.openLinkMonitor(() => {}));
    process.exit(0);
  }
  // The open ring keeps the worker alive until it is terminated.
} else {
  for (const how of ['exit', 'throw', 'close', 'terminate']) {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { how, paths: [path, object] } });
    worker.on('error', () => {});
    await new Promise((resolve) => {
      worker.once('exit', resolve);
      if (how === 'terminate') worker.once('online', () => setImmediate(() => worker.terminate()));
    });
  }
  open();
  console.log('done');
  process.exit(0);
}
