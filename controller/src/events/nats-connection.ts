import { readFileSync } from 'node:fs';
import { connect, type NatsConnection, type TlsOptions } from '@nats-io/transport-node';

/** Where nats-server is, and what the controller shows it. */
export interface NatsAddress {
  /** E.g. `tls://10.0.0.1:4222`. */
  readonly url: string;
  /** Paths of PEM files; absent: plain text. */
  readonly tls?: { readonly ca: string; readonly certificate: string; readonly key: string };
}

/** Time between attempts to connect, in milliseconds. */
export const RETRY_MS = 1_000;
/** Time that a connection has to close, in milliseconds. */
export const CLOSE_MS = 500;
/** A connection is given up when nats-server did not answer two pings, this far apart. */
const PING_INTERVAL_MS = 5_000;

/** One connection. The client's own reconnecting is off: a connection that broke is replaced by another one, with the certificates as they are then. */
export function connectNats({ url, tls }: NatsAddress): Promise<NatsConnection> {
  return connect({
    servers: url,
    name: 'weft-controller',
    reconnect: false,
    timeout: 5_000,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    ...(tls && { tls: tlsOptions(tls) }),
  });
}

/** Read anew each time: certificates are renewed. The client hands on to node:tls what it does not know itself. */
function tlsOptions(files: NonNullable<NatsAddress['tls']>): TlsOptions & { minVersion: 'TLSv1.3' } {
  const read = (path: string) => readFileSync(path, 'utf8');
  return { ca: read(files.ca), cert: read(files.certificate), key: read(files.key), minVersion: 'TLSv1.3' };
}
