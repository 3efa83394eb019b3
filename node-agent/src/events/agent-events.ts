import type { Logger } from 'pino';

/** Stable codes of AgentEvent. */
export type AgentEventCode = 'MAP_FULL' | 'FLOW_RECORDS_LOST' | 'INTERFACE_LOST' | 'INTERFACE_BACK';

/** What an operator should know: logged, and published if NATS is there. Never waits. */
export class AgentEvents {
  readonly #log: Logger;
  readonly #publish: (code: AgentEventCode, message: string) => void;

  constructor(log: Logger, publish: (code: AgentEventCode, message: string) => void) {
    this.#log = log;
    this.#publish = publish;
  }

  emit(code: AgentEventCode, message: string): void {
    this.#log.warn({ event: code }, message);
    this.#publish(code, message);
  }
}
