import { parseArgs } from 'node:util';
import { runHistories } from './histories.js';
import { runModel } from './model.js';

const usage = `usage: npm run test:model -- --cases N --seed S [--underlay 4|6] [--xdp native|generic|off]
       npm run test:model -- --histories N --seed S [--steps N] [--underlay 4|6] [--whole]

--histories   security groups: steps of each are packets, changes of policy and time that passes; history K of seed S is that of seed S+K alone
--whole       tell a history that fails as it is: do not look for a small example
`;
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    histories: { type: 'string', default: '0' },
    steps: { type: 'string', default: '150' },
    whole: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    underlay: { type: 'string', default: '4' },
    xdp: { type: 'string', default: 'off' },
  },
});
const numbers = [values.cases, values.histories, values.steps, values.seed].map(Number);
const [cases, histories, length, seed] = numbers as [number, number, number, number];
const underlay = values.underlay === '4' ? 4 : values.underlay === '6' ? 6 : null;
const xdp = (['native', 'generic', 'off'] as const).find((mode) => mode === values.xdp);
const arePossible = numbers.every(Number.isSafeInteger) && cases >= 1 && histories >= 0 && length >= 1;
if (!arePossible || underlay === null || !xdp) {
  process.stderr.write(usage);
  process.exit(2);
}
const started = performance.now();
const progress = (text: string) => process.stderr.write(`model: ${text}\n`);
const outcome =
  histories > 0
    ? await runHistories({ histories, seed, length, underlay, shrink: !values.whole, progress })
    : await runModel({ cases, seed, underlay, xdp, progress });
for (const [name, count] of Object.entries(outcome.seen).sort(([, a], [, b]) => b - a)) {
  process.stderr.write(`${String(count).padStart(8)} ${name}\n`);
}
const { failure, seen: _, ...rest } = outcome;
if (failure) {
  const where = 'topologies' in outcome ? `seed ${seed}, case ${outcome.cases}:\n` : '';
  process.stderr.write(`${where}${failure}\n`);
}
const seconds = (performance.now() - started) / 1000;
const kind = histories > 0 ? 'histories' : 'model';
process.stdout.write(`${JSON.stringify({ kind, seed, underlay, xdp, ...rest, seconds, agrees: failure === null })}\n`);
process.exit(failure ? 1 : 0);
