import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aboveBudget } from './above-budget.js';
import { budgets, compilers } from './budget.js';
import { compileModules, compilerVersion, measurePrograms, type ProgramCost } from './measure.js';

/**
 * Measures all programs with every compiler and writes the table into docs/programs.md: `npm run programs`.
 * `npm run programs -- --check` writes nothing, and fails where a program is above its budget.
 */
const docs = join(import.meta.dirname, '../../docs/programs.md').replace('/dist/', '/');
const begin = '<!-- table: npm run programs -->';
const end = '<!-- end of table -->';

const costs = compilers.map((compiler) => {
  const version = compilerVersion(compiler);
  if (!version) throw new Error(`${compiler} is not installed`);
  const folder = mkdtempSync(join(tmpdir(), 'weft-programs-'));
  try {
    compileModules(compiler, folder);
    return { version, programs: measurePrograms(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const [first] = costs;
if (!first) throw new Error('no compiler');
const count = (n: number) => n.toLocaleString('en-US');
const cells = (of: (cost: ProgramCost) => number | string, program: string) =>
  costs.map(({ programs }) => {
    const cost = programs.find((p) => p.program === program);
    const cell = cost ? of(cost) : '';
    return typeof cell === 'number' ? count(cell) : cell;
  });
/** Its own frame, and the largest of its functions. */
const stack = ({ stackBytes: [own = 0, ...functions] }: ProgramCost) =>
  functions.length > 0 ? `${own}+${Math.max(...functions)}` : own;
const versions = costs.map(({ version }) => `clang ${version.split('.')[0]}`).join(' / ');
const rows = first.programs.map(({ module, program }) => {
  const budget = budgets[program];
  return [
    `[${module}](../modules/${module}/${module}.bpf.c)`,
    `\`${program}\``,
    `${cells((c) => c.instructions, program).join(' / ')}`,
    budget ? count(budget.instructions) : '',
    `${cells((c) => c.verifiedInstructions, program).join(' / ')}`,
    budget ? count(budget.verifiedInstructions) : '',
    `${cells((c) => c.peakStates, program).join(' / ')}`,
    `${cells(stack, program).join(' / ')}`,
    `${cells((c) => c.machineCodeBytes, program).join(' / ')}`,
  ];
});
const header = [
  'module',
  'program',
  `instructions (${versions})`,
  'budget',
  'verified',
  'budget',
  'peak states',
  'stack, bytes',
  'machine code, bytes',
];
const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
process.stdout.write(`${table}\n`);
if (process.argv.includes('--check')) {
  const above = costs.flatMap(({ version, programs }) =>
    aboveBudget(programs).map((why) => `clang ${version}: ${why}\n`),
  );
  process.stderr.write(above.join(''));
  process.exitCode = above.length > 0 ? 1 : 0;
} else {
  const text = readFileSync(docs, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${docs} has no place for the table`);
  writeFileSync(docs, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}
