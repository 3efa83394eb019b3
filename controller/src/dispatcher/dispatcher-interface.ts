import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ProgrammedSource } from '../api/programmed-source.js';
import type { StatusBoard } from '../status/status-board.js';
import type { Transition } from '../status/transitions.js';
import type { ChangeSource } from '../store/change.js';
import type { Peer } from './hello.js';
import type { MoveWrites } from './moves.js';
import type { SyncCall } from './session.js';
import type { SyncService } from './sync-service.js';

export interface DispatcherOptions {
  readonly changes: ChangeSource;
  /** Who is at the other end of a call. May throw a WeftError (UNAUTHENTICATED), which ends the stream. */
  readonly identityOf: (call: Pick<SyncCall, 'getAuthContext' | 'getPeer'>) => Peer;
  readonly log: Logger;
  readonly registry: Registry;
  /** How often agents send heartbeats, in milliseconds. */
  readonly heartbeatMs: number;
  /** UDP port of VXLAN on the underlay. */
  readonly vxlanPort: number;
  /** Writes how ports move because of what nodes say. Default: nobody does. */
  readonly moves?: MoveWrites;
  /** MTU of the underlay in bytes, L3: a node with a smaller one is refused. Default 0: none is. */
  readonly underlayMtu?: number;
  /** Compare with a recomputation from scratch after every commit; a difference is a defect of the compiler. Slow. Default false. */
  readonly verifyIncremental?: boolean;
  /** Snapshots that may be on their way at once. Default CONCURRENT_SNAPSHOTS. */
  readonly concurrentSnapshots?: number;
  /** A frame is closed once it has so many bytes of entries. Default FRAME_TARGET_BYTES. */
  readonly frameTargetBytes?: number;
  /** Version of the rules that make entries of resources. Default ENTRY_RULES_VERSION. */
  readonly entryRules?: number;
  /** A departing binding that is there for so many milliseconds is logged. Default LINGER_MS. */
  readonly lingerMs?: number;
}

/** What the rest of the controller uses of the dispatcher. */
export interface Dispatcher {
  /** NodeSync, for `Server.addService`. */
  readonly service: SyncService;
  readonly status: StatusBoard;
  readonly programmed: ProgrammedSource;
  /** Calls back for each change of a port's or node's state. */
  onTransition(listener: (transition: Transition) => void): () => void;
  /**
   * The lowest revision that every existing node has acked: 0 if a node was not heard of since this process started, the committed
   * revision if there are no nodes.
   */
  ackedRevisionFloor(): number;
  /** Do the nodes get entries of a scope that they share? */
  shareScope(nodeA: string, nodeB: string): boolean;
  /** Does the node get the entries of the network? */
  hasNetwork(nodeId: string, networkId: string): boolean;
  /** Ends all streams with OK and stops following changes. */
  stop(): void;
}
