import { isIP } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { certificateIdentity, type IdentityOf, loopbackIdentity } from './identity.js';
import { RevokedCertificates } from './revoked-certificates.js';
import { readTlsFiles, type TlsFiles, TlsFilesWatch, type TlsMaterial } from './tls-files.js';

export type { TlsFiles } from './tls-files.js';

export interface ListenerSecurity {
  readonly credentials: ServerCredentials;
  readonly identityOf: IdentityOf;
  /** Certificates that are refused from now on. */
  revoked(): RevokedCertificates;
  /** Calls back when what is revoked has changed. */
  onRevoked(listener: () => void): void;
  /** What the files say now, for a listener of another protocol; null without TLS. It too must ask for the client's certificate. */
  material(): TlsMaterial | null;
  /** Calls back when the files have changed. */
  onMaterial(listener: (material: TlsMaterial) => void): void;
  /** Ends watching the files. */
  stop(): void;
}

/** Told about what happens with the files while the process runs. */
export interface SecurityObserver {
  readonly reloaded?: (revoked: RevokedCertificates) => void;
  readonly failed?: (error: Error) => void;
}

/**
 * TLS 1.3 with client certificates, or plain text on loopback. The files are read again when they change: handshakes from then on use the new ones.
 * Throws a plain Error with one line for people: on another address than loopback without TLS, or when a file can't be used.
 */
export async function listenerSecurity(
  host: string,
  tls: TlsFiles | null,
  observer: SecurityObserver = {},
): Promise<ListenerSecurity> {
  if (!tls) {
    if (!isLoopback(host)) {
      throw new Error(`plain text is for loopback only: listening on ${host} needs --tls-ca, --tls-cert and --tls-key`);
    }
    return {
      credentials: ServerCredentials.createInsecure(),
      identityOf: loopbackIdentity,
      revoked: () => RevokedCertificates.none,
      onRevoked: () => undefined,
      material: () => null,
      onMaterial: () => undefined,
      stop: () => undefined,
    };
  }
  const first = await readTlsFiles(tls);
  let material = first;
  const listeners: ((material: TlsMaterial) => void)[] = [];
  const credentials = new ReloadableCredentials(first.context);
  const watch = new TlsFilesWatch(
    tls,
    first,
    (newer) => {
      credentials.reload(newer.context);
      material = newer;
      for (const listener of listeners) listener(newer);
      observer.reloaded?.(newer.revoked);
    },
    (error) => observer.failed?.(error),
  );
  return {
    credentials,
    identityOf: certificateIdentity,
    revoked: () => material.revoked,
    onRevoked: (listener) => listeners.push(() => listener()),
    material: () => material,
    onMaterial: (listener) => listeners.push(listener),
    stop: () => watch.stop(),
  };
}

/** Mutual TLS whose certificates can be replaced while the server listens. */
class ReloadableCredentials extends ServerCredentials {
  constructor(context: SecureContextOptions) {
    super({ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' }, context);
  }

  reload(context: SecureContextOptions): void {
    this.updateSecureContextOptions(context);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

/** Is it an address, or the name, of the machine itself? */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1';
}
