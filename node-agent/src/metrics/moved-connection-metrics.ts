import { Counter, type Registry } from 'prom-client';
import type { MovedConnectionCounts } from '../connections/moving-connections.js';

/** What became of tracked connections of ports that move. */
export function movedConnectionMetrics(counts: () => MovedConnectionCounts, registers: Registry[]): void {
  new Counter({
    name: 'weft_agent_connections_moved_total',
    help: 'Tracked connections of ports that move, since the agent started: told where a port leaves, and what became of them where it comes; each time that they are told',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, connections] of Object.entries(counts())) this.inc({ outcome }, connections);
    },
  });
}
