import {
  decodeTunnelPath,
  PROBE_PATHS,
  PROBE_WINDOW,
  ProbeDrop,
  type ProbePeer,
  RTT_BUCKETS,
  TUNNEL_PATH_BYTES,
  type TunnelPath,
} from '../../../node-agent/src/datapath/bpf/layout.gen.js';
import type { TunnelProbes, TunnelReading } from '../../../node-agent/src/datapath/tunnel-probes.js';

type Row = { -readonly [Field in keyof TunnelPath]: TunnelPath[Field] };

interface SimulatedTunnel {
  readonly paths: Row[];
  readonly roundTrips: number[];
  readonly tripNs: number;
}

/** Who answers, and what time it is. */
export interface SimulatedNetwork {
  nowNs(): number;
  answers(vtepId: number): boolean;
  /** 0 to 1. */
  random(): number;
}

/** Longest a round trip is above the tunnel's shortest. */
const jitterNs = 40_000;
/** 262 us to 295 us, where most round trips are (modules/include/weft/tunnel_types.h); which one is of no account here. */
const usualBucket = 65;

/**
 * Probes of one node in a network that is not there: who is alive answers at once, every request, and asks as well. What the programs account for is accounted for, as far as
 * schedule, judge and reports read it.
 */
export class SimulatedProbes implements TunnelProbes {
  readonly #network: SimulatedNetwork;
  readonly #tunnels = new Map<number, SimulatedTunnel>();
  readonly #heardNs = new Map<number, number>();
  /** Requests, those of full size as well. */
  sent = 0;

  constructor(network: SimulatedNetwork) {
    this.#network = network;
  }

  configure(): void {}

  open(vtepId: number, sessionUs: number): void {
    if (this.#tunnels.has(vtepId)) return;
    const unused = decodeTunnelPath(Buffer.alloc(TUNNEL_PATH_BYTES));
    const path = () => ({
      ...unused,
      session: sessionUs,
      answeredBits: new Uint8Array(PROBE_WINDOW / 8),
      pendingNs: new Array<number>(PROBE_WINDOW).fill(0),
    });
    this.#tunnels.set(vtepId, {
      paths: Array.from({ length: PROBE_PATHS }, path),
      roundTrips: new Array<number>(RTT_BUCKETS).fill(0),
      tripNs: Math.round(150_000 + 200_000 * this.#network.random()),
    });
  }

  close(vtepId: number): void {
    this.#tunnels.delete(vtepId);
  }

  opened(): number[] {
    return [...this.#tunnels.keys()];
  }

  send(vtepId: number, path: number, frameBytes: number): ProbeDrop {
    const tunnel = this.#tunnels.get(vtepId);
    const row = tunnel?.paths[path];
    if (!tunnel || !row) return ProbeDrop.NO_ROW;
    this.sent++;
    row.number++;
    const slot = row.number % PROBE_WINDOW;
    const [byte, bit] = [slot >> 3, 1 << (slot & 7)];
    const pendingNs = row.pendingNs as number[];
    const before = row.answeredBits[byte] ?? 0;
    const now = this.#network.nowNs();
    if (!this.#network.answers(vtepId)) {
      row.answeredBits[byte] = before & ~bit;
      pendingNs[slot] = now;
      return ProbeDrop.NONE;
    }
    const tripNs = Math.round(tunnel.tripNs + jitterNs * this.#network.random());
    row.answeredBits[byte] = before | bit;
    pendingNs[slot] = 0;
    row.answered++;
    row.newestAnswered = row.number;
    row.answeredLength = frameBytes;
    row.remoteReceived++;
    row.lastReplyNs = now + tripNs;
    row.jitter16Ns += Math.abs(tripNs - (row.lastRttNs || tripNs)) - Math.floor((row.jitter16Ns + 8) / 16);
    row.lastRttNs = tripNs;
    row.minRttNs = Math.min(row.minRttNs || tripNs, tripNs);
    tunnel.roundTrips[usualBucket] = (tunnel.roundTrips[usualBucket] ?? 0) + 1;
    this.#heardNs.set(vtepId, now);
    return ProbeDrop.NONE;
  }

  read(vtepId: number): TunnelReading | null {
    const tunnel = this.#tunnels.get(vtepId);
    if (!tunnel) return null;
    const lastHeardNs = this.#heardNs.get(vtepId);
    const peer: ProbePeer | null =
      lastHeardNs === undefined ? null : { session: 1, newest: 1, window: 1, received: 1, reordered: 0, lastHeardNs };
    return { paths: tunnel.paths, peers: [peer, null, null, null, null], roundTrips: tunnel.roundTrips };
  }

  readPath(vtepId: number, path: number): TunnelPath | null {
    return this.#tunnels.get(vtepId)?.paths[path] ?? null;
  }

  drops(): number[] {
    return new Array<number>(ProbeDrop.END).fill(0);
  }
}
