import { parseArgs } from 'node:util';
import { runModel } from './model.js';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const cases = Number(values.cases);
const seed = Number(values.seed);
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('usage: npm run test:model -- --cases N --seed S\n');
  process.exit(2);
}
const started = performance.now();
const outcome = await runModel({ cases, seed, progress: (text) => process.stderr.write(`model: ${text}\n`) });
for (const [name, count] of Object.entries(outcome.seen).sort(([, a], [, b]) => b - a)) {
  process.stderr.write(`${String(count).padStart(8)} ${name}\n`);
}
if (outcome.failure) process.stderr.write(`seed ${seed}, case ${outcome.cases}:\n${outcome.failure}\n`);
const { failure, ...rest } = outcome;
process.stdout.write(
  `${JSON.stringify({ kind: 'model', seed, ...rest, seen: undefined, seconds: (performance.now() - started) / 1000, agrees: failure === null })}\n`,
);
process.exit(failure ? 1 : 0);
