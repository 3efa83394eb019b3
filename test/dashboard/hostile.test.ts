import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { type RequestOptions, request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { SecureVersion, TLSSocket } from 'node:tls';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { ControllerProcess } from '../controller-process.js';
import { SecureController } from '../security/secure-controller.js';
import { launchChromium } from './chromium.js';
import { ToldDashboard } from './told-dashboard.js';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

/** One request, as it is: nothing is normalized. `end`: the answer is read to its end. */
function ask(options: RequestOptions & { tls: boolean; end?: boolean }): Promise<Answer> {
  const { tls, end = true, ...rest } = options;
  return new Promise((resolve, reject) => {
    const request = (tls ? tlsRequest : plainRequest)({ host: '127.0.0.1', agent: false, ...rest }, (response) => {
      let text = '';
      const answer = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', answer).on('error', reject);
      if (!end) {
        response.once('data', () => {
          answer();
          request.destroy();
        });
      }
    });
    request.on('error', reject).end();
  });
}

describe('a dashboard without TLS', () => {
  let told: ToldDashboard;
  beforeAll(async () => {
    told = await ToldDashboard.start(['h1', 'h2', 'h3']);
    for (const id of told.nodes) told.says(id, told.nodes);
  });
  afterAll(() => told?.stop());
  const get = (path: string, more: object = {}) => ask({ tls: false, port: told.l4Port, path, ...more });

  it('has a policy that lets nothing of others and nothing inline through', async () => {
    const { status, headers, text } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-cache',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(text).not.toMatch(/<script(?![^>]*src=)|<style| style=| on\w+=|https?:\/\//);
    const [script = ''] = /\.\/assets\/[^"]+\.js/.exec(text) ?? [];
    const asset = await get(script.slice(1));
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await get(script.slice(1), { headers: { 'if-none-match': asset.headers['etag'] } })).status).toBe(304);
    expect((await get('/data/incidents')).headers['cache-control']).toBe('no-store');
  });

  it.each([
    '/../../../../etc/passwd',
    '/assets/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/..\\..\\package.json',
    '//etc/passwd',
    '/assets/',
    '/assets',
    '/index.html/..',
    '/data',
    '/data/../index.html',
    '/data/stream/',
    '/.env',
    '/__proto__',
    '/constructor',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await get(path);
    expect(status).toBe(404);
    expect(text).toBe('there is no such page\n');
  });

  it.each([
    '/data/pair',
    '/data/pair?a=h1&b=h1',
    '/data/pair?a=h1&b=../h2',
    '/data/pair?a=%00&b=h2',
    '/data/traffic?vni=0',
    '/data/traffic?vni=16777215',
    '/data/traffic?vni=1e3',
    '/data/flows?vni=5000&a=h1',
  ])('refuses %s', async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it('is for this machine by a name that nobody can take, and for no other site', async () => {
    expect((await get('/', { headers: { host: 'attacker.example' } })).status).toBe(421);
    expect((await get('/data/pair?a=h1&b=h2', { headers: { host: `localhost:${told.l4Port}` } })).status).toBe(200);
    expect((await get('/data/incidents', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await get('/', { method: 'POST' })).status).toBe(405);
    expect((await get('/', { method: 'OPTIONS' })).status).toBe(405);
    expect((await get('/', { headers: { 'content-length': '5' } })).status).toBe(413);
    expect((await get(`/?${'a'.repeat(4_000)}`)).status).toBe(414);
    expect((await get('/', { headers: { long: 'a'.repeat(20_000) } })).status).toBe(431);
  });

  it('lets 32 pages follow, and the next one when one has gone', async () => {
    const open: { destroy(): void }[] = [];
    const follow = () =>
      new Promise<number>((resolve, reject) => {
        const request = plainRequest({ host: '127.0.0.1', port: told.l4Port, path: '/data/stream', agent: false });
        request
          .on('response', (response) => resolve(response.statusCode ?? 0))
          .on('error', reject)
          .end();
        open.push(request);
      });
    const statuses: number[] = [];
    for (let i = 0; i < 33; i++) statuses.push(await follow());
    expect(statuses.slice(0, 32).every((status) => status === 200)).toBe(true);
    expect(statuses[32]).toBe(503);
    open[0]?.destroy();
    await waitFor('there is room for another page', 10_000, async () => (await follow()) === 200 || undefined);
    for (const request of open) request.destroy();
  });
});

describe('a dashboard beyond loopback', () => {
  let secure: SecureController;
  let browser: Browser;
  beforeAll(async () => {
    secure = await SecureController.start(['--dashboard', '0.0.0.0:0']);
    browser = await launchChromium();
    for (const holder of [
      { role: 'admin', name: 'root' },
      { role: 'admin', name: 'other' },
      { role: 'tenant', name: 'acme' },
      { role: 'node', name: 'h1' },
    ] as const) {
      await secure.pki.issue(holder, [], 5);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await secure?.stop();
  });

  const l4Port = () => secure.process.dashboardL4Port ?? 0;
  const get = (
    role: 'admin' | 'tenant' | 'node' | null,
    path: string,
    more: { name?: string; maxVersion?: SecureVersion; end?: boolean } = {},
  ) => {
    const names = { admin: 'root', tenant: 'acme', node: 'h1' };
    const files = role && secure.pki.files({ role, name: more.name ?? names[role] });
    const own = files ? { cert: readFileSync(files.certificate), key: readFileSync(files.key) } : {};
    const { name: _, ...rest } = more;
    return ask({
      tls: true,
      port: l4Port(),
      path,
      ca: readFileSync(secure.authority),
      servername: 'localhost',
      ...own,
      ...rest,
    });
  };

  it('is not started without TLS', async () => {
    const { child, stderr } = ControllerProcess.spawn(join(secure.directory, 'refused'), [
      '--listen',
      '127.0.0.1:0',
      '--dashboard',
      '0.0.0.0:0',
    ]);
    await new Promise((resolve) => child.on('exit', resolve));
    expect(stderr()).toContain('plain text is for loopback only: a dashboard on 0.0.0.0');
    expect(child.exitCode).toBe(1);
  });

  it('shows itself to admins, whatever name they use', async () => {
    expect((await get('admin', '/')).status).toBe(200);
    expect((await get('admin', '/data/stream', { end: false })).status).toBe(200);
  });

  it('shows nothing to others: no certificate, that of a tenant or a node, older TLS, plain text', async () => {
    for (const path of ['/', '/data/stream', '/data/incidents']) {
      await expect(get(null, path)).rejects.toThrow(/certificate required|socket hang up|ECONNRESET/);
      for (const role of ['tenant', 'node'] as const) {
        const { status, text } = await get(role, path);
        expect([status, text]).toEqual([
          403,
          `weft://${role}/${role === 'node' ? 'h1' : 'acme'} may not call the dashboard\n`,
        ]);
      }
    }
    await expect(get('admin', '/', { maxVersion: 'TLSv1.2' })).rejects.toThrow(/version|alert/);
    await expect(ask({ tls: false, port: l4Port(), path: '/' })).rejects.toThrow();
  });

  it('does not wait for who says nothing', async () => {
    const closed = new Promise<void>((resolve, reject) => {
      connect(l4Port(), '127.0.0.1')
        .on('close', () => resolve())
        .on('error', reject)
        .resume();
    });
    const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('still open')), 15_000).unref());
    await Promise.race([closed, late]);
  });

  it('opens in Chromium with a client certificate, and only with it', async () => {
    const { certificate, key } = secure.pki.files({ role: 'admin', name: 'root' });
    const origin = `https://localhost:${l4Port()}`;
    const known = { ignoreHTTPSErrors: true, clientCertificates: [{ origin, certPath: certificate, keyPath: key }] };
    const admin = await browser.newContext(known);
    const page = await admin.newPage();
    await page.goto(origin);
    await page.locator('#connection', { hasText: 'live' }).waitFor();
    await admin.close();
    const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
    await expect((await stranger.newPage()).goto(origin)).rejects.toThrow(/ERR_/);
    await stranger.close();
  });

  it('ends the pages of a certificate that is revoked, and answers it no more', async () => {
    let ended = false;
    const { certificate, key } = secure.pki.files({ role: 'admin', name: 'other' });
    const request = tlsRequest({
      ...{ host: '127.0.0.1', port: l4Port(), path: '/data/stream', servername: 'localhost', agent: false },
      ...{ ca: readFileSync(secure.authority), cert: readFileSync(certificate), key: readFileSync(key) },
    });
    request.on('response', (response) => response.resume().on('close', () => (ended = true)));
    request.on('error', () => undefined).end();
    expect((await get('admin', '/', { name: 'other' })).status).toBe(200);
    await secure.pki.revoke('admin/other');
    await waitFor('the stream is ended', 15_000, () => ended || undefined);
    expect((await get('admin', '/', { name: 'other' })).status).toBe(401);
    expect((await get('admin', '/')).status).toBe(200);
  });

  it('uses a new certificate without a restart', async () => {
    const serial = async () =>
      new Promise<string>((resolve, reject) => {
        const { certificate, key } = secure.pki.files({ role: 'admin', name: 'root' });
        const request = tlsRequest({
          ...{ host: '127.0.0.1', port: l4Port(), path: '/', servername: 'localhost', agent: false },
          ...{ ca: readFileSync(secure.authority), cert: readFileSync(certificate), key: readFileSync(key) },
        });
        request.on('response', (response) => {
          const { socket } = response as unknown as { socket: TLSSocket };
          resolve(socket.getPeerCertificate().serialNumber);
          response.resume();
        });
        request.on('error', reject).end();
      });
    const before = await serial();
    await secure.pki.rotate([{ role: 'controller', name: 'c1' }], 5);
    await waitFor('the new certificate is used', 15_000, async () => (await serial()) !== before || undefined);
  });
});
