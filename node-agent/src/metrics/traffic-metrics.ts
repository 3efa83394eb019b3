import { Counter, type Registry } from 'prom-client';
import type { PassiveTraffic } from '../tunnels/passive-traffic.js';

/** What of tenants' frames through tunnels could not be counted as it should: what could is told on NATS. */
export function trafficMetrics(traffic: PassiveTraffic, registers: Registry[]): void {
  new Counter({
    name: 'weft_agent_tunnel_traffic_lost_total',
    help: "Tenants' packets through tunnels that found no room since the agent started: counted together with others (network), or not by inner addresses (inner)",
    labelNames: ['table'],
    registers,
    collect() {
      const { trafficFull, innerFlowsFull } = traffic.losses();
      this.reset();
      this.inc({ table: 'network' }, trafficFull);
      this.inc({ table: 'inner' }, innerFlowsFull);
    },
  });
}
