import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createSecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KeyPairFiles } from '../../controller/cli/pki/authority.js';
import { PkiDirectory } from '../../controller/cli/pki/directory.js';
import { EventPublisher } from '../../controller/src/events/event-publisher.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { natsConfigText } from '../../deploy/lab/nats-config.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { EventOutbox } from '../../node-agent/src/events/event-outbox.js';
import { NatsPublisher } from '../../node-agent/src/events/nats-publisher.js';
import { TlsFiles } from '../../node-agent/src/session/tls-files.js';
import { weft } from '../../proto/gen/codecs.js';
import type { Identity } from '../../proto/src/identity.js';

const log = pino({ level: 'silent' });
const controllerHolder = { role: 'controller', name: 'c1' } as const;
const nodeHolder = { role: 'node', name: 'h1' } as const;
const users: Identity[] = [controllerHolder, nodeHolder];

/** Files of a process, which are replaced under it. */
type Installed = 'server' | 'controller' | 'node';

describe('certificates of NATS', () => {
  let directory: string;
  let older: PkiDirectory;
  let newer: PkiDirectory;
  const cleanups: (() => Promise<unknown> | unknown)[] = [];

  const file = (name: string) => join(directory, name);
  const own = (who: Installed): KeyPairFiles => ({ certificate: file(`${who}.crt`), key: file(`${who}.key`) });
  const trust = (...authorities: PkiDirectory[]) =>
    writeFileSync(file('ca.pem'), authorities.map((pki) => readFileSync(join(pki.path, 'ca.crt'), 'utf8')).join(''));
  const serial = (pki: PkiDirectory, role: string) => pki.list().find(({ holder }) => holder.role === role)?.serial;

  async function install(pki: PkiDirectory): Promise<void> {
    const names = ['localhost', '127.0.0.1'];
    const issued = {
      server: await pki.issue({ role: 'nats', name: 'n1' }, names, 5),
      controller: await pki.issue(controllerHolder, names, 5),
      node: await pki.issue(nodeHolder, [], 5),
    };
    for (const who of ['server', 'controller', 'node'] as const) {
      copyFileSync(issued[who].key, own(who).key);
      copyFileSync(issued[who].certificate, own(who).certificate);
    }
  }

  function publishers(l4Port: number) {
    const url = `tls://127.0.0.1:${l4Port}`;
    const ca = file('ca.pem');
    const registry = new Registry();
    const source = { epoch: 'e', committedRevision: 1 };
    const controller = new EventPublisher({ url, tls: { ca, ...own('controller') }, source, log, registry });
    const events = new EventOutbox(nodeHolder.name, 'instance', () => ({ epoch: 'e', revision: 1 }));
    const tls = new TlsFiles({ ca, cert: own('node').certificate, key: own('node').key });
    const agent = new NatsPublisher({ url, tls, nodeId: nodeHolder.name, sources: [events], log });
    cleanups.push(() => Promise.all([controller.stop(0), agent.stop(0)]));
    const metric = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0;
    /** Publishes something of both and waits until nats-server has it. */
    const publish = async () => {
      const before = await metric('weft_events_published_total');
      const state = { previousState: weft.v1.NodeState.NOT_READY, state: weft.v1.NodeState.READY };
      controller.publish({ kind: 'node', timeUnixMs: 1, nodeId: 'h1', ...state, deleted: false, message: '' });
      events.push('MAP_FULL', 'fdb is full');
      await waitFor('both are published', 15_000, async () => {
        return (events.waiting === 0 && (await metric('weft_events_published_total')) > before) || undefined;
      });
    };
    return { publish };
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weft-nats-tls-'));
    older = new PkiDirectory(file('older'));
    newer = new PkiDirectory(file('newer'));
    await older.init('older CA', 10);
    await newer.init('newer CA', 10);
    trust(older);
    await install(older);
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function startNats(l4Port: number): Promise<Background> {
    const listen = { host: '127.0.0.1', port: l4Port };
    const config = { listen, monitorPort: await freePort(), authority: file('ca.pem'), server: own('server'), users };
    writeFileSync(file('nats.conf'), natsConfigText(config));
    const server = spawnIn(null, ['nats-server', '-c', file('nats.conf')]);
    cleanups.push(() => server.end('SIGKILL'));
    await waitFor('nats-server is ready', 10_000, () => server.stderr.includes('Server is ready') || undefined);
    return server;
  }

  it('are for TLS 1.3 and nothing older, whoever asks', async () => {
    const l4Port = await freePort();
    await startNats(l4Port);
    expect((await handshake(l4Port, 'TLSv1.3')).protocol).toBe('TLSv1.3');
    await expect(handshake(l4Port, 'TLSv1.2')).rejects.toThrow(/alert handshake failure/);
  });

  it('are not shown to a server that speaks something older', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const outcomes: string[] = [];
      const { server, l4Port } = await listen((socket) => {
        // As nats-server does: TLS begins behind its first line.
        socket.on('error', () => undefined);
        socket.write(
          'INFO {"server_id":"x","version":"2.9.10","proto":1,"tls_required":true,"max_payload":1048576}\r\n',
        );
        const [cert, key, ca] = [own('server').certificate, own('server').key, file('ca.pem')].map((f) =>
          readFileSync(f),
        );
        const secureContext = createSecureContext({ cert, key, ca, maxVersion: version });
        const tls = new TLSSocket(socket, { isServer: true, secureContext, requestCert: true });
        tls.on('secure', () => outcomes.push(`${tls.getProtocol()} ${tls.getPeerCertificate().subjectaltname}`));
        tls.on('error', (error) => outcomes.push((error as NodeJS.ErrnoException).code ?? ''));
      });
      cleanups.push(() => server.close());
      publishers(l4Port);
      // Each tries once a second: more than three times is not one of them alone. One that is let in waits for an answer.
      const tried = () => (version === 'TLSv1.2' ? outcomes.length > 3 : new Set(outcomes).size > 1);
      await waitFor('both have tried', 20_000, () => tried() || undefined);
      if (version === 'TLSv1.2') expect(new Set(outcomes)).toEqual(new Set(['ERR_SSL_UNSUPPORTED_PROTOCOL']));
      else for (const { role, name } of users) expect(outcomes.join()).toContain(`TLSv1.3 URI:weft://${role}/${name}`);
      for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    }
  });

  it('are rotated without a restart, also to another CA: what is connected goes on, what connects anew uses the new ones', async () => {
    const l4Port = await freePort();
    const server = await startNats(l4Port);
    const { publish } = publishers(l4Port);
    await publish();
    expect((await handshake(l4Port, 'TLSv1.3')).serial).toBe(serial(older, 'nats'));

    trust(older, newer);
    await install(newer);
    server.signal('SIGHUP');
    await waitFor('nats-server shows its new certificate', 10_000, async () => {
      return (await handshake(l4Port, 'TLSv1.3')).serial === serial(newer, 'nats') || undefined;
    });
    await publish();

    // The connections of before are gone, and the former CA is nobody's any more.
    trust(newer);
    await server.end('SIGKILL');
    await startNats(l4Port);
    await publish();
  }, 60_000);

  /** What a node is shown that speaks this version. */
  async function handshake(
    l4Port: number,
    version: SecureVersion,
  ): Promise<{ serial: string; protocol: string | null }> {
    const [ca, cert, key] = [file('ca.pem'), own('node').certificate, own('node').key].map((f) => readFileSync(f));
    return new Promise((resolve, reject) => {
      const socket = connect(l4Port, '127.0.0.1');
      socket.on('error', reject);
      socket.once('data', () => {
        const versions = { minVersion: version, maxVersion: version };
        const tls = connectTls({ socket, ca, cert, key, servername: 'localhost', ...versions });
        tls.on('secureConnect', () => {
          resolve({ serial: tls.getPeerCertificate().serialNumber.toLowerCase(), protocol: tls.getProtocol() });
          tls.destroy();
        });
        tls.on('error', reject);
      });
    });
  }
});

/** A server on loopback. */
function listen(onSocket: Parameters<typeof createServer>[1] & {}): Promise<{ server: Server; l4Port: number }> {
  return new Promise((resolve) => {
    const server = createServer(onSocket).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, l4Port: typeof address === 'object' && address ? address.port : 0 });
    });
  });
}

/** A TCP port on loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const { server, l4Port } = await listen(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  return l4Port;
}
