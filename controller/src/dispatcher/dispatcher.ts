import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Compiler } from '../compiler/compiler.js';
import type { CompiledNode } from '../compiler/topology.js';
import type { Update } from '../compiler/update.js';
import { StatusBoard } from '../status/status-board.js';
import type { Transition } from '../status/transitions.js';
import type { Change } from '../store/change.js';
import type { Dispatcher, DispatcherOptions } from './dispatcher-interface.js';
import { FRAME_TARGET_BYTES } from './frames.js';
import { GuardedCompiler } from './guarded-compiler.js';
import { noSuchNode, violation } from './hello.js';
import {
  COALESCE_MS,
  CONCURRENT_SNAPSHOTS,
  MISSED_HEARTBEATS,
  REVISION_LAG_TO_TELL,
  SPACING_MS_PER_STREAM,
} from './limits.js';
import { DispatcherMetrics } from './metrics.js';
import { Moves, type MoveWrites } from './moves.js';
import { NackDesk } from './nack-desk.js';
import { Pending, type PendingWork } from './pending.js';
import { ProgrammedWaits } from './programmed-waits.js';
import { Reception } from './reception.js';
import { Session, type SessionOwner, type SyncCall } from './session.js';
import { SessionTable } from './session-table.js';
import { SharedFrames } from './shared-frames.js';
import { type SyncService, syncService } from './sync-service.js';
import { DeltaFrames, type Transmission } from './transmission.js';

export type { Dispatcher, DispatcherOptions } from './dispatcher-interface.js';

const noWrites: MoveWrites = { arrived() {}, departed() {} };

