import { parseArgs } from 'node:util';
import { type HostKind, runFuzz } from './fuzz.js';

/** Unless the caller says which: all of both. */
const underlays = [4, 6] as const;
const xdpModes = ['off', 'native', 'generic'] as const;

const { values } = parseArgs({
  options: {
    packets: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    underlay: { type: 'string' },
    xdp: { type: 'string' },
  },
});
const packets = Number(values.packets);
const seed = Number(values.seed);
const hosts = xdpModes.flatMap((xdp) => underlays.map((underlay): HostKind => ({ underlay, xdp })));
const asked = hosts.filter(
  ({ underlay, xdp }) => (values.underlay ?? `${underlay}`) === `${underlay}` && (values.xdp ?? xdp) === xdp,
);
if (!Number.isSafeInteger(packets) || packets < 1 || !Number.isSafeInteger(seed) || asked.length === 0) {
  process.stderr.write(
    'usage: npm run test:fuzz -- --packets N --seed S [--underlay 4|6] [--xdp native|generic|off]\n',
  );
  process.exit(2);
}
const started = performance.now();
const progress = (text: string) => process.stderr.write(`fuzz: ${text}\n`);
const { failure, ...rest } = await runFuzz({ packets, seed, hosts: asked, progress });
if (failure) process.stderr.write(`seed ${seed}, packet ${rest.packets}:\n${failure}\n`);
const seconds = Math.round((performance.now() - started) / 1000);
process.stdout.write(
  `${JSON.stringify({ kind: 'fuzz', seed, hosts: asked, ...rest, seconds, clean: failure === null })}\n`,
);
process.exit(failure ? 1 : 0);
