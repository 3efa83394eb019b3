import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { ClusterService } from '../../proto/gen/services.js';
import type { Connection } from './connection.js';
import { CommandFailure, ExitCode } from './exit.js';
import { printLine } from './output.js';
import { interrupted, withController } from './session.js';

/** `weft store`: back up a running controller's store; check and restore one while no controller runs on it. */
export function addStoreCommand(program: Command): void {
  const store = program.command('store').description("the controller's store: back up, check, restore");
  store
    .command('backup')
    .description('write a consistent copy of the whole store to a file, while the controller goes on')
    .requiredOption('--out <file>', 'file to write; it appears when it is complete')
    .action(async ({ out }: { out: string }, self: Command) => {
      await withController(self, async (c) => {
        const { revision, bytes } = await backUp(c, out);
        printLine(`backed up revision ${revision} to ${out}, ${bytes} bytes`);
      });
    });
  store
    .command('check')
    .description('verify everything that must be true of a store on this host; stop its controller first')
    .requiredOption('--data <dir>', "the controller's --data")
    .option('--json', 'print one JSON object a line')
    .action(({ data, json }: { data: string; json?: boolean }) =>
      runController(['check', '--data', data, ...(json ? ['--json'] : [])]),
    );
  store
    .command('restore')
    .description('make a store of a backup; its controller then begins a new epoch')
    .requiredOption('--from <file>', 'the backup')
    .requiredOption('--data <dir>', "the controller's --data: empty, or not there yet")
    .action(({ from, data }: { from: string; data: string }) =>
      runController(['restore', '--from', from, '--data', data]),
    );
}

/** Writes a backup to a file that has its name only when it is complete and on disk. */
async function backUp(c: Connection, out: string): Promise<{ revision: number; bytes: number }> {
  const partial = `${out}.partial`;
  const file = openSync(partial, 'w', 0o600);
  let revision = 0;
  let bytes = 0;
  try {
    const signal = interrupted();
    // Written synchronously: the stream is read as fast as the disk takes it.
    const write = ({ data, revision: at }: { data?: Uint8Array | null; revision?: number | null }) => {
      revision ||= at ?? 0;
      for (let rest = data ?? new Uint8Array(); rest.length > 0; ) {
        const written = writeSync(file, rest);
        bytes += written;
        rest = rest.subarray(written);
      }
      return true;
    };
    await c.follow(ClusterService.backup, {}, write, signal);
    if (signal.aborted) throw new CommandFailure(ExitCode.FAILED, 'interrupted: there is no backup');
    fsyncSync(file);
    renameSync(partial, out);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  const directory = openSync(dirname(out), 'r');
  fsyncSync(directory);
  closeSync(directory);
  return { revision, bytes };
}

/** Has the controller's program do it: it alone knows what a store looks like. */
async function runController(args: readonly string[]): Promise<void> {
  const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, 'store', ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new CommandFailure(ExitCode.FAILED, `store ${args[0]} found something wrong (see above)`);
}
