import { parseArgs } from 'node:util';
import { runHistories } from './histories.js';

const usage =
  'usage: node dist/test/model/histories-run.js --histories N --seed S [--steps N] [--underlay 4|6] [--whole: do not look for a small example]\n';
const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '150' },
    underlay: { type: 'string', default: '4' },
    whole: { type: 'boolean', default: false },
  },
});
const [histories, seed, length] = [values.histories, values.seed, values.steps].map(Number) as [number, number, number];
const underlay = values.underlay === '4' ? 4 : values.underlay === '6' ? 6 : null;
if (![histories, seed, length].every((n) => Number.isSafeInteger(n) && n >= 1) || underlay === null) {
  process.stderr.write(usage);
  process.exit(2);
}
const started = performance.now();
const outcome = await runHistories({
  ...{ histories, seed, length, underlay, shrink: !values.whole },
  progress: (text) => process.stderr.write(`histories: ${text}\n`),
});
for (const [name, count] of Object.entries(outcome.seen).sort(([, a], [, b]) => b - a)) {
  process.stderr.write(`${String(count).padStart(8)} ${name}\n`);
}
const { failure, seen: _, ...rest } = outcome;
if (failure) process.stderr.write(`${failure}\n`);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  `${JSON.stringify({ kind: 'histories', seed, underlay, ...rest, seconds, agrees: failure === null })}\n`,
);
process.exit(failure ? 1 : 0);
