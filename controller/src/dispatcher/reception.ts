import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import type { Compiler } from '../compiler/compiler.js';
import { catchUp } from '../compiler/resume.js';
import type { CompiledNode } from '../compiler/topology.js';
import type { StatusBoard } from '../status/status-board.js';
import type { Change, ChangeSource } from '../store/change.js';
import { messageFrame } from './frames.js';
import type { GuardedCompiler } from './guarded-compiler.js';
import { checkHello, noSuchNode, type Peer } from './hello.js';
import { PROTOCOL_VERSION } from './limits.js';
import { Pending } from './pending.js';
import type { Session, SyncCall } from './session.js';
import type { SessionTable } from './session-table.js';
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
  readonly onResume: (kind: Transmission['kind']) => void;
}

/** Receives agents: checks their Hello, finds out what they have missed, and begins to send it. */
export class Reception {
  readonly #options: ReceptionOptions;

  constructor(options: ReceptionOptions) {
    this.#options = options;
  }

  hello(session: Session, hello: weft.v1.Hello): void {
    const { changes, sessions, status, guarded, log } = this.#options;
    const { nodeId, revision } = hello;
    checkHello(hello, this.#options.identityOf(session.call), changes.clusterId);
    const node = this.#compiler.node(nodeId);
    if (!node) throw noSuchNode(nodeId);
    sessions.name(session, nodeId);

    const sameHistory =
      hello.epoch === changes.epoch && hello.clusterId === changes.clusterId && !guarded.distrusts(nodeId);
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
    changes.changesAfter(revision).then(
      (missed) => session.guard(() => this.#resume(session, revision, missed)),
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
      new DeltaFrames(this.#compiler.revision, pending.takeMerged(), this.#options.frameTargetBytes),
    );
  }

  #sendSnapshot(session: Session, node: CompiledNode): void {
    this.#options.sessions.setAcked(node.id, 0);
    this.#options.status.forgetNacks(node.id);
    this.#open(session, 'snapshot', new SnapshotFrames(this.#compiler.revision, node, this.#options.frameTargetBytes));
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
    this.#options.onResume(resume);
    session.outbox.begin(first);
  }

  get #compiler(): Compiler {
    return this.#options.guarded.current;
  }
}
