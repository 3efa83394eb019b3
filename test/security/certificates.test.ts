import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectH2, constants } from 'node:http2';
import { connect } from 'node:tls';
import type { Client } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, NodeService, NodeSync, PortService, TenantService } from '../../proto/gen/services.js';
import { callUnary, openDuplexStream, openServerStream, weftErrorOf } from '../../proto/src/call.js';
import type { WeftError } from '../../proto/src/errors.js';
import { parseIp } from '../../proto/src/ip.js';
import { expectNoKeys } from './key-material.js';
import { SecureController } from './secure-controller.js';

const { ChangeKind } = weft.v1;

describe('certificates of a running controller', () => {
  let controller: SecureController;
  let admin: Client;

  beforeAll(async () => {
    controller = await SecureController.start(['--log-level', 'trace', '--heartbeat-ms', '200']);
    admin = await controller.client({ role: 'admin', name: 'root' });
    for (const id of ['acme', 'globex'])
      await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id } } });
    for (const [i, id] of ['h1', 'h2'].entries()) {
      await callUnary(admin, NodeService.createNode, {
        node: { metadata: { id }, vteps: [{ bytes: parseIp(`192.0.2.${i + 1}`) }] },
      });
    }
  });
  afterAll(() => controller.stop());

  /** A watch that is open, and how it ends. */
  async function watch(client: Client) {
    const stream = openServerStream(client, NetworkService.watchNetworks, {});
    const ended: { error: WeftError | null } = { error: null };
    stream.on('error', (error) => {
      ended.error = weftErrorOf(error);
    });
    await new Promise<void>((resolve, reject) => {
      stream.on('data', (change: weft.v1.NetworkChange) => {
        if (change.kind === ChangeKind.SYNCED) resolve();
      });
      stream.on('error', reject);
    });
    return { stream, ended };
  }

  /** A node's stream that has its Welcome, and how it ends. */
  async function sync(client: Client, nodeId: string) {
    const stream = openDuplexStream(client, NodeSync.sync);
    const ended: { error: WeftError | null } = { error: null };
    stream.on('error', (error: Error) => {
      ended.error = weftErrorOf(error);
    });
    const welcome = new Promise<void>((resolve, reject) => {
      stream.on('data', () => resolve());
      stream.on('error', reject);
    });
    stream.write({ hello: { nodeId, agentInstance: 'test', protocolMin: 1, protocolMax: 1 } });
    await welcome;
    return { stream, ended };
  }

  /** Serial number of the certificate that new connections see. */
  const served = () =>
    new Promise<string>((resolve, reject) => {
      const { certificate, key } = controller.pki.files({ role: 'admin', name: 'root' });
      const socket = connect({
        host: '127.0.0.1',
        port: controller.l4Port,
        ca: readFileSync(controller.authority),
        cert: readFileSync(certificate),
        key: readFileSync(key),
        ALPNProtocols: ['h2'],
        servername: 'localhost',
      });
      socket.on('secureConnect', () => {
        resolve(socket.getPeerCertificate().serialNumber.toLowerCase());
        socket.destroy();
      });
      socket.on('error', reject);
    });

  it('are rotated without a restart: new connections see the new one, calls that are open go on', async () => {
    const { stream, ended } = await watch(admin);
    const before = await served();
    await controller.pki.rotate([{ role: 'controller', name: 'c1' }], 90);
    const after = await waitFor('the new certificate is served', 5_000, async () => {
      const serial = await served();
      return serial === before ? undefined : serial;
    });
    const [current] = controller.pki.list().filter((c) => c.holder.role === 'controller' && c.current);
    expect(after).toBe(current?.serial);
    const change = new Promise<weft.v1.NetworkChange>((resolve) => stream.on('data', resolve));
    await callUnary(admin, NetworkService.createNetwork, { network: { metadata: { id: 'n1' }, tenantId: 'acme' } });
    expect((await change).network?.metadata?.id).toBe('n1');
    expect(ended.error).toBeNull();
    stream.cancel();
  });

  it('that do not fit together are not used, and it is said so', async () => {
    const { key } = controller.pki.files({ role: 'controller', name: 'c1' });
    const right = readFileSync(key);
    const before = await served();
    writeFileSync(key, readFileSync(controller.pki.files({ role: 'admin', name: 'root' }).key));
    await waitFor('the error is logged', 5_000, () => controller.log.includes('cannot be used') || undefined);
    expect(await served()).toBe(before);
    writeFileSync(key, right);
    await controller.pki.rotate([{ role: 'controller', name: 'c1' }], 90);
    await waitFor('the right ones are served', 5_000, async () => ((await served()) === before ? undefined : true));
  });

  it('that are revoked are refused, and what is open with them ends within seconds; others go on', async () => {
    const acme = await controller.client({ role: 'tenant', name: 'acme' });
    const globex = await controller.client({ role: 'tenant', name: 'globex' });
    const h1 = await controller.client({ role: 'node', name: 'h1' });
    const h2 = await controller.client({ role: 'node', name: 'h2' });
    const streams = await Promise.all([watch(acme), watch(globex), sync(h1, 'h1'), sync(h2, 'h2')]);
    const started = performance.now();
    await controller.pki.revoke('tenant/acme');
    await controller.pki.revoke('node/h1');
    const [acmes, globexs, h1s, h2s] = streams;
    await waitFor(
      'the streams of revoked certificates end',
      5_000,
      () => (acmes.ended.error && h1s.ended.error) || undefined,
    );
    expect(performance.now() - started).toBeLessThan(5_000);
    for (const { ended } of [acmes, h1s]) {
      expect(ended.error).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('is revoked') });
    }
    const list = (client: Client) => callUnary(client, NetworkService.listNetworks, {}, { timeoutMs: 5_000 });
    await expect(list(acme)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const again = await controller.client(
      { role: 'tenant', name: 'acme' },
      controller.pki.files({ role: 'tenant', name: 'acme' }),
    );
    await expect(list(again)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await list(globex)).networks).toEqual([]);
    expect([globexs.ended.error, h2s.ended.error]).toEqual([null, null]);
    const node = await waitFor('the revoked node is not ready', 5_000, async () => {
      const row = await callUnary(admin, NodeService.getNode, { id: 'h1' });
      return row.status?.state === weft.v1.NodeState.NOT_READY ? row : undefined;
    });
    expect(node.metadata?.id).toBe('h1');
    // Whoever was revoked may get a new certificate.
    const fresh = await controller.pki.issue({ role: 'tenant', name: 'acme' }, [], 90);
    expect((await list(await controller.client({ role: 'tenant', name: 'acme' }, fresh))).networks).toHaveLength(1);
    for (const { stream } of streams) stream.cancel();
  });

  it('that are revoked lose also the streams of who reads nothing', async () => {
    const { certificate, key } = await controller.pki.issue({ role: 'tenant', name: 'initech' }, [], 90);
    await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id: 'initech' } } });
    await callUnary(admin, NetworkService.createNetwork, { network: { metadata: { id: 'big' }, tenantId: 'initech' } });
    const ports = Array.from({ length: 2_000 }, () => ({ networkId: 'big', metadata: { name: 'x'.repeat(250) } }));
    await callUnary(admin, PortService.batchCreatePorts, { ports });
    const tls = { ca: readFileSync(controller.authority), cert: readFileSync(certificate), key: readFileSync(key) };
    const session = connectH2(`https://localhost:${controller.l4Port}`, tls);
    session.on('error', () => undefined);
    const path = PortService.watchPorts.path;
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(headers);
    let closed = false;
    stream.on('error', () => undefined);
    stream.on('close', () => {
      closed = true;
    });
    // An empty request: one byte of flags, four of length. It is answered with more than the peer's window takes.
    const answered = new Promise((resolve) => stream.once('response', resolve));
    stream.write(Buffer.alloc(5));
    stream.end();
    await answered;
    stream.pause();
    await controller.pki.revoke('tenant/initech');
    await waitFor('the stream is reset', 8_000, () => closed || undefined);
    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    session.destroy();
  });

  it('are for TLS 1.3 and nothing older', () => {
    const { certificate, key } = controller.pki.files({ role: 'admin', name: 'root' });
    const handshake = (version: string) => {
      const files = ['-CAfile', controller.authority, '-cert', certificate, '-key', key, '-alpn', 'h2'];
      const args = ['s_client', '-connect', `127.0.0.1:${controller.l4Port}`, version, ...files];
      const { stdout, stderr } = spawnSync('openssl', args, { input: '', encoding: 'utf8', timeout: 10_000 });
      return stdout + stderr;
    };
    expect(handshake('-tls1_3')).toMatch(/Verify return code: 0 \(ok\)/);
    expect(handshake('-tls1_2')).toMatch(/alert protocol version/);
  });

  it('leave nothing secret in the log, at its most talkative', () => {
    expect(controller.log.length).toBeGreaterThan(1_000);
    expectNoKeys(controller.log, controller.pki.path, 5);
  });
});
