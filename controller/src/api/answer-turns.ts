/** Calls with large answers that one client has in hand at once; further ones wait, and cost no more than their request. */
export const largeAnswersAtOnce = 4;

/** A peer that has not taken an answer after this time loses its call, and what it holds. */
export const takeAnswerMs = 30_000;

/** May the answer be megabytes? Security groups may be; every other one is a resource or two. */
export function hasLargeAnswer(path: string): boolean {
  return /\/((List|BatchCreate)[A-Z]\w*|(Create|Get|Update)SecurityGroup|(Add|Remove)SecurityGroupRules)$/.test(path);
}

/** A call's turn; to be ended once, when its answer has been taken or its call is over, also if its turn has not come. */
export interface Turn {
  end(): void;
}

/**
 * Lets each client have so many large answers at once, in the order of its calls. An answer is held, several times over, from the moment that it is made
 * until the peer has taken all of it: somebody who asks and does not read would otherwise hold as many as it may have calls open.
 */
export class AnswerTurns {
  readonly #atOnce: number;
  readonly #clients = new Map<string, { running: number; readonly waiting: Set<() => void> }>();

  constructor(atOnce = largeAnswersAtOnce) {
    this.#atOnce = atOnce;
  }

  /** Calls `begin` when it is the call's turn: at once, or when one before it has ended. */
  take(client: string, begin: () => void): Turn {
    const queue = this.#clients.get(client) ?? { running: 0, waiting: new Set() };
    this.#clients.set(client, queue);
    let state: 'waiting' | 'running' | 'ended' = 'waiting';
    const start = () => {
      state = 'running';
      queue.running++;
      queue.waiting.delete(start);
      begin();
    };
    const end = () => {
      if (state === 'running') queue.running--;
      queue.waiting.delete(start);
      state = 'ended';
      const [next] = queue.waiting;
      if (next && queue.running < this.#atOnce) next();
      if (queue.running === 0 && queue.waiting.size === 0) this.#clients.delete(client);
    };
    queue.waiting.add(start);
    if (queue.running < this.#atOnce) start();
    return {
      end: () => {
        if (state !== 'ended') end();
      },
    };
  }
}
