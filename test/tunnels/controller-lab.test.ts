/** What the controller makes of the tunnels of a real lab: incidents that name what is wrong, conditions, and no alarm where nothing is. */
import type { NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectLabNats } from '../../deploy/lab/flow-listener.js';
import { Impairments } from '../../deploy/lab/impairments.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { adminIdentity } from '../../deploy/lab/state.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, NodeService, TunnelService } from '../../proto/gen/services.js';
import { inboxPrefix } from '../../proto/src/subjects.js';
import { createTenantNetwork, createVm, startLab } from '../faults/faulty-lab.js';

const { NODE_UNREACHABLE, PAIR_DOWN } = weft.v1.TunnelIncidentKind;
const { TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;

const hosts = ['host-1', 'host-2', 'host-3', 'host-4'];
let lab: Lab;
let down: () => Promise<void> = async () => {};
let underlay: Impairments;
let nats: NatsConnection;
/** Incidents as they are published, since the test began. */
let events: { readonly atMs: number; readonly incident: weft.v1.TunnelIncident.$Properties }[] = [];

const summary = async () => (await lab.api.call(TunnelService.listTunnels, {})).summary;
const tunnel = async (nodeA: string, nodeB: string) =>
  (await lab.api.call(TunnelService.getTunnel, { nodeA, nodeB })).tunnel;
const conditions = async (id: string) =>
  ((await lab.api.call(NodeService.getNode, { id })).status?.conditions ?? []).map(({ code }) => code);
const open = async () => (await lab.api.call(TunnelService.listTunnelIncidents, { openOnly: true })).incidents;
const told = () => events.map(({ incident }) => [incident.kind, incident.nodeIds?.join(' '), Boolean(incident.ended)]);
const passes = (seconds: number) => {
  const endMs = performance.now() + seconds * 1_000;
  return waitFor('time passes', (seconds + 5) * 1_000, () => performance.now() >= endMs || undefined);
};

async function allUp(): Promise<void> {
  await expect.poll(summary, { timeout: 60_000 }).toMatchObject({ up: 6, degraded: 0, down: 0, unknown: 0 });
  await expect.poll(open, { timeout: 20_000 }).toEqual([]);
  for (const [i, a] of hosts.entries()) {
    for (const b of hosts.slice(i + 1)) {
      await expect
        .poll(async () => [(await tunnel(a, b))?.aView?.state, (await tunnel(a, b))?.bView?.state], { timeout: 20_000 })
        .toEqual([TUNNEL_UP, TUNNEL_UP]);
    }
  }
}

beforeAll(async () => {
  ({ lab, down } = await startLab('wltctl', { nodes: hosts.length }));
  underlay = new Impairments(lab);
  nats = await connectLabNats(lab, lab.plan.directory.certificate('admin'), inboxPrefix('admin', adminIdentity.name));
  nats.subscribe('weft.events.tunnel.*', {
    callback: (_error, { data }) => {
      const { tunnel: incident } = weft.v1.Event.decode(data);
      if (incident) events.push({ atMs: performance.now(), incident });
    },
  });
  await nats.flush();
  await createTenantNetwork(lab, 'acme');
  for (const [i, host] of hosts.entries()) await createVm(lab, 'acme', `vm-${i + 1}`, host, `10.0.0.${i + 11}`);
});
afterAll(async () => {
  await nats?.close();
  await down();
});
beforeEach(async () => {
  await allUp();
  events = [];
});
afterEach(() => underlay.clear());

test('a host whose cable is pulled is one incident, which ends when it is plugged in again', async () => {
  for (const direction of ['in', 'out'] as const) {
    await underlay.set({ host: 'host-2', direction, control: true }, { cut: true });
  }
  const cutMs = performance.now();
  await waitFor('the incident begins', 10_000, () => events.length > 0 || undefined);
  const tookMs = (events[0]?.atMs ?? 0) - cutMs;
  console.log({ incidentTookMs: tookMs });
  expect(tookMs).toBeLessThan(2_000);
  expect(told()).toEqual([[NODE_UNREACHABLE, 'host-2', false]]);
  expect(events[0]?.incident).toMatchObject({ tunnels: 3, tunnelsTotal: 3 });
  await expect.poll(() => conditions('host-2'), { timeout: 5_000 }).toEqual(['TUNNELS_DOWN']);
  // Longer than its views stay fresh.
  await passes(10);
  expect(told()).toHaveLength(1);
  const [incident] = await open();
  console.log(incident?.message);
  expect(incident?.message).toMatch(
    /^3 of 3 tunnels of host-2 are down since .*Its agent was heard \d+ s ago.*host-2 is off, or cut off/,
  );
  await underlay.clear();
  await waitFor('the incident ends', 30_000, () => events.some((event) => event.incident.ended) || undefined);
  expect(told()).toEqual([
    [NODE_UNREACHABLE, 'host-2', false],
    [NODE_UNREACHABLE, 'host-2', true],
  ]);
  await expect.poll(() => conditions('host-2'), { timeout: 5_000 }).toEqual([]);
});

test('a direction between two hosts that is cut is an incident that says which one it is', async () => {
  await underlay.set({ host: 'host-1', peer: 'host-3', direction: 'out' }, { cut: true });
  await waitFor('the incident begins', 10_000, () => events.length > 0 || undefined);
  await expect
    .poll(async () => (await tunnel('host-1', 'host-3'))?.diagnosis, { timeout: 5_000 })
    .toBe('host-1 hears host-3, host-3 does not hear host-1: the direction host-1 to host-3 is cut');
  expect(await tunnel('host-3', 'host-1')).toMatchObject({
    state: TUNNEL_DOWN,
    lossAToBPpm: 1_000_000,
    lossBToAPpm: 0,
  });
  const [incident] = await open();
  console.log(incident?.message);
  expect(incident?.message).toMatch(/route .* dev underlay0 .*neighbor [A-Z]+.*The 2 other tunnels of host-1 are up/);
  await underlay.clear();
  await waitFor('the incident ends', 10_000, () => events.some((event) => event.incident.ended) || undefined);
  expect(told()).toEqual([
    [PAIR_DOWN, 'host-1 host-3', false],
    [PAIR_DOWN, 'host-1 host-3', true],
  ]);
});

test('an agent that is stopped, or started anew, is none', async () => {
  lab.agent('host-4').signal('SIGSTOP');
  try {
    await waitFor("host-4's views are out of date", 20_000, async () => {
      const { bView, bStaleSince } = (await tunnel('host-1', 'host-4')) ?? {};
      return (bStaleSince && !bView) || undefined;
    });
    expect(await tunnel('host-1', 'host-4')).toMatchObject({ state: TUNNEL_UP });
  } finally {
    lab.agent('host-4').signal('SIGCONT');
  }
  await allUp();
  await lab.agent('host-1').restart();
  await passes(2);
  await allUp();
  expect(told()).toEqual([]);
});

test('a path MTU that is too small is a condition of the network and of both hosts', async () => {
  await underlay.set({ host: 'host-1', peer: 'host-2', direction: 'out' }, { mtu: lab.plan.state.underlayMtu - 100 });
  const network = async () => (await lab.api.call(NetworkService.getNetwork, { id: 'acme' })).status?.conditions;
  await expect
    .poll(network, { timeout: 30_000 })
    .toMatchObject([{ code: 'PATH_MTU_TOO_SMALL', message: expect.stringContaining('from host-1 to host-2 (') }]);
  expect([await conditions('host-1'), await conditions('host-2'), await conditions('host-3')]).toEqual([
    ['PATH_MTU_TOO_SMALL'],
    ['PATH_MTU_TOO_SMALL'],
    [],
  ]);
  await underlay.clear();
  await expect.poll(network, { timeout: 60_000 }).toEqual([]);
});
