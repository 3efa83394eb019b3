import { Command } from 'commander';
import { formatTable } from '../../controller/cli/table.js';
import { readScenario, type Scenario } from './scenario.js';
import { type Measured, Simulation } from './simulation.js';

/**
 * `npm run scale -- <scenario.yaml>`: runs the scenario, progress on stderr. The last line on stdout is JSON, without --json behind a table. Exit
 * code 0 if every simulated agent ended with what is right, 1 otherwise; targets that were missed are named, and do not change it.
 */

/** Differences that are shown; the rest is counted. */
const shownDifferences = 10;

// grpc-js names a server by its IP address in TLS, of which Node.js warns (DEP0123): nothing that a user could act on.
process.noDeprecation = true;

export function resultLine(scenario: Scenario, measured: Measured): Record<string, unknown> {
  const { differences, ...figures } = measured;
  const values = Object.entries(figures).map(([name, value]) => [name, value === null ? null : rounded(value)]);
  const missed = [...scenario.targets].flatMap(([name, limit]) => {
    const value = figures[name as keyof typeof figures];
    return value !== null && value <= limit
      ? []
      : [`${name}: ${value === null ? 'none' : rounded(value)}, not ${limit}`];
  });
  return {
    kind: 'scale',
    scenario: scenario.name,
    ...Object.fromEntries(values),
    targets: Object.fromEntries(scenario.targets),
    missed,
    ...(differences.length > 0
      ? { differences: differences.slice(0, shownDifferences), differenceCount: differences.length }
      : {}),
    converged: differences.length === 0,
  };
}

/** Four significant digits, whole numbers as they are. */
function rounded(n: number): number {
  return Number.isInteger(n) ? n : Number(n.toPrecision(4));
}

async function main(file: string, options: { json: boolean; profile?: string }): Promise<void> {
  const scenario = readScenario(file);
  const started = performance.now();
  const progress = (step: string) => {
    const atS = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(`scale: ${atS} s: ${step}\n`);
  };
  const nodeOptions = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  const line = resultLine(scenario, await Simulation.run(scenario, progress, nodeOptions));
  if (!options.json) {
    const rows = Object.entries(line).filter(([, value]) => typeof value !== 'object');
    const columns = [
      { heading: 'FIGURE', cell: ([name]: [string, unknown]) => name },
      { heading: 'VALUE', cell: ([, value]: [string, unknown]) => String(value) },
    ];
    process.stdout.write(`${formatTable(columns, rows)}\n`);
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (line.converged !== true) process.exitCode = 1;
}

const program = new Command('scale')
  .description('Runs the controller against many simulated agents.')
  .argument('<scenario>', 'a YAML file; see test/scale')
  .option('--json', 'only the JSON line', false)
  .option('--profile <dir>', 'write CPU profiles of the controller there')
  .action(main);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`scale: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
