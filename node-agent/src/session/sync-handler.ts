import { release } from 'node:os';
import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Journal } from '../journal/journal.js';
import type { DesiredState } from '../state/desired-state.js';
import type { ClusterMemory } from './cluster-memory.js';
import type { Frame } from './frame.js';
import type { NackBook } from './nack-book.js';
import type { SessionHandler } from './session.js';

export const PROTOCOL_VERSION = 1;

/** What the handler has the agent do. */
export interface SyncActions {
  /** Has what the state's tables want written to the kernel, perhaps after it resolves, and all of it before `program` does: inside a snapshot. */
  writeTables(): Promise<void>;
  /** The same inside a delta, with what it says of devices and ports. */
  programPart(): Promise<void>;
  /** After a state that is right for a revision: devices, ports and tables follow it. */
  program(): Promise<void>;
  /** The state is complete: what it does not name may go. Called before `program`. */
  onComplete(): void;
  completePortReport(): weft.v1.PortReport.$Properties;
  /** The controller forgot what it was told on former streams, but for ports and nacks. */
  onWelcome(): void;
  /** The node of a port's other binding asks for its connections, or tells them: no part of the state. */
  connectionsWanted(wanted: weft.v1.ConnectionsWanted): void;
  connectionsTold(states: weft.v1.ConnectionStates): Promise<void>;
  underlayMtu(): number;
  /** As SessionHandler.trouble. */
  trouble(): string;
}

export interface SyncParts {
  readonly nodeId: string;
  readonly agentInstance: string;
  readonly agentVersion: string;
  readonly state: DesiredState;
  readonly journal: Journal;
  readonly cluster: ClusterMemory;
  readonly nacks: NackBook;
  readonly actions: SyncActions;
  /** Runs a task while nothing else changes state or kernel. */
  readonly exclusively: <T>(task: () => Promise<T>) => Promise<T>;
  readonly log: Logger;
}

/** Counters for people. */
export interface SyncCounters {
  snapshots: number;
  deltas: number;
  frames: number;
}

/**
 * The agent's side of weft.v1.NodeSync, rule by rule: welcome first, snapshots whole, revisions ascending; every frame is checked,
 * applied to the state, written to the journal and programmed before it is acknowledged.
 *
 * A snapshot or a delta in several frames that did not come to its end leaves a state that is right for no revision: then the
 * next Hello asks for a full snapshot. So does that of a version that did not write the state itself.
 */
export class SyncHandler implements SessionHandler {
  readonly #parts: SyncParts;
  #welcome: { message: weft.v1.Welcome; bytes: Uint8Array } | null = null;
  #snapshot: { entries: number; expected: number; revision: number } | null = null;
  /** The state is between two revisions. */
  #partial = false;
  /** A delta was begun on this stream and needs more frames. */
  #deltaOpen = false;
  #inSync = false;
  readonly counters: SyncCounters = { snapshots: 0, deltas: 0, frames: 0 };

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** Is a stream open and the state complete? */
  get inSync(): boolean {
    return this.#inSync;
  }

  hello(): weft.v1.Hello.$Properties {
    const { nodeId, agentInstance, agentVersion, journal, cluster, actions } = this.#parts;
    const position = this.#partial || journal.byAnotherVersion ? null : journal.position;
    return {
      clusterId: cluster.id,
      epoch: position?.epoch ?? '',
      revision: position?.revision ?? 0,
      nodeId,
      agentInstance,
      protocolMin: PROTOCOL_VERSION,
      protocolMax: PROTOCOL_VERSION,
      capabilities: ['ipv4'],
      agentVersion,
      kernelRelease: release(),
      underlayMtu: actions.underlayMtu(),
    };
  }

  trouble(): string {
    return this.#parts.actions.trouble();
  }

  onFrame(frame: Frame, send: (message: weft.v1.AgentMessage.$Properties) => void): Promise<void> {
    return this.#parts.exclusively(() => this.#onFrame(frame, send));
  }

