import { Command } from 'commander';
import { CrashRun } from './crash-run.js';

/**
 * `npm run test:crash -- --rounds N --seed S [--power-loss]`: progress on stderr; the last line on stdout is JSON. Exit code 0 if nothing was wrong, 1 otherwise. The seed
 * is printed first, so that a run that found something can be repeated.
 */

process.noDeprecation = true;

const options = new Command('crash')
  .option('--rounds <n>', 'how many times the controller is killed', '100')
  .option('--seed <s>', 'what happens depends on it', String(Math.floor(Math.random() * 2 ** 31)))
  .option('--power-loss', 'lose with each kill what was not synced, too')
  .parse()
  .opts<{ rounds: string; seed: string; powerLoss?: boolean }>();
const rounds = Number(options.rounds);
const seed = Number(options.seed);
if (!(Number.isInteger(rounds) && rounds > 0 && Number.isInteger(seed))) {
  process.stderr.write('crash: --rounds and --seed are whole numbers\n');
  process.exit(2);
}

process.stderr.write(`seed ${seed}\n`);
const run = new CrashRun(seed, { powerLoss: options.powerLoss ?? false });
try {
  const started = performance.now();
  const result = await run.run(rounds, (round) => {
    if (round % 10 === 0) process.stderr.write(`${round} rounds\n`);
  });
  for (const what of result.wrong) process.stderr.write(`${what}\n`);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stdout.write(`${JSON.stringify({ kind: 'crash', ...result, seconds, ok: result.wrong.length === 0 })}\n`);
  process.exitCode = result.wrong.length === 0 ? 0 : 1;
} finally {
  await run.close();
}
