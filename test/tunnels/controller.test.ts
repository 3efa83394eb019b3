import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, NodeService, PortService, TenantService, TunnelService } from '../../proto/gen/services.js';
import { callUnary, openServerStream } from '../../proto/src/call.js';
import { tunnelSubject } from '../../proto/src/subjects.js';
import { ToldController } from './told-controller.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { NODE_UNREACHABLE } = weft.v1.TunnelIncidentKind;
const { NO_REPLY, PATH_MTU } = weft.v1.TunnelReason;

// A controller process, a nats-server, and agents' batches as a test publishes them, each with its node's certificate.

const nodes = ['h1', 'h2', 'h3', 'h4'];

describe("the controller's picture of tunnels", () => {
  let told: ToldController;

  beforeAll(async () => {
    told = await ToldController.start(nodes);
  });
  afterAll(() => told.stop());

  const list = () => callUnary(told.admin, TunnelService.listTunnels, {}, { timeoutMs: 5_000 });
  const tunnel = async (nodeA: string, nodeB: string) =>
    (await callUnary(told.admin, TunnelService.getTunnel, { nodeA, nodeB }, { timeoutMs: 5_000 })).tunnel;
  const conditions = async (id: string) =>
    ((await callUnary(told.admin, NodeService.getNode, { id })).status?.conditions ?? []).map(({ code }) => code);
  const untilSummary = (what: Partial<weft.v1.TunnelSummary.$Properties>) =>
    expect.poll(async () => (await list()).summary, { timeout: 15_000 }).toMatchObject(what);
  const allUp = async () => {
    for (const node of nodes) told.says(node, TUNNEL_UP);
    await untilSummary({ up: 6, down: 0, degraded: 0, unknown: 0 });
    await expect
      .poll(async () => (await callUnary(told.admin, TunnelService.listTunnelIncidents, { openOnly: true })).incidents)
      .toEqual([]);
  };

  it('says that it hears nothing until it hears nats-server', async () => {
    expect((await list()).summary).toMatchObject({ connected: false, up: 0 });
    expect(await told.metric('weft_tunnel_source_connected')).toBe(0);
    await told.startNats();
    await untilSummary({ connected: true });
  });

  describe('with all tunnels up', () => {
    beforeEach(async () => {
      await allUp();
      told.events.splice(0);
    });

    it('has what both ends say, and tells what changes at once', async () => {
      const changes: string[] = [];
      const stream = openServerStream(told.admin, TunnelService.watchTunnels, { nodeId: 'h1' });
      stream.on('data', ({ kind, tunnel: t }) =>
        changes.push(t ? `${t.nodeA} ${t.nodeB} ${t.state}` : `synced ${kind}`),
      );
      stream.on('error', () => undefined);
      await waitFor('the watch is synced', 5_000, () => changes.some((c) => c.startsWith('synced')) || undefined);
      changes.splice(0);
      const began = performance.now();
      const seen = { reasons: [NO_REPLY], rttLastNs: 149_000 };
      const underlay = { route: '192.0.2.3 dev eth0 src 192.0.2.1', neighborState: 'REACHABLE', interfaceUp: true };
      const report = told.report('h3', TUNNEL_DOWN, seen);
      told.publish('h1', { transitions: [{ previousState: TUNNEL_UP, report, underlay }] });
      await waitFor('the watch tells', 5_000, () => changes.includes(`h1 h3 ${TUNNEL_DOWN}`) || undefined);
      expect(performance.now() - began).toBeLessThan(500);
      stream.cancel();
      expect(await tunnel('h3', 'h1')).toMatchObject({
        nodeA: 'h1',
        nodeB: 'h3',
        state: TUNNEL_DOWN,
        aView: { state: TUNNEL_DOWN, reasons: [NO_REPLY], rttLastNs: 149_000 },
        bView: { state: TUNNEL_UP },
        aUnderlay: underlay,
        diagnosis: 'h1 gets no replies from h3; h3 has not found it down so far',
      });
      expect(await told.metric('weft_tunnels{state="down"}')).toBe(1);
    });

    it('makes one incident of a dead node, and a condition, which end when it is back', async () => {
      const statuses: string[] = [];
      const stream = openServerStream(told.admin, NodeService.watchNodes, {});
      stream.on('data', ({ kind, node }) => {
        if (kind !== weft.v1.ChangeKind.STATUS || node?.metadata?.id !== 'h2') return;
        statuses.push((node.status?.conditions ?? []).map((c: weft.v1.Condition.$Properties) => c.code).join());
      });
      stream.on('error', () => undefined);
      for (const node of told.others('h2')) told.says(node, TUNNEL_DOWN, ['h2']);
      await waitFor('an incident begins', 5_000, () => told.events.length > 0 || undefined);
      await expect.poll(() => conditions('h2')).toEqual(['TUNNELS_DOWN']);
      expect(told.events).toMatchObject([
        {
          subject: 'weft.events.tunnel.h2',
          incident: { kind: NODE_UNREACHABLE, nodeIds: ['h2'], tunnels: 3, tunnelsTotal: 3 },
        },
      ]);
      expect(told.events[0]?.incident.ended).toBeFalsy();
      expect(await told.metric('weft_tunnel_incidents{kind="node_unreachable"}')).toBe(1);
      expect(await conditions('h1')).toEqual([]);
      for (const node of told.others('h2')) told.says(node, TUNNEL_UP, ['h2']);
      await waitFor('it ends', 5_000, () => told.events.length > 1 || undefined);
      await expect.poll(() => conditions('h2')).toEqual([]);
      expect(told.events[1]?.incident).toMatchObject({ id: told.events[0]?.incident.id, ended: expect.anything() });
      await waitFor(
        'watchers of nodes hear both',
        5_000,
        () => statuses.join(' ').includes('TUNNELS_DOWN ') || undefined,
      );
      stream.cancel();
      const { incidents } = await callUnary(told.admin, TunnelService.listTunnelIncidents, { nodeId: 'h2' });
      expect(incidents).toHaveLength(1);
    });

    it('takes what a node said to be out of date when it says nothing any more, which is no incident', async () => {
      await waitFor("h4's views are out of date", 20_000, async () => {
        for (const node of told.others('h4')) told.says(node);
        const stale = await tunnel('h1', 'h4');
        return (stale?.bStaleSince && stale.bView === null) || undefined;
      });
      expect(await tunnel('h1', 'h4')).toMatchObject({ state: TUNNEL_UP, aView: { state: TUNNEL_UP } });
      expect(await told.metric('weft_tunnel_node_tunnels{node="h4",state="up"}')).toBe(3);
      told.says('h4');
      await expect.poll(async () => (await tunnel('h1', 'h4'))?.bView).toMatchObject({ state: TUNNEL_UP });
      expect(told.events).toEqual([]);
    });

    it("shows where a network's packets do not pass to operators, and not to its tenant", async () => {
      await callUnary(told.admin, TenantService.createTenant, { tenant: { metadata: { id: 'acme' } } });
      const network = { metadata: { id: 'blue' }, tenantId: 'acme' };
      const { vni } = await callUnary(told.admin, NetworkService.createNetwork, { network });
      await callUnary(told.admin, PortService.createPort, { port: { networkId: 'blue', nodeId: 'h3' } });
      const small = { reasons: [PATH_MTU], pathMtu: 1_350, neededMtu: 1_450, starvedVnis: [vni] };
      told.publish('h3', { reports: [told.report('h2', TUNNEL_DEGRADED, small)] });
      const status = async () => (await callUnary(told.admin, NetworkService.getNetwork, { id: 'blue' })).status;
      await expect.poll(status, { timeout: 5_000 }).toMatchObject({
        conditions: [{ code: 'PATH_MTU_TOO_SMALL', message: expect.stringContaining('from h3 to h2 (1350 bytes)') }],
      });
      expect([await conditions('h3'), await conditions('h1')]).toEqual([['PATH_MTU_TOO_SMALL'], []]);
      expect(await told.metric('weft_tunnel_starved_networks')).toBe(1);
      const acme = await told.controller.client({ role: 'tenant', name: 'acme' });
      expect((await callUnary(acme, NetworkService.getNetwork, { id: 'blue' })).status).toBe(null);
      const refused = callUnary(acme, TunnelService.listTunnels, {});
      await expect(refused).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
      told.says('h3', TUNNEL_UP, ['h2']);
      await expect.poll(async () => (await status())?.conditions, { timeout: 5_000 }).toEqual([]);
    });

    it('does not change for a node that lies', async () => {
      const before = (await list()).tunnels.map(({ nodeA, nodeB, state }) => [nodeA, nodeB, state]);
      const refusedBefore = (await told.metric('weft_tunnel_batches_refused_total')) ?? 0;
      const evil = told.agent('h4');
      const down = { reports: [told.report('h2', TUNNEL_DOWN), told.report('h3', TUNNEL_DOWN)] };
      // On the subject of another one nats-server does not let it publish; on its own one nobody believes it.
      evil.publish(tunnelSubject('h1'), told.encoded('h1', { ...down, agentInstance: 'evil', sequence: 1 }));
      const lies = [
        told.encoded('h1', { ...down, agentInstance: 'evil', sequence: 1 }),
        told.encoded('h4', { ...down, vtepId: 1_000_000, sequence: 1_000 }),
        told.encoded('h4', { reports: [told.report('h1', 99 as weft.v1.TunnelState)], sequence: 1_001 }),
        Uint8Array.of(0xff, 0xff, 0xff),
        new Uint8Array(1_000_000).fill(0x52),
        // Half a million empty reports.
        Uint8Array.from({ length: 1_000_000 }, (_, i) => (i % 2 ? 0 : 0x4a)),
      ];
      for (const lie of lies) evil.publish(tunnelSubject('h4'), lie);
      await evil.flush();
      await expect
        .poll(async () => ((await told.metric('weft_tunnel_batches_refused_total')) ?? 0) - refusedBefore, {
          timeout: 10_000,
        })
        .toBe(lies.length);
      expect((await list()).tunnels.map(({ nodeA, nodeB, state }) => [nodeA, nodeB, state])).toEqual(before);
      expect(told.events).toEqual([]);
      await allUp();
    });

    it('keeps the others heard when a node floods', async () => {
      const evil = told.agent('h4');
      const payload = told.encoded('h4', { reports: told.others('h4').map((other) => told.report(other)) });
      for (let i = 0; i < 20_000; i++) evil.publish(tunnelSubject('h4'), payload);
      told.says('h1', TUNNEL_DEGRADED, ['h2']);
      await expect.poll(async () => (await tunnel('h1', 'h2'))?.state, { timeout: 5_000 }).toBe(TUNNEL_DEGRADED);
      await evil.flush();
    });

    it('stays as it was heard last while nats-server is away, and goes on', async () => {
      await told.stopNats();
      await untilSummary({ connected: false, up: 6 });
      // Longer than a silent node is believed otherwise.
      const away = performance.now() + 6_500;
      await waitFor('time passes', 10_000, () => performance.now() > away || undefined);
      expect((await list()).summary).toMatchObject({ connected: false, up: 6, unknown: 0 });
      await told.startNats();
      await untilSummary({ connected: true, up: 6 });
      told.says('h1', TUNNEL_DEGRADED, ['h2']);
      await untilSummary({ degraded: 1, up: 5 });
      expect((await tunnel('h1', 'h2'))?.state).not.toBe(TUNNEL_UNKNOWN);
    });
  });
});
