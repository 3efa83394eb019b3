import { Counter, Gauge, type Registry } from 'prom-client';
import { weft } from '../../../proto/gen/codecs.js';
import { nodeFigures } from './node-figures.js';
import type { TunnelHealth } from './tunnel-health.js';
import { worstPairs } from './worst-pairs.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { NODE_DEGRADED, NODE_UNREACHABLE, PAIR_DEGRADED, PAIR_DOWN } = weft.v1.TunnelIncidentKind;

/** Tunnels that have series of their own: of a million there may not be one each. */
export const PAIRS_MEASURED = 50;

const states = { up: TUNNEL_UP, degraded: TUNNEL_DEGRADED, down: TUNNEL_DOWN, unknown: TUNNEL_UNKNOWN } as const;
const kinds = {
  node_unreachable: NODE_UNREACHABLE,
  pair_down: PAIR_DOWN,
  node_degraded: NODE_DEGRADED,
  pair_degraded: PAIR_DEGRADED,
} as const;

/** Prometheus metrics of tunnels, read from the picture when somebody asks: as many as there are nodes, and of the worst tunnels. */
export function measureTunnels(health: TunnelHealth, refused: () => number, registry: Registry): void {
  const registers = [registry];
  const { board, incidents, conditions, picture } = health;
  const { views, nodes } = board;
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });

  gauge('weft_tunnel_source_connected', '1 while the controller hears what agents measure', () =>
    Number(board.connected),
  );
  counter('weft_tunnel_batches_total', 'Batches of agents that were taken', () => board.batches);
  counter(
    'weft_tunnel_batches_lost_total',
    'Batches of agents that did not come, as the numbers of others tell',
    () => board.batchesLost,
  );
  counter(
    'weft_tunnel_batches_refused_total',
    'Messages that are no batch of the node on whose subject they came, or beyond what it may send',
    refused,
  );
  counter(
    'weft_tunnel_foreign_total',
    'What nodes told of VTEPs and networks that they share nothing with, which is not believed',
    () => board.foreign,
  );
  gauge('weft_tunnel_views', 'Views of tunnels in the picture, two of each', () => views.count);
  counter(
    'weft_tunnel_views_dropped_total',
    'Reports, counters and VNIs of tunnels for which there was no room in the picture',
    () => health.dropped,
  );
  gauge('weft_tunnel_tenant_bytes_per_second', "Bytes of tenants' frames that nodes send to each other", () =>
    picture.tenantBytesPerSecond(),
  );
  gauge(
    'weft_tunnel_starved_networks',
    'Networks whose packets do not pass between some nodes because they are too large',
    () => conditions.starvedNetworks,
  );
  counter(
    'weft_tunnel_incidents_dropped_total',
    'Incidents that were not told of because too many lasted',
    () => incidents.dropped,
  );

  new Gauge({
    name: 'weft_tunnels',
    help: 'Tunnels (pairs of nodes) by state',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, n] of Object.entries(states)) this.set({ state }, views.pairsIn(n));
    },
  });
  new Gauge({
    name: 'weft_tunnel_incidents',
    help: 'Incidents that last, by kind',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const [kind, n] of Object.entries(kinds)) this.set({ kind }, incidents.openOf(n));
    },
  });
  new Gauge({
    name: 'weft_tunnel_node_tunnels',
    help: 'Tunnels of a node by state',
    labelNames: ['node', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { id, index } of nodes.all()) {
        if (views.pairs.countOf(index) === 0) continue;
        for (const [state, n] of Object.entries(states)) this.set({ node: id, state }, views.pairsOfIn(index, n));
      }
    },
  });
  measureNodes(health, registers);
  measureWorst(health, registers);
}

function measureNodes({ board }: TunnelHealth, registers: Registry[]): void {
  const { views, nodes } = board;
  new Gauge({
    name: 'weft_tunnel_node_rtt_p50_seconds',
    help: "Round trip of a node's probes, median of its tunnels",
    labelNames: ['node'],
    registers,
    // Both at once: what they need is the same pass over all views.
    collect() {
      this.reset();
      losses.reset();
      const figures = nodeFigures(views, nodes.ids.length);
      for (const { id, index } of nodes.all()) {
        const { rttP50Us = 0, lossOutPpm = 0 } = figures[index] ?? {};
        if (rttP50Us === 0) continue;
        this.set({ node: id }, rttP50Us / 1e6);
        losses.set({ node: id }, lossOutPpm / 1e6);
      }
    },
  });
  // Behind the other: it is read behind it, when both are set.
  const losses = new Gauge({
    name: 'weft_tunnel_node_loss_ratio',
    help: 'Part of probes that a node loses on the way to others, mean of its tunnels that are not down',
    labelNames: ['node'],
    registers,
  });
}

function measureWorst({ board, incidents }: TunnelHealth, registers: Registry[]): void {
  new Gauge({
    name: 'weft_tunnel_pair_rtt_seconds',
    help: `Median round trip of the ${PAIRS_MEASURED} worst tunnels that are down or degraded`,
    labelNames: ['node_a', 'node_b'],
    registers,
    collect() {
      this.reset();
      losses.reset();
      for (const pair of worstPairs(board, incidents.sickPairs(), PAIRS_MEASURED)) {
        const { a, b, joined } = board.joined(pair);
        const ends = { node_a: a.nodeId, node_b: b.nodeId };
        this.set(ends, Math.max(a.report?.rttP50Ns ?? 0, b.report?.rttP50Ns ?? 0) / 1e9);
        losses.set({ ...ends, direction: 'a_to_b' }, joined.lossAToBPpm / 1e6);
        losses.set({ ...ends, direction: 'b_to_a' }, joined.lossBToAPpm / 1e6);
      }
    },
  });
  // Behind the other, as above.
  const losses = new Gauge({
    name: 'weft_tunnel_pair_loss_ratio',
    help: `Part of probes lost by direction, of the ${PAIRS_MEASURED} worst tunnels that are down or degraded`,
    labelNames: ['node_a', 'node_b', 'direction'],
    registers,
  });
}
