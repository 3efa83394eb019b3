import { parseArgs } from 'node:util';
import { runFuzz } from './fuzz.js';

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    xdp: { type: 'string', default: 'off' },
  },
});
const packets = Number(values.packets);
const seed = Number(values.seed);
const xdp = (['native', 'generic', 'off'] as const).find((mode) => mode === values.xdp);
if (!Number.isSafeInteger(packets) || packets < 1 || !Number.isSafeInteger(seed) || !xdp) {
  process.stderr.write('usage: npm run test:fuzz -- --packets N --seed S [--xdp native|generic|off]\n');
  process.exit(2);
}
const started = performance.now();
const outcome = await runFuzz({ packets, seed, xdp, progress: (text) => process.stderr.write(`fuzz: ${text}\n`) });
const { failure, ...rest } = outcome;
if (failure) process.stderr.write(`seed ${seed}, packet ${outcome.packets}:\n${failure}\n`);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify({ kind: 'fuzz', seed, xdp, ...rest, seconds, clean: failure === null })}\n`);
process.exit(failure ? 1 : 0);
