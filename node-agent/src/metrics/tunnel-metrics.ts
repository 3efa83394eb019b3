import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { weft } from '../../../proto/gen/codecs.js';
import type { TunnelHealth } from '../tunnels/tunnel-health.js';

/** Names of states as labels. */
export const stateNames = { UNKNOWN: 1, UP: 2, DEGRADED: 3, DOWN: 4 } as const satisfies Record<
  string,
  weft.v1.TunnelState
>;
/** 16 us to 1 s, in steps of two. */
const tripBucketsS = Array.from({ length: 17 }, (_, i) => 2 ** i * 16e-6);

/** What the node sees of its tunnels, all together: single ones are told of on NATS. */
export function tunnelMetrics(tunnels: TunnelHealth, registers: Registry[]): void {
  new Gauge({
    name: 'weft_agent_tunnels',
    help: 'Tunnels of the node by state',
    labelNames: ['state'],
    registers,
    collect() {
      const states = tunnels.monitor.states();
      for (const [state, value] of Object.entries(stateNames)) this.set({ state }, states.get(value) ?? 0);
    },
  });
  const counter = (name: string, help: string, read: () => number) => {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  counter('weft_agent_probes_sent_total', 'Probes sent since the agent started', () => tunnels.monitor.sent);
  counter(
    'weft_agent_probes_answered_total',
    'Probes of other nodes that were answered since the agent started, as of the last reading of each tunnel',
    () => tunnels.monitor.answered,
  );
  counter(
    'weft_agent_tunnel_transitions_total',
    'Changes of the state of a tunnel since the agent started',
    () => tunnels.monitor.transitions,
  );
  new Counter({
    name: 'weft_agent_probe_drops_total',
    help: 'Probes not sent, not answered or not taken since the maps were made, by reason',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const [reason, probes] of Object.entries(tunnels.drops())) this.inc({ reason }, probes);
    },
  });
  new Gauge({
    name: 'weft_agent_probe_lag_seconds',
    help: 'How late the agent came to probe, at worst, in the last 10 to 20 seconds; beyond 0.05 what waited then is not judged',
    registers,
    collect() {
      this.set(tunnels.monitor.worstLagMs / 1000);
    },
  });
  new Gauge({
    name: 'weft_agent_tunnel_publish_dropped',
    help: 'Changes of state dropped while NATS was slow or away, since the agent started',
    registers,
    collect() {
      this.set(tunnels.outbox.transitions.dropped);
    },
  });
  const trips = new Histogram({
    name: 'weft_agent_tunnel_rtt_seconds',
    help: 'Round trips of probes, of all tunnels of the node, as far as they were read one by one',
    buckets: tripBucketsS,
    registers,
  });
  tunnels.onRoundTrip = (tripNs) => trips.observe(tripNs / 1e9);
}
