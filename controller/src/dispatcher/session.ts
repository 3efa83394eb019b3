import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { serverErrorOf } from '../../../proto/src/unary-handler.js';
import type { Change } from '../store/change.js';
import { checkReport, checkRuleHits, decodeAgentMessage, readNack } from './agent-message.js';
import { checkConnectionStates, checkConnectionsWanted } from './connection-message.js';
import { violation } from './hello.js';
import { HELLO_TIMEOUT_MS, MAX_NACKED_RESOURCES_PER_SECOND, MAX_NACKS_PER_SECOND } from './limits.js';
import { Outbox, type OutboxOptions } from './outbox.js';

/** Bytes in both directions: messages are encoded and decoded here, not by grpc-js. */
export type SyncCall = ServerDuplexStream<Buffer, Buffer>;

/** What a session needs of the dispatcher. Each may throw a WeftError, which ends the stream with it. */
export interface SessionOwner {
  hello(session: Session, hello: weft.v1.Hello): void;
  acked(session: Session, revision: number): void;
  /** Returns the number of resources that it concerned. */
  nacked(session: Session, nack: weft.v1.Nack.$Properties): number;
  nackSkipped(session: Session): void;
  reported(session: Session, report: weft.v1.PortReport): void;
  ruleHitsTold(session: Session, report: weft.v1.RuleHitsReport.$Properties): void;
  connectionsWanted(session: Session, message: weft.v1.ConnectionsWanted.$Properties): void;
  connectionsTold(session: Session, message: weft.v1.ConnectionStates.$Properties): void;
  heartbeat(session: Session, message: string): void;
  /** No more is sent or received. Called once. */
  ended(session: Session, error: WeftError | null): void;
  /** The call is over, also for grpc-js: nothing of it is in memory any more. */
  gone(session: Session): void;
  onDefect(error: unknown): void;
}

/**
 * One stream of one agent, from its first message to its end.
 *   hello     nothing received yet
 *   catching-up  Hello accepted; the log is being read, changes are collected in `late`
 *   queued    Welcome sent; the snapshot waits for its turn
 *   open      Welcome sent; changes go to the outbox
 *   ended     whatever arrives is ignored
 */
export class Session {
  readonly call: SyncCall;
  readonly outbox: Outbox;
  state: 'hello' | 'catching-up' | 'queued' | 'open' | 'ended' = 'hello';
  /** Empty before Hello. */
  nodeId = '';
  /** Changes that were committed while the log was read. */
  late: Change[] = [];
  readonly #owner: SessionOwner;
  readonly #helloTimer: NodeJS.Timeout;
  #nacks = { second: 0, count: 0, resources: 0 };

  constructor(call: SyncCall, owner: SessionOwner, outbox: Omit<OutboxOptions, 'write'>) {
    this.call = call;
    this.#owner = owner;
    this.outbox = new Outbox({ ...outbox, write: (frame, written) => call.write(frame, written) });
    this.#helloTimer = setTimeout(
      () => this.end(violation(`no Hello within ${HELLO_TIMEOUT_MS} ms`)),
      HELLO_TIMEOUT_MS,
    );
    call.on('data', (bytes: Buffer) => this.guard(() => this.#receive(bytes)));
    call.on('end', () => this.end(null));
    call.on('cancelled', () => {
      this.#close(null);
      owner.gone(this);
    });
    // Also emitted by `end`, to tell grpc-js the status. Without a listener it would be thrown.
    call.on('error', () => this.#close(null));
  }

  /** Ends the stream: with an error, or with OK for null. What was written before still goes out. */
  end(error: WeftError | null): void {
    if (this.state === 'ended') return;
    this.#close(error);
    if (error)
      this.call.emit(
        'error',
        serverErrorOf(error, (e) => this.#owner.onDefect(e)),
      );
    else this.call.end();
  }

  /** Runs what may throw; a defect ends this stream and no other. */
  guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof WeftError)) this.#owner.onDefect(error);
      this.end(error instanceof WeftError ? error : new WeftError('INTERNAL', 'internal error', { cause: error }));
    }
  }

  #close(error: WeftError | null): void {
    if (this.state === 'ended') return;
    clearTimeout(this.#helloTimer);
    // The owner looks at the outbox before it is emptied.
    this.#owner.ended(this, error);
    this.state = 'ended';
    this.late = [];
    this.outbox.close();
  }

  #receive(bytes: Buffer): void {
    if (this.state === 'ended') return;
    const message = decodeAgentMessage(bytes);
    if (this.state === 'hello') {
      if (!message.hello) throw violation(`the first message is ${message.message ?? 'empty'}, not hello`);
      clearTimeout(this.#helloTimer);
      this.#owner.hello(this, message.hello as weft.v1.Hello);
      return;
    }
    if (message.ack) this.#owner.acked(this, message.ack.revision ?? 0);
    else if (message.heartbeat) this.#owner.heartbeat(this, message.heartbeat.message ?? '');
    else if (message.portReport) this.#owner.reported(this, checkReport(message.portReport));
    else if (message.nack) this.#nacked(message.nack);
    else if (message.ruleHits) this.#owner.ruleHitsTold(this, checkRuleHits(message.ruleHits));
    else if (message.connections) this.#owner.connectionsTold(this, checkConnectionStates(message.connections));
    else if (message.connectionsWanted)
      this.#owner.connectionsWanted(this, checkConnectionsWanted(message.connectionsWanted));
    else if (message.hello) throw violation('a second hello');
    else if (bytes.length === 0) throw violation('an empty message');
    // Anything else is a message that a later version has: one that may not be ignored needs another protocol version.
  }

  #nacked(nack: weft.v1.Nack.$Properties): void {
    const second = Math.floor(performance.now() / 1000);
    if (this.#nacks.second !== second) this.#nacks = { second, count: 0, resources: 0 };
    const known = readNack(nack);
    const tooMany =
      ++this.#nacks.count > MAX_NACKS_PER_SECOND || this.#nacks.resources > MAX_NACKED_RESOURCES_PER_SECOND;
    if (tooMany || !known) this.#owner.nackSkipped(this);
    else this.#nacks.resources += this.#owner.nacked(this, known);
  }
}
