import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lossyDisk } from './lossy-disk.js';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'weft-lossy-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** Writes to a LevelDB in another process, tells when that is answered, and is killed then. */
async function writeAndDie(script: string, wrapper: readonly string[]): Promise<string[]> {
  const data = join(scratch, 'db');
  const level = JSON.stringify(import.meta.resolve('level'));
  const code = `import { Level } from ${level};
    const db = new Level(${JSON.stringify(data)});
    await db.open();
    ${script}
    process.stdout.write('done');
    setInterval(() => {}, 1000);`;
  const [command = '', ...args] = [...wrapper, process.execPath, '--input-type=module', '-e', code];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const db = new Level<string, string>(data);
  const keys = await db.keys().all();
  await db.close();
  return keys;
}

const writes = `await db.batch().put('synced', '1').write({ sync: true });
  await db.batch().put('unsynced', '1').write();`;

it('a lossy disk loses in a kill what was written and not synced, and nothing else', async () => {
  expect(await writeAndDie(writes, lossyDisk(scratch))).toEqual(['synced']);
});

it('a kill alone loses nothing that was written', async () => {
  expect(await writeAndDie(writes, [])).toEqual(['synced', 'unsynced']);
});
