import type { Browser } from 'playwright-core';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { TunnelService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { launchChromium, openPage, takeUpdates } from './chromium.js';
import { ToldDashboard } from './told-dashboard.js';

const { TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;

/** What a full mesh takes on the page, in milliseconds; times are medians unless they say otherwise. */
export interface PageSpeed {
  readonly nodes: number;
  /** Views that the page showed. */
  readonly views: number;
  /** From opening the page (a new browser context, nothing cached) until the whole matrix was drawn. */
  readonly firstPaintMs: number;
  /** From publishing a transition on NATS until the page had drawn it. */
  readonly transitionMs: number;
  readonly transitionMaxMs: number;
  /** From the arrival of new figures until they were drawn, and how many views they were. */
  readonly updateMs: number;
  readonly updateMaxMs: number;
  readonly updateViews: number;
  /** From publishing figures of `updateViews` views until the page had drawn all of them. */
  readonly figuresMs: number;
}

const ROUNDS = 20;
const OPENINGS = 3;
/** Nodes of a round that tell new figures of all their tunnels. */
const TELLING_NODES = 60;

/** Measures the page of a controller whose nodes are simulated: processes, nats-server and Chromium are real. */
export async function measurePage(nodes: number): Promise<PageSpeed> {
  const ids = Array.from({ length: nodes }, (_, i) => `host-${i + 1}`);
  const told = await ToldDashboard.start(ids);
  const browser = await launchChromium();
  try {
    for (const id of ids) told.says(id, ids);
    const views = nodes * (nodes - 1);
    await waitFor('the controller knows all tunnels', 60_000, async () => {
      return (await upPairs(told)) * 2 === views || undefined;
    });
    const paints: number[] = [];
    for (let i = 0; i < OPENINGS; i++) paints.push(await firstPaint(browser, told));
    const { page } = await openPage(browser, told.url);
    const transitions: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const down = round % 2 === 0;
      await takeUpdates(page);
      const publishedMs = Date.now();
      const [before, after] = down ? [TUNNEL_UP, TUNNEL_DOWN] : [TUNNEL_DOWN, TUNNEL_UP];
      told.transition('host-1', 'host-2', before, after);
      const drawnMs = await waitFor('the transition is drawn', 10_000, async () => {
        return (await takeUpdates(page)).find(({ views: changed }) => changed > 0)?.drawnMs;
      });
      transitions.push(drawnMs - publishedMs);
    }
    const tellers = ids.slice(0, Math.min(TELLING_NODES, nodes));
    const updates: number[] = [];
    const figures: number[] = [];
    for (let round = 0; round < ROUNDS / 2; round++) {
      await takeUpdates(page);
      const publishedMs = Date.now();
      for (const id of tellers)
        told.says(id, ids, (to) => told.report(to, TUNNEL_UP, { rttP50Ns: 200_000 + round * 5_000 }));
      const seen = { views: 0, drawnMs: 0 };
      await waitFor('the figures are drawn', 20_000, async () => {
        for (const update of await takeUpdates(page)) {
          if (update.views === 0) continue;
          updates.push(update.tookMs);
          seen.views += update.views;
          seen.drawnMs = update.drawnMs;
        }
        return seen.views >= tellers.length * (nodes - 1) || undefined;
      });
      figures.push(seen.drawnMs - publishedMs);
    }
    return {
      nodes,
      views,
      firstPaintMs: median(paints),
      transitionMs: median(transitions),
      transitionMaxMs: Math.max(...transitions),
      updateMs: median(updates),
      updateMaxMs: Math.max(...updates),
      updateViews: tellers.length * (nodes - 1),
      figuresMs: median(figures),
    };
  } finally {
    await browser.close();
    await told.stop();
  }
}

/** Milliseconds from the navigation until everything was drawn. */
async function firstPaint(browser: Browser, told: ToldDashboard): Promise<number> {
  const { page } = await openPage(browser, told.url);
  const paint = await page.evaluate("performance.getEntriesByName('weft:first-paint')[0].startTime");
  await page.context().close();
  return Number(paint);
}

async function upPairs(told: ToldDashboard): Promise<number> {
  return (await callUnary(told.client, TunnelService.listTunnels, { pageSize: 1 })).summary?.up ?? 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
