import { isIPv4 } from 'node:net';
import { createSecureContext, type PeerCertificate } from 'node:tls';
import { type ChannelCredentials, Client, credentials } from '@grpc/grpc-js';
import { WeftError } from '../../../proto/src/errors.js';
import { identityFromSubjectAltName } from '../../../proto/src/identity.js';

/** PEM: the cluster's CA, the node's certificate and its key. */
export interface TlsMaterial {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * A channel to the controller. TLS 1.3 with the node's certificate; plain text only to a loopback address.
 *
 * The server's certificate must be signed by the cluster's CA and carry the identity `weft://controller/...`. The role alone
 * decides: host names are not compared, because a controller is reached by whatever address the operator uses, and nobody else in the
 * cluster (a node, a tenant) can have a certificate of that role.
 */
export function controllerClient(address: string, tls: TlsMaterial | null): Client {
  return new Client(address, channelCredentials(address, tls), {
    // A controller that died without a word is noticed after the sum of both.
    'grpc.keepalive_time_ms': 5_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.keepalive_permit_without_calls': 1,
    // Reconnecting is the session's matter, with its own delays: the channel's (1 s doubling to 2 minutes) would keep an agent away for as long again
    // as its controller was.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
    // What SNI says: an address is not allowed there (RFC 6066), and the name decides nothing.
    'grpc.ssl_target_name_override': 'controller.weft',
    'grpc.max_receive_message_length': 4 << 20,
    'grpc.max_send_message_length': 4 << 20,
  });
}

function channelCredentials(address: string, tls: TlsMaterial | null): ChannelCredentials {
  if (!tls) {
    if (!isLoopback(address)) {
      throw new WeftError(
        'UNAUTHENTICATED',
        `controller ${address} is not a loopback address: --tls-ca, --tls-cert and --tls-key are required`,
      );
    }
    return credentials.createInsecure();
  }
  const context = createSecureContext({ ...tls, minVersion: 'TLSv1.3' });
  return credentials.createFromSecureContext(context, { checkServerIdentity: (_host, cert) => checkController(cert) });
}

/** An error unless the certificate speaks for a controller. */
export function checkController(certificate: Pick<PeerCertificate, 'subjectaltname'>): Error | undefined {
  const identity = identityFromSubjectAltName(certificate.subjectaltname);
  if (identity?.role === 'controller') return undefined;
  return new Error(
    `the server's certificate is not a controller's: it says ${certificate.subjectaltname ?? 'nothing'}, not URI:weft://controller/...`,
  );
}

/** Is `host:port` on this host's loopback? Names count only if they are `localhost`. */
export function isLoopback(address: string): boolean {
  const host = address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
