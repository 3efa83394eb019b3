import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aboveBudget } from './above-budget.js';
import { budgets, compilers } from './budget.js';
import { compileModules, compilerVersion, measurePrograms, type ProgramCost } from './measure.js';

const root = join(import.meta.dirname, '../..');

describe.each(compilers)('built with %s', (compiler) => {
  const isHere = compilerVersion(compiler) !== null;
  if (!isHere) process.stderr.write(`${compiler} is not installed: programs are NOT tested with it\n`);
  let folder: string;
  let programs: ProgramCost[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weft-programs-'));
    if (!isHere) return;
    compileModules(compiler, folder);
    programs = measurePrograms(folder);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.runIf(isHere)('every program loads and is within its budget', () => {
    expect(aboveBudget(programs)).toEqual([]);
  });

  it.runIf(isHere)(
    'the packet fixtures have the same outcomes',
    () => {
      const fixtures = ['test/packets/packets.test.ts', 'test/packets/routing.test.ts', 'test/packets/dhcp.test.ts'];
      const command = ['vitest', 'run', '--project', 'system', '--reporter', 'json', ...fixtures];
      const env = { ...process.env, WEFT_MODULES_BUILD: folder };
      const output = execFileSync('npx', command, {
        cwd: root,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { numFailedTests, numPassedTests } = JSON.parse(output.slice(output.indexOf('{')));
      expect(numFailedTests).toBe(0);
      expect(numPassedTests).toBeGreaterThan(300);
    },
    120_000,
  );
});

it('every program is described', () => {
  const text = readFileSync(join(root, 'docs/programs.md'), 'utf8');
  const described = text.slice(0, text.indexOf('## Cost'));
  for (const program of Object.keys(budgets)) expect(described).toContain(`| \`${program}\` |`);
});
