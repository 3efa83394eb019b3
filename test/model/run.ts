import { parseArgs } from 'node:util';
import { runModel } from './model.js';

const usage = 'usage: npm run test:model -- --cases N --seed S [--underlay 4|6] [--xdp native|generic|off]\n';
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    underlay: { type: 'string', default: '4' },
    xdp: { type: 'string', default: 'off' },
  },
});
const cases = Number(values.cases);
const seed = Number(values.seed);
const underlay = values.underlay === '4' ? 4 : values.underlay === '6' ? 6 : null;
const xdp = (['native', 'generic', 'off'] as const).find((mode) => mode === values.xdp);
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed) || underlay === null || !xdp) {
  process.stderr.write(usage);
  process.exit(2);
}
const started = performance.now();
const outcome = await runModel({
  cases,
  seed,
  underlay,
  xdp,
  progress: (text) => process.stderr.write(`model: ${text}\n`),
});
for (const [name, count] of Object.entries(outcome.seen).sort(([, a], [, b]) => b - a)) {
  process.stderr.write(`${String(count).padStart(8)} ${name}\n`);
}
if (outcome.failure) process.stderr.write(`seed ${seed}, case ${outcome.cases}:\n${outcome.failure}\n`);
const { failure, ...rest } = outcome;
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
  `${JSON.stringify({ kind: 'model', seed, underlay, xdp, ...rest, seen: undefined, seconds, agrees: failure === null })}\n`,
);
process.exit(failure ? 1 : 0);
