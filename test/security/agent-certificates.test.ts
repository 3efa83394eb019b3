import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PkiDirectory } from '../../controller/cli/pki/directory.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { TestHost } from '../../node-agent/src/testing/test-host.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, NodeService, PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { parseIp } from '../../proto/src/ip.js';
import { ControllerProcess } from '../controller-process.js';

const { NodeState, PortState } = weft.v1;

// admin --TLS-- controller --TLS, through relays-- agent of the host wac-h1, with files of its own that are replaced under it.
describe('certificates of a running agent', () => {
  const holder = { role: 'node', name: 'wac-h1' } as const;
  let directory: string;
  let older: PkiDirectory;
  let newer: PkiDirectory;
  let controller: ControllerProcess;
  let admin: Client;
  let host: TestHost;
  let relay: Server;
  const sockets = new Set<Socket>();
  let connections = 0;

  const authorities = () => join(directory, 'ca.pem');
  const revoked = () => join(directory, 'crl.pem');
  const own = (name: string) => join(directory, `agent.${name}`);
  const concat = (files: readonly string[]) => files.map((file) => readFileSync(file, 'utf8')).join('');

  /** What each of the CAs has revoked. */
  const publishCrls = () => writeFileSync(revoked(), concat([older.crlFile, newer.crlFile]));

  const install = (files: { certificate: string; key: string }) => {
    copyFileSync(files.key, own('key'));
    copyFileSync(files.certificate, own('crt'));
  };

  const nodeIs = (state: weft.v1.NodeState) =>
    waitFor(`the node is ${NodeState[state]}`, 15_000, async () => {
      const node = await callUnary(admin, NodeService.getNode, { id: holder.name });
      return node.status?.state === state || undefined;
    });

  const serial = (pki: PkiDirectory) =>
    pki.list().find((c) => c.holder.name === holder.name && c.current)?.serial ?? '';

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'weft-agent-tls-'));
    older = new PkiDirectory(join(directory, 'older'));
    newer = new PkiDirectory(join(directory, 'newer'));
    await older.init('older CA', 100);
    await newer.init('newer CA', 100);
    writeFileSync(authorities(), concat([join(older.path, 'ca.crt'), join(newer.path, 'ca.crt')]));
    publishCrls();
    const server = await older.issue({ role: 'controller', name: 'c1' }, ['localhost', '127.0.0.1'], 90);
    const root = await older.issue({ role: 'admin', name: 'root' }, [], 90);
    install(await older.issue(holder, [], 90));
    controller = await ControllerProcess.start(join(directory, 'store'), [
      ...['--tls-ca', authorities(), '--tls-cert', server.certificate, '--tls-key', server.key],
      ...['--tls-crl', revoked(), '--heartbeat-ms', '200'],
    ]);
    const pems = [authorities(), root.key, root.certificate].map((file) => readFileSync(file));
    const [ca = null, key = null, certificate = null] = pems;
    admin = new Client(`localhost:${controller.l4Port}`, credentials.createSsl(ca, key, certificate));
    await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
    await callUnary(admin, NetworkService.createNetwork, { network: { metadata: { id: 'n' }, tenantId: 'acme' } });
    const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 24 };
    await callUnary(admin, SubnetService.createSubnet, { subnet: { metadata: { id: 's' }, networkId: 'n', prefix } });
    const vteps = [{ bytes: parseIp('192.0.2.1') }];
    await callUnary(admin, NodeService.createNode, { node: { metadata: { id: holder.name }, vteps } });
    const port = { metadata: { id: 'p1' }, networkId: 'n', nodeId: holder.name };
    await callUnary(admin, PortService.createPort, { port });

    const tls = ['--tls-ca', authorities(), '--tls-cert', own('crt'), '--tls-key', own('key')];
    host = await TestHost.make(holder.name, tls);
    // The real controller instead of one that the test plays.
    host.peer.stop();
    const path = join(host.directory, 'controller.sock');
    await waitFor('the socket is free', 5_000, () => !existsSync(path) || undefined);
    relay = createServer((near) => {
      connections++;
      const far = connect(controller.l4Port, '127.0.0.1');
      for (const [a, b] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(a);
        a.pipe(b);
        a.on('error', () => b.destroy());
        a.on('close', () => {
          sockets.delete(a);
          b.destroy();
        });
      }
    }).listen(path);
    host.namespace.ip('link add und type veth peer name undp');
    host.namespace.ip('addr add 192.0.2.1/24 dev und');
    for (const device of ['und', 'undp']) host.namespace.ip(`link set ${device} up`);
    host.namespace.ip('link add p1 type veth peer name p1p');
    host.namespace.ip('link set p1p up');
    host.startAgent();
    await nodeIs(NodeState.READY);
    await host.plug('p1', 'p1');
    await waitFor('the port is active', 10_000, async () => {
      const found = await callUnary(admin, PortService.getPort, { id: 'p1' });
      return found.status?.state === PortState.ACTIVE || undefined;
    });
  }, 60_000);

  afterAll(async () => {
    await host?.remove();
    relay?.close();
    for (const socket of sockets) socket.destroy();
    admin?.close();
    await controller?.end('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  });

  /** What the agent holds, and what it has written and deleted for it. */
  const held = async () => {
    const { maps } = await host.describe();
    return { pid: host.agent?.pid, plugs: await host.plugs(), maps };
  };

  it('are rotated, also to another CA, without a restart; what forwards is not touched', async () => {
    const before = await held();
    const opened = connections;
    const former = serial(older);
    const next = await newer.issue(holder, [], 90);
    install(next);
    // The open stream is of the former certificate: it ends when that is revoked, and the next one must be of the new.
    expect(connections).toBe(opened);
    await older.revoke(former);
    publishCrls();
    await waitFor('the agent connects anew', 10_000, () => connections > opened || undefined);
    await waitFor('the agent is in sync', 10_000, async () => (await host.describe()).inSync || undefined);
    await nodeIs(NodeState.READY);
    expect(await held()).toEqual(before);
  });

  it('that are revoked by the second CA are refused; what forwards stays; new ones are taken up', async () => {
    const before = await held();
    await newer.revoke(serial(newer));
    publishCrls();
    await nodeIs(NodeState.NOT_READY);
    const opened = connections;
    await waitFor('the agent tries again', 15_000, () => connections > opened || undefined);
    expect((await host.describe()).inSync).toBe(false);
    expect(host.log).toContain('is revoked');
    expect((await held()).maps).toEqual(before.maps);
    install(await newer.issue(holder, [], 90));
    await nodeIs(NodeState.READY);
    expect(await held()).toEqual(before);
  }, 40_000);
});
