import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import type { DesiredState } from '../state/desired-state.js';
import { encodeSnapshot, estimateSnapshotBytes } from '../state/encode-snapshot.js';
import type { Journal } from './journal.js';

/**
 * Replaces the journal by one that begins with the state as it is now. Nothing may change the state meanwhile; timers and
 * sockets have their turn between chunks.
 */
export async function compactJournal(journal: Journal, state: DesiredState): Promise<void> {
  const { position } = journal;
  if (!position) return;
  const { clusterId, epoch, revision } = position;
  const welcome = { clusterId, epoch, protocol: 1, resume: weft.v1.Resume.SNAPSHOT, revision };
  journal.beginSnapshot(weft.v1.ControllerMessage.encode({ welcome }).finish());
  try {
    for (const frame of encodeSnapshot(state, revision)) {
      journal.append(frame);
      await new Promise((resolve) => setImmediate(resolve));
    }
    journal.commitSnapshot(position);
  } catch (error) {
    journal.abandonSnapshot();
    throw error;
  }
}

/** Has the journal replaced when it has become much larger than the state: after what is being done, for nobody waits for a smaller file, and without it the larger one is as good. */
export class JournalCompaction {
  readonly #journal: Journal;
  readonly #state: DesiredState;
  readonly #exclusively: (task: () => Promise<void>) => Promise<void>;
  readonly #log: Logger;

  constructor(parts: {
    journal: Journal;
    state: DesiredState;
    /** Runs a task while nothing changes the state. */
    exclusively: (task: () => Promise<void>) => Promise<void>;
    log: Logger;
  }) {
    this.#journal = parts.journal;
    this.#state = parts.state;
    this.#exclusively = parts.exclusively;
    this.#log = parts.log;
  }

  /** The journal has grown. */
  look(): void {
    if (!this.#isWanted) return;
    this.#exclusively(() => this.#compact()).catch((err: unknown) => this.#log.error({ err }, 'journal not compacted'));
  }

  get #isWanted(): boolean {
    return this.#journal.wantsCompaction(estimateSnapshotBytes(this.#state));
  }

  async #compact(): Promise<void> {
    if (!this.#isWanted) return;
    await compactJournal(this.#journal, this.#state);
    this.#log.debug({ bytes: this.#journal.bytes }, 'journal compacted');
  }
}
