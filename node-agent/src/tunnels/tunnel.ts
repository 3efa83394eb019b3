import type { ProbePeer, TunnelPath } from '../datapath/bpf/layout.gen.js';
import type { TunnelReading } from '../datapath/tunnel-probes.js';
import type { FairTime } from './fair-time.js';
import { JUDGED_PATHS, TunnelJudge } from './judge.js';
import { PathAccount } from './path-account.js';
import { PathMtuSearch } from './path-mtu.js';
import { RoundTripMarks } from './round-trip-marks.js';

/** The other end of a tunnel, as the state has it. */
export interface TunnelPeer {
  readonly vtepId: number;
  readonly nodeId: string;
  /** On the underlay; empty if it has none. */
  readonly address: Uint8Array;
  /** VNI -> MTU of the networks that both ends share. */
  readonly networks: ReadonlyMap<number, number>;
}

/** A tunnel that is open: what is known of it in this run of the agent. */
export class Tunnel {
  #peer: TunnelPeer;
  readonly judge: TunnelJudge;
  readonly #accounts: readonly PathAccount[];
  /** Path that is asked next. */
  nextPath: number;
  sinceUnixMs: number;
  /** Requests in a row that could not be sent, and since when. */
  failed = { requests: 0, sinceNs: 0 };
  intervalMs = 0;
  #peers: TunnelReading['peers'];
  readonly marks = new RoundTripMarks();
  readonly pathMtu = new PathMtuSearch();

  /** @param reading as the kernel has it now */
  constructor(peer: TunnelPeer, reading: TunnelReading, nowNs: number, nowUnixMs: number) {
    this.#peer = peer;
    this.pathMtu.need(this.neededMtu);
    this.#peers = reading.peers;
    this.marks.since(reading.roundTrips, nowNs);
    this.sinceUnixMs = nowUnixMs;
    const judge = new TunnelJudge(
      nowNs,
      reading.paths.some((row) => row.lastReplyNs > 0),
    );
    this.judge = judge;
    this.#accounts = reading.paths.slice(0, JUDGED_PATHS).map((row, path) => new PathAccount(path, row, judge));
    // Tunnels do not ask the same path at the same time.
    this.nextPath = peer.vtepId % JUDGED_PATHS;
  }

  get peer(): TunnelPeer {
    return this.#peer;
  }

  /** The same other end, with other networks or another address. */
  set peer(peer: TunnelPeer) {
    this.#peer = peer;
    this.pathMtu.need(this.neededMtu);
  }

  /** Largest MTU of the networks that both ends share. */
  get neededMtu(): number {
    return Math.max(0, ...this.#peer.networks.values());
  }

  takePath(): number {
    const path = this.nextPath;
    this.nextPath = (path + 1) % JUDGED_PATHS;
    return path;
  }

  /** Requests of the other end that were taken since the last call. */
  heard(peers: readonly (ProbePeer | null)[]): number {
    const before = this.#peers;
    this.#peers = peers;
    return peers.reduce((sum, row, path) => {
      const earlier = before[path];
      if (!row) return sum;
      // Of a new session all are new.
      return sum + (earlier?.session === row.session ? Math.max(0, row.received - earlier.received) : row.received);
    }, 0);
  }

  /** When the path was read last, requests of it waited for their replies, and longer than TIMEOUT_MS. */
  waitsLonger(path: number): boolean {
    return this.#accounts[path]?.waitsLonger ?? false;
  }

  /** Paths that are to be read once more, because they wait longer. */
  readonly readAgain = new Set<number>();

  /** Takes what is new in the row of a path; returns its last round trip if that is new, else 0. */
  read(path: number, row: TunnelPath, nowNs: number, fair: FairTime): number {
    return this.#accounts[path]?.read(row, nowNs, fair) ?? 0;
  }
}
