import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { identityFromSubjectAltName } from '../../../proto/src/identity.js';
import { authorize } from '../api/authorization.js';
import type { Caller } from '../api/identity.js';
import type { RevokedCertificates } from '../api/revoked-certificates.js';
import type { Refusal } from './request-check.js';

/** Who is at the other end of a connection. */
interface Peer {
  readonly caller: Caller;
  /** Of its certificate; null without TLS. */
  readonly serial: string | null;
}

/** Reading a certificate costs more than serving a small file, and a connection has but one. */
const peers = new WeakMap<object, Peer>();

function peerOf(socket: IncomingMessage['socket']): Peer {
  const known = peers.get(socket);
  if (known) return known;
  const peer = readPeer(socket);
  peers.set(socket, peer);
  return peer;
}

function readPeer(socket: IncomingMessage['socket']): Peer {
  if (!(socket instanceof TLSSocket)) return { caller: 'loopback', serial: null };
  const certificate = socket.authorized ? socket.getPeerCertificate() : null;
  if (!certificate?.serialNumber) return { caller: null, serial: '' };
  return { caller: identityFromSubjectAltName(certificate.subjectaltname), serial: certificate.serialNumber };
}

/** The dashboard is for admins: why this peer may not see it; null: it may. */
export function peerRefusal(socket: IncomingMessage['socket'], revoked: RevokedCertificates): Refusal | null {
  const { caller, serial } = peerOf(socket);
  if (serial !== null && revoked.has(serial)) return { status: 401, message: "the client's certificate is revoked" };
  const error = authorize('the dashboard', caller);
  if (!error) return null;
  return { status: error.code === 'UNAUTHENTICATED' ? 401 : 403, message: error.message };
}
