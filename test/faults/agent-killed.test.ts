import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitActive } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { PortService } from '../../proto/gen/services.js';
import { createMachine, createNetwork, type Machine, reaches, route } from '../lab/dual-stack.js';
import {
  agentOf,
  createPort,
  createTenantNetwork,
  createVm,
  mapWrites,
  pings,
  startLab,
  startPing,
} from './faulty-lab.js';

describe('an agent that is killed', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  /** Addresses behind the router, seen from blue-1. */
  const routed: string[] = [];

  beforeAll(async () => {
    ({ lab, down } = await startLab('wfta', { nodes: 2 }));
    await createTenantNetwork(lab, 'acme');
    await createVm(lab, 'acme', 'a1', 'host-1', '10.0.0.11');
    await createVm(lab, 'acme', 'a2', 'host-2', '10.0.0.12');
    await createVm(lab, 'acme', 'a3', 'host-2', '10.0.0.13', true);
    // A router between two more of the tenant's networks, of both families, on both hosts.
    const machines: Machine[] = [];
    for (const [id, number] of [
      ['blue', 1],
      ['green', 2],
    ] as const) {
      const network = { tenant: 'acme', id, number };
      await createNetwork(lab, network);
      machines.push(await createMachine(lab, network, `${id}-1`, `host-${number}`, 11, { tap: id === 'green' }));
    }
    await route(
      lab,
      { id: 'r', tenant: 'acme' },
      ['blue', 'green'],
      [{ prefix: '172.16.0.0/16', nextHop: '10.0.2.11' }],
    );
    for (const { ip4, ip6 } of machines.slice(1)) routed.push(ip4, ip6);
    for (const address of routed) await reaches(lab, 'blue-1', address);
  });
  afterAll(() => down());

  it('loses no packet, and restarted writes no map entry that was right', async () => {
    expect(await pings(lab, 'a1', '10.0.0.12')).toBe(true);
    const ping = await startPing(lab, 'a1', '10.0.0.12');
    const pingTap = await startPing(lab, 'a1', '10.0.0.13');
    const pingsRouted = await Promise.all(routed.map((address) => startPing(lab, 'blue-1', address)));
    const before = await agentOf(lab, 'host-2');
    expect(Object.keys(await mapWrites(lab, 'host-2'))).toContain('fdb');
    await lab.agent('host-2').kill();
    await lab.agent('host-1').kill();
    // Forwards a while with nobody there.
    await waitFor('a controller that misses both nodes', 20_000, async () => {
      const port = await lab.api.call(PortService.getPort, { id: 'a2' });
      return port.status?.nodeReady ? undefined : true;
    });
    for (const node of ['host-1', 'host-2']) lab.agent(node).start();
    const after = await waitFor('the agent is in sync again', 20_000, async () => {
      const agent = await agentOf(lab, 'host-2').catch(() => undefined);
      return agent?.inSync ? agent : undefined;
    });
    await waitActive(lab, 'a2');
    await waitActive(lab, 'a3');
    expect(after.agentInstance).not.toBe(before.agentInstance);
    expect(after.snapshots).toBe(0);
    expect(await mapWrites(lab, 'host-1')).toEqual({});
    expect(await mapWrites(lab, 'host-2')).toEqual({});
    const [first, second] = [await ping.finish(), await pingTap.finish()];
    expect(first.sent).toBeGreaterThan(100);
    expect(first.lost).toBe(0);
    expect(second.lost).toBe(0);
    for (const ping of pingsRouted) {
      const result = await ping.finish();
      expect(result.sent).toBeGreaterThan(100);
      expect(result.lost).toBe(0);
    }
  });

  it('catches up with what changed while it was dead, and with that only', async () => {
    await lab.agent('host-1').kill();
    await createVm(lab, 'acme', 'a4', 'host-2', '10.0.0.14');
    lab.agent('host-1').start();
    await waitFor('host-1 reaches a4', 20_000, async () =>
      (await pings(lab, 'a1', '10.0.0.14', 1)) ? true : undefined,
    );
    expect(await mapWrites(lab, 'host-1')).toEqual({
      fdb: { writes: 1, deletes: 0 },
      neighbor4: { writes: 1, deletes: 0 },
    });
    await createPort(lab, 'acme', 'a5', 'host-2', '10.0.0.15');
    await lab.api.call(PortService.deletePort, { id: 'a5' });
    await waitFor('host-1 has forgotten a5', 20_000, async () => {
      const { writes = 0, deletes = 0 } = (await mapWrites(lab, 'host-1'))['fdb'] ?? {};
      return deletes > 0 && writes === deletes + 1 ? true : undefined;
    });
  });
});
