import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { run } from '../../deploy/lab/command.js';
import { built, LabDirectory } from '../../deploy/lab/directory.js';
import { findRemains, isEmpty, tearDown } from '../../deploy/lab/teardown.js';
import { LabNames } from '../../deploy/lab/underlay.js';
import { waitFor } from '../../deploy/lab/wait-for.js';

/** `npm run demo` without the installing and building that comes before it. */
const prefix = 'wldm';
const names = new LabNames(prefix);
const directory = `/var/lib/${prefix}-demo`;
const environment = [`WEFT_LAB_PREFIX=${prefix}`];
const demo = (...args: string[]): Background =>
  spawnIn(null, ['env', ...environment, process.execPath, built('deploy', 'lab', 'demo.js'), ...args]);

function expectNothingLeft(): void {
  expect(isEmpty(findRemains(names, new LabDirectory(directory)))).toBe(true);
  expect(existsSync(directory)).toBe(false);
}

describe('the demo', () => {
  afterEach(async () => {
    await tearDown(names, directory);
  });

  it('ends by itself with --exit, every check held, within 25 s', async () => {
    const startedMs = performance.now();
    const process = demo('--exit');
    expect(await process.ended()).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(25_000);
    expect(process.stdout).not.toContain('✗');
    expect(process.stdout.match(/✓/g)?.length).toBeGreaterThanOrEqual(12);
    expect(process.stdout).toMatch(/[1-9][\d.]* Gbit\/s/);
    expect(process.stdout).toMatch(/host-3 +READY/);
    expectNothingLeft();
  });

  it('stays until Ctrl-C, for `npm run weft` to talk to, and then removes everything', async () => {
    const process = demo();
    await waitFor('the demo is done', 25_000, () => (process.stdout.includes('Ctrl-C removes it') ? true : undefined));
    const weft = ['env', ...environment, 'node', built('deploy', 'lab', 'weft.js'), 'port', 'list'] as const;
    expect((await run([...weft])).stdout).toContain('globex-4');
    expect(await process.end('SIGINT')).toBe(0);
    expectNothingLeft();
  });

  it.each(['hosts and their agents', 'inside each tenant'])('leaves nothing when interrupted at "%s"', async (step) => {
    const process = demo('--exit');
    await waitFor(step, 20_000, () => (process.stdout.includes(step) ? true : undefined), 5);
    expect(await process.end('SIGINT')).toBe(130);
    expectNothingLeft();
  });

  it('refuses while a lab is up, and leaves that alone', async () => {
    const lab = ['env', ...environment, 'node', built('deploy', 'lab', 'lab.js')] as const;
    expect((await run([...lab, 'up', '--nodes', '1'])).code).toBe(0);
    const process = demo('--exit');
    expect(await process.ended()).toBe(1);
    expect(process.stderr).toContain('a lab is up');
    expect((await run([...lab, 'status'])).stdout).toContain('host-1');
    expect((await run([...lab, 'down'])).code).toBe(0);
  });
});
