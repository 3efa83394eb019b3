import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { oneScope } from './testing/one-scope.js';
import { TunnelFleet } from './testing/tunnel-fleet.js';
import { TunnelHealth } from './tunnel-health.js';
import { measureTunnels, PAIRS_MEASURED } from './tunnel-metrics.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;

function measured(nodes: number) {
  const fleet = new TunnelFleet(nodes);
  const health = new TunnelHealth({ source: fleet.source, scopes: oneScope, now: () => fleet.now });
  health.board.setConnected(true);
  fleet.board = health.board;
  const registry = new Registry();
  measureTunnels(health, () => 7, registry);
  const scrape = async () => {
    const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  };
  return { fleet, health, scrape };
}

describe('metrics of tunnels', () => {
  it('are of tunnels by state, of nodes, and of what came', async () => {
    const { fleet, health, scrape } = measured(4);
    for (const [to, rtt, loss] of [
      ['h1', 100, 0],
      ['h2', 200, 3_000],
      ['h3', 900, 6_000],
    ] as const) {
      fleet.says('h0', [to], TUNNEL_UP, { rttP50Ns: rtt * 1_000, lossOutPpm: loss });
    }
    fleet.says('h1', ['h2'], TUNNEL_DOWN, { rttP50Ns: 0, lossOutPpm: 1_000_000 });
    fleet.tell('h1', { sequence: 9 });
    fleet.now += 500;
    health.incidents.poll();
    const metrics = await scrape();
    expect(Object.fromEntries(metrics)).toMatchObject({
      weft_tunnel_source_connected: 1,
      weft_tunnel_batches_total: 5,
      weft_tunnel_batches_lost_total: 7,
      weft_tunnel_batches_refused_total: 7,
      weft_tunnel_views: 4,
      weft_tunnel_views_dropped_total: 0,
      'weft_tunnels{state="up"}': 3,
      'weft_tunnels{state="down"}': 1,
      'weft_tunnel_node_tunnels{node="h0",state="up"}': 3,
      'weft_tunnel_node_tunnels{node="h2",state="down"}': 1,
      'weft_tunnel_node_rtt_p50_seconds{node="h0"}': 0.0002,
      'weft_tunnel_node_loss_ratio{node="h0"}': 0.003,
      'weft_tunnel_incidents{kind="pair_down"}': 1,
      'weft_tunnel_pair_loss_ratio{node_a="h1",node_b="h2",direction="a_to_b"}': 1,
    });
    expect(metrics.has('weft_tunnel_node_rtt_p50_seconds{node="h3"}')).toBe(false);
    // What is out of date is no figure of the node.
    fleet.instance = 'run-2';
    fleet.tell('h0', { sequence: 1, reports: [fleet.report('h3', TUNNEL_UP, { rttP50Ns: 700_000, lossOutPpm: 500 })] });
    expect(Object.fromEntries(await scrape())).toMatchObject({
      'weft_tunnel_node_rtt_p50_seconds{node="h0"}': 0.0007,
      'weft_tunnel_node_loss_ratio{node="h0"}': 0.0005,
    });
    fleet.remove('h0');
    const later = await scrape();
    expect([...later.keys()].filter((name) => name.includes('"h0"'))).toEqual([]);
    expect(later.get('weft_tunnels{state="up"}')).toBe(0);
  });

  it('name the worst tunnels, and no more than some', async () => {
    const { fleet, scrape } = measured(60);
    for (let i = 1; i < 60; i++)
      fleet.says('h0', [`h${i}`], TUNNEL_DEGRADED, { lossOutPpm: 1_000 * i, rttP50Ns: 1_000 });
    fleet.says('h3', ['h4'], TUNNEL_DOWN);
    const pairs = [...(await scrape()).keys()].filter((name) => name.startsWith('weft_tunnel_pair_rtt_seconds'));
    expect(pairs).toHaveLength(PAIRS_MEASURED);
    expect(pairs[0]).toContain('node_a="h3",node_b="h4"');
    expect(pairs[1]).toContain('node_b="h59"');
    expect(pairs.some((name) => name.includes('node_b="h10"'))).toBe(false);
  });
});
