import type { AuthContext } from '@grpc/grpc-js/build/src/auth-context.js';
import { identityUri } from '../../../proto/src/identity.js';
import type { Origin } from '../store/change.js';
import type { IdentityOf } from './identity.js';

/** A call that changes something, as far as rules and audit need it. */
export interface WriteCall<Request> {
  readonly request: Request;
  /** /<service>/<method> */
  getPath(): string;
  /** `127.0.0.1:40312`, `[::1]:40312` */
  getPeer(): string;
  getAuthContext(): AuthContext;
  on(event: 'cancelled', listener: () => void): unknown;
}

/** Where the transaction of a call comes from. */
export function originOf(call: WriteCall<object>, identityOf: IdentityOf): Origin {
  const caller = identityOf(call);
  // The port of the peer would be another one after reconnecting: it is not who somebody is.
  const actor =
    caller === 'loopback' || caller === null ? `plaintext:${call.getPeer().replace(/:\d+$/, '')}` : identityUri(caller);
  const { requestId }: { readonly requestId?: string | null } = call.request;
  return { actor, method: call.getPath(), requestId: requestId ?? '' };
}
