import { readFileSync } from 'node:fs';
import { credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkService, PortService, SecurityGroupService, TenantService } from '../../../proto/gen/services.js';
import { callUnary, openServerStream, weftErrorOf } from '../../../proto/src/call.js';
import { WeftError } from '../../../proto/src/errors.js';
import type { Identity } from '../../../proto/src/identity.js';
import { ingressRule, networkRequest, securityGroupRequest, tenantRequest } from '../model/testing/requests.js';
import { ClientLimits, callsOfAnswer, furtherCalls, openCallsLimit } from './client-limits.js';
import { listenerSecurity } from './credentials.js';
import { ApiUnderTest } from './testing/api-under-test.js';
import { TestCertificates } from './testing/certificates.js';

const acme: Identity = { role: 'tenant', name: 'acme' };
const globex: Identity = { role: 'tenant', name: 'globex' };
const path = '/weft.v1.PortService/GetPort';

describe('the limits of a client', () => {
  let nowMs = 0;
  const limits = () => new ClientLimits({ callsPerSecond: 10, burst: 5 }, () => nowMs);
  const ask = (l: ClientLimits, caller: Identity = acme) => {
    const leave = l.ask(path, caller);
    if (leave && !(leave instanceof WeftError)) leave.end();
    return leave instanceof WeftError ? leave : null;
  };

  it('allow a burst, then so many calls a second, and say when to come again', () => {
    const l = limits();
    for (let i = 0; i < 5; i++) expect(ask(l)).toBeNull();
    const error = ask(l);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', grpcCode: 8, details: { retryAfterMs: 100 } });
    nowMs += 99;
    expect(ask(l)?.code).toBe('RATE_LIMITED');
    nowMs += 1;
    expect(ask(l)).toBeNull();
    nowMs += 60_000;
    for (let i = 0; i < 5; i++) expect(ask(l)).toBeNull();
    expect(ask(l)?.code).toBe('RATE_LIMITED');
  });

  it('are each client its own, and bound neither admins nor loopback', () => {
    const l = limits();
    for (let i = 0; i < 6; i++) ask(l);
    expect(ask(l)?.code).toBe('RATE_LIMITED');
    expect(ask(l, globex)).toBeNull();
    for (let i = 0; i < 100; i++) {
      expect(l.ask(path, { role: 'admin', name: 'root' })).toBeNull();
      expect(l.ask(path, 'loopback')).toBeNull();
    }
  });

  it('let a node reconnect as often as it must, with so many streams at once', () => {
    const l = limits();
    const sync = () => l.ask('/weft.v1.NodeSync/Sync', { role: 'node', name: 'h1' });
    for (let i = 0; i < 1_000; i++) {
      const leave = sync();
      if (!leave || leave instanceof WeftError) throw new Error('refused');
      leave.end();
    }
    for (let i = 0; i < openCallsLimit; i++) expect(sync()).not.toBeInstanceOf(WeftError);
    expect(sync()).toMatchObject({ code: 'LIMIT_REACHED' });
  });

  it('count a batch by its size', () => {
    expect(furtherCalls({ ports: new Array(5_000) })).toBe(500);
    expect(furtherCalls({ ids: new Array(9) })).toBe(0);
    expect(furtherCalls({ id: 'x' })).toBe(0);
    const l = limits();
    const leave = l.ask(path, acme);
    if (!leave || leave instanceof WeftError) throw new Error('refused');
    leave.charge(24);
    leave.end();
    // 4 were left: 20 are owed, and one is needed.
    expect(ask(l)?.details.retryAfterMs).toBe(2_100);
    nowMs += 2_100;
    expect(ask(l)).toBeNull();
  });

  it('bound what is open at once, and ending one lets another in', () => {
    const l = new ClientLimits({ callsPerSecond: 1, burst: 1_000 }, () => nowMs);
    const leaves = Array.from({ length: openCallsLimit }, () => l.ask(path, acme));
    expect(leaves.every((leave) => leave && !(leave instanceof WeftError))).toBe(true);
    expect(l.ask(path, acme)).toMatchObject({ code: 'LIMIT_REACHED' });
    expect(ask(l, globex)).toBeNull();
    const [first] = leaves;
    if (!first || first instanceof WeftError) throw new Error('refused');
    first.end();
    first.end();
    expect(ask(l)).toBeNull();
  });

  it('forget nobody who still has calls open when very many clients come', () => {
    const l = limits();
    const held = Array.from({ length: 5 }, () => l.ask(path, acme));
    expect(held).toHaveLength(5);
    for (let i = 0; i < 11_000; i++) ask(l, { role: 'tenant', name: `t${i}` });
    expect(ask(l)?.code).toBe('RATE_LIMITED');
  });
});

