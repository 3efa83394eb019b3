import { constants, type ServerHttp2Stream } from 'node:http2';
import {
  status as grpcStatus,
  type Responder,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import type { AuthContext } from '@grpc/grpc-js/build/src/auth-context.js';
import { WeftError } from '../../../proto/src/errors.js';
import { serverErrorOf } from '../../../proto/src/unary-handler.js';
import { AnswerTurns, hasLargeAnswer, type Turn, takeAnswerMs } from './answer-turns.js';
import { authorize } from './authorization.js';
import { type ClientLimits, callsOfAnswer, furtherCalls } from './client-limits.js';
import type { ListenerSecurity } from './credentials.js';
import { OpenCalls } from './open-calls.js';

/** What is known of a call when it has ended. */
export interface CallRecord {
  /** /<service>/<method> */
  readonly path: string;
  /** Name of the canonical gRPC code. */
  readonly code: string;
  readonly seconds: number;
}

/** A peer that takes nothing any more, not even the status of its call, has its stream reset after this time. */
const takeStatusMs = 2_000;

/**
 * What every call of every service goes through before anything of it is looked at: is its certificate revoked, may its caller call this, does it
 * call too often. And a record of how it ended. Calls that are open when their certificate is revoked are ended.
 */
export function callInterceptor(
  security: ListenerSecurity,
  limits: ClientLimits,
  onEnd: (record: CallRecord) => void,
): ServerInterceptor {
  const open = new OpenCalls();
  const turns = new AnswerTurns();
  security.onRevoked(() => open.endWhere(({ serial }) => revokedError(security, serial)));
  return (method, nextCall) => {
    const started = performance.now();
    // Once per call: reading the certificate costs more than the rest of this.
    const context = nextCall.getAuthContext();
    const caller = security.identityOf({ getAuthContext: () => context });
    const serial = context.sslPeerCertificate?.serialNumber ?? null;
    const asked = revokedError(security, serial) ?? authorize(method.path, caller) ?? limits.ask(method.path, caller);
    const refused = asked instanceof WeftError ? asked : null;
    const leave = asked instanceof WeftError ? null : asked;
    let turn: Turn | null = null;
    let untaken: NodeJS.Timeout | undefined;
    let ended = false;
    const end = (code: string) => {
      if (ended) return;
      ended = true;
      clearTimeout(untaken);
      forget();
      leave?.end();
      turn?.end();
      onEnd({ path: method.path, code, seconds: (performance.now() - started) / 1000 });
    };
    const endWith = (error: WeftError) => {
      if (ended) return;
      end(codeName(error.grpcCode));
      const { details, metadata } = serverErrorOf(error, () => undefined);
      nextCall.sendStatus({ code: error.grpcCode, details: details ?? '', metadata });
      resetUnlessEnded(nextCall);
    };
    const forget = open.add({ serial, end: endWith });
    return new AuthenticatedCall(
      nextCall,
      {
        start: (next) =>
          next({
            onReceiveMetadata: (metadata, mdNext) => {
              if (refused) endWith(refused);
              else mdNext(metadata);
            },
            onReceiveMessage: (message, messageNext) => {
              if (ended) return;
              leave?.charge(furtherCalls(message));
              if (leave && hasLargeAnswer(method.path)) turn = turns.take(leave.client, () => messageNext(message));
              else messageNext(message);
            },
            onCancel: () => end('CANCELLED'),
          }),
        // What a handler still says after its call was ended is lost.
        sendMessage: (message, next) => {
          if (ended) return;
          // The status of a call with one answer follows when all of that was taken.
          if (!method.responseStream) {
            leave?.charge(callsOfAnswer(message));
            untaken = setTimeout(() => reset(nextCall), takeAnswerMs);
          }
          next(message);
        },
        sendStatus: (status, next) => {
          if (ended) return;
          end(codeName(status.code));
          next(status);
        },
      },
      context,
    );
  };
}

/** A call that tells who makes it without looking again. */
class AuthenticatedCall extends ServerInterceptingCall {
  readonly #context: AuthContext;

  constructor(nextCall: ServerInterceptingCallInterface, responder: Responder, context: AuthContext) {
    super(nextCall, responder);
    this.#context = context;
  }

  override getAuthContext(): AuthContext {
    return this.#context;
  }
}

function revokedError(security: ListenerSecurity, serial: string | null): WeftError | null {
  if (serial === null || !security.revoked().has(serial)) return null;
  return new WeftError('UNAUTHENTICATED', `the client's certificate ${serial.toLowerCase()} is revoked`);
}

function streamOf(call: ServerInterceptingCallInterface): ServerHttp2Stream | undefined {
  return (call as { stream?: ServerHttp2Stream }).stream;
}

function reset(call: ServerInterceptingCallInterface): void {
  streamOf(call)?.close(constants.NGHTTP2_CANCEL);
}

/** grpc-js sends a status behind all messages: a peer that doesn't read them never gets it, and the call would never end. */
function resetUnlessEnded(call: ServerInterceptingCallInterface): void {
  const timer = setTimeout(() => reset(call), takeStatusMs);
  streamOf(call)?.once('close', () => clearTimeout(timer));
}

function codeName(code: number | undefined | null): string {
  return grpcStatus[code ?? grpcStatus.UNKNOWN] ?? 'UNKNOWN';
}
