import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Compiler } from '../compiler/compiler.js';
import { Resume } from '../compiler/resume.js';
import type { CompiledNode } from '../compiler/topology.js';
import type { StatusBoard } from '../status/status-board.js';
import type { Change, ChangeSource } from '../store/change.js';
import { messageFrame } from './frames.js';
import type { GuardedCompiler } from './guarded-compiler.js';
import { checkHello, noSuchNode, type Peer } from './hello.js';
import { MAX_RESUMES_AT_HAND, PROTOCOL_VERSION, RESUME_SLICE_MS, SNAPSHOT_HOLD_MS } from './limits.js';
import { Pending } from './pending.js';
import type { Session, SyncCall } from './session.js';
import type { SessionTable } from './session-table.js';
import { SharedLog } from './shared-log.js';
import { SnapshotQueue } from './snapshot-queue.js';
import { TimeSlices } from './time-slices.js';
import { toldEpoch } from './told-epoch.js';
import { DeltaFrames, SnapshotFrames, type Transmission } from './transmission.js';

export interface ReceptionOptions {
  readonly changes: ChangeSource;
  readonly identityOf: (call: Pick<SyncCall, 'getAuthContext' | 'getPeer'>) => Peer;
  readonly log: Logger;
  readonly heartbeatMs: number;
  readonly frameTargetBytes: number;
  readonly guarded: GuardedCompiler;
  readonly sessions: SessionTable;
  readonly status: StatusBoard;
  /** Snapshots that may be on their way at once. */
  readonly concurrentSnapshots: number;
  /** MTU that the underlay of every node must have, in bytes. 0: any. */
  readonly underlayMtu: number;
  readonly entryRules?: number;
  readonly onResume: (kind: Transmission['kind']) => void;
}

/** Receives agents: checks their Hello, finds out what they have missed, and begins to send it. */
export class Reception {
  readonly #options: ReceptionOptions;
  readonly #log: SharedLog;
  readonly #snapshots: SnapshotQueue<Session>;
  readonly #slices = new TimeSlices(RESUME_SLICE_MS);
  /** By the revision from which agents come back, as long as the compiler has not gone on. */
  #resumes = new Map<number, Resume>();
  #resumesOf: { readonly compiler: Compiler; readonly revision: number } | null = null;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#log = new SharedLog(options.changes);
    this.#snapshots = new SnapshotQueue(options.concurrentSnapshots, SNAPSHOT_HOLD_MS);
  }

  get waitingSnapshots(): number {
    return this.#snapshots.waiting;
  }

  committed(changes: readonly Change[]): void {
    this.#log.committed(changes);
  }

  /** The session's snapshot was sent, or the session is at its end. */
  snapshotOver(session: Session): void {
    this.#snapshots.leave(session);
  }

  close(): void {
    this.#log.close();
    this.#snapshots.close();
    this.#slices.close();
  }

  hello(session: Session, hello: weft.v1.Hello): void {
    const { changes, sessions, status, guarded, log } = this.#options;
    const { nodeId, revision } = hello;
    checkHello(hello, this.#options.identityOf(session.call), changes.clusterId);
    const node = this.#compiler.node(nodeId);
    if (!node) throw noSuchNode(nodeId);
    this.#requireUnderlayMtu(nodeId, hello.underlayMtu);
    sessions.name(session, nodeId);

    const sameHistory =
      hello.epoch === this.#epoch && hello.clusterId === changes.clusterId && !guarded.distrusts(nodeId);
    const resumable = sameHistory && revision > 0 && revision <= this.#compiler.revision;
    sessions.setAcked(nodeId, resumable ? revision : 0);
    const { agentInstance: instance, agentVersion: version, kernelRelease, underlayMtu } = hello;
    status.connected(nodeId, { instance, version, kernelRelease, underlayMtu });
    log.info({ node: nodeId, instance, version, epoch: hello.epoch, revision }, 'agent connected');
    if (!resumable) {
      this.#sendSnapshot(session, node);
      return;
    }
    session.state = 'catching-up';
    this.#log.changesAfter(revision).then(
      (missed) => this.#slices.run(() => session.guard(() => this.#resume(session, revision, missed))),
      (error: unknown) =>
        session.guard(() => {
          throw error;
        }),
    );
  }

  /** A node whose underlay can't carry the largest frames would lose them. An agent that does not say its MTU is let in. */
  #requireUnderlayMtu(nodeId: string, mtu: number): void {
    const { underlayMtu, status } = this.#options;
    if (mtu === 0 || mtu >= underlayMtu) return;
    const message = `its underlay has an MTU of ${mtu} bytes, the cluster's has ${underlayMtu}`;
    status.refused(nodeId, message);
    throw new WeftError('UNDERLAY_MTU_TOO_SMALL', `node ${nodeId} is refused: ${message}`);
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
    pending.addCatchUp(this.#resumeFrom(since, applied).catchUp(node));
    this.#welcome(session, 'delta');
    session.late = [];
    session.state = 'open';
    session.outbox.begin(
      new DeltaFrames(this.#compiler.revision, pending.takeMerged(), this.#options.frameTargetBytes),
    );
  }

  /** What agents have missed that come back at the same time from the same revision is worked out once. */
  #resumeFrom(since: number, missed: readonly Change[]): Resume {
    const compiler = this.#compiler;
    const { revision } = compiler;
    if (this.#resumesOf?.compiler !== compiler || this.#resumesOf.revision !== revision) {
      this.#resumes = new Map();
      this.#resumesOf = { compiler, revision };
    }
    const resume = this.#resumes.get(since) ?? new Resume(compiler, missed);
    if (this.#resumes.size < MAX_RESUMES_AT_HAND) this.#resumes.set(since, resume);
    return resume;
  }

  /** Welcome at once, the snapshot when it is its turn: it is of that moment, so nothing is collected meanwhile. */
  #sendSnapshot(session: Session, node: CompiledNode): void {
    this.#options.sessions.setAcked(node.id, 0);
    this.#options.status.forgetNacks(node.id);
    this.#welcome(session, 'snapshot');
    session.late = [];
    session.state = 'queued';
    this.#snapshots.enter(session, () =>
      session.guard(() => {
        session.state = 'open';
        session.outbox.begin(new SnapshotFrames(this.#compiler.revision, node, this.#options.frameTargetBytes));
      }),
    );
  }

  #welcome(session: Session, resume: Transmission['kind']): void {
    const { clusterId } = this.#options.changes;
    session.call.write(
      messageFrame({
        welcome: {
          clusterId,
          epoch: this.#epoch,
          protocol: PROTOCOL_VERSION,
          resume: resume === 'snapshot' ? 1 : 2,
          heartbeatIntervalMs: this.#options.heartbeatMs,
          revision: this.#compiler.revision,
        },
      }),
    );
    this.#options.onResume(resume);
  }

  get #epoch(): string {
    return toldEpoch(this.#options.changes.epoch, this.#options.entryRules);
  }

  get #compiler(): Compiler {
    return this.#options.guarded.current;
  }
}
