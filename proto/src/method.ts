/**
 * A gRPC method, as grpc-js wants it, with the types of its messages. `Sent` is what an encoder takes (a plain object
 * will do), `Received` is what a decoder returns (absent fields have their defaults).
 */
export interface MethodShape<RequestSent, RequestReceived, ResponseSent, ResponseReceived> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: RequestSent) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => RequestReceived;
  readonly responseSerialize: (message: ResponseSent) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => ResponseReceived;
}
