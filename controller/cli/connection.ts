import { readFileSync } from 'node:fs';
import { type ChannelCredentials, Client, credentials } from '@grpc/grpc-js';
import { callUnary, openServerStream, weftErrorOf } from '../../proto/src/call.js';
import type { MethodShape } from '../../proto/src/method.js';
import { UsageError } from './exit.js';
import type { Settings } from './settings.js';

/** A gRPC server that commands call: the controller, or an agent's unix socket. */
export class Connection {
  private constructor(
    private readonly client: Client,
    private readonly timeoutMs: number,
  ) {}

  /** The controller of the settings, with TLS; plain text only to loopback. Does not connect yet. */
  static toController(settings: Settings): Connection {
    const { controller, tlsCa, tlsCert, tlsKey } = settings;
    if (!controller) {
      throw new UsageError('no controller: give --controller host:port, or set WEFT_CONTROLLER (see `weft --help`)');
    }
    return new Connection(
      new Client(controller, channelCredentials(controller, { tlsCa, tlsCert, tlsKey }), {
        'grpc.max_receive_message_length': 64 * 1024 * 1024,
      }),
      settings.timeoutMs,
    );
  }

  /** The agent of this host. */
  static toAgent(settings: Settings): Connection {
    return new Connection(new Client(`unix:${settings.socket}`, credentials.createInsecure()), settings.timeoutMs);
  }

  /** Calls a unary method; rejects with WeftError. `waitMs`: how much longer than others the call may take, because it waits for nodes. */
  call<RequestSent, RequestReceived, ResponseSent, ResponseReceived>(
    method: MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived>,
    request: RequestSent,
    waitMs = waitOf(request),
  ): Promise<ResponseReceived> {
    return callUnary(this.client, method, request, { timeoutMs: this.timeoutMs + waitMs });
  }

  /**
   * Reads a server stream until `onMessage` returns false or `signal` fires. Rejects with WeftError; a stream that the server ends
   * is an end like any other.
   */
  follow<RequestSent, RequestReceived, ResponseSent, ResponseReceived>(
    method: MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived>,
    request: RequestSent,
    onMessage: (message: ResponseReceived) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const stream = openServerStream(this.client, method, request);
    return new Promise((resolve, reject) => {
      const stop = () => {
        resolve();
        stream.cancel();
      };
      signal.addEventListener('abort', stop, { once: true });
      stream.on('data', (message: ResponseReceived) => {
        if (!onMessage(message)) stop();
      });
      stream.on('error', (error: unknown) => reject(weftErrorOf(error)));
      stream.on('end', () => resolve());
      if (signal.aborted) stop();
    });
  }

  close(): void {
    this.client.close();
  }
}

function waitOf(request: unknown): number {
  const { wait } = request as { wait?: { timeoutMs?: number | null } | null };
  return wait?.timeoutMs ?? 0;
}

function channelCredentials(
  address: string,
  tls: { tlsCa: string | undefined; tlsCert: string | undefined; tlsKey: string | undefined },
): ChannelCredentials {
  const { tlsCa, tlsCert, tlsKey } = tls;
  if (!tlsCa && !tlsCert && !tlsKey) {
    if (isLoopback(address)) return credentials.createInsecure();
    throw new UsageError(
      `${address} is not loopback, so the connection needs TLS: give --tls-ca, --tls-cert and --tls-key`,
    );
  }
  if (!tlsCa || !tlsCert || !tlsKey) {
    throw new UsageError('TLS needs all of --tls-ca, --tls-cert and --tls-key');
  }
  const read = (flag: string, path: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new UsageError(`${flag}: ${(error as Error).message}`);
    }
  };
  return credentials.createSsl(read('--tls-ca', tlsCa), read('--tls-key', tlsKey), read('--tls-cert', tlsCert));
}

function isLoopback(address: string): boolean {
  const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
