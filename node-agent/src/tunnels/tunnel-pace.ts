import { weft } from '../../../proto/gen/codecs.js';
import type { PassiveTraffic } from './passive-traffic.js';
import { type Intervals, intervals, SIZE_INTERVAL_MS, URGENT_MS } from './schedule.js';
import type { Tunnel } from './tunnel.js';

/** A tunnel that carried a packet of a tenant within this time is busy. */
const BUSY_NS = 10e9;

/** How often each of a node's tunnels is asked. */
export class TunnelPace {
  readonly #rate: number;
  readonly #passive: PassiveTraffic;
  now: Intervals = { busyMs: URGENT_MS, idleMs: URGENT_MS, sizeMs: SIZE_INTERVAL_MS };

  /** @param rate packets/s, above 0 */
  constructor(rate: number, passive: PassiveTraffic) {
    this.#rate = rate;
    this.#passive = passive;
  }

  /** Gives each tunnel its interval; `sooner` hears of those whose interval became shorter. */
  set(tunnels: ReadonlyMap<number, Tunnel>, nowNs: number, sooner: (tunnel: Tunnel) => void): void {
    const busy = new Set<Tunnel>();
    for (const tunnel of tunnels.values()) if (this.#isBusy(tunnel, nowNs)) busy.add(tunnel);
    this.now = intervals(busy.size, tunnels.size - busy.size, this.#rate);
    for (const tunnel of tunnels.values()) {
      const before = tunnel.intervalMs;
      tunnel.intervalMs = busy.has(tunnel) ? this.now.busyMs : this.now.idleMs;
      if (tunnel.intervalMs < before) sooner(tunnel);
    }
  }

  #isBusy({ judge, peer }: Tunnel, nowNs: number): boolean {
    if (judge.state !== weft.v1.TunnelState.TUNNEL_UP) return true;
    const lastNs = Math.max(this.#passive.lastReceivedNs(peer.vtepId), this.#passive.lastSentNs(peer.vtepId));
    return lastNs > 0 && nowNs - lastNs < BUSY_NS;
  }
}
