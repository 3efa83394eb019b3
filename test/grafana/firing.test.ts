import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { spawnIn } from '../../deploy/lab/background.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { ToldController } from '../tunnels/told-controller.js';
import { grafanaDirectory } from './expressions.js';

const { TUNNEL_UP, TUNNEL_DOWN } = weft.v1.TunnelState;

/** Node -> state of its tunnel to each other. */
type States = Readonly<Record<string, Readonly<Record<string, weft.v1.TunnelState>>>>;

const allUp: States = {
  h1: { h2: TUNNEL_UP, h3: TUNNEL_UP },
  h2: { h1: TUNNEL_UP, h3: TUNNEL_UP },
  h3: { h1: TUNNEL_UP, h2: TUNNEL_UP },
};

const cleanups: (() => unknown)[] = [];
let told: ToldController;
let prometheusPort = 0;
let said = allUp;

/** What each node says of its tunnels to the others, as its agent would. */
function say(): void {
  for (const [node, remotes] of Object.entries(said)) {
    told.publish(node, { reports: Object.entries(remotes).map(([to, state]) => told.report(to, state)) });
  }
}

/** A controller, nats-server and a Prometheus that scrapes the one and has the rules; three nodes, for which the test speaks. */
beforeAll(async () => {
  told = await ToldController.start(Object.keys(allUp));
  cleanups.push(() => told.stop());
  await told.startNats();
  const saying = setInterval(say, 1_000);
  cleanups.push(() => clearInterval(saying));

  const directory = mkdtempSync(join(tmpdir(), 'weft-firing-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  const config = join(directory, 'prometheus.yml');
  const often = '200ms';
  const targets = [`127.0.0.1:${told.metricsL4Port}`];
  writeFileSync(
    config,
    stringify({
      global: { scrape_interval: often, scrape_timeout: often, evaluation_interval: often },
      rule_files: [join(grafanaDirectory, 'alerts.yml')],
      scrape_configs: [{ job_name: 'weft-controller', static_configs: [{ targets }] }],
    }),
  );
  prometheusPort = await freePort();
  const prometheus = spawnIn(null, [
    'prometheus',
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(directory, 'series')}`,
    `--web.listen-address=127.0.0.1:${prometheusPort}`,
  ]);
  cleanups.push(() => prometheus.end('SIGTERM'));
  await waitFor('Prometheus is ready', 30_000, async () => (await isReady()) || undefined);
});
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

it('a node that dies fires its alert in a real Prometheus, alone, and it ends when the node is back', async () => {
  /** Alerts that fire when agents say that, and go on saying it. */
  const firing = async (states: States, until: (alerts: readonly string[]) => boolean) => {
    said = states;
    say();
    return waitFor('alerts as expected', 30_000, async () => {
      const alerts = await alertsFiring();
      return until(alerts) ? alerts : undefined;
    }).catch(async (error) => {
      throw new Error(`${(error as Error).message}: ${await alertsFiring()}`);
    });
  };
  say();
  await waitFor('tunnels are scraped', 30_000, async () => {
    return (await query('sum(weft_tunnels{state="up"})')) === 3 || undefined;
  });
  expect(await alertsFiring()).toEqual([]);
  const dead = { h1: { h2: TUNNEL_UP, h3: TUNNEL_DOWN }, h2: { h1: TUNNEL_UP, h3: TUNNEL_DOWN } };
  const alerts = await firing(dead, (all) => all.length > 0);
  expect(alerts).toEqual(['WeftNodeUnreachable h3 critical']);
  expect(await firing(allUp, (all) => all.length === 0)).toEqual([]);

  // One tunnel alone is another alert.
  const cut = { ...allUp, h1: { h2: TUNNEL_DOWN, h3: TUNNEL_UP } };
  expect(await firing(cut, (all) => all.length > 0)).toEqual(['WeftTunnelDown undefined critical']);
});

async function ask(path: string): Promise<{ data: never }> {
  const answer = await fetch(`http://127.0.0.1:${prometheusPort}${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { data: never };
}

async function isReady(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${prometheusPort}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** The value of an expression with one result; null if it has none. */
async function query(expr: string): Promise<number | null> {
  const { result } = (await ask(`/api/v1/query?query=${encodeURIComponent(expr)}`)).data as {
    result: { value: [number, string] }[];
  };
  return result[0] ? Number(result[0].value[1]) : null;
}

async function alertsFiring(): Promise<string[]> {
  const { alerts } = (await ask('/api/v1/alerts')).data as {
    alerts: { state: string; labels: { alertname: string; node?: string; severity: string } }[];
  };
  // Nodes without agents are NOT_READY.
  return alerts
    .filter(({ state, labels }) => state === 'firing' && labels.alertname !== 'WeftNodesNotReady')
    .map(({ labels }) => `${labels.alertname} ${labels.node} ${labels.severity}`)
    .sort();
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
