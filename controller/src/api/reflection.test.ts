import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { grpc } from '../../../proto/gen/codecs.js';
import * as services from '../../../proto/gen/services.js';
import { openDuplexStream } from '../../../proto/src/call.js';
import { DescriptorIndex } from './descriptor-index.js';
import { ApiUnderTest, descriptorSet } from './testing/api-under-test.js';

const { ServerReflection, ServerReflectionAlpha } = services;
type Request = grpc.reflection.v1.ServerReflectionRequest.$Properties;
type Response = grpc.reflection.v1.ServerReflectionResponse.$Properties;

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start();
});
afterAll(() => api.stop());

/** Asks all on one stream. */
async function ask(method: typeof ServerReflection.serverReflectionInfo, ...requests: Request[]): Promise<Response[]> {
  const stream = openDuplexStream(api.client, method);
  const responses: Response[] = [];
  stream.on('data', (m) => responses.push(m));
  for (const request of requests) stream.write(request);
  stream.end();
  await new Promise((resolve, reject) => stream.on('end', resolve).on('error', reject));
  return responses;
}

const names = (response: Response | undefined) => {
  const files = response?.fileDescriptorResponse?.fileDescriptorProto ?? [];
  // FileDescriptorProto.name is field 1, and comes first.
  return files.map((f) => Buffer.from(f.subarray(2, 2 + (f[1] ?? 0))).toString());
};

describe('server reflection', () => {
  it.each([
    ['v1', ServerReflection.serverReflectionInfo],
    ['v1alpha', { ...ServerReflection.serverReflectionInfo, path: ServerReflectionAlpha.serverReflectionInfo.path }],
  ])('%s answers every kind of request', async (_version, method) => {
    const [list, byName, bySymbol, byMethod, byField, noFile, noSymbol, noExtension, extensions, noType, nothing] =
      await ask(
        method as typeof ServerReflection.serverReflectionInfo,
        { listServices: '' },
        { fileByFilename: 'weft/v1/port.proto' },
        { fileContainingSymbol: 'weft.v1.PortService' },
        { fileContainingSymbol: 'weft.v1.PortService.CreatePort' },
        { fileContainingSymbol: 'weft.v1.Port.mac' },
        { fileByFilename: 'nope.proto' },
        { fileContainingSymbol: 'weft.v1.Nope' },
        { fileContainingExtension: { containingType: 'weft.v1.Port', extensionNumber: 100 } },
        { allExtensionNumbersOfType: 'weft.v1.Port' },
        { allExtensionNumbersOfType: 'weft.v1.Nope' },
        { host: 'x' },
      );
    const listed = list?.listServicesResponse?.service?.map((s) => s.name);
    expect(listed).toEqual(
      expect.arrayContaining(['weft.v1.PortService', 'weft.v1.NodeSync', 'grpc.health.v1.Health']),
    );
    for (const found of [byName, bySymbol, byMethod, byField]) {
      expect(names(found)[0]).toBe('weft/v1/port.proto');
      expect(names(found)).toEqual(
        expect.arrayContaining(['weft/v1/resource.proto', 'google/protobuf/timestamp.proto']),
      );
    }
    const NOT_FOUND = 5;
    for (const missing of [noFile, noSymbol, noExtension, noType]) {
      expect(missing?.errorResponse?.errorCode).toBe(NOT_FOUND);
    }
    expect(extensions?.allExtensionNumbersResponse).toMatchObject({ baseTypeName: 'weft.v1.Port' });
    expect(extensions?.allExtensionNumbersResponse?.extensionNumber ?? []).toEqual([]);
    expect(nothing?.errorResponse?.errorCode).toBe(3);
    expect(byName?.originalRequest?.fileByFilename).toBe('weft/v1/port.proto');
  });

  it('knows every service that the code has', () => {
    const index = new DescriptorIndex(descriptorSet());
    const paths = Object.values(services).flatMap((s) => Object.values(s).map((m: { path: string }) => m.path));
    for (const path of paths) {
      const [, service = '', method = ''] = path.split('/');
      expect(index.fileOfSymbol(`${service}.${method}`)?.name, path).toBeDefined();
    }
  });
});
