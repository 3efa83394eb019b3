import type {
  Server,
  ServerUnaryCall,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { MethodShape } from '../../../proto/src/method.js';
import { serverErrorOf, unaryHandler } from '../../../proto/src/unary-handler.js';

/** The functions that serve a generated service: promises for unary methods, nothing for server streams. */
export type Handlers<Service> = {
  readonly [M in keyof Service]: Service[M] extends MethodShape<infer _S, infer Request, infer Response, infer _R>
    ? Service[M] extends { readonly responseStream: true }
      ? (call: ServerWritableStream<Request, Response>) => void
      : (request: Request, call: ServerUnaryCall<Request, Response>) => Promise<Response>
    : never;
};

/** Adds a service to a server. What handlers throw becomes gRPC status; anything but a WeftError also goes to `onDefect`. */
export function serve<Service extends object>(
  server: Server,
  service: Service,
  handlers: Handlers<Service>,
  onDefect: (error: unknown) => void,
): void {
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(service)) {
    const handler = (handlers as Record<string, unknown>)[name];
    if ((method as { responseStream: boolean }).responseStream) {
      const stream = handler as (call: ServerWritableStream<unknown, unknown>) => void;
      implementation[name] = (call: ServerWritableStream<unknown, unknown>) => {
        try {
          stream(call);
        } catch (error) {
          endWithError(call, error, onDefect);
        }
      };
    } else {
      implementation[name] = unaryHandler(handler as (request: unknown, call: unknown) => Promise<unknown>, onDefect);
    }
  }
  server.addService(service as unknown as ServiceDefinition, implementation);
}

/** Ends a server stream with the status of an error. */
export function endWithError(
  call: { emit(event: 'error', error: Error): boolean },
  error: unknown,
  onDefect: (error: unknown) => void,
): void {
  call.emit('error', serverErrorOf(error, onDefect));
}
