import type { Server, ServerDuplexStream, ServiceDefinition } from '@grpc/grpc-js';
import { grpc } from '../../../proto/gen/codecs.js';
import { ServerReflection, ServerReflectionAlpha } from '../../../proto/gen/services.js';
import { GrpcCode } from '../../../proto/src/errors.js';
import type { DescribedFile, DescriptorIndex } from './descriptor-index.js';

type Request = grpc.reflection.v1.ServerReflectionRequest;
type Response = grpc.reflection.v1.ServerReflectionResponse;
type Answer = Omit<grpc.reflection.v1.ServerReflectionResponse.$Properties, 'validHost' | 'originalRequest'>;

/** Adds server reflection to a server, v1 and v1alpha: the messages of both are the same on the wire. */
export function serveReflection(server: Server, index: DescriptorIndex): void {
  const handler = (call: ServerDuplexStream<Request, Response>) => {
    call.on('data', (request: Request) => {
      const response = { validHost: request.host, originalRequest: request, ...answer(index, request) };
      call.write(grpc.reflection.v1.ServerReflectionResponse.create(response));
    });
    call.on('end', () => call.end());
  };
  const implementation = { serverReflectionInfo: handler };
  server.addService(ServerReflection as unknown as ServiceDefinition, implementation);
  const alpha = { ...ServerReflection.serverReflectionInfo, path: ServerReflectionAlpha.serverReflectionInfo.path };
  server.addService({ serverReflectionInfo: alpha } as unknown as ServiceDefinition, implementation);
}

/** The answer to one request of a reflection stream. */
export function answer(index: DescriptorIndex, request: Request): Answer {
  switch (request.messageRequest) {
    case 'fileByFilename': {
      const name = request.fileByFilename ?? '';
      return files(index, index.file(name), `file ${name}`);
    }
    case 'fileContainingSymbol': {
      const symbol = request.fileContainingSymbol ?? '';
      return files(index, index.fileOfSymbol(symbol), `symbol ${symbol}`);
    }
    case 'fileContainingExtension': {
      const { containingType = '', extensionNumber = 0 } = request.fileContainingExtension ?? {};
      const file = index.fileOfExtension(containingType ?? '', extensionNumber ?? 0);
      return files(index, file, `extension ${extensionNumber} of ${containingType}`);
    }
    case 'allExtensionNumbersOfType': {
      const baseTypeName = request.allExtensionNumbersOfType ?? '';
      const extensionNumber = index.extensionNumbers(baseTypeName);
      return extensionNumber
        ? { allExtensionNumbersResponse: { baseTypeName, extensionNumber } }
        : refusal(GrpcCode.NOT_FOUND, `type ${baseTypeName} is not known`);
    }
    case 'listServices':
      return { listServicesResponse: { service: index.services.map((name) => ({ name })) } };
    default:
      return refusal(GrpcCode.INVALID_ARGUMENT, 'the request asks for nothing that this server knows');
  }
}

function files(index: DescriptorIndex, file: DescribedFile | undefined, what: string): Answer {
  if (!file) return refusal(GrpcCode.NOT_FOUND, `${what} is not known`);
  return { fileDescriptorResponse: { fileDescriptorProto: index.withDependencies(file).map((f) => f.bytes) } };
}

function refusal(errorCode: GrpcCode, errorMessage: string): Answer {
  return { errorResponse: { errorCode, errorMessage } };
}
