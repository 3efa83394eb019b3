import { Command, InvalidArgumentError, Option } from 'commander';
import { LabError } from '../../deploy/lab/lab-error.js';
import { benchControl } from './control.js';
import { benchDatapath, type DatapathOptions, profiles } from './datapath.js';
import { benchPage } from './page.js';
import { benchPrograms } from './programs.js';
import { benchPropagation } from './propagation.js';
import { type Line, printLines } from './report.js';
import { systemNames } from './systems/creators.js';
import { removeSystems } from './systems/system.js';
import { benchTunnels } from './tunnels.js';
import { benchTunnelsScale } from './tunnels-scale.js';

/** `npm run bench -- <suite>`: results on stdout, progress on stderr. A suite is one file that returns lines. */

// grpc-js names a server by its IP address in TLS, of which Node.js warns (DEP0123): nothing that a user could act on.
process.noDeprecation = true;

const progress = (step: string) => process.stderr.write(`bench: ${step}\n`);

function mtu(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1280 || n > 65_535) throw new InvalidArgumentError('Not in 1280..65535.');
  return n;
}

function rounds(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 1_000) throw new InvalidArgumentError('Not in 1..1000.');
  return n;
}

function systems(text: string): string[] {
  const names = text.split(',');
  const unknown = names.find((name) => !systemNames.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`Known: ${systemNames.join(', ')}.`);
  return names;
}

const program = new Command('bench')
  .description('Measures weft against its peers on this machine. Needs root; wants an idle machine.')
  .showHelpAfterError('(see --help)');

program
  .command('datapath')
  .description(
    'round trip, packet rate and throughput of weft and kernel bridge + VXLAN (bare, also routed; or full: both with policy), and plain routing',
  )
  .addOption(
    new Option('--profile <name>', 'bare: no policy; full: anti-spoofing, 100 rules, connection tracking, routed')
      .choices(Object.keys(profiles))
      .default('bare'),
  )
  .option('--quick', '3 short rounds instead of 5', false)
  .option('--rounds <n>', 'so many rounds', rounds)
  .option('--mtu <bytes>', 'MTU of the underlay', mtu, 9000)
  .option('--systems <names>', "these instead of the profile's", systems)
  .option('--peers', "once also throughput of bcc's distributed_bridge and of OVN (deploy/bootstrap.sh --bench)", false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: DatapathOptions & { json: boolean }) => report(options.json, benchDatapath(options, progress)));

program
  .command('programs')
  .description('time of a packet in each program, with small and large tables, in labs of real agents')
  .option('--quick', '100,000 endpoints instead of a million, fewer packets', false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: { quick: boolean; json: boolean }) => report(options.json, benchPrograms(options, progress)));

program
  .command('propagation')
  .description('time from the answer of CreatePort to forwarding on a remote host, in a lab of three')
  .option('--quick', '10 ports instead of 40', false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: { quick: boolean; json: boolean }) => report(options.json, benchPropagation(options, progress)));

program
  .command('control')
  .description('writes a second, time until an agent with real BPF maps follows, a port from creation to ACTIVE')
  .option('--quick', 'fewer rounds, no million', false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: { quick: boolean; json: boolean }) => report(options.json, benchControl(options, progress)));

program
  .command('tunnels')
  .description('how soon sick tunnels are told of, how right round trips are, and false alarms, in a lab of three')
  .option('--quick', 'one or two of each, false alarms for 30 s instead of 5 minutes', false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: { quick: boolean; json: boolean }) => report(options.json, benchTunnels(options, progress)));

program
  .command('tunnels-scale')
  .description(
    '250, 500 and 1,000 simulated nodes in one scope: messages, what they cost the controller, a node that is gone',
  )
  .option('--quick', '250 nodes only', false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: { quick: boolean; json: boolean }) => report(options.json, benchTunnelsScale(options, progress)));

program
  .command('page')
  .description('the web page with 250 and 500 nodes, in Chromium: first paint, updates')
  .option('--quick', '250 nodes, one run', false)
  .option('--json', 'JSON lines instead of a table', false)
  .action((options: { quick: boolean; json: boolean }) => report(options.json, benchPage(options, progress)));

async function report(json: boolean, lines: Promise<Line[]>): Promise<void> {
  printLines(await lines, json);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    progress('interrupted: removing what is there');
    removeSystems().finally(() => process.exit(130));
  });
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(
    `bench: ${error instanceof LabError ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = 1;
}
