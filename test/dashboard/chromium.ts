import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's Chromium. As root it refuses its sandbox. */
const launch = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
};

/** What a page wrote to its console as a warning or an error, and what it threw. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens the page of a dashboard and waits until all tunnels were told. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(watchUpdates);
  await page.goto(url);
  await page.waitForFunction(() => performance.getEntriesByName('weft:first-paint').length > 0);
  return { page, complaints };
}

/** An update of the page as it measured it. */
export interface MeasuredUpdate {
  /** When it was drawn, in milliseconds since the epoch, and how long after its first frame arrived. */
  readonly drawnMs: number;
  readonly tookMs: number;
  /** Everything was drawn anew; otherwise so many views. */
  readonly all: boolean;
  readonly views: number;
}

/** The page does not keep what it measured: this does, from the beginning. A string, because it is the browser's and not this program's. */
const watchUpdates = `
  globalThis.weftUpdates = [];
  new PerformanceObserver((list) => {
    for (const { name, startTime, duration, detail } of list.getEntries())
      if (name === 'weft:update')
        weftUpdates.push({ drawnMs: performance.timeOrigin + startTime + duration, tookMs: duration, ...detail });
  }).observe({ type: 'measure' });
`;

/** Updates since this was asked last. */
export async function takeUpdates(page: Page): Promise<MeasuredUpdate[]> {
  return (await page.evaluate('weftUpdates.splice(0)')) as MeasuredUpdate[];
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch(launch);
}
