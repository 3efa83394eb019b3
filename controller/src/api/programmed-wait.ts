import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, outOfRange, WeftError } from '../../../proto/src/errors.js';
import type { WriteCall } from './call-origin.js';
import type { NodeBehind, ProgrammedSource } from './programmed-source.js';

const { WaitFor } = weft.v1;

/** Limits of a wait in milliseconds, and nodes that its error names at most: resource.proto, WaitOptions. */
const timeoutMaxMs = 60_000;
const timeoutDefaultMs = 10_000;
const nodesNamed = 100;

/** What a request that writes says about its answer. */
export interface WriteRequest {
  readonly requestId?: string | null;
  readonly wait?: weft.v1.WaitOptions.$Properties | null;
}

/** A call that is answered when what it wrote is programmed. */
interface Waiting {
  readonly timeoutMs: number;
  /** The caller gave up. */
  readonly signal: AbortSignal;
}

/** How the call wants to be answered; null: when its write is on disk. To be called before anything is written, because it refuses wrong options. */
export function checkedWait(call: WriteCall<WriteRequest>): Waiting | null {
  const until = call.request.wait?.until ?? WaitFor.WAIT_FOR_UNSPECIFIED;
  const timeoutMs = call.request.wait?.timeoutMs ?? 0;
  requireTimeout('wait.timeout_ms', timeoutMs);
  if (until === WaitFor.WAIT_FOR_UNSPECIFIED || until === WaitFor.UNTIL_COMMITTED) return null;
  if (until !== WaitFor.UNTIL_PROGRAMMED) throw invalidField('wait.until', `${until} is not known`);
  return waitingFor(call, timeoutMs);
}

/** The same for a call that always waits, for a time that is in a field of its own. */
export function checkedTimeout(call: Pick<WriteCall<unknown>, 'on'>, field: string, timeoutMs: number): Waiting {
  requireTimeout(field, timeoutMs);
  return waitingFor(call, timeoutMs);
}

function requireTimeout(field: string, timeoutMs: number): void {
  if (timeoutMs > timeoutMaxMs) throw outOfRange(field, timeoutMs, 0, timeoutMaxMs);
}

function waitingFor(call: Pick<WriteCall<unknown>, 'on'>, timeoutMs: number): Waiting {
  const cancelled = new AbortController();
  call.on('cancelled', () => cancelled.abort());
  return { timeoutMs: timeoutMs || timeoutDefaultMs, signal: cancelled.signal };
}

/**
 * Resolves when every node that needs the revision, and `counts`, has applied it; NOT_PROGRAMMED names those that are behind when the time is over.
 * A node that ceases to count meanwhile is waited for, and not named.
 */
export async function untilProgrammed(
  source: ProgrammedSource,
  waiting: Waiting | null,
  revision: number,
  counts: (nodeId: string) => boolean = () => true,
): Promise<void> {
  if (!waiting) return;
  const all = await source.waitProgrammed(revision, waiting.timeoutMs, waiting.signal, counts);
  const behind = all.filter(({ nodeId }) => counts(nodeId));
  if (behind.length > 0) throw notProgrammed(revision, waiting.timeoutMs, behind);
}

function notProgrammed(revision: number, timeoutMs: number, behind: readonly NodeBehind[]): WeftError {
  const named = behind.slice(0, nodesNamed);
  const shown = named.slice(0, 5).map((node) => node.nodeId);
  if (behind.length > shown.length) shown.push('...');
  const message = `revision ${revision} is stored, but after ${timeoutMs} ms not applied by ${behind.length} nodes: ${shown.join(', ')}`;
  return new WeftError('NOT_PROGRAMMED', message, {
    preconditions: named.map(({ nodeId, ackedRevision, reason }) => ({
      type: 'NOT_PROGRAMMED',
      subject: `node/${nodeId}`,
      description: `${reason} (acked revision ${ackedRevision})`,
    })),
    metadata: { revision: String(revision), nodes_behind: String(behind.length) },
  });
}
