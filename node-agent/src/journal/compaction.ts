import { weft } from '../../../proto/gen/codecs.js';
import type { DesiredState } from '../state/desired-state.js';
import { encodeSnapshot } from '../state/encode-snapshot.js';
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
