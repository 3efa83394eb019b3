import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, expect, it } from 'vitest';
import { PkiDirectory } from '../../controller/cli/pki/directory.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  tenantRequest,
} from '../../controller/src/model/testing/requests.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { natsConfigText } from '../../deploy/lab/nats-config.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import * as services from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import type { Identity } from '../../proto/src/identity.js';
import { inboxPrefix } from '../../proto/src/subjects.js';
import { ControllerProcess } from '../controller-process.js';

const { AuditService, NetworkService, NodeService, PortService, TenantService } = services;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const users: (Identity & { role: 'tenant' | 'admin' | 'controller' })[] = [
  { role: 'controller', name: 'c1' },
  { role: 'admin', name: 'root' },
  { role: 'tenant', name: 'acme' },
];

it('a running controller publishes who changed what: all of it to admins, to a tenant what was done to its own', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-audit-nats-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  const pki = new PkiDirectory(join(directory, 'pki'));
  await pki.init('test CA', 10);
  for (const user of users) await pki.issue(user, user.role === 'controller' ? ['localhost', '127.0.0.1'] : [], 5);
  const authority = join(pki.path, 'ca.crt');
  const url = await startNats(directory, pki);
  const own = pki.files({ role: 'controller', name: 'c1' });
  const controller = await ControllerProcess.start(
    join(directory, 'store'),
    ['', 'nats-']
      .flatMap((what) => [
        `--${what}tls-ca`,
        authority,
        `--${what}tls-cert`,
        own.certificate,
        `--${what}tls-key`,
        own.key,
      ])
      .concat('--nats', url),
  );
  cleanups.push(() => controller.end('SIGTERM'));

  const heard = new Map<string, string[]>();
  for (const user of users.slice(1)) {
    const lines: string[] = [];
    heard.set(user.role, lines);
    const nats = await connectAs(pki, user, url);
    nats.subscribe(user.role === 'admin' ? 'weft.audit.>' : 'weft.audit.acme', {
      callback: (_error, { subject, data }) => {
        lines.push(`${subject} ${text(weft.v1.AuditRecord.decode(data))}`);
      },
    });
    await nats.flush();
  }

  const admin = grpcClient(pki, 'admin', controller.l4Port);
  const tenant = grpcClient(pki, 'tenant', controller.l4Port);
  for (const id of ['acme', 'globex']) {
    await callUnary(admin, TenantService.createTenant, tenantRequest(id));
    await callUnary(admin, NetworkService.createNetwork, networkRequest(id, { tenantId: id }));
  }
  await callUnary(admin, NodeService.createNode, nodeRequest('h1', '192.0.2.1'));
  const ports = ['acme', 'globex'].map((networkId) => portRequest(`p-${networkId}`, { networkId }).port ?? {});
  await callUnary(admin, PortService.batchCreatePorts, { ports });
  await callUnary(tenant, PortService.deletePort, { id: 'p-acme' });

  const toAcme = [
    'weft.audit.acme weft://admin/root CreateTenant acme',
    'weft.audit.acme weft://admin/root CreateNetwork acme',
    'weft.audit.acme weft://admin/root BatchCreatePorts p-acme',
    'weft.audit.acme weft://tenant/acme DeletePort p-acme',
  ];
  await waitFor('the tenant has heard of its own', 10_000, () => (heard.get('tenant')?.length ?? 0) >= 4 || undefined);
  await waitFor('the admin has heard of all', 10_000, () => (heard.get('admin')?.length ?? 0) >= 8 || undefined);
  expect(heard.get('tenant')).toEqual(toAcme);
  expect(heard.get('admin')?.sort()).toEqual(
    [
      ...toAcme,
      'weft.audit.globex weft://admin/root CreateTenant globex',
      'weft.audit.globex weft://admin/root CreateNetwork globex',
      'weft.audit._cluster weft://admin/root CreateNode h1',
      'weft.audit.globex weft://admin/root BatchCreatePorts p-globex',
    ].sort(),
  );
  const { records } = await callUnary(tenant, AuditService.listAudit, {});
  expect(records.map((record) => `weft.audit.acme ${text(record)}`).reverse()).toEqual(toAcme);
});

function text({ actor, method, effects }: weft.v1.AuditRecord.$Properties): string {
  return `${actor} ${method?.split('/')[2]} ${(effects ?? []).map(({ id }) => id).join()}`;
}

function grpcClient(pki: PkiDirectory, role: 'admin' | 'tenant', l4Port: number): Client {
  const { certificate, key } = pki.files({ role, name: role === 'admin' ? 'root' : 'acme' });
  const [ca, keyPem, certificatePem] = [join(pki.path, 'ca.crt'), key, certificate].map((file) => readFileSync(file));
  const channel = credentials.createSsl(ca, keyPem, certificatePem);
  const client = new Client(`localhost:${l4Port}`, channel, { 'grpc.use_local_subchannel_pool': 1 });
  cleanups.push(() => client.close());
  return client;
}

/** A nats-server with the configuration that the lab writes; its URL. */
async function startNats(directory: string, pki: PkiDirectory): Promise<string> {
  const l4Port = await freePort();
  const config = natsConfigText({
    listen: { host: '127.0.0.1', port: l4Port },
    monitorPort: await freePort(),
    authority: join(pki.path, 'ca.crt'),
    server: await pki.issue({ role: 'nats', name: 'n1' }, ['localhost', '127.0.0.1'], 5),
    users,
  });
  writeFileSync(join(directory, 'nats.conf'), config);
  const server: Background = spawnIn(null, ['nats-server', '-c', join(directory, 'nats.conf')]);
  cleanups.push(() => server.end('SIGTERM'));
  await waitFor('nats-server is ready', 10_000, () => server.stderr.includes('Server is ready') || undefined);
  return `tls://127.0.0.1:${l4Port}`;
}

async function connectAs(pki: PkiDirectory, user: (typeof users)[number], url: string): Promise<NatsConnection> {
  const { certificate, key } = pki.files(user);
  const nats = await connect({
    servers: url,
    tls: { caFile: join(pki.path, 'ca.crt'), certFile: certificate, keyFile: key },
    inboxPrefix: inboxPrefix(user.role, user.name),
    reconnect: false,
  });
  cleanups.push(() => nats.close());
  return nats;
}

/** A TCP port on loopback that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const address = socket.address();
      socket.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
