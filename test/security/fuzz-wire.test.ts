import { readFileSync } from 'node:fs';
import type { Client } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Holder } from '../../controller/cli/pki/subject.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import {
  Health,
  NetworkService,
  NodeService,
  NodeSync,
  PortService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { parseIp } from '../../proto/src/ip.js';
import type { MethodShape } from '../../proto/src/method.js';
import { SecureController } from './secure-controller.js';
import { Attacker, Dice, type Target } from './wire-attacks.js';

// WEFT_FUZZ_SECONDS makes it longer, WEFT_FUZZ_SEED repeats a run (as far as timing lets it).
const seconds = Number(process.env['WEFT_FUZZ_SECONDS'] ?? 10);
const seed = Number(process.env['WEFT_FUZZ_SEED'] ?? Date.now() % 1_000_000);
/** What the process may have grown by at the end: V8 collects late, and a few hundred open streams wait to be written. */
const growthLimitBytes = 256 * 1024 * 1024;
/** And at its worst, while it is attacked. */
const peakLimitBytes = 512 * 1024 * 1024;

let controller: SecureController;
let admin: Client;

beforeAll(async () => {
  controller = await SecureController.start(['--heartbeat-ms', '500']);
  admin = await controller.client({ role: 'admin', name: 'root' });
  await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
  await callUnary(admin, NodeService.createNode, {
    node: { metadata: { id: 'h1' }, vteps: [{ bytes: parseIp('192.0.2.1') }] },
  });
  await callUnary(admin, NetworkService.createNetwork, { network: { metadata: { id: 'net' }, tenantId: 'acme' } });
  // Lists, watches and snapshots are larger than any window, so that who does not read leaves something unread.
  const ports = Array.from({ length: 4_000 }, () => ({
    networkId: 'net',
    nodeId: 'h1',
    metadata: { name: 'x'.repeat(250), labels: { a: 'b' } },
  }));
  await callUnary(admin, PortService.batchCreatePorts, { ports }, { timeoutMs: 20_000 });
});
afterAll(() => controller.stop());

function target<Sent>(method: MethodShape<Sent, unknown, never, unknown> | unknown, ...requests: Sent[]): Target {
  const any = method as Target['method'];
  return { method: any, requests: requests.map((request) => any.requestSerialize(request)) };
}

const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 24 };
const north: readonly Target[] = [
  target(NetworkService.createNetwork, { network: { tenantId: 'acme', metadata: { labels: { a: 'b' } } } }),
  target(NetworkService.watchNetworks, {}),
  target(SubnetService.createSubnet, { subnet: { networkId: 'net', prefix, gateway: { bytes: parseIp('10.0.0.1') } } }),
  target(PortService.createPort, { port: { networkId: 'net', nodeId: 'h1', mac: Buffer.from('020000000001', 'hex') } }),
  target(PortService.batchCreatePorts, {
    ports: [{ networkId: 'net' }, { networkId: 'net', addresses: [{ subnetId: 's' }] }],
  }),
  target(PortService.updatePort, {
    port: { metadata: { id: 'p', name: 'x' } },
    updateMask: { paths: ['metadata.name'] },
  }),
  target(PortService.listPorts, { options: { pageSize: 1_000, labels: { a: 'b' } } }),
  target(PortService.watchPorts, {}),
  target(PortService.watchPorts, { options: { resumeToken: 'x' } }),
  target(Health.watch, { service: '' }),
];
const hello = { nodeId: 'h1', agentInstance: 'fuzz', protocolMin: 1, protocolMax: 1, revision: 5, capabilities: ['x'] };
const south: readonly Target[] = [
  target(
    NodeSync.sync,
    { hello },
    { ack: { revision: 3 } },
    { ack: { revision: Number.MAX_SAFE_INTEGER } },
    { portReport: { ports: [{ portId: 'p', generation: 1 }] } },
    { nack: { revision: 1 } },
  ),
  target(
    NodeSync.sync,
    { hello },
    { portReport: { ports: [{ portId: 'p', generation: 1, sends: true, hasConnections: true }], complete: true } },
    { connectionsWanted: { portId: 'p', generation: 1 } },
    {
      connections: {
        ...{ portId: 'p', generation: 1, part: 1, complete: true },
        connections: [
          { own: Uint8Array.of(10, 0, 0, 1), remote: Uint8Array.of(10, 0, 0, 2), protocol: 6, ownSide: {} },
        ],
      },
    },
  ),
];

it(`survives ${seconds} s of fuzzed wire input (seed ${seed})`, { timeout: (seconds + 60) * 1000 }, async () => {
  const dice = new Dice(seed);
  const attackers: [Attacker, readonly Target[]][] = [];
  const holders: [Holder, readonly Target[]][] = [
    [{ role: 'admin', name: 'fuzz' }, north],
    [{ role: 'tenant', name: 'acme' }, north],
    [{ role: 'node', name: 'h1' }, south],
    [{ role: 'node', name: 'nobody' }, [...south, ...north]],
  ];
  for (const [holder, targets] of holders) {
    const { certificate, key } = await controller.pki.issue(holder, [], 1);
    const tls = { ca: readFileSync(controller.authority), cert: readFileSync(certificate), key: readFileSync(key) };
    attackers.push([new Attacker(controller.l4Port, tls, dice), targets]);
  }
  const baseline = controller.residentBytes();
  const counts = new Map<string, number>();
  const until = performance.now() + seconds * 1000;
  let checkAt = 0;
  let peak = baseline;
  while (performance.now() < until) {
    const [attacker, targets] = dice.pick(attackers);
    const name = await attacker.attack(dice.pick(targets));
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (performance.now() < checkAt) continue;
    checkAt = performance.now() + 1_000;
    peak = Math.max(peak, controller.residentBytes());
    expect(controller.process.child.exitCode, controller.log).toBeNull();
    // Others are served all the while.
    await callUnary(admin, NetworkService.getNetwork, { id: 'net' }, { timeoutMs: 5_000 });
  }
  for (const [attacker] of attackers) attacker.close();
  console.log(
    `seed ${seed}, peak ${Math.round((peak - baseline) / 2 ** 20)} MiB above ${Math.round(baseline / 2 ** 20)}`,
    counts,
  );
  expect(controller.process.child.exitCode).toBeNull();
  expect(peak - baseline).toBeLessThan(peakLimitBytes);
  expect(controller.log).not.toContain('"msg":"defect"');
  await callUnary(admin, TenantService.createTenant, { tenant: { metadata: { id: 'after' } } }, { timeoutMs: 5_000 });
  await waitFor(
    'memory is bounded',
    20_000,
    () => controller.residentBytes() - baseline < growthLimitBytes || undefined,
  );
});
