import { WeftError } from '../../../proto/src/errors.js';
import { identityUri } from '../../../proto/src/identity.js';
import type { Caller } from './identity.js';

/** How much one client identity may ask for. */
export interface ClientLimitOptions {
  /** Calls per second in the long run, and at once after a pause. */
  readonly callsPerSecond: number;
  readonly burst: number;
}

/** What holds unless the operator says otherwise. */
export const defaultClientLimits: ClientLimitOptions = { callsPerSecond: 500, burst: 1_000 };

/** Calls of one client that are open at once, watches included. */
export const openCallsLimit = 100;

/** Elements of a batch that count as one call. */
export const elementsPerCall = 10;
/** Rules of a security group that count as one call, in a request and again in the answer: changing one costs what all rules of its group do. */
export const rulesPerCall = 50;

/** Clients that are remembered; those that have been idle for longest are forgotten, with all their calls spent anew. */
const clientsRemembered = 10_000;

interface Client {
  readonly name: string;
  tokens: number;
  atMs: number;
  open: number;
}

/** Leave to make one call; to be ended when the call is over. */
export interface Leave {
  /** Whose call it is. */
  readonly client: string;
  /** The call turned out to be as much as `calls` further ones. It goes on; what it took too much is taken from later ones. */
  charge(calls: number): void;
  end(): void;
}

/**
 * Bounds what one client may ask for: a token bucket, and open calls. Admins and plain text over loopback are the operator's own and not limited.
 * NodeSync streams count as open calls only: what is said on them has bounds of its own.
 */
export class ClientLimits {
  readonly #options: ClientLimitOptions;
  readonly #now: () => number;
  readonly #clients = new Map<string, Client>();

  constructor(options: ClientLimitOptions = defaultClientLimits, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
  }

  /** Leave to make a call, or why not: RATE_LIMITED, LIMIT_REACHED. Null: this call is not limited. */
  ask(path: string, caller: Caller): Leave | WeftError | null {
    if (caller === null || caller === 'loopback' || caller.role === 'admin') return null;
    const calls = path === '/weft.v1.NodeSync/Sync' ? 0 : 1;
    const client = this.#refilled(identityUri(caller));
    if (client.tokens < calls) return this.#tooOften(client);
    if (client.open >= openCallsLimit) {
      const description = `${openCallsLimit} calls of one client may be open at once, watches included`;
      return new WeftError('LIMIT_REACHED', `${client.name}: ${description}`, {
        quota: { subject: client.name, description },
      });
    }
    client.tokens -= calls;
    client.open++;
    let ended = false;
    return {
      client: client.name,
      charge: (calls) => {
        client.tokens -= calls;
      },
      end: () => {
        if (ended) return;
        ended = true;
        client.open--;
      },
    };
  }

  #refilled(name: string): Client {
    const { callsPerSecond, burst } = this.#options;
    const now = this.#now();
    const client = this.#clients.get(name) ?? { name, tokens: burst, atMs: now, open: 0 };
    client.tokens = Math.min(burst, client.tokens + ((now - client.atMs) / 1000) * callsPerSecond);
    client.atMs = now;
    // Last used last.
    this.#clients.delete(name);
    this.#clients.set(name, client);
    if (this.#clients.size > clientsRemembered) this.#forgetOne();
    return client;
  }

  #forgetOne(): void {
    for (const [name, client] of this.#clients) {
      if (client.open > 0) continue;
      this.#clients.delete(name);
      return;
    }
  }

  #tooOften({ name, tokens }: Client): WeftError {
    const { callsPerSecond, burst } = this.#options;
    const retryAfterMs = Math.ceil(((1 - tokens) / callsPerSecond) * 1000);
    const description = `${callsPerSecond} calls/s, ${burst} at once; again in ${retryAfterMs} ms`;
    return new WeftError('RATE_LIMITED', `${name} calls too often: allowed are ${description}`, {
      quota: { subject: name, description },
      retryAfterMs,
    });
  }
}

/** How many further calls a request counts as. */
export function furtherCalls(request: unknown): number {
  const { ports, ids, ruleIds, securityGroup } = request as Partial<Record<string, unknown>>;
  const elements = lengthOf(ports) + lengthOf(ids);
  const rules = lengthOf(ruleIds) + rulesOf(request) + rulesOf(securityGroup ?? {});
  return Math.floor(elements / elementsPerCall) + Math.floor(rules / rulesPerCall);
}

/** How many further calls an answer counts as. */
export function callsOfAnswer(answer: unknown): number {
  return Math.floor(rulesOf(answer) / rulesPerCall);
}

function rulesOf(message: unknown): number {
  return lengthOf((message as { rules?: unknown }).rules);
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
