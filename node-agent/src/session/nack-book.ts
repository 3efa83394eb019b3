import { weft } from '../../../proto/gen/codecs.js';
import { keyId } from '../state/bad-entries.js';

/** An entry that is wanted and not applied. */
export interface Problem {
  /** Null for what belongs to no entry of the controller's: that is not nacked. */
  readonly key: weft.v1.EntryKey.$Properties | null;
  readonly reason: 'MAP_FULL' | 'BAD_VALUE' | 'UNKNOWN_ENTRY' | 'KERNEL_ERROR';
  readonly message: string;
}

/** What the controller was told about entries that are not applied, on the stream that is open: only differences are said. */
export class NackBook {
  readonly #problems: () => Iterable<Problem>;
  readonly #changes: () => number;
  #changesAtTake = -1;
  #sent = new Map<string, { problem: Problem; text: string }>();

  /** `changes`: a number that is another one whenever `problems` may give others. */
  constructor(problems: () => Iterable<Problem>, changes: () => number) {
    this.#problems = problems;
    this.#changes = changes;
  }

  /** A new stream: the controller may know nothing. */
  forgetSent(): void {
    this.#sent = new Map();
    this.#changesAtTake = -1;
  }

  /** Nacks that are to be sent now; RESOLVED for what no longer holds. */
  take(revision: number): weft.v1.Nack.$Properties[] {
    const changes = this.#changes();
    if (changes === this.#changesAtTake) return [];
    this.#changesAtTake = changes;
    const nacks: weft.v1.Nack.$Properties[] = [];
    const now = new Map<string, { problem: Problem; text: string }>();
    for (const problem of this.#problems()) {
      if (!problem.key) continue;
      const id = keyId(problem.key);
      // Several rows of one entry may fail: the first says it.
      if (now.has(id)) continue;
      const text = `${problem.reason} ${problem.message}`;
      now.set(id, { problem, text });
      if (this.#sent.get(id)?.text !== text) nacks.push(nackOf(revision, problem, problem.reason, problem.message));
    }
    for (const [id, { problem }] of this.#sent) {
      if (!now.has(id)) nacks.push(nackOf(revision, problem, 'RESOLVED', ''));
    }
    this.#sent = now;
    return nacks;
  }
}

function nackOf(
  revision: number,
  { key }: Problem,
  reason: Problem['reason'] | 'RESOLVED',
  message: string,
): weft.v1.Nack.$Properties {
  return { revision, ...(key ? { key } : {}), reason: weft.v1.NackReason[reason], message };
}
