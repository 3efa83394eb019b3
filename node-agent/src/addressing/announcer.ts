/** Says a frame to all ports of a network on this node. */
export type Announce = (vni: number, frame: Buffer) => void;

/** What a network advertises without being asked. */
export interface Announcement {
  /** The first times after a change: with what is withdrawn. */
  readonly initial: Buffer;
  /** Then from time to time; null: never again. */
  readonly periodic: Buffer | null;
}

/** Constants of RFC 4861 section 10, and MinRtrAdvInterval and MaxRtrAdvInterval of section 6.2.1. */
const INITIAL_ADVERTISEMENTS = 3;
const INITIAL_INTERVAL_MS = 16_000;
const MIN_DELAY_MS = 3_000;
const MIN_INTERVAL_MS = 200_000;
const MAX_INTERVAL_MS = 600_000;

interface Network {
  announcement: Announcement;
  /** Initial ones that are still to be sent. */
  initial: number;
  /** Sent ones: a change is told after MIN_DELAY_MS at the earliest. */
  lastMs: number;
  timer: NodeJS.Timeout | null;
}

/**
 * When unsolicited router advertisements are sent (RFC 4861 section 6.2.4): at once and twice more when what a network advertises changes, then at random
 * intervals.
 */
export class Announcer {
  readonly #announce: Announce;
  readonly #onError: (vni: number, error: unknown) => void;
  readonly #random: () => number;
  readonly #networks = new Map<number, Network>();
  #closed = false;

  constructor(announce: Announce, onError: (vni: number, error: unknown) => void, random: () => number = Math.random) {
    this.#announce = announce;
    this.#onError = onError;
    this.#random = random;
  }

  /** The announcement of a network is this from now on: it is told anew, also if it is the same as before. */
  tell(vni: number, announcement: Announcement): void {
    if (this.#closed) return;
    const network = this.#networks.get(vni) ?? { announcement, initial: 0, lastMs: -Infinity, timer: null };
    this.#networks.set(vni, network);
    network.announcement = announcement;
    network.initial = INITIAL_ADVERTISEMENTS;
    this.#schedule(vni, network, Math.max(0, network.lastMs + MIN_DELAY_MS - performance.now()));
  }

  /** Nobody of the network is left to be told. */
  forget(vni: number): void {
    const network = this.#networks.get(vni);
    if (network?.timer) clearTimeout(network.timer);
    this.#networks.delete(vni);
  }

  /** Nothing is sent any more; what networks were told last stays true. */
  close(): void {
    this.#closed = true;
    for (const vni of [...this.#networks.keys()]) this.forget(vni);
  }

  #schedule(vni: number, network: Network, delayMs: number): void {
    if (network.timer) clearTimeout(network.timer);
    network.timer = setTimeout(() => this.#send(vni, network), delayMs);
  }

  #send(vni: number, network: Network): void {
    const { initial, periodic } = network.announcement;
    const frame = network.initial > 0 ? initial : periodic;
    network.timer = null;
    network.lastMs = performance.now();
    if (network.initial > 0) network.initial--;
    try {
      if (frame) this.#announce(vni, frame);
    } catch (error) {
      this.#onError(vni, error);
    }
    if (network.initial === 0 && !periodic) {
      this.forget(vni);
      return;
    }
    const interval = MIN_INTERVAL_MS + this.#random() * (MAX_INTERVAL_MS - MIN_INTERVAL_MS);
    this.#schedule(vni, network, network.initial > 0 ? INITIAL_INTERVAL_MS : interval);
  }
}
