import {
  decodeTunnelPath,
  PROBE_FRAME_MAX,
  PROBE_FRAME_MIN,
  PROBE_PATHS,
  ProbeDrop,
  type ProbePeer,
  RTT_BUCKETS,
  TUNNEL_PATH_BYTES,
  type TunnelPath,
} from '../bpf/layout.gen.js';
import type { ProbeKeyPair, TunnelProbes, TunnelReading } from '../tunnel-probes.js';

/** Tunnels in memory. What is sent is numbered and not answered, unless the test sets what is read. */
export class FakeTunnelProbes implements TunnelProbes {
  keys: ProbeKeyPair | null = null;
  readonly tunnels = new Map<number, { paths: TunnelPath[]; peers: (ProbePeer | null)[]; roundTrips: number[] }>();
  readonly sent: { vtepId: number; path: number; frameBytes: number }[] = [];
  readonly #knows: (vtepId: number) => boolean;
  readonly #drops = new Array<number>(ProbeDrop.END).fill(0);

  /** @param knows VTEPs that the node has a row for */
  constructor(knows: (vtepId: number) => boolean) {
    this.#knows = knows;
  }

  configure(keys: ProbeKeyPair | null): void {
    this.keys = keys;
  }

  open(vtepId: number, sessionUs: number): void {
    if (this.tunnels.has(vtepId)) return;
    const unused = decodeTunnelPath(Buffer.alloc(TUNNEL_PATH_BYTES));
    this.tunnels.set(vtepId, {
      paths: Array.from({ length: PROBE_PATHS }, () => ({ ...unused, session: sessionUs })),
      peers: new Array<null>(PROBE_PATHS).fill(null),
      roundTrips: new Array<number>(RTT_BUCKETS).fill(0),
    });
  }

  close(vtepId: number): void {
    this.tunnels.delete(vtepId);
  }

  opened(): number[] {
    return [...this.tunnels.keys()];
  }

  send(vtepId: number, path: number, frameBytes: number): ProbeDrop {
    const outcome = this.#send(vtepId, path, frameBytes);
    if (outcome !== ProbeDrop.NONE) this.#drops[outcome] = (this.#drops[outcome] ?? 0) + 1;
    return outcome;
  }

  #send(vtepId: number, path: number, frameBytes: number): ProbeDrop {
    if (frameBytes < PROBE_FRAME_MIN || frameBytes > PROBE_FRAME_MAX) return ProbeDrop.MALFORMED;
    if (!this.keys) return ProbeDrop.NO_KEY;
    const tunnel = this.tunnels.get(vtepId);
    const row = tunnel?.paths[path];
    if (!tunnel || !row) return ProbeDrop.NO_ROW;
    if (!this.#knows(vtepId)) return ProbeDrop.UNKNOWN_VTEP;
    tunnel.paths[path] = { ...row, number: row.number + 1 };
    this.sent.push({ vtepId, path, frameBytes });
    return ProbeDrop.NONE;
  }

  read(vtepId: number): TunnelReading | null {
    return this.tunnels.get(vtepId) ?? null;
  }

  readPath(vtepId: number, path: number): TunnelPath | null {
    return this.tunnels.get(vtepId)?.paths[path] ?? null;
  }

  drops(): number[] {
    return [...this.#drops];
  }
}
