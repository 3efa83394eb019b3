import { status as grpcStatus, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { serverErrorOf } from '../../../proto/src/unary-handler.js';
import { authorize } from './authorization.js';
import type { IdentityOf } from './identity.js';

/** What is known of a call when it has ended. */
export interface CallRecord {
  /** /<service>/<method> */
  readonly path: string;
  /** Name of the canonical gRPC code. */
  readonly code: string;
  readonly seconds: number;
}

/** What every call of every service goes through: authorisation before anything of it is looked at, and a record of how it ended. */
export function callInterceptor(identityOf: IdentityOf, onEnd: (record: CallRecord) => void): ServerInterceptor {
  return (method, nextCall) => {
    const started = performance.now();
    const denied = authorize(method.path, identityOf(nextCall));
    let ended = false;
    const end = (code: string) => {
      if (ended) return;
      ended = true;
      onEnd({ path: method.path, code, seconds: (performance.now() - started) / 1000 });
    };
    return new ServerInterceptingCall(nextCall, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, mdNext) => {
            if (!denied) {
              mdNext(metadata);
              return;
            }
            const { details, metadata: trailer } = serverErrorOf(denied, () => undefined);
            end(codeName(denied.grpcCode));
            nextCall.sendStatus({ code: denied.grpcCode, details: details ?? '', metadata: trailer });
          },
          onCancel: () => end('CANCELLED'),
        }),
      sendStatus: (status, next) => {
        end(codeName(status.code));
        next(status);
      },
    });
  };
}

function codeName(code: number | undefined | null): string {
  return grpcStatus[code ?? grpcStatus.UNKNOWN] ?? 'UNKNOWN';
}
