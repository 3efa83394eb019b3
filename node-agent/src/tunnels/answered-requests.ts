import type { TunnelProbes } from '../datapath/tunnel-probes.js';
import type { Tunnel } from './tunnel.js';

/** Each tunnel is looked at once in so many calls. */
const ROUND = 30;

/** Requests of other nodes that this node answered, which the programs do alone: what its maps say, read a few tunnels at a time. */
export class AnsweredRequests {
  readonly #probes: TunnelProbes;
  readonly #tunnels: ReadonlyMap<number, Tunnel>;
  #turn: Iterator<Tunnel, undefined>;
  /** Since the agent started, as of the last reading of each tunnel. */
  count = 0;

  constructor(probes: TunnelProbes, tunnels: ReadonlyMap<number, Tunnel>) {
    this.#probes = probes;
    this.#tunnels = tunnels;
    this.#turn = tunnels.values();
  }

  /** Reads those whose turn it is. */
  read(): void {
    for (let left = Math.ceil(this.#tunnels.size / ROUND); left > 0; left--) {
      let next = this.#turn.next();
      if (next.done) {
        this.#turn = this.#tunnels.values();
        next = this.#turn.next();
      }
      const reading = next.value && this.#probes.read(next.value.peer.vtepId);
      if (reading && next.value) this.count += next.value.heard(reading.peers);
    }
  }
}