  onEnd(): void {
    this.#welcome = null;
    this.#inSync = false;
    if (this.#snapshot) this.#parts.journal.abandonSnapshot();
    this.#snapshot = null;
    this.#deltaOpen = false;
  }

  async #onFrame(frame: Frame, send: (message: weft.v1.AgentMessage.$Properties) => void): Promise<void> {
    this.counters.frames++;
    switch (frame.kind) {
      case 'welcome':
        this.#onWelcome(frame);
        send({ portReport: this.#parts.actions.completePortReport() });
        this.#parts.actions.onWelcome();
        return;
      case 'snapshotBegin':
        this.#beginSnapshot(frame);
        return;
      case 'snapshotChunk':
        await this.#onChunk(frame);
        return;
      case 'snapshotEnd':
        await this.#endSnapshot(frame);
        break;
      case 'delta':
        await this.#onDelta(frame);
        if (frame.more) return;
        break;
      case 'connectionsWanted':
        this.#parts.actions.connectionsWanted(frame.wanted);
        return;
      case 'connections':
        await this.#parts.actions.connectionsTold(frame.states);
        return;
      case 'unknown':
        this.#parts.log.debug({ bytes: frame.bytes.length }, 'a message of a kind that this agent does not know');
        return;
    }
    this.#inSync = true;
    for (const nack of this.#parts.nacks.take(frame.revision)) send({ nack });
    send({ ack: { revision: frame.revision } });
  }

  #onWelcome(frame: Extract<Frame, { kind: 'welcome' }>): void {
    const { cluster, journal, nacks, actions, log } = this.#parts;
    if (this.#welcome) throw violation('a second Welcome');
    const { clusterId, epoch, protocol, resume } = frame.welcome;
    if (protocol !== PROTOCOL_VERSION) {
      throw new WeftError('PROTOCOL_UNSUPPORTED', `protocol ${protocol}; this agent speaks ${PROTOCOL_VERSION}`);
    }
    if (clusterId === '' || epoch === '') throw violation('Welcome without cluster or epoch');
    // Throws CLUSTER_MISMATCH.
    cluster.require(clusterId);
    const continues = resume === weft.v1.Resume.DELTA;
    if (continues && (this.#partial || journal.byAnotherVersion || journal.position?.epoch !== epoch)) {
      throw violation(`deltas of epoch ${epoch}, the state is of ${journal.position?.epoch ?? 'none'}`);
    }
    this.#welcome = { message: frame.welcome, bytes: frame.bytes };
    nacks.forgetSent();
    log.info(
      { clusterId, epoch, resume: continues ? 'DELTA' : 'SNAPSHOT', revision: frame.welcome.revision },
      'welcome',
    );
    // Deltas continue from a state that is complete.
    if (continues) actions.onComplete();
  }

  #beginSnapshot(frame: Extract<Frame, { kind: 'snapshotBegin' }>): void {
    const { state, journal } = this.#parts;
    if (!this.#welcome || this.#snapshot) throw violation('SnapshotBegin inside a snapshot');
    this.#partial = true;
    this.#snapshot = { entries: 0, expected: frame.entryCount, revision: frame.revision };
    journal.beginSnapshot(this.#welcome.bytes);
    journal.append(frame.bytes);
    state.apply(frame);
  }

  async #onChunk(frame: Extract<Frame, { kind: 'snapshotChunk' }>): Promise<void> {
    if (!this.#snapshot) throw violation('SnapshotChunk outside a snapshot');
    this.#snapshot.entries += this.#parts.state.apply(frame);
    this.#parts.journal.append(frame.bytes);
    await this.#parts.actions.writeTables();
  }

  async #endSnapshot(frame: Extract<Frame, { kind: 'snapshotEnd' }>): Promise<void> {
    const { state, journal, actions, log } = this.#parts;
    const snapshot = this.#snapshot;
    const welcome = this.#welcome;
    if (!snapshot || !welcome) throw violation('SnapshotEnd outside a snapshot');
    if (snapshot.entries !== frame.entryCount || snapshot.expected !== frame.entryCount) {
      throw violation(
        `a snapshot of ${snapshot.entries} entries, announced as ${snapshot.expected}, ended as ${frame.entryCount}`,
      );
    }
    if (frame.revision !== snapshot.revision)
      throw violation(`a snapshot of ${snapshot.revision} ended as ${frame.revision}`);
    state.apply(frame);
    journal.append(frame.bytes);
    const { clusterId, epoch } = welcome.message;
    journal.commitSnapshot({ clusterId, epoch, revision: frame.revision });
    this.#snapshot = null;
    this.#partial = false;
    this.counters.snapshots++;
    actions.onComplete();
    await actions.program();
    log.info({ revision: frame.revision, entries: snapshot.entries }, 'snapshot applied');
  }

  async #onDelta(frame: Extract<Frame, { kind: 'delta' }>): Promise<void> {
    const { state, journal, actions } = this.#parts;
    const { position } = journal;
    if (this.#snapshot) throw violation('a delta inside a snapshot');
    if (!position || (this.#partial && !this.#deltaOpen)) throw violation('a delta without a snapshot before it');
    // A delta of the revision that the agent has already is empty or a repetition.
    if (frame.revision < position.revision) {
      throw violation(`a delta of revision ${frame.revision} after ${position.revision}`);
    }
    this.#partial = true;
    this.#deltaOpen = true;
    state.apply(frame);
    journal.append(frame.bytes);
    if (!frame.more) {
      journal.commitDelta(frame.revision);
      this.#partial = false;
      this.#deltaOpen = false;
      this.counters.deltas++;
    }
    await (frame.more ? actions.programPart() : actions.program());
  }
}

function violation(what: string): WeftError {
  return new WeftError('PROTOCOL_VIOLATION', `the controller broke the protocol: ${what}`);
}
