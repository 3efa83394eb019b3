import type { ProbeDrop, ProbePeer, TunnelPath } from './bpf/layout.gen.js';

/**
 * Probing of tunnels, as far as it is the kernel's: requests are sent when asked for; replies, and requests of other nodes, are dealt with by the
 * programs alone. Part of the datapath contract. A session outlives the process with the pins.
 */
export interface TunnelProbes {
  /** The cluster's keys, 16 bytes each: the first is used, both are taken. Without any, probes are neither sent nor answered. */
  configure(keys: ProbeKeyPair | null): void;
  /**
   * Makes what a tunnel to a VTEP is accounted in, or keeps it: afterwards it can be probed. `sessionUs` is the wall clock in us, above that
   * of every earlier tunnel to the VTEP unless the clock was set back.
   * @throws Error if there is no room
   */
  open(vtepId: number, sessionUs: number): void;
  /** Forgets the tunnel, both ways. For VTEPs that left: what one that stays has sent before could be replayed. */
  close(vtepId: number): void;
  /** VTEPs whose tunnels are open, also those of an earlier run. */
  opened(): number[];
  /**
   * Sends a request whose inner frame has so many bytes (PROBE_FRAME_MIN on paths 0..3). It is numbered and stamped a moment later: `number` of
   * the path counts up. NONE, or why nothing was sent.
   */
  send(vtepId: number, path: number, frameBytes: number): ProbeDrop;
  /** All that is known of a tunnel; null if it is not open. Each path is of one moment. */
  read(vtepId: number): TunnelReading | null;
  /** This node's requests on one path; null if the tunnel is not open. */
  readPath(vtepId: number, path: number): TunnelPath | null;
  /** Probes since the maps were made, by ProbeDrop. */
  drops(): number[];
}

export interface ProbeKeyPair {
  readonly key: Uint8Array;
  /** Taken as well, while the cluster changes from one key to the other. */
  readonly otherKey: Uint8Array | null;
}

export interface TunnelReading {
  /** By path (PROBE_PATHS of them): this node's requests. */
  readonly paths: readonly TunnelPath[];
  /** By path: the other node's requests; null where none was taken. */
  readonly peers: readonly (ProbePeer | null)[];
  /** Round trips of paths 0..3 by bucket (bounds: modules/include/weft/tunnel_types.h). */
  readonly roundTrips: readonly number[];
}
