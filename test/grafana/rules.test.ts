import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { dashboardExpressions, grafanaDirectory, namedIn, ruleExpressions } from './expressions.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weft-rules-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs promtool (deploy/bootstrap.sh --tests brings it); its output. Throws with it if something is wrong. */
function promtool(...args: readonly string[]): string {
  return execFileSync('promtool', args, { cwd: grafanaDirectory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

it('the alert rules are right, and fire when and only when they should', () => {
  expect(promtool('check', 'rules', 'alerts.yml')).toContain('SUCCESS');
  expect(promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
});

it('the example of a configuration is right, and has the jobs that rules name', () => {
  expect(promtool('check', 'config', 'prometheus.yml')).toContain('SUCCESS');
  const config = readFileSync(join(grafanaDirectory, 'prometheus.yml'), 'utf8');
  const jobs = [...ruleExpressions(), ...dashboardExpressions()].flatMap(({ expr }) =>
    Array.from(expr.matchAll(/job="([^"]+)"/g), ([, job]) => job),
  );
  expect(new Set(jobs)).toEqual(new Set(['weft-controller', 'weft-agent']));
  for (const job of jobs) expect(config).toContain(`job_name: ${job}\n`);
});

it('every alert is fired in a test, and explained', () => {
  const tests = readFileSync(join(grafanaDirectory, 'alerts.test.yml'), 'utf8');
  const readme = readFileSync(join(grafanaDirectory, 'README.md'), 'utf8').replace(
    ', -Refused',
    ', WeftTunnelBatchesRefused',
  );
  const alerts = ruleExpressions().map(({ where }) => where);
  expect(alerts.length).toBeGreaterThan(20);
  for (const alert of alerts) {
    expect(tests, alert).toMatch(new RegExp(`alertname(="|: )${alert}\\b`));
    expect(readme, alert).toContain(alert);
  }
});

it('every expression of the dashboard is one', () => {
  const expressions = dashboardExpressions();
  expect(expressions.length).toBeGreaterThan(40);
  for (const { expr } of expressions) expect(namedIn(expr), expr).not.toEqual([]);
  const rules = expressions.map(({ expr }, i) => ({ record: `panel:expression:${i}`, expr }));
  const file = join(directory, 'panels.yml');
  writeFileSync(file, stringify({ groups: [{ name: 'panels', rules }] }));
  expect(promtool('check', 'rules', file)).toContain(`${rules.length} rules found`);
});

it('a dashboard has panels that do not cover each other, each with an id and a title of its own', () => {
  const { panels } = JSON.parse(readFileSync(join(grafanaDirectory, 'weft.json'), 'utf8')) as {
    panels: { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
  const cells = new Set<string>();
  for (const { title, gridPos } of panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect(cells.has(`${x} ${y}`), title).toBe(false);
        cells.add(`${x} ${y}`);
      }
    }
  }
});
