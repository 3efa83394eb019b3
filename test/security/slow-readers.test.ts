import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { Client } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Holder } from '../../controller/cli/pki/subject.js';
import { largeAnswersAtOnce, takeAnswerMs } from '../../controller/src/api/answer-turns.js';
import { openCallsLimit } from '../../controller/src/api/client-limits.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { NetworkService, NodeService, PortService, TenantService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { WeftError } from '../../proto/src/errors.js';
import { parseIp } from '../../proto/src/ip.js';
import { SecureController } from './secure-controller.js';
import { frame } from './wire-attacks.js';

const mebibyte = 1024 * 1024;
/** What an answer of 2 MB costs while it is made and held, garbage included; and what anything costs. */
const answerBytes = 20 * mebibyte;
const anythingBytes = 60 * mebibyte;

describe('peers that ask and do not read', () => {
  let controller: SecureController;
  let admin: Client;
  const sessions: ClientHttp2Session[] = [];

  beforeAll(async () => {
    controller = await SecureController.start([]);
    admin = await controller.client({ role: 'admin', name: 'root' });
    await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
    const vteps = [{ bytes: parseIp('192.0.2.1') }];
    await callUnary(admin, NodeService.createNode, { node: { metadata: { id: 'h1' }, vteps } });
    await callUnary(admin, NetworkService.createNetwork, { network: { metadata: { id: 'net' }, tenantId: 'acme' } });
    const labels = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`key-${i}`, 'x'.repeat(200)]));
    for (let batch = 0; batch < 2; batch++) {
      const ports = Array.from({ length: 1_000 }, () => ({ networkId: 'net', nodeId: 'h1', metadata: { labels } }));
      await callUnary(admin, PortService.batchCreatePorts, { ports }, { timeoutMs: 20_000 });
    }
  }, 60_000);
  afterAll(async () => {
    for (const session of sessions) session.destroy();
    await controller.stop();
  });

  async function open(holder: Holder): Promise<ClientHttp2Session> {
    const issued = controller.pki.list().some((c) => c.holder.role === holder.role && c.holder.name === holder.name);
    const { certificate, key } = issued ? controller.pki.files(holder) : await controller.pki.issue(holder, [], 1);
    const tls = { ca: readFileSync(controller.authority), cert: readFileSync(certificate), key: readFileSync(key) };
    const session = connect(`https://localhost:${controller.l4Port}`, tls);
    session.on('error', () => undefined);
    sessions.push(session);
    return session;
  }

  /** Asks; reads the headers and nothing behind them. */
  function ask(session: ClientHttp2Session, path: string, request: Buffer, more = false): ClientHttp2Stream {
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(headers);
    stream.on('error', () => undefined);
    stream.pause();
    stream.write(frame(request));
    if (!more) stream.end();
    return stream;
  }

  it('have a few large answers made for them, however many they ask for', async () => {
    const { path, requestSerialize } = PortService.listPorts;
    const request = requestSerialize({ options: { pageSize: 1_000 } });
    const before = controller.residentBytes();
    const session = await open({ role: 'tenant', name: 'acme' });
    const streams: ClientHttp2Stream[] = [];
    let refused = 0;
    let peak = 0;
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < openCallsLimit; i++) {
        const stream = ask(session, path, request);
        streams.push(stream);
        stream.on('response', (headers) => {
          if (headers['grpc-status'] === '8') refused++;
        });
      }
      await waitFor('the others are refused', 60_000, () => {
        peak = Math.max(peak, controller.residentBytes() - before);
        return refused >= round * openCallsLimit || undefined;
      });
    }
    expect(peak).toBeLessThan(anythingBytes + largeAnswersAtOnce * answerBytes);
    expect((await callUnary(admin, NetworkService.listNetworks, {}, { timeoutMs: 5_000 })).networks).toHaveLength(1);
    // Those that were answered have had their time, and the next ones get it.
    const resets = () => streams.filter(({ rstCode }) => rstCode === constants.NGHTTP2_CANCEL).length;
    expect(resets()).toBe(0);
    await waitFor('the answers that nobody takes are given up', takeAnswerMs + 10_000, () => resets() > 0 || undefined);
    expect(resets()).toBeLessThanOrEqual(largeAnswersAtOnce);
    session.destroy();
    // Nothing is left of those that were given up: all of these get their turn.
    const acme = await controller.client({ role: 'tenant', name: 'acme' });
    await waitFor('the calls of the session that went are open no more', 30_000, async () => {
      const call = callUnary(acme, NetworkService.listNetworks, {}, { timeoutMs: 5_000 });
      return call.catch((error: unknown) => {
        if (!(error instanceof WeftError && error.code === 'LIMIT_REACHED')) throw error;
      });
    });
    const answers = await Promise.all(
      Array.from({ length: 3 * largeAnswersAtOnce }, () =>
        callUnary(acme, PortService.listPorts, { options: { pageSize: 1_000 } }, { timeoutMs: 30_000 }),
      ),
    );
    for (const { ports } of answers) expect(ports.length).toBeGreaterThan(500);
  }, 120_000);

  it('have watches that hold a bounded part of what they would be told', async () => {
    const { path, requestSerialize } = PortService.watchPorts;
    const before = controller.residentBytes();
    const session = await open({ role: 'tenant', name: 'acme' });
    let peak = 0;
    let begun = 0;
    for (let i = 0; i < openCallsLimit; i++) ask(session, path, requestSerialize({})).on('response', () => begun++);
    await waitFor('all watches have begun', 30_000, () => {
      peak = Math.max(peak, controller.residentBytes() - before);
      return begun === openCallsLimit || undefined;
    });
    for (let round = 0; round < 20; round++) {
      await callUnary(admin, NetworkService.listNetworks, {}, { timeoutMs: 5_000 });
      peak = Math.max(peak, controller.residentBytes() - before);
    }
    expect(peak).toBeLessThan(anythingBytes + openCallsLimit * mebibyte);
    session.destroy();
  }, 120_000);
});
