import { afterAll, beforeAll, expect, it } from 'vitest';
import { inNamespace, must } from '../../deploy/lab/command.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { ClusterService } from '../../proto/gen/services.js';
import { createPort, createTenantNetwork, startLab } from '../faults/faulty-lab.js';

const hosts = ['host-1', 'host-2', 'host-3'];
const rotations = 3;

let lab: Lab;
let down: () => Promise<void> = async () => {};
beforeAll(async () => {
  ({ lab, down } = await startLab('wtkr', { nodes: hosts.length }));
  await createTenantNetwork(lab, 'acme');
  for (const host of hosts) await createPort(lab, 'acme', `on-${host}`, host);
});
afterAll(() => down());

/** Samples of an agent's metric: labels as they are written -> value. */
async function metric(host: string, name: string): Promise<Map<string, number>> {
  const script = `fetch('http://${lab.plan.metricsAddress}/metrics').then((r) => r.text()).then((t) => process.stdout.write(t))`;
  const text = await must(inNamespace(lab.node(host).namespace, [process.execPath, '-e', script]));
  const samples = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return new Map(
    samples.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

async function total(name: string): Promise<number> {
  let sum = 0;
  for (const host of hosts) for (const value of (await metric(host, name)).values()) sum += value;
  return sum;
}

it('no probe is refused while the key is rotated, and no tunnel changes its state', async () => {
  await waitFor('all tunnels are up', 30_000, async () => {
    const up = await Promise.all(
      hosts.map(async (host) => (await metric(host, 'weft_agent_tunnels')).get('{state="UP"}')),
    );
    return up.every((tunnels) => tunnels === hosts.length - 1) || undefined;
  });
  /** Probes that the kernel took for forged, or had no key for, by node and reason. */
  const refused = async () => {
    const drops = await Promise.all(hosts.map((host) => metric(host, 'weft_agent_probe_drops_total')));
    return drops.map((reasons) => [...reasons].filter(([reason]) => /BAD_TAG|NO_KEY/.test(reason)));
  };
  const before = await refused();
  const transitions = await total('weft_agent_tunnel_transitions_total');
  for (let i = 0; i < rotations; i++) {
    const sent = await total('weft_agent_probes_sent_total');
    await lab.api.call(ClusterService.rotateProbeKey, {}, 40_000);
    // Probing goes on with each of them.
    await waitFor(
      'more probes',
      10_000,
      async () => (await total('weft_agent_probes_sent_total')) > sent + 30 || undefined,
    );
  }
  expect(await refused()).toEqual(before);
  expect(await total('weft_agent_tunnel_transitions_total')).toBe(transitions);
});