/** Compiles all rows and begins to follow changes, synchronously. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new NodeSyncDispatcher(options);
}

class NodeSyncDispatcher implements Dispatcher, SessionOwner {
  readonly service: SyncService;
  readonly status: StatusBoard;
  readonly programmed: ProgrammedWaits;
  readonly #options: DispatcherOptions;
  readonly #guarded: GuardedCompiler;
  readonly #metrics: DispatcherMetrics;
  readonly #frameTargetBytes: number;
  readonly #shared: SharedFrames;
  readonly #nacks: NackDesk;
  readonly #moves: Moves;
  readonly #reception: Reception;
  readonly #sessions = new SessionTable();
  readonly #unsubscribe: () => void;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { changes } = options;
    this.#frameTargetBytes = options.frameTargetBytes ?? FRAME_TARGET_BYTES;
    this.#shared = new SharedFrames(this.#frameTargetBytes);
    this.#guarded = new GuardedCompiler(changes, {
      vxlanPort: options.vxlanPort,
      verifyIncremental: options.verifyIncremental ?? false,
      log: options.log,
      onDefect: (cause) => this.#restart(cause),
    });
    this.status = new StatusBoard(changes, {
      now: Date.now,
      silenceMs: MISSED_HEARTBEATS * options.heartbeatMs,
      ackedRevisionOf: (nodeId) => this.#ackedBy(nodeId),
      onNackResolved: (nodeId) => this.#progressed(nodeId),
      onTakeover: (move) => this.#moves.told(move),
      onMove: (portId) => this.#moves.bound(portId),
    });
    this.programmed = new ProgrammedWaits({
      compiler: () => this.#compiler,
      ackedBy: (nodeId) => this.#ackedBy(nodeId),
      hasNack: (nodeId, key) => this.status.hasNack(nodeId, key),
      vxlanPort: options.vxlanPort,
    });
    this.#metrics = new DispatcherMetrics(options.registry, {
      streams: () => this.#sessions.size,
      nodes: () => this.#compiler.nodeCount,
      ruleHitCounters: () => this.status.ruleHitCounters,
      nodesReady: () => this.status.nodesReady,
      pendingKeys: () => this.#sessions.sum((session) => session.outbox.pending.size),
      ackLagRevisions: () => {
        let lag = 0;
        for (const { nodeId } of this.#sessions) lag = Math.max(lag, this.#compiler.revision - this.#ackedBy(nodeId));
        return lag;
      },
      waitingSnapshots: () => this.#reception.waitingSnapshots,
      programmedWaits: () => this.programmed.size,
      unackedBytes: () => this.#sessions.sum((session) => session.outbox.unackedBytes),
    });
    this.#nacks = new NackDesk(() => this.#compiler, this.status, this.#metrics, options.log);
    this.#moves = new Moves({
      ...options,
      status: () => this.status,
      compiler: () => this.#compiler,
      ackedBy: (nodeId) => this.#ackedBy(nodeId),
      sessionOf: (nodeId) => this.#sessions.of(nodeId),
      writes: options.moves ?? noWrites,
    });
    this.#reception = new Reception({
      ...options,
      frameTargetBytes: this.#frameTargetBytes,
      guarded: this.#guarded,
      sessions: this.#sessions,
      status: this.status,
      concurrentSnapshots: options.concurrentSnapshots ?? CONCURRENT_SNAPSHOTS,
      underlayMtu: options.underlayMtu ?? 0,
      onResume: (kind) => this.#metrics.resumes.inc({ kind }),
    });
    this.service = syncService((call) => this.#begin(call));
    this.#unsubscribe = changes.subscribe((committed) => this.#committed(committed));
    this.#moves.begin();
  }

  onTransition(listener: (transition: Transition) => void): () => void {
    return this.status.onTransition(listener);
  }

  ackedRevisionFloor(): number {
    let floor = this.#options.changes.committedRevision;
    for (const node of this.#compiler.nodes()) floor = Math.min(floor, this.#ackedBy(node.id));
    return floor;
  }

  stop(): void {
    this.#unsubscribe();
    this.programmed.stop();
    this.#moves.stop();
    this.#reception.close();
    for (const session of this.#sessions.all()) session.end(null);
    this.status.close();
  }

  #committed(changes: readonly Change[]): void {
    for (const { effects, revision } of changes) {
      for (const e of effects) if (e.table === 'node' && !e.before) this.#sessions.setAcked(e.id, revision);
    }
    this.status.apply(changes);
    this.programmed.committed(changes);
    this.#reception.committed(changes);
    const before = this.#compiler.revision;
    const update = this.#guarded.apply(changes);
    if (!update) return;
    for (const node of update.deletedNodes) this.#deleted(node);
    for (const session of this.#sessions) if (session.state === 'catching-up') session.late.push(...changes);
    this.#send(update, before);
    this.#nacks.updated(update);
    this.#moves.updated(update);
  }

  /** What was told to agents may be wrong: all of them begin anew. */
  #restart(cause: unknown): void {
    this.#metrics.compilerDefects.inc();
    const error = new WeftError('INTERNAL', 'the controller compiles anew; connect again', { cause });
    for (const session of [...this.#sessions]) session.end(error);
    this.#moves.begin();
  }

  /** `before` is the revision that nodes in sync hold until now. */
  #send(update: Update, before: number): void {
    const told = new Set<Session>();
    const open = (node: CompiledNode): Session | null => {
      const session = this.#sessions.of(node.id);
      if (session?.state !== 'open') return null;
      if (session.outbox.inSync) this.#sessions.raiseAcked(node.id, before);
      told.add(session);
      return session;
    };
    for (const [node, nodeUpdate] of update.nodes) open(node)?.outbox.pending.addNodeUpdate(node, nodeUpdate);
    for (const [scope, list] of update.vteps) {
      for (const node of scope.subscribers) open(node)?.outbox.pending.addList(list);
    }
    for (const [network, lists] of update.networks) {
      for (const node of network.scope.subscribers) {
        if (update.nodes.get(node)?.joined.has(network)) continue;
        const pending = open(node)?.outbox.pending;
        if (pending) for (const list of lists) pending.addList(list);
      }
    }
    const spacingMs = Math.min(COALESCE_MS, told.size * SPACING_MS_PER_STREAM);
    for (const session of told) session.outbox.changed(spacingMs);
  }

  #deleted(node: CompiledNode): void {
    this.#sessions.of(node.id)?.end(noSuchNode(node.id));
    if (!this.#compiler.node(node.id)) this.#sessions.forget(node.id);
    this.#progressed(node.id);
  }

  #begin(call: SyncCall): void {
    const session = new Session(call, this, {
      transmissionOf: (work) => this.#transmissionOf(work),
      now: () => performance.now(),
      onFrame: (bytes) => {
        this.#metrics.framesSent.inc();
        this.#metrics.bytesSent.inc(bytes);
      },
      onSnapshotSent: () => {
        this.#metrics.snapshots.inc();
        this.#reception.snapshotOver(session);
      },
      onAcked: (ms) => this.#metrics.ackSeconds.observe(ms / 1000),
    });
    this.#sessions.began(session);
  }

  #transmissionOf(work: PendingWork): Transmission {
    if (work.kind === 'merged') return new DeltaFrames(this.#compiler.revision, work, this.#frameTargetBytes);
    const before = this.#shared.encoded;
    const transmission = this.#shared.transmissionOf(work.lists);
    this.#metrics.framesEncoded.inc(this.#shared.encoded - before);
    return transmission;
  }

  hello(session: Session, hello: weft.v1.Hello): void {
    this.#reception.hello(session, hello);
    this.#progressed(session.nodeId);
  }

  acked(session: Session, revision: number): void {
    const { outbox, nodeId } = session;
    if (!outbox.acked(revision)) {
      throw violation(`ack of revision ${revision}; the last one that was sent is ${outbox.lastSentRevision}`);
    }
    if (outbox.lastAckedRevision === 0) return;
    this.#guarded.trust(nodeId);
    this.#sessions.raiseAcked(nodeId, outbox.lastAckedRevision);
    this.#progressed(nodeId);
  }

  nacked(session: Session, nack: weft.v1.Nack.$Properties): number {
    return this.#nacks.received(session.nodeId, nack);
  }

  nackSkipped(): void {
    this.#metrics.nacksSkipped.inc();
  }

  reported(session: Session, report: weft.v1.PortReport): void {
    this.status.report(session.nodeId, report);
  }

  ruleHitsTold(session: Session, report: weft.v1.RuleHitsReport.$Properties): void {
    this.status.ruleHitsTold(session.nodeId, report);
  }

  connectionsWanted(session: Session, message: weft.v1.ConnectionsWanted.$Properties): void {
    this.#moves.relay.wanted(session, message);
  }

  connectionsTold(session: Session, message: weft.v1.ConnectionStates.$Properties): void {
    this.#moves.relay.told(session, message);
  }

  heartbeat(session: Session, message: string): void {
    this.status.heartbeat(session.nodeId, message);
    const { revision } = this.#compiler;
    const { outbox } = session;
    if (outbox.inSync && revision - outbox.lastSentRevision >= REVISION_LAG_TO_TELL) {
      outbox.sendNow(new DeltaFrames(revision, new Pending().takeMerged(), this.#frameTargetBytes));
    }
  }

  ended(session: Session, error: WeftError | null): void {
    const { nodeId } = session;
    this.#reception.snapshotOver(session);
    this.#moves.relay.ended(session);
    if (error) this.#metrics.refused.inc({ code: error.code });
    if (error || nodeId !== '') {
      const log = { node: nodeId, code: error?.code, reason: error?.message };
      if (error) this.#options.log.warn(log, 'stream of an agent ended');
      else this.#options.log.info(log, 'stream of an agent closed');
    }
    this.#sessions.ended(session, this.#compiler.revision);
  }

  gone(session: Session): void {
    this.#sessions.gone(session);
  }

  onDefect(error: unknown): void {
    this.#options.log.error({ err: error }, 'defect in a stream of an agent');
  }

  shareScope(nodeA: string, nodeB: string): boolean {
    return this.#compiler.shareScope(nodeA, nodeB);
  }

  hasNetwork(nodeId: string, networkId: string): boolean {
    return this.#compiler.hasNetwork(nodeId, networkId);
  }

  /** The node has acked, can apply what it could not, or is no more. */
  #progressed(nodeId: string): void {
    this.programmed.progressed(nodeId);
    this.#moves.progressed(nodeId);
  }

  get #compiler(): Compiler {
    return this.#guarded.current;
  }

  #ackedBy(nodeId: string): number {
    return this.#sessions.ackedBy(nodeId, this.#compiler.revision);
  }
}
