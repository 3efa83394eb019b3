import { EventEmitter } from 'node:events';
import { weft } from '../../../../proto/gen/codecs.js';
import type { SyncCall } from '../session.js';

/** A call in memory whose network takes a frame only when the test says so. */
export class FakeCall extends EventEmitter {
  /** Written, and not taken by the network yet. */
  readonly #written: { frame: Buffer; done: () => void }[] = [];
  error: (Error & { code: number }) | null = null;
  over = false;

  constructor() {
    super();
    this.on('error', (error) => {
      this.error = error;
      this.over = true;
    });
  }

  asCall(): SyncCall {
    return this as unknown as SyncCall;
  }

  getPeer(): string {
    return '127.0.0.1:1';
  }

  getAuthContext(): object {
    return {};
  }

  write(frame: Buffer, done?: () => void): boolean {
    if (this.over) throw new Error('write after end');
    this.#written.push({ frame, done: done ?? (() => {}) });
    return true;
  }

  end(): void {
    this.over = true;
  }

  get waiting(): number {
    return this.#written.length;
  }

  /** The network takes the oldest frame: returns its message; null if nothing is written. */
  take(): weft.v1.ControllerMessage | null {
    const next = this.#written.shift();
    if (!next) return null;
    next.done();
    return weft.v1.ControllerMessage.decode(next.frame);
  }

  send(message: weft.v1.AgentMessage.$Properties): void {
    this.emit('data', weft.v1.AgentMessage.encode(message).finish());
  }

  /** The peer goes away: what it has not taken is lost. */
  disconnect(): void {
    this.over = true;
    this.emit('cancelled', 'cancelled');
  }
}
