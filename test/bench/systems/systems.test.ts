import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inNamespace, run } from '../../../deploy/lab/command.js';
import { waitFor } from '../../../deploy/lab/wait-for.js';
import { allowedCpus } from '../cpu.js';
import { connections, tcpThroughput } from '../tools.js';
import { bccExample, createBccSystem } from './bcc.js';
import { createKernelFullSystem } from './kernel-full.js';
import { createOvnSystem, ovnController } from './ovn.js';
import { serverL4Ports } from './policy-rules.js';
import type { System, Testbed } from './system.js';
import { createWeftSystems } from './weft.js';
import { createWeftFullSystem } from './weft-full.js';

test('the systems of weft carry packets of both families, bridged and routed', async () => {
  await withSystems(createWeftSystems(1550), ['weft', 'weft-routed'], carriesBothFamilies);
}, 60_000);

test('weft-full carries what its policy allows, of both families, and nothing else', async () => {
  await withSystems(createWeftFullSystem(1550), ['weft-full'], async (system) => {
    await carriesBothFamilies(system);
    await isPoliced(system);
  });
}, 60_000);

test('kernel-full carries what its policy allows, of both families, and nothing else', async () => {
  await withSystems(createKernelFullSystem(1550), ['kernel-full'], async (system) => {
    await carriesBothFamilies(system);
    await isPoliced(system);
  });
}, 60_000);

test.skipIf(!existsSync(bccExample))(
  'bcc carries packets',
  async () => {
    await withSystems(createBccSystem(1550), ['bcc'], carriesTcp);
  },
  120_000,
);

test.skipIf(!existsSync(ovnController))(
  'ovn carries packets',
  async () => {
    await withSystems(createOvnSystem(1550), ['ovn'], carriesTcp);
  },
  120_000,
);

async function withSystems(
  testbed: Promise<Testbed>,
  names: readonly string[],
  check: (system: System) => Promise<void>,
): Promise<void> {
  const { systems, remove } = await testbed;
  try {
    expect(systems.map(({ name }) => name)).toEqual(names);
    for (const system of systems) await check(system);
  } finally {
    await remove();
  }
}

async function carriesTcp(system: System) {
  const [cpu = 0] = allowedCpus();
  const { gbitPerSecond } = await tcpThroughput(system, { client: cpu, server: cpu }, 1, 1);
  expect(gbitPerSecond).toBeGreaterThan(0.001);
}

async function carriesBothFamilies({ name, clientNamespace, serverAddress, serverAddress6 = '' }: System) {
  for (const address of [serverAddress, serverAddress6]) {
    await waitFor(`${address} answers in ${name}`, 10_000, async () => {
      const { code } = await run(inNamespace(clientNamespace, ['ping', '-c', '1', '-W', '1', address]));
      return code === 0 || undefined;
    });
  }
}

/** TCP to one of the allowed l4 ports connects. To another one and from a foreign address nothing comes through, not even a refusal. */
async function isPoliced(system: System) {
  const [cpu = 0] = allowedCpus();
  const { perSecond } = await connections(system, { client: cpu, server: cpu }, 0.2);
  expect(perSecond).toBeGreaterThan(10);
  const { clientNamespace, serverAddress } = system;
  const attempt = (l4Port: number) => connectTo(clientNamespace, serverAddress, l4Port);
  // Nobody listens there: an answer is a refusal, and it did pass.
  expect(await attempt(serverL4Ports.last)).toBe('refused');
  expect(await attempt(serverL4Ports.last + 1)).toBe('silence');
  const stranger = ['ip', '-n', clientNamespace, 'address', 'add', '10.77.1.250/32', 'dev', 'eth0'] as const;
  expect((await run([...stranger])).code).toBe(0);
  const spoofed = ['ping', '-c', '2', '-i', '0.1', '-W', '1', '-I', '10.77.1.250', serverAddress];
  expect((await run(inNamespace(clientNamespace, spoofed))).code).toBe(1);
}

async function connectTo(namespace: string, address: string, l4Port: number): Promise<'refused' | 'silence'> {
  const script = `exec 3<>/dev/tcp/${address}/${l4Port}`;
  const { code, stderr } = await run(inNamespace(namespace, ['timeout', '1', 'bash', '-c', script]));
  if (code === 124) return 'silence';
  expect(stderr).toMatch(/refused/);
  return 'refused';
}
