import type { Client, ClientDuplexStream } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import { NodeSync } from '../../../proto/gen/services.js';
import { weftErrorOf } from '../../../proto/src/call.js';
import { type ErrorCode, WeftError } from '../../../proto/src/errors.js';
import { Backoff } from './backoff.js';
import { type Frame, readFrame } from './frame.js';

/** What the session needs of the rest of the agent. */
export interface SessionHandler {
  hello(): weft.v1.Hello.$Properties;
  /** What does not work on the node although it goes on, for people; empty if all is well. Said with every heartbeat. */
  trouble(): string;
  /**
   * Takes a frame that is in order. Resolves when it is applied; what the agent has to say goes out through `send`. A WeftError ends
   * the stream.
   */
  onFrame(frame: Frame, send: (message: weft.v1.AgentMessage.$Properties) => void): Promise<void>;
  /** The stream ended; frames that it did not finish count as never sent. */
  onEnd(): void;
}

export type SessionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly error: WeftError; readonly refused: boolean }
  | { readonly kind: 'stopped' };

/** What a controller refuses for good: it helps to tell an operator, not to ask again at once. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'CLUSTER_MISMATCH',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'PROTOCOL_UNSUPPORTED',
  'PROTOCOL_VIOLATION',
  'STREAM_REPLACED',
  'UNIMPLEMENTED',
  'NOT_FOUND',
]);

const WELCOME_TIMEOUT_MS = 10_000;
/** A stream that lived this long was a good one: the next attempt comes at once. */
const STABLE_AFTER_MS = 5_000;

type Stream = ClientDuplexStream<weft.v1.AgentMessage.$Properties, Buffer>;

/**
 * The stream to the controller, for as long as the agent lives: opened, followed, and opened again after it ended, with growing
 * and jittered delays (100 ms to 5 s; 2 s to 30 s after a refusal). One stream at a time; what an old one still brings is ignored.
 */
export class Session {
  readonly #connect: () => Client;
  readonly #handler: SessionHandler;
  readonly #log: Logger;
  readonly #backoff = new Backoff(100, 5_000);
  readonly #refusedBackoff = new Backoff(2_000, 30_000);
  #stream: Stream | null = null;
  #welcomed = false;
  #stopped = false;
  #wake: (() => void) | null = null;
  state: SessionState = { kind: 'connecting' };

  constructor(connect: () => Client, handler: SessionHandler, log: Logger) {
    this.#connect = connect;
    this.#handler = handler;
    this.#log = log;
  }

  /** Runs until `stop`. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      this.state = { kind: 'connecting' };
      const startedAtMs = performance.now();
      const error = await this.#runStream();
      this.#handler.onEnd();
      if (this.#stopped) break;
      if (performance.now() - startedAtMs > STABLE_AFTER_MS) {
        this.#backoff.reset();
        this.#refusedBackoff.reset();
      }
      const refused = refusals.has(error.code);
      const delayMs = (refused ? this.#refusedBackoff : this.#backoff).next();
      this.state = { kind: 'waiting', error, refused };
      this.#log[refused ? 'error' : 'warn'](
        { code: error.code, delayMs: Math.round(delayMs) },
        refused
          ? `the controller and this node do not agree: ${error.message}`
          : `no stream to the controller: ${error.message}`,
      );
      await this.#sleep(delayMs);
    }
    this.state = { kind: 'stopped' };
  }

  stop(): void {
    this.#stopped = true;
    this.#stream?.cancel();
    this.#wake?.();
  }

  /**
   * Sends if a stream is open and welcomed; false if not. What is not sent of ports is said again by the complete report of the next stream.
   */
  send(message: weft.v1.AgentMessage.$Properties): boolean {
    if (!this.#stream || !this.#welcomed) return false;
    this.#stream.write(message);
    return true;
  }

  /** Opens one stream and follows it to its end, which is always an error. */
  async #runStream(): Promise<WeftError> {
    let client: Client | null = null;
    let heartbeat: NodeJS.Timeout | undefined;
    let deadline: NodeJS.Timeout | undefined;
    let ownError: WeftError | null = null;
    try {
      client = this.#connect();
      const method = NodeSync.sync;
      const stream: Stream = client.makeBidiStreamRequest(
        method.path,
        method.requestSerialize,
        (bytes: Buffer) => bytes,
      );
      this.#stream = stream;
      // The iterator below reports it; without a listener it would be thrown as well.
      stream.on('error', () => {});
      const send = (message: weft.v1.AgentMessage.$Properties) => {
        if (this.#stream === stream) stream.write(message);
      };
      send({ hello: this.#handler.hello() });
      deadline = setTimeout(() => {
        ownError = new WeftError('STORE_UNAVAILABLE', `no Welcome within ${WELCOME_TIMEOUT_MS} ms`);
        stream.cancel();
      }, WELCOME_TIMEOUT_MS);
      for await (const bytes of stream as AsyncIterable<Buffer>) {
        if (this.#stopped) break;
        const frame = readFrame(bytes);
        if (frame.kind === 'welcome') {
          clearTimeout(deadline);
          heartbeat = startHeartbeat(frame.welcome.heartbeatIntervalMs, () =>
            send({ heartbeat: { sentUnixMs: Date.now(), message: this.#handler.trouble() } }),
          );
          this.state = { kind: 'open' };
        } else if (!this.#welcomed) {
          throw new WeftError('PROTOCOL_VIOLATION', `the controller sent ${frame.kind} before Welcome`);
        }
        await this.#handler.onFrame(frame, send);
        if (frame.kind === 'welcome') this.#welcomed = true;
      }
      return ownError ?? new WeftError('STORE_UNAVAILABLE', 'the controller ended the stream');
    } catch (error) {
      if (ownError) return ownError;
      return error instanceof WeftError ? error : weftErrorOf(error);
    } finally {
      clearTimeout(deadline);
      clearInterval(heartbeat);
      this.#stream?.cancel();
      this.#stream = null;
      this.#welcomed = false;
      client?.close();
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function startHeartbeat(intervalMs: number, beat: () => void): NodeJS.Timeout | undefined {
  if (intervalMs <= 0) return undefined;
  beat();
  return setInterval(beat, Math.max(intervalMs, HEARTBEAT_INTERVAL_MIN_MS));
}

const HEARTBEAT_INTERVAL_MIN_MS = 50;
