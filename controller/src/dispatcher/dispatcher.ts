import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { Compiler } from '../compiler/compiler.js';
import { catchUp } from '../compiler/resume.js';
import { checkCompiler } from '../compiler/self-check.js';
import type { CompiledNode } from '../compiler/topology.js';
import type { Update } from '../compiler/update.js';
import { StatusBoard } from '../status/status-board.js';
import type { Transition } from '../status/transitions.js';
import type { Change, ChangeSource } from '../store/change.js';
import { FRAME_TARGET_BYTES, messageFrame } from './frames.js';
import { checkHello, type Peer, violation } from './hello.js';
import { MISSED_HEARTBEATS, PROTOCOL_VERSION, REVISION_LAG_TO_TELL } from './limits.js';
import { DispatcherMetrics } from './metrics.js';
import { NackDesk } from './nack-desk.js';
import { Pending, type PendingWork } from './pending.js';
import { Session, type SessionOwner, type SyncCall } from './session.js';
import { SessionTable } from './session-table.js';
import { SharedFrames } from './shared-frames.js';
import { type SyncService, syncService } from './sync-service.js';
import { DeltaFrames, SnapshotFrames, type Transmission } from './transmission.js';

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
  /** Compare with a recomputation from scratch after every commit; a difference throws. Slow. Default false. */
  readonly selfCheck?: boolean;
  /** A frame is closed once it has so many bytes of entries. Default FRAME_TARGET_BYTES. */
  readonly frameTargetBytes?: number;
}

/** What the rest of the controller uses of the dispatcher. */
export interface Dispatcher {
  /** NodeSync, for `Server.addService`. */
  readonly service: SyncService;
  readonly status: StatusBoard;
  /** Calls back for each change of a port's or node's state. */
  onTransition(listener: (transition: Transition) => void): () => void;
  /**
   * The lowest revision that every existing node has acked: 0 if a node was not heard of since this process started, the committed
   * revision if there are no nodes.
   */
  ackedRevisionFloor(): number;
  /** Ends all streams with OK and stops following changes. */
  stop(): void;
}

