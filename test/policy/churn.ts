import { Command } from 'commander';
import { ChurnRun } from './churn-run.js';

/**
 * `node dist/test/policy/churn.js --changes N --restarts N --moves N --seed S`: progress on stderr; the last line on stdout is JSON. Exit code 0 if nothing was wrong, 1 otherwise.
 * The seed says what is changed; what packets meet depends on the timing of processes, too.
 */

process.noDeprecation = true;

const options = new Command('churn')
  .option('--changes <n>', 'changes of rules and of memberships', '1000')
  .option('--restarts <n>', 'how many times an agent is killed and started', '50')
  .option('--moves <n>', 'how many times a machine is moved to another host', '200')
  .option('--seed <s>', 'what is changed depends on it', String(Math.floor(Math.random() * 2 ** 31)))
  .parse()
  .opts<{ changes: string; restarts: string; moves: string; seed: string }>();
const numbers = [options.changes, options.restarts, options.moves, options.seed].map(Number);
const [changes, restarts, moves, seed] = numbers as [number, number, number, number];
if (!numbers.every((n) => Number.isInteger(n) && n >= 0)) {
  process.stderr.write('churn: --changes, --restarts, --moves and --seed are whole numbers\n');
  process.exit(2);
}

process.stderr.write(`seed ${seed}\n`);
const run = new ChurnRun({ seed, changes, restarts, moves });
try {
  const started = performance.now();
  const result = await run.run((changed) => {
    if (changed % 50 === 0) process.stderr.write(`${changed} changes\n`);
  });
  for (const what of result.forbidden.slice(0, 20)) process.stderr.write(`forbidden: ${what}\n`);
  for (const what of result.missed.slice(0, 20)) process.stderr.write(`missed: ${what}\n`);
  for (const what of [...result.causes, ...result.stale]) process.stderr.write(`${what}\n`);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const [forbidden, missed, stale] = [result.forbidden, result.missed, result.stale].map(({ length }) => length) as [
    number,
    number,
    number,
  ];
  const ok =
    forbidden + missed + stale + result.intoClosed + result.cut === 0 && result.datagramsLost <= result.datagramsAtRisk;
  process.stdout.write(
    `${JSON.stringify({ kind: 'policy-churn', ...result, causes: undefined, forbidden, missed, stale, seconds, ok })}\n`,
  );
  process.exitCode = ok ? 0 : 1;
} finally {
  await run.close();
}
