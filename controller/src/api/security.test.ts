import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { type Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Health, NodeSync, ServerReflection, TenantService } from '../../../proto/gen/services.js';
import { callUnary, openDuplexStream, openServerStream, weftErrorOf } from '../../../proto/src/call.js';
import { tenantRequest } from '../model/testing/requests.js';
import { dump } from '../store/testing/temporary-store.js';
import { authorize } from './authorization.js';
import { listenerSecurity, type TlsFiles } from './credentials.js';
import { ApiUnderTest } from './testing/api-under-test.js';
import { TestCertificates } from './testing/certificates.js';

let certificates: TestCertificates;
let api: ApiUnderTest;
const clients = new Map<string, Client>();

beforeAll(async () => {
  certificates = await TestCertificates.create();
  const server = await certificates.issue('server', { uri: ['weft://controller/c1'], dns: ['localhost'] });
  api = await ApiUnderTest.start({ security: await listenerSecurity('127.0.0.1', server) });
  const identities = {
    admin: { uri: ['weft://admin/root'] },
    node: { uri: ['weft://node/h1'] },
    tenant: { uri: ['weft://tenant/acme'] },
    controller: { uri: ['weft://controller/c2'] },
    stranger: { dns: ['somebody'] },
    two: { uri: ['weft://admin/root', 'weft://node/h1'] },
  };
  for (const [name, names] of Object.entries(identities)) {
    clients.set(name, client(await certificates.issue(name, names)));
  }
});
afterAll(async () => {
  await api.stop();
  certificates.remove();
});

function client({ ca, certificate, key }: TlsFiles): Client {
  return api.connect(credentials.createSsl(readFileSync(ca), readFileSync(key), readFileSync(certificate)));
}

const as = (name: string) => clients.get(name) ?? api.client;
const createTenant = (name: string) =>
  callUnary(as(name), TenantService.createTenant, tenantRequest('acme'), { timeoutMs: 5_000 });
const checkHealth = (name: string) => callUnary(as(name), Health.check, {}, { timeoutMs: 5_000 });

describe('over TLS', () => {
  it('an admin may do everything', async () => {
    expect((await createTenant('admin')).metadata?.id).toBe('acme');
    expect((await checkHealth('admin')).status).toBe(1);
  });

  it.each(['node', 'tenant', 'controller'])('a %s may ask for health and not use the north API', async (role) => {
    const before = await dump(api.store);
    expect((await checkHealth(role)).status).toBe(1);
    await expect(createTenant(role)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining(`weft://${role}/`),
    });
    const watch = openServerStream(as(role), TenantService.watchTenants, {});
    const error = await new Promise((resolve) => watch.on('error', (e) => resolve(weftErrorOf(e))));
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
    const reflection = openDuplexStream(as(role), ServerReflection.serverReflectionInfo);
    const refused = await new Promise((resolve) => reflection.on('error', (e) => resolve(weftErrorOf(e))));
    expect(refused).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await dump(api.store)).toEqual(before);
  });

  it.each(['stranger', 'two'])('a certificate without one identity (%s) may do nothing', async (name) => {
    await expect(createTenant(name)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(checkHealth(name)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('who has no certificate, or one of another CA, does not get in', async () => {
    const others = await TestCertificates.create();
    try {
      const { certificate, key } = await others.issue('admin', { uri: ['weft://admin/root'] });
      const without = api.connect(credentials.createSsl(readFileSync(certificates.ca)));
      const foreign = client({ ca: certificates.ca, certificate, key });
      for (const intruder of [without, foreign]) {
        await expect(callUnary(intruder, Health.check, {}, { timeoutMs: 2_000 })).rejects.toMatchObject({
          grpcCode: 14,
        });
      }
      expect(api.calls.filter((c) => c.code === 'OK' && c.path.includes('Health')).length).toBeLessThanOrEqual(4);
    } finally {
      others.remove();
    }
  });

  it('nothing older than TLS 1.3 is spoken', async () => {
    const { ca, certificate, key } = await certificates.issue('old', { uri: ['weft://admin/old'] });
    const handshake = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string>((resolve) => {
        const socket = connect({
          host: '127.0.0.1',
          port: api.l4Port,
          ca: readFileSync(ca),
          cert: readFileSync(certificate),
          key: readFileSync(key),
          maxVersion,
          ALPNProtocols: ['h2'],
          servername: 'localhost',
        });
        socket.on('secureConnect', () => {
          resolve(socket.getProtocol() ?? '');
          socket.destroy();
        });
        socket.on('error', (error) => resolve(error.message));
      });
    expect(await handshake('TLSv1.3')).toBe('TLSv1.3');
    expect(await handshake('TLSv1.2')).toContain('protocol version');
  });
});

describe('authorisation', () => {
  it('lets only nodes (and admins) synchronise, and tells who was refused', () => {
    const { path } = NodeSync.sync;
    expect(authorize(path, { role: 'node', name: 'h1' })).toBeNull();
    expect(authorize(path, 'loopback')).toBeNull();
    expect(authorize(path, { role: 'tenant', name: 'acme' })?.code).toBe('PERMISSION_DENIED');
    expect(authorize(path, null)?.code).toBe('UNAUTHENTICATED');
    expect(authorize('/weft.v1.SomethingNew/Do', { role: 'node', name: 'h1' })?.code).toBe('PERMISSION_DENIED');
  });
});

describe('plain text', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is for loopback: %s', async (host) => {
    expect((await listenerSecurity(host, null)).credentials._isSecure()).toBe(false);
  });
  it.each(['0.0.0.0', '::', '192.168.0.1', 'example.net'])('is refused elsewhere: %s', async (host) => {
    await expect(listenerSecurity(host, null)).rejects.toThrow('plain text is for loopback only');
  });
});
