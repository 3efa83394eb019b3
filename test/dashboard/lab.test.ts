/** The page over a lab: real hosts, agents, probes, packets; a certificate in the browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import { Impairments } from '../../deploy/lab/impairments.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { createTenantNetwork, createVm, startLab } from '../faults/faulty-lab.js';
import { launchChromium, openPage, takeUpdates } from './chromium.js';

/** In the controller's own network namespace. */
const l4Port = 7_479;
const hosts = ['host-1', 'host-2', 'host-3'];

let lab: Lab;
let down: () => Promise<void> = async () => {};
let underlay: Impairments;
let browser: Browser;
let page: Page;
let traffic: Background;

beforeAll(async () => {
  // The lab's processes have this process's environment.
  process.env['WEFT_DASHBOARD'] = `0.0.0.0:${l4Port}`;
  try {
    ({ lab, down } = await startLab('wltpage', { nodes: hosts.length }));
  } finally {
    delete process.env['WEFT_DASHBOARD'];
  }
  underlay = new Impairments(lab);
  await createTenantNetwork(lab, 'acme');
  for (const [i, host] of hosts.entries()) await createVm(lab, 'acme', `vm-${i + 1}`, host, `10.0.0.${i + 11}`);
  traffic = spawnInVm(lab, 'vm-1', ['ping', '-q', '-n', '-i', '0.1', '-s', '1000', '10.0.0.12']);
  browser = await launchChromium();
  const { certificate, key } = lab.plan.directory.certificate('admin');
  const origin = `https://${lab.plan.addresses.control}:${l4Port}`;
  ({ page } = await openPage(browser, origin, {
    ignoreHTTPSErrors: true,
    clientCertificates: [{ origin, certPath: certificate, keyPath: key }],
  }));
});
afterAll(async () => {
  await browser?.close();
  await traffic?.end();
  await underlay?.clear();
  await down();
});

const count = (state: 'up' | 'down', n: number) =>
  page.locator(`#count-${state}`).getByText(String(n), { exact: true }).waitFor({ timeout: 60_000 });

it('a direction that is cut is seen within seconds, with where it is cut, and so is its recovery', async () => {
  await count('up', 3);
  await takeUpdates(page);
  const cutMs = Date.now();
  await underlay.set({ host: 'host-1', peer: 'host-3', direction: 'out' }, { cut: true });
  await count('down', 1);
  const [drawn] = (await takeUpdates(page)).filter(({ views }) => views > 0);
  console.log(
    `counted as down ${Date.now() - cutMs} ms after the cut; first change drawn after ${Math.round((drawn?.drawnMs ?? 0) - cutMs)} ms`,
  );
  await page.locator('#incidents', { hasText: 'host-1 ⇄ host-3' }).waitFor();
  await page.focus('#matrix');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('n');
  await page.keyboard.press('Enter');
  const panel = page.locator('#pair');
  await panel.getByText('the direction host-1 to host-3 is cut').first().waitFor();
  await panel.getByText('Underlay when it went down').first().waitFor();
  await underlay.clear();
  await count('up', 3);
  await panel.getByText('packets pass in both directions').waitFor();
  expect(await panel.locator('svg[role=img]').first().getAttribute('aria-label')).toContain(
    'with times when it was down',
  );
});

it('tenants bytes between hosts are counted', async () => {
  await page.click('#traffic-tab');
  const row = page.locator('#traffic-body tr', { hasText: 'host-1 → host-2' });
  await row.getByText(/^\d+(\.\d+)? kB\/s$/).waitFor({ timeout: 30_000 });
  await page.locator('#traffic-note', { hasText: 'acme' }).waitFor();
});
