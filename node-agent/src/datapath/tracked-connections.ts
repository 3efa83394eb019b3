import type { ConnectionState, ConnectionTaken, PolicyDirection } from './bpf/layout.gen.js';
import type { RowCursor } from './table-rows.js';

/** Tracked connections of ports that are being moved: read where they are, taken over where they go to. Part of the datapath contract. */
export interface TrackedConnections {
  /**
   * About `max` rows of a family from where a former call ended, or from the beginning (null). `cursor` is null at the end. One that is there from the
   * first call to the last comes exactly once.
   */
  readSome(family: ConnectionFamily, cursor: RowCursor | null, max: number): TrackedRows;
  /**
   * Puts a connection that another node has tracked into the share of the port in `slot`, to be judged by its next packet. What was judged here stays as it is; one of an earlier
   * telling is renewed. `telling` is 1 to TELLING_MAX.
   */
  take(place: TakingPort, connection: TrackedConnection): ConnectionTaken;
  /** Removes those of a port that were taken, but not in this telling, and that no packet was judged by here. */
  endUntold(datapathId: number, telling: number): void;
}

export type ConnectionFamily = 4 | 6;

export interface TakingPort {
  readonly datapathId: number;
  readonly slot: number;
  readonly telling: number;
}

export interface TrackedConnection {
  /** 4 or 16 bytes, both the same. */
  readonly own: Uint8Array;
  readonly remote: Uint8Array;
  readonly ownL4Port: number;
  readonly remoteL4Port: number;
  readonly protocol: number;
  readonly began: PolicyDirection;
  readonly state: ConnectionState;
  /** Since it began, and since its last packet. */
  readonly ageMs: number;
  readonly idleMs: number;
  /** No rule allows it any more. */
  readonly isCut: boolean;
  /** Of TCP: the remote side and the port; flags are TcpSideFlags. */
  readonly sides: readonly [TrackedSide, TrackedSide];
}

export interface TrackedSide {
  readonly scale: number;
  readonly flags: number;
}

/** Valid until the next call. */
export interface TrackedRows {
  readonly count: number;
  readonly cursor: RowCursor | null;
  datapathId(row: number): number;
  /** In whose share it counts. */
  slot(row: number): number;
  connection(row: number): TrackedConnection;
}
