import { createReadStream } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { restoreBackup } from './store/backup/restore.js';
import { checkStore } from './store/check/check.js';
import { withPrivateCopy } from './store/check/private-copy.js';

/**
 * `weft-controller store ...`: what is done with a store while no controller has it open. Results go to stdout. Exit codes: 0 done, 1 something is wrong with
 * the store or the file, 2 wrong arguments.
 */
export async function runStoreCommand(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = new Command('store').description('Look after a store while no controller runs on it.').exitOverride();
  program
    .command('check')
    .description('verify everything that must be true of a store; reads only')
    .requiredOption('--data <dir>', 'directory of the store')
    .option('--json', 'print one JSON object a line')
    .action(async ({ data, json }: { data: string; json?: boolean }) => {
      exitCode = await check(data, json ?? false);
    });
  program
    .command('restore')
    .description('make a store of a backup; it begins a new epoch when the controller starts on it')
    .requiredOption('--from <file>', 'the backup')
    .requiredOption('--data <dir>', 'directory of the store: empty, or not there yet')
    .action(async ({ from, data }: { from: string; data: string }) => {
      const { revision, entries, clusterId } = await restoreBackup(createReadStream(from), data);
      print(`restored ${entries} entries of cluster ${clusterId} at revision ${revision} into ${data}`);
    });
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`weft-controller: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  return exitCode;
}

async function check(directory: string, json: boolean): Promise<number> {
  const summary = await withPrivateCopy(directory, (db) =>
    checkStore(db, (key, what) => print(json ? JSON.stringify({ key, what }) : `${key}: ${what}`)),
  );
  const { revision, rows, indexEntries, changeRecords, violations } = summary;
  if (json) print(JSON.stringify(summary));
  else {
    const seen = `revision ${revision}, ${rows} rows, ${indexEntries} index entries, ${changeRecords} change records`;
    print(`${seen}: ${violations === 0 ? 'nothing is wrong' : `${violations} violations`}`);
  }
  return violations === 0 ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
