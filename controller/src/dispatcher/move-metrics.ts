import { Counter, Gauge, type Registry } from 'prom-client';
import type { DropCause } from './connection-relay.js';

export interface MoveGauges {
  /** Ports that are being moved, before and after their activation. */
  moving(): { readonly pending: number; readonly departing: number };
  oldestDepartureSeconds(): number;
  relayedBytesInFlight(): number;
}

/** Metrics of ports that are being moved. */
export class MoveMetrics {
  readonly #relayed: Counter<'kind'>;
  readonly #relayedBytes: Counter;
  readonly #dropped: Counter<'kind' | 'cause'>;

  constructor(registry: Registry, gauges: MoveGauges) {
    const registers = [registry];
    new Gauge({
      name: 'weft_ports_moving',
      help: 'Ports with a pending and with a departing binding',
      labelNames: ['binding'],
      registers,
      collect() {
        const { pending, departing } = gauges.moving();
        this.set({ binding: 'pending' }, pending);
        this.set({ binding: 'departing' }, departing);
      },
    });
    new Gauge({
      name: 'weft_port_departure_oldest_seconds',
      help: 'How long the oldest departing binding has been there since this controller began; 0: there is none',
      registers,
      collect() {
        this.set(gauges.oldestDepartureSeconds());
      },
    });
    new Gauge({
      name: 'weft_connections_relayed_bytes_in_flight',
      help: 'Bytes of relayed messages about connections that have not left for the network, all streams',
      registers,
      collect() {
        this.set(gauges.relayedBytesInFlight());
      },
    });
    this.#relayed = new Counter({
      name: 'weft_connections_relayed_total',
      help: 'Messages about tracked connections that were handed from one agent to another, by kind: wanted, states',
      labelNames: ['kind'],
      registers,
    });
    this.#relayedBytes = new Counter({
      name: 'weft_connections_relayed_bytes_total',
      help: 'Bytes of messages about tracked connections that were handed from one agent to another',
      registers,
    });
    this.#dropped = new Counter({
      name: 'weft_connections_dropped_total',
      help: 'Messages about tracked connections that were not handed on, by kind and cause: no_move, no_stream, no_room, cut, too_soon',
      labelNames: ['kind', 'cause'],
      registers,
    });
  }

  relayed(kind: 'wanted' | 'states', bytes: number): void {
    this.#relayed.inc({ kind });
    this.#relayedBytes.inc(bytes);
  }

  dropped(kind: 'wanted' | 'states', cause: DropCause): void {
    this.#dropped.inc({ kind, cause });
  }
}
