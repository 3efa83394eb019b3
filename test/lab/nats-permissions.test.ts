import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from '../../controller/cli/pki/authority.js';
import { type Background, spawnIn } from '../../deploy/lab/background.js';
import { natsConfigText } from '../../deploy/lab/nats-config.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import type { Identity } from '../../proto/src/identity.js';
import {
  agentEventSubject,
  auditSubject,
  flowSubject,
  inboxPrefix,
  nodeEventSubject,
  portEventSubject,
} from '../../proto/src/subjects.js';

/** A real nats-server with the configuration that the lab writes. */
describe('what a certificate may do on NATS', () => {
  let directory = '';
  let server: Background;
  let port = 0;
  let monitorPort = 0;
  const open: NatsConnection[] = [];
  const configFile = () => join(directory, 'nats.conf');
  const pair = (name: string) => ({ certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) });
  const node = (name: string): Identity => ({ role: 'node', name });
  const admin: Identity = { role: 'admin', name: 'op' };
  const controller: Identity = { role: 'controller', name: 'c1' };

  function writeConfig(users: Identity[]): void {
    const listen = { host: '127.0.0.1', port };
    const files = { authority: pair('ca').certificate, server: pair('nats') };
    writeFileSync(configFile(), natsConfigText({ listen, monitorPort, ...files, users }));
  }

  async function connectAs(name: string, inbox: string): Promise<NatsConnection> {
    const { certificate, key } = pair(name);
    const nats = await connect({
      servers: `tls://127.0.0.1:${port}`,
      tls: { caFile: pair('ca').certificate, certFile: certificate, keyFile: key },
      inboxPrefix: inbox,
      reconnect: false,
    });
    open.push(nats);
    return nats;
  }

  /** Errors that nats-server sends for what `act` does. */
  async function violations(nats: NatsConnection, act: () => void): Promise<string[]> {
    const seen: string[] = [];
    const statuses = nats.status();
    const reading = (async () => {
      for await (const status of statuses) if (status.type === 'error') seen.push(status.error.message);
    })();
    act();
    // The server answers in order: what it refuses is reported before this round trip is.
    await nats.flush();
    await new Promise((resolve) => setImmediate(resolve));
    void reading;
    return seen;
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weft-nats-'));
    [port, monitorPort] = await freePorts();
    const authority = await CertificateAuthority.create(pair('ca'), 'test CA');
    await authority.issue(pair('nats'), { commonName: 'nats', server: { dns: ['localhost'], ip: ['127.0.0.1'] } });
    for (const name of ['host-1', 'host-2', 'stranger']) {
      await authority.issue(pair(name), { commonName: name, identity: node(name) });
    }
    await authority.issue(pair('op'), { commonName: 'op', identity: admin });
    await authority.issue(pair('c1'), { commonName: 'c1', identity: controller });
    writeConfig([admin, controller, node('host-1'), node('host-2')]);
    server = spawnIn(null, ['nats-server', '-c', configFile()]);
    await waitFor('nats-server is ready', 10_000, () => (server.stderr.includes('Server is ready') ? true : undefined));
  });
  afterAll(async () => {
    await Promise.all(open.map((nats) => nats.close()));
    await server?.end('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  });

  it('a node publishes its own flows and events, and admin hears them', async () => {
    const operator = await connectAs('op', inboxPrefix('admin', 'op'));
    const heard: string[] = [];
    operator.subscribe('weft.>', { callback: (_error, message) => void heard.push(message.subject) });
    await operator.flush();
    const host1 = await connectAs('host-1', inboxPrefix('node', 'host-1'));
    const mine = [flowSubject('acme', 'blue', 'host-1'), agentEventSubject('host-1')];
    const publishMine = () => {
      for (const subject of mine) host1.publish(subject);
    };
    expect(await violations(host1, publishMine)).toEqual([]);
    await waitFor('admin hears both', 5_000, () => (heard.length === 2 ? true : undefined));
    expect(heard).toEqual(mine);
  });

  it("a node can't publish for another node, nor as the controller", async () => {
    const host1 = await connectAs('host-1', inboxPrefix('node', 'host-1'));
    for (const subject of [
      flowSubject('acme', 'blue', 'host-2'),
      agentEventSubject('host-2'),
      nodeEventSubject('host-1'),
      portEventSubject('acme', 'blue', 'p1'),
      auditSubject('acme'),
      auditSubject(''),
      'weft.flows.acme.blue.host-1.more',
      'anything',
    ]) {
      const seen = await violations(host1, () => host1.publish(subject));
      expect(seen, subject).toEqual([expect.stringContaining('Permissions Violation for Publish')]);
    }
  });

  it("a node can't subscribe to anything but its own inbox", async () => {
    const host1 = await connectAs('host-1', inboxPrefix('node', 'host-1'));
    const ignore = { callback: () => {} };
    for (const subject of ['weft.>', flowSubject('acme', 'blue', 'host-1'), '_INBOX.>', '_INBOX.node.host-2.>', '>']) {
      const seen = await violations(host1, () => void host1.subscribe(subject, ignore));
      expect(seen, subject).toEqual([expect.stringContaining('Permissions Violation for Subscription')]);
    }
    const own = await violations(host1, () => void host1.subscribe(`${inboxPrefix('node', 'host-1')}.x`, ignore));
    expect(own).toEqual([]);
  });

  it('the controller publishes events and no flows; admin publishes nothing', async () => {
    const c1 = await connectAs('c1', inboxPrefix('controller', 'c1'));
    expect(await violations(c1, () => c1.publish(nodeEventSubject('host-1')))).toEqual([]);
    expect(await violations(c1, () => c1.publish(flowSubject('a', 'b', 'host-1')))).toHaveLength(1);
    const operator = await connectAs('op', inboxPrefix('admin', 'op'));
    expect(await violations(operator, () => operator.publish(nodeEventSubject('host-1')))).toHaveLength(1);
  });

  it('refuses a certificate without an identity, and one that is not listed until a reload lists it', async () => {
    await expect(connectAs('nats', '_INBOX.x')).rejects.toThrow();
    await expect(connectAs('stranger', '_INBOX.x')).rejects.toThrow(/authorization/i);
    const host1 = await connectAs('host-1', inboxPrefix('node', 'host-1'));
    writeConfig([admin, controller, node('host-1'), node('host-2'), node('stranger')]);
    server.signal('SIGHUP');
    const stranger = await waitFor('the reload lets it in', 5_000, () =>
      connectAs('stranger', inboxPrefix('node', 'stranger')).catch(() => undefined),
    );
    expect(stranger.isClosed()).toBe(false);
    // Those who were connected stay so.
    expect(await violations(host1, () => host1.publish(agentEventSubject('host-1')))).toEqual([]);
  });
});

/** Two TCP ports on loopback that nobody listens on. */
async function freePorts(): Promise<[number, number]> {
  const listen = () =>
    new Promise<[number, () => void]>((resolve) => {
      const socket = createServer().listen(0, '127.0.0.1', () => {
        const address = socket.address();
        resolve([typeof address === 'object' && address ? address.port : 0, () => socket.close()]);
      });
    });
  const [[a, closeA], [b, closeB]] = await Promise.all([listen(), listen()]);
  closeA();
  closeB();
  return [a, b];
}