/** Compiles all rows and begins to follow changes, synchronously. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new NodeSyncDispatcher(options);
}

class NodeSyncDispatcher implements Dispatcher, SessionOwner {
  readonly service: SyncService;
  readonly status: StatusBoard;
  readonly #options: DispatcherOptions;
  #compiler: Compiler;
  readonly #metrics: DispatcherMetrics;
  readonly #frameTargetBytes: number;
  readonly #shared: SharedFrames;
  readonly #nacks: NackDesk;
  readonly #sessions = new SessionTable();
  /** Nodes that may hold what the compiler never should have said. */
  readonly #distrusted = new Set<string>();
  readonly #unsubscribe: () => void;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    const { changes } = options;
    this.#frameTargetBytes = options.frameTargetBytes ?? FRAME_TARGET_BYTES;
    this.#shared = new SharedFrames(this.#frameTargetBytes);
    this.#compiler = new Compiler(changes, { vxlanPort: options.vxlanPort });
    this.status = new StatusBoard(changes, {
      now: Date.now,
      silenceMs: MISSED_HEARTBEATS * options.heartbeatMs,
      ackedRevisionOf: (nodeId) => this.#ackedBy(nodeId),
    });
    this.#metrics = new DispatcherMetrics(options.registry, {
      streams: () => this.#sessions.size,
      nodes: () => this.#compiler.nodeCount,
      nodesReady: () => this.status.nodesReady,
      pendingKeys: () => this.#sessions.sum((session) => session.outbox.pending.size),
      ackLagRevisions: () => {
        let lag = 0;
        for (const { nodeId } of this.#sessions) lag = Math.max(lag, this.#compiler.revision - this.#ackedBy(nodeId));
        return lag;
      },
      unackedBytes: () => this.#sessions.sum((session) => session.outbox.unackedBytes),
    });
    this.#nacks = new NackDesk(() => this.#compiler, this.status, this.#metrics, options.log);
    this.service = syncService((call) => this.#begin(call));
    this.#unsubscribe = changes.subscribe((committed) => this.#committed(committed));
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
    for (const session of this.#sessions.all()) session.end(null);
    this.status.close();
  }

  #committed(changes: readonly Change[]): void {
    for (const { effects, revision } of changes) {
      for (const e of effects) if (e.table === 'node' && !e.before) this.#sessions.setAcked(e.id, revision);
    }
    this.status.apply(changes);
    const update = this.#compile(changes);
    if (!update) return;
    for (const node of update.deletedNodes) this.#deleted(node);
    for (const session of this.#sessions) if (session.state === 'catching-up') session.late.push(...changes);
    this.#send(update);
    this.#nacks.updated(update);
  }

  /** A defect of the compiler must not leave nodes with wrong state for good: it starts anew from the rows, and all agents with it. */
  #compile(changes: readonly Change[]): Update | null {
    const { changes: source, selfCheck, vxlanPort, log } = this.#options;
    try {
      const update = this.#compiler.apply(changes);
      if (selfCheck) checkCompiler(this.#compiler, source, vxlanPort);
      return update;
    } catch (error) {
      log.error({ err: error, revision: source.committedRevision }, 'defect in the compiler; starting it anew');
      this.#metrics.compilerDefects.inc();
      const cause = new WeftError('INTERNAL', 'the controller compiles anew; connect again', { cause: error });
      for (const session of [...this.#sessions]) session.end(cause);
      for (const { id } of this.#compiler.nodes()) this.#distrusted.add(id);
      this.#compiler = new Compiler(source, { vxlanPort });
      return null;
    }
  }

  #send(update: Update): void {
    const told = new Set<Session>();
    for (const [node, nodeUpdate] of update.nodes) {
      const session = this.#openSession(node);
      if (!session) continue;
      session.outbox.pending.addNodeUpdate(nodeUpdate);
      told.add(session);
    }
    for (const [scope, lists] of update.scopes) {
      for (const node of scope.subscribers) {
        const session = this.#openSession(node);
        if (!session || update.nodes.get(node)?.joined.has(scope)) continue;
        for (const list of lists) session.outbox.pending.addList(list);
        told.add(session);
      }
    }
    for (const session of told) session.outbox.changed();
  }

  #openSession(node: CompiledNode): Session | null {
    const session = this.#sessions.of(node.id);
    return session?.state === 'open' ? session : null;
  }

  #deleted(node: CompiledNode): void {
    this.#sessions.of(node.id)?.end(noSuchNode(node.id));
    if (!this.#compiler.node(node.id)) this.#sessions.forget(node.id);
  }

  #begin(call: SyncCall): void {
    const session = new Session(call, this, {
      transmissionOf: (work) => this.#transmissionOf(work),
      now: () => performance.now(),
      onFrame: (bytes) => {
        this.#metrics.framesSent.inc();
        this.#metrics.bytesSent.inc(bytes);
      },
      onSnapshotSent: () => this.#metrics.snapshots.inc(),
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
    const { changes } = this.#options;
    const { nodeId, revision } = hello;
    checkHello(hello, this.#options.identityOf(session.call), changes.clusterId);
    const node = this.#compiler.node(nodeId);
    if (!node) throw noSuchNode(nodeId);
    this.#sessions.name(session, nodeId);

    const sameHistory =
      hello.epoch === changes.epoch && hello.clusterId === changes.clusterId && !this.#distrusted.has(nodeId);
    const resumable = sameHistory && revision > 0 && revision <= this.#compiler.revision;
    this.#sessions.setAcked(nodeId, resumable ? revision : 0);
    const { agentInstance: instance, agentVersion: version, kernelRelease, underlayMtu } = hello;
    this.status.connected(nodeId, { instance, version, kernelRelease, underlayMtu });
    this.#options.log.info({ node: nodeId, instance, version, epoch: hello.epoch, revision }, 'agent connected');
    if (!resumable) {
      this.#sendSnapshot(session, node);
      return;
    }
    session.state = 'catching-up';
    changes.changesAfter(revision).then(
      (log) => session.guard(() => this.#resume(session, revision, log)),
      (error: unknown) =>
        session.guard(() => {
          throw error;
        }),
    );
  }

  /** `log` is complete up to some revision at or after that of Hello; `late` has what was committed since Hello. */
  #resume(session: Session, since: number, log: readonly Change[] | null): void {
    const node = this.#compiler.node(session.nodeId);
    if (session.state !== 'catching-up' || !node) return;
    if (!log) {
      this.#sendSnapshot(session, node);
      return;
    }
    const last = log.at(-1)?.revision ?? since;
    const missed = [...log, ...session.late.filter((change) => change.revision > last)];
    session.late = [];
    const pending = new Pending();
    const applied = missed.filter((change) => change.revision <= this.#compiler.revision);
    pending.addCatchUp(catchUp(this.#compiler, node, applied));
    this.#open(
      session,
      'delta',
      new DeltaFrames(this.#compiler.revision, pending.takeMerged(), this.#frameTargetBytes),
    );
  }

  #sendSnapshot(session: Session, node: CompiledNode): void {
    this.#sessions.setAcked(node.id, 0);
    this.status.forgetNacks(node.id);
    this.#open(session, 'snapshot', new SnapshotFrames(this.#compiler.revision, node, this.#frameTargetBytes));
  }

  #open(session: Session, resume: Transmission['kind'], first: Transmission): void {
    const { clusterId, epoch } = this.#options.changes;
    session.late = [];
    session.state = 'open';
    session.call.write(
      messageFrame({
        welcome: {
          clusterId,
          epoch,
          protocol: PROTOCOL_VERSION,
          resume: resume === 'snapshot' ? 1 : 2,
          heartbeatIntervalMs: this.#options.heartbeatMs,
          revision: first.revision,
        },
      }),
    );
    this.#metrics.resumes.inc({ kind: resume });
    session.outbox.begin(first);
  }

  acked(session: Session, revision: number): void {
    if (!session.outbox.acked(revision)) {
      throw violation(`ack of revision ${revision}; the last one that was sent is ${session.outbox.lastSentRevision}`);
    }
    this.#distrusted.delete(session.nodeId);
    this.#sessions.raiseAcked(session.nodeId, revision);
  }

  nacked(session: Session, nack: weft.v1.Nack.$Properties): void {
    this.#nacks.received(session.nodeId, nack);
  }

  nackSkipped(): void {
    this.#metrics.nacksSkipped.inc();
  }

  reported(session: Session, report: weft.v1.PortReport): void {
    this.status.report(session.nodeId, report);
  }

  heartbeat(session: Session): void {
    this.status.heartbeat(session.nodeId);
    const { revision } = this.#compiler;
    const { outbox } = session;
    if (outbox.inSync && revision - outbox.lastSentRevision >= REVISION_LAG_TO_TELL) {
      outbox.sendNow(new DeltaFrames(revision, new Pending().takeMerged(), this.#frameTargetBytes));
    }
  }

  ended(session: Session, error: WeftError | null): void {
    const { nodeId } = session;
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

  #ackedBy(nodeId: string): number {
    return this.#sessions.ackedBy(nodeId, this.#compiler.revision);
  }
}

function noSuchNode(nodeId: string): WeftError {
  return new WeftError('PERMISSION_DENIED', `node ${JSON.stringify(nodeId)} does not exist`);
}
