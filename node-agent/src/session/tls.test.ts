import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NodeSync } from '../../../proto/gen/services.js';
import { openDuplexStream } from '../../../proto/src/call.js';
import { TestAuthority } from '../testing/certificates.js';
import { SyncPeer } from '../testing/sync-peer.js';
import { controllerClient } from './controller-channel.js';

let directory = '';
let authority: TestAuthority;
let node: { cert: string; key: string };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wa-tls-'));
  authority = await TestAuthority.make(directory);
  node = await authority.issue('node', [{ type: 'url', value: 'weft://node/h1' }]);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** How an agent's stream to a server with these names ends: 'welcome' or the error's text. */
async function connect(names: Parameters<TestAuthority['issue']>[1], ca = authority.caPath): Promise<string> {
  const { cert, key } = await authority.issue('server', names);
  const credentials = ServerCredentials.createSsl(
    readFileSync(authority.caPath),
    [{ cert_chain: readFileSync(cert), private_key: readFileSync(key) }],
    true,
  );
  const peer = await SyncPeer.start('127.0.0.1:0', credentials);
  const client = controllerClient(peer.address, {
    ca: readFileSync(ca),
    cert: readFileSync(node.cert),
    key: readFileSync(node.key),
  });
  try {
    const stream = openDuplexStream(client, NodeSync.sync);
    const outcome = new Promise<string>((resolve) => {
      stream.on('data', () => resolve('welcome'));
      stream.on('error', (error: Error) => resolve(error.message));
    });
    stream.write({ hello: { nodeId: 'h1' } });
    peer.stream(0).then(
      (s) => s.sendWelcome({}),
      () => {},
    );
    return await outcome;
  } finally {
    client.close();
    peer.stop();
  }
}

test("a server with a controller's certificate is the controller, whatever its address", async () => {
  expect(await connect([{ type: 'url', value: 'weft://controller/c1' }])).toBe('welcome');
});

test('a server with another identity of the same authority is not, even under the right address', async () => {
  const outcome = await connect([
    { type: 'url', value: 'weft://node/h2' },
    { type: 'ip', value: '127.0.0.1' },
  ]);
  expect(outcome).toMatch(/not a controller's|UNAVAILABLE/);
});

test('a server of another authority is not', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'wa-tls2-'));
  try {
    const other = await TestAuthority.make(elsewhere);
    expect(await connect([{ type: 'url', value: 'weft://controller/c1' }], other.caPath)).toMatch(/UNAVAILABLE/);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});
