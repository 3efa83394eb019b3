import type { WeftError } from '../../../proto/src/errors.js';

/** One call that has not ended. */
export interface OpenCall {
  /** Of its client's certificate; null without TLS. */
  readonly serial: string | null;
  end(error: WeftError): void;
}

/** Calls that have not ended, so that those of a certificate can be ended when it is revoked. */
export class OpenCalls {
  readonly #calls = new Set<OpenCall>();

  get size(): number {
    return this.#calls.size;
  }

  add(call: OpenCall): () => void {
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** Ends the calls that `why` gives an error for. */
  endWhere(why: (call: OpenCall) => WeftError | null): void {
    for (const call of [...this.#calls]) {
      const error = why(call);
      if (error) call.end(error);
    }
  }
}
