import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import type { KeyPairFiles } from '../../controller/cli/pki/authority.js';
import { callUnary } from '../../proto/src/call.js';
import type { MethodShape } from '../../proto/src/method.js';

/** One gRPC server that the lab talks to: the controller as admin, or an agent's unix socket. Rejects with WeftError. */
export class LabApi {
  private constructor(readonly client: Client) {}

  /** Speaks as whoever the certificate says. */
  static toController(address: string, authority: string, pair: KeyPairFiles): LabApi {
    const tls = credentials.createSsl(readFileSync(authority), readFileSync(pair.key), readFileSync(pair.certificate));
    // A server that was restarted is found again at once.
    return new LabApi(
      new Client(address, tls, { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 200 }),
    );
  }

  static toSocket(path: string): LabApi {
    return new LabApi(new Client(`unix:${path}`, credentials.createInsecure()));
  }

  call<RequestSent, RequestReceived, ResponseSent, ResponseReceived>(
    method: MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived>,
    request: RequestSent,
    timeoutMs = 10_000,
  ): Promise<ResponseReceived> {
    return callUnary(this.client, method, request, { timeoutMs });
  }

  close(): void {
    this.client.close();
  }
}
