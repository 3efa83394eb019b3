import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestCertificates } from '../../controller/src/api/testing/certificates.js';
import { ControllerProcess } from '../controller-process.js';

// A client that has nothing of ours: Debian's python3-grpcio describes the API by reflection and calls it.

const script = join(import.meta.dirname, 'describe.py');
let scratch: string;
let certificates: TestCertificates | null = null;
let controller: ControllerProcess | null = null;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'weft-python-'));
});
afterEach(async () => {
  await controller?.end('SIGKILL');
  certificates?.remove();
  certificates = null;
  controller = null;
  rmSync(scratch, { recursive: true, force: true });
});

async function describeWithPython(...args: string[]) {
  const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, ...args], { timeout: 60_000 });
  return JSON.parse(stdout);
}

function check(told: Awaited<ReturnType<typeof describeWithPython>>): void {
  for (const version of ['services_v1', 'services_v1alpha']) {
    expect(told[version]).toEqual(
      expect.arrayContaining([
        'grpc.health.v1.Health',
        'weft.v1.NodeSync',
        'weft.v1.PortService',
        'weft.v1.TenantService',
      ]),
    );
  }
  expect(told.methods['weft.v1.PortService']).toEqual([
    'CreatePort',
    'GetPort',
    'ListPorts',
    'UpdatePort',
    'DeletePort',
    'BatchCreatePorts',
    'BatchDeletePorts',
    'WatchPorts',
    'ListPortRules',
    'MovePort',
    'ActivatePortMove',
    'CancelPortMove',
  ]);
  expect(told.unknown).toBe(5);
  expect(told.health).toEqual({ status: 'SERVING' });
  expect(told.address).toEqual([10, 9, 0, 2]);
  expect(told.port).toMatchObject({ metadata: { id: 'snake-1' }, tenant_id: 'snake', status: { state: 'UNBOUND' } });
  expect(told.list.networks).toMatchObject([{ metadata: { id: 'snake-net' }, vni: 4096, mtu: 1450 }]);
  expect(told.error_field).toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: [
      { type: 'google.rpc.ErrorInfo', reason: 'INVALID_FIELD', domain: 'weft' },
      { type: 'google.rpc.BadRequest', field_violations: [{ field: 'port.mac' }] },
    ],
  });
  expect(told.error_exists).toMatchObject({
    code: 'ALREADY_EXISTS',
    details: [{}, { type: 'google.rpc.ResourceInfo', resource_type: 'port', resource_name: 'snake-1' }],
  });
  expect(told.error_in_use).toMatchObject({
    code: 'FAILED_PRECONDITION',
    details: [{ reason: 'IN_USE' }, { type: 'google.rpc.PreconditionFailure' }],
  });
  expect(told.watch).toEqual(['PUT', 'SYNCED']);
  expect(told.cluster).toMatchObject({ tenants: 1, networks: 1, subnets: 1, ports: 1 });
}

describe('python3-grpcio', () => {
  it('describes and calls the API in plain text', async () => {
    controller = await ControllerProcess.start(join(scratch, 'data'));
    check(await describeWithPython(controller.address));
  });

  it('describes and calls the API over mutual TLS', async () => {
    certificates = await TestCertificates.create();
    const server = await certificates.issue('server', { uri: ['weft://controller/c1'], dns: ['localhost'] });
    const tls = ['--tls-ca', server.ca, '--tls-cert', server.certificate, '--tls-key', server.key];
    controller = await ControllerProcess.start(join(scratch, 'data'), tls);
    const { ca, certificate, key } = await certificates.issue('admin', { uri: ['weft://admin/root'] });
    check(await describeWithPython(`localhost:${controller.l4Port}`, ca, certificate, key));
  });
});
