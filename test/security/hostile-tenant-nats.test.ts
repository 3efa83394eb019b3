import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PkiDirectory } from '../../controller/cli/pki/directory.js';
import type { Holder } from '../../controller/cli/pki/subject.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { natsConfigText } from '../../deploy/lab/nats-config.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import type { Identity } from '../../proto/src/identity.js';
import {
  agentEventSubject,
  flowSubject,
  inboxPrefix,
  nodeEventSubject,
  portEventSubject,
} from '../../proto/src/subjects.js';

/** acme, which is hostile, on a real nats-server with the configuration that the lab writes. */
describe('a hostile tenant on NATS', () => {
  let directory = '';
  let pki: PkiDirectory;
  let server: Background;
  let l4Port = 0;
  const open: NatsConnection[] = [];
  const users: Identity[] = [
    { role: 'tenant', name: 'acme' },
    { role: 'tenant', name: 'globex' },
    { role: 'node', name: 'host-1' },
    { role: 'controller', name: 'c1' },
  ];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weft-tenant-nats-'));
    pki = new PkiDirectory(join(directory, 'pki'));
    await pki.init('test CA', 10);
    const nats = await pki.issue({ role: 'nats', name: 'n1' }, ['localhost', '127.0.0.1'], 5);
    for (const user of users) await pki.issue(user, user.role === 'controller' ? ['localhost'] : [], 5);
    l4Port = await freePort();
    const config = natsConfigText({
      listen: { host: '127.0.0.1', port: l4Port },
      monitorPort: await freePort(),
      authority: join(pki.path, 'ca.crt'),
      server: nats,
      users,
    });
    writeFileSync(join(directory, 'nats.conf'), config);
    server = spawnIn(null, ['nats-server', '-c', join(directory, 'nats.conf')]);
    await waitFor('nats-server is ready', 10_000, () => server.stderr.includes('Server is ready') || undefined);
  });
  afterAll(async () => {
    await Promise.all(open.map((nats) => nats.close()));
    await server?.end('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  });

  async function connectAs(holder: Holder & Identity): Promise<NatsConnection> {
    const { certificate, key } = pki.files(holder);
    const nats = await connect({
      servers: `tls://127.0.0.1:${l4Port}`,
      tls: { caFile: join(pki.path, 'ca.crt'), certFile: certificate, keyFile: key },
      inboxPrefix: inboxPrefix(holder.role, holder.name),
      reconnect: false,
    });
    open.push(nats);
    return nats;
  }

  /** Errors that nats-server sends for what `act` does. */
  async function violations(nats: NatsConnection, act: () => void): Promise<string[]> {
    const seen: string[] = [];
    const statuses = nats.status();
    void (async () => {
      for await (const status of statuses) if (status.type === 'error') seen.push(status.error.message);
    })();
    act();
    // The server answers in order: what it refuses is reported before this round trip is.
    await nats.flush();
    await new Promise((resolve) => setImmediate(resolve));
    return seen;
  }

  it('hears its own flows, port events and audit, and nothing of others', async () => {
    const acme = await connectAs({ role: 'tenant', name: 'acme' });
    const heard: string[] = [];
    const listen = { callback: (_error: unknown, message: { subject: string }) => void heard.push(message.subject) };
    const own = ['weft.flows.acme.*.*', 'weft.events.port.acme.*.*', 'weft.audit.acme'];
    expect(await violations(acme, () => own.forEach((subject) => void acme.subscribe(subject, listen)))).toEqual([]);
    const node = await connectAs({ role: 'node', name: 'host-1' });
    for (const tenant of ['globex', 'acme']) node.publish(flowSubject(tenant, 'net', 'host-1'));
    await node.flush();
    const controller = await connectAs({ role: 'controller', name: 'c1' });
    controller.publish(nodeEventSubject('host-1'));
    for (const tenant of ['globex', 'acme']) controller.publish(portEventSubject(tenant, 'net', 'p1'));
    await controller.flush();
    await waitFor('acme hears its own', 5_000, () => heard.length >= 2 || undefined);
    expect(heard).toEqual([flowSubject('acme', 'net', 'host-1'), portEventSubject('acme', 'net', 'p1')]);
  });

  it.each([
    '>',
    'weft.>',
    'weft.flows.>',
    'weft.flows.*.net.host-1',
    'weft.flows.globex.>',
    flowSubject('globex', 'net', 'host-1'),
    'weft.events.>',
    'weft.events.*.acme.*.*',
    'weft.events.port.*.*.*',
    portEventSubject('globex', 'net', 'p1'),
    nodeEventSubject('host-1'),
    agentEventSubject('host-1'),
    'weft.audit.*',
    'weft.audit.globex',
    'weft.audit._cluster',
    '_INBOX.>',
    '_INBOX.tenant.globex.>',
    '$SYS.>',
  ])('may not listen to %s, also not in a queue group', async (subject) => {
    const acme = await connectAs({ role: 'tenant', name: 'acme' });
    const ignore = { callback: () => undefined };
    for (const queue of [{}, { queue: 'q' }]) {
      const seen = await violations(acme, () => void acme.subscribe(subject, { ...ignore, ...queue }));
      expect(seen).toEqual([expect.stringContaining('Permissions Violation for Subscription')]);
    }
  });

  it('may say nothing at all', async () => {
    const acme = await connectAs({ role: 'tenant', name: 'acme' });
    for (const subject of [flowSubject('acme', 'net', 'host-1'), 'weft.audit.acme', 'x', '_INBOX.controller.c1.x']) {
      const seen = await violations(acme, () => acme.publish(subject));
      expect(seen, subject).toEqual([expect.stringContaining('Permissions Violation for Publish')]);
    }
  });
});

/** A TCP port on loopback that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const address = socket.address();
      socket.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
