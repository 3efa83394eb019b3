import type { AuthContext } from '@grpc/grpc-js/build/src/auth-context.js';
import { type Identity, identityFromSubjectAltName } from '../../../proto/src/identity.js';

/**
 * Who makes a call: the identity of its certificate; 'loopback' on a plain-text listener, which is bound to loopback only and whose callers
 * are trusted like an operator; null for a certificate without a weft identity.
 */
export type Caller = Identity | 'loopback' | null;

/** What is known of a call before its request is looked at. */
export interface AuthenticatedCall {
  getAuthContext(): AuthContext;
}

/** Tells who makes a call. */
export type IdentityOf = (call: AuthenticatedCall) => Caller;

/** The tenant that a caller acts for; null for who sees everything. (Authorization lets nobody else than admins and tenants use resources.) */
export function actingTenant(caller: Caller): string | null {
  return caller !== null && caller !== 'loopback' && caller.role === 'tenant' ? caller.name : null;
}

/** For a listener without TLS. */
export const loopbackIdentity: IdentityOf = () => 'loopback';

/** For a listener with mutual TLS: the one weft URI of the certificate that the handshake has verified. */
export const certificateIdentity: IdentityOf = (call) => {
  const certificate = call.getAuthContext().sslPeerCertificate;
  return certificate ? identityFromSubjectAltName(certificate.subjectaltname) : null;
};
