import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { ServerCredentials } from '@grpc/grpc-js';
import { certificateIdentity, type IdentityOf, loopbackIdentity } from './identity.js';

/** Files of PEM for mutual TLS: the CA that signs clients' certificates, and the server's own certificate chain and key. */
export interface TlsFiles {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export interface ListenerSecurity {
  readonly credentials: ServerCredentials;
  readonly identityOf: IdentityOf;
}

/**
 * TLS 1.3 with client certificates, or plain text on loopback. Throws a plain Error with one line for people: on another address than loopback
 * without TLS, or when a file can't be used.
 */
export async function listenerSecurity(host: string, tls: TlsFiles | null): Promise<ListenerSecurity> {
  if (!tls) {
    if (!isLoopback(host)) {
      throw new Error(`plain text is for loopback only: listening on ${host} needs --tls-ca, --tls-cert and --tls-key`);
    }
    return { credentials: ServerCredentials.createInsecure(), identityOf: loopbackIdentity };
  }
  const [ca, certificate, key] = await Promise.all([tls.ca, tls.certificate, tls.key].map((file) => readFile(file)));
  if (!ca || !certificate || !key) throw new Error('a TLS file could not be read');
  const credentials = ServerCredentials.createSsl(ca, [{ cert_chain: certificate, private_key: key }], true);
  // createSsl has no parameter for it; these options go to http2.createSecureServer as they are.
  Object.assign(credentials._getConstructorOptions() ?? {}, { minVersion: 'TLSv1.3', rejectUnauthorized: true });
  return { credentials, identityOf: certificateIdentity };
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1';
}