describe('what a call counts as', () => {
  const many = (count: number) => Array.from({ length: count }, () => ({}));

  it.each([
    [{}, 0],
    [{ ports: many(250) }, 25],
    [{ ids: many(19) }, 1],
    [{ rules: many(100) }, 2],
    [{ ruleIds: many(99) }, 1],
    [{ securityGroup: { rules: many(4_096) } }, 81],
    [{ securityGroup: null }, 0],
  ])('%#: as many further ones as it has work', (request, calls) => {
    expect(furtherCalls(request)).toBe(calls);
  });

  it('is more where the answer is a large group', () => {
    expect([callsOfAnswer({ rules: many(4_096) }), callsOfAnswer({ ports: many(500) }), callsOfAnswer({})]).toEqual([
      81, 0, 0,
    ]);
  });
});

describe('over TLS', () => {
  let certificates: TestCertificates;
  let api: ApiUnderTest;
  const client = async (uri: string) => {
    const { ca, key, certificate } = await certificates.issue(uri.replaceAll(/\W/g, '-'), { uri: [uri] });
    return api.connect(credentials.createSsl(readFileSync(ca), readFileSync(key), readFileSync(certificate)));
  };

  beforeAll(async () => {
    certificates = await TestCertificates.create();
    const server = await certificates.issue('server', { uri: ['weft://controller/c1'], dns: ['localhost'] });
    const security = await listenerSecurity('127.0.0.1', server);
    api = await ApiUnderTest.start({ security, limits: { callsPerSecond: 50, burst: 200 } });
  });
  afterAll(async () => {
    await api.stop();
    certificates.remove();
  });

  it('a tenant that floods is refused, with the time to come again; others are not', async () => {
    const [admin, flooder, other] = await Promise.all([
      client('weft://admin/root'),
      client('weft://tenant/flooder'),
      client('weft://tenant/other'),
    ]);
    await callUnary(admin, TenantService.createTenant, tenantRequest('other'));
    const errors: WeftError[] = [];
    let answered = 0;
    for (let round = 0; round < 12; round++) {
      const calls = Array.from({ length: 50 }, () =>
        callUnary(flooder, PortService.getPort, { id: 'x' }).catch((error: WeftError) => {
          if (error.code === 'RATE_LIMITED') errors.push(error);
          else answered++;
        }),
      );
      await Promise.all(calls);
    }
    expect(answered).toBeGreaterThanOrEqual(200);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors[0]?.details.retryAfterMs).toBeGreaterThan(0);
    await callUnary(other, NetworkService.createNetwork, networkRequest('fine', { tenantId: 'other' }));
    for (let i = 0; i < 300; i += 50) {
      await Promise.all(Array.from({ length: 50 }, () => callUnary(admin, NetworkService.getNetwork, { id: 'fine' })));
    }
  });

  it('a tenant that changes a large group again and again is refused, with little in each call', async () => {
    const [admin, tinkerer] = await Promise.all([client('weft://admin/root'), client('weft://tenant/tinkerer')]);
    await callUnary(admin, TenantService.createTenant, tenantRequest('tinkerer'));
    const rules = Array.from({ length: 2_000 }, (_, i) => ingressRule(i + 1));
    const large = securityGroupRequest('large', { tenantId: 'tinkerer', rules });
    await callUnary(admin, SecurityGroupService.createSecurityGroup, large);
    const codes: string[] = [];
    for (let i = 0; i < 8; i++) {
      const request = { id: 'large', rules: [ingressRule(3_000 + i)] };
      const call = callUnary(tinkerer, SecurityGroupService.addSecurityGroupRules, request);
      codes.push(
        await call.then(
          () => 'answered',
          (error: WeftError) => error.code,
        ),
      );
    }
    expect(codes[0]).toBe('answered');
    expect(codes).toContain('RATE_LIMITED');
  });

  it('a tenant has so many watches, and then no more', async () => {
    const watcher = await client('weft://tenant/watcher');
    const streams = Array.from({ length: openCallsLimit }, () => openServerStream(watcher, PortService.watchPorts, {}));
    await Promise.all(
      streams.map((stream) => {
        stream.on('error', () => undefined);
        return new Promise((resolve) => stream.once('data', resolve));
      }),
    );
    const further = openServerStream(watcher, PortService.watchPorts, {});
    const error = await new Promise<WeftError>((resolve) => further.on('error', (e) => resolve(weftErrorOf(e))));
    expect(error).toMatchObject({ code: 'LIMIT_REACHED', message: expect.stringContaining('watches included') });
    for (const stream of streams) stream.cancel();
  });
});
