import type { MethodDefinition, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { NodeSync } from '../../../proto/gen/services.js';
import type { SyncCall } from './session.js';

/** What `Server.addService` takes. */
export interface SyncService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** NodeSync with bytes as messages: a frame is encoded once and written to many streams. */
export function syncService(onStream: (call: SyncCall) => void): SyncService {
  const bytes = (message: Buffer) => message;
  const sync: MethodDefinition<Buffer, Buffer> = {
    path: NodeSync.sync.path,
    requestStream: true,
    responseStream: true,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  return { definition: { sync }, implementation: { sync: onStream } };
}
