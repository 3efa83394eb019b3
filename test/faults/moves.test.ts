import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MachineMove } from '../../deploy/lab/move.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { PortService } from '../../proto/gen/services.js';
import { createNetwork, createTenant, type Machine, reaches } from '../lab/dual-stack.js';
import { rowCount, rowsOfPort } from '../lab/moves-maps.js';
import { BusyConnection } from '../lab/moves-talk.js';
import { createGroup, createSecuredMachine, setRules } from '../policy/groups.js';
import { agentOf, pings, startLab, startPing } from './faulty-lab.js';

/** web moves between host-1 and host-2, and back; peer is at host-3. XDP is on the underlay. A group lets each in with the other, and nobody else. */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
const hosts = ['host-1', 'host-2', 'host-3'] as const;

/** Who dies. */
const victims = ['the agent that it leaves', 'the agent that it comes to', 'the controller'] as const;
type Victim = (typeof victims)[number];

describe('what dies while a machine is moved', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  let web: Machine;
  let peer: Machine;
  let stream: BusyConnection | undefined;

  beforeAll(async () => {
    ({ lab, down } = await startLab('wftm', { nodes: 3, xdp: 'native' }));
    await createTenant(lab, 'acme');
    await createNetwork(lab, blue);
    await createGroup(lab, 'acme', 'ours');
    await setRules(lab, 'ours', [
      { protocol: 'tcp', l4Ports: [7000, 7000], from: 'ours' },
      // By address: what an old place passes on may begin nothing that a rule lets a group begin.
      { protocol: 'icmp', from: '10.0.1.0/24' },
    ]);
    web = await createSecuredMachine(lab, blue, 'web', 'host-1', 11, ['ours']);
    peer = await createSecuredMachine(lab, blue, 'peer', 'host-3', 12, ['ours']);
    await reaches(lab, 'peer', web.ip4);
  });
  afterAll(async () => {
    await stream?.end();
    await down();
  });

  const sides = () => {
    const from = lab.vm('web').node;
    return { from, to: from === 'host-1' ? 'host-2' : 'host-1' };
  };

  /** kill -9 now; what it resolves to brings the process back and waits until it is of use again. */
  async function kill(victim: Victim, { from, to }: { from: string; to: string }): Promise<() => Promise<void>> {
    if (victim === 'the controller') {
      await lab.controller.kill();
      return async () => {
        lab.controller.start();
        await lab.waitForController();
      };
    }
    return killAgent(victim === 'the agent that it leaves' ? from : to);
  }

  async function killAgent(node: string): Promise<() => Promise<void>> {
    await lab.agent(node).kill();
    return async () => {
      lab.agent(node).start();
      await waitFor(`${node} is in sync`, 20_000, async () => {
        const agent = await agentOf(lab, node).catch(() => undefined);
        return agent?.inSync ? true : undefined;
      });
    };
  }

  /** A stream each way, begun by web or by peer, that a move must not end. */
  async function begin(caller: 'web' | 'peer'): Promise<BusyConnection> {
    const [listener, address] = caller === 'web' ? (['peer', peer.ip4] as const) : (['web', web.ip4] as const);
    stream = await BusyConnection.begin(lab, { caller, listener, address, l4Port: 7000 });
    return stream;
  }

  async function wentOn(connection: BusyConnection): Promise<void> {
    const { caller, listener } = await connection.finish();
    expect(listener.received).toEqual(caller.sent);
    expect(caller.received).toEqual(listener.sent);
  }

  /** Web is at one node, all know, and nothing of the move is left. */
  async function expectOnlyAt(node: string): Promise<void> {
    const { activeBinding, pendingBinding, departingBinding } = await lab.api.call(PortService.getPort, { id: 'web' });
    expect({ node: activeBinding?.nodeId, pendingBinding, departingBinding }).toMatchObject({ node });
    expect(pendingBinding ?? departingBinding ?? null).toBeNull();
    const places = await Promise.all(hosts.map((id) => rowsOfPort(lab, id, 'web')));
    const vteps = new Set(places.flatMap((rows) => rows.filter((row) => row.startsWith('fdb'))));
    expect([...vteps]).toHaveLength(1);
    for (const [i, id] of hosts.entries()) {
      const isThere = (map: string) => places[i]?.includes(map);
      for (const map of ['port_by_if', 'port_by_id', 'connection4', 'flood_local'])
        expect(isThere(map), `${map} of ${id}`).toBe(id === node);
      for (const map of ['pending_port', 'departing_port']) expect(rowCount(lab, id, map), `${map} of ${id}`).toBe(0);
    }
  }

  describe.each(victims)('%s', (victim) => {
    it('while the port is pending: it goes on where it was, and the move goes on afterwards', async () => {
      const { from, to } = sides();
      const talk = await begin('web');
      const ping = await startPing(lab, 'peer', web.ip4);
      const move = await MachineMove.begin(lab, 'web', to);
      const restart = await kill(victim, { from, to });
      expect(await pings(lab, 'peer', web.ip4, 5)).toBe(true);
      await restart();
      await move.ready();
      expect((await ping.finish()).lost).toBe(0);
      await move.exchange();
      await move.departed();
      await move.finish();
      await wentOn(talk);
      await expectOnlyAt(to);
    });

    it('when it sends its first frame there: the move is over when who died is back', async () => {
      const { from, to } = sides();
      const talk = await begin('peer');
      const move = await MachineMove.begin(lab, 'web', to);
      await move.ready();
      const restart = await kill(victim, { from, to });
      await move.exchange();
      await restart();
      await move.departed();
      await move.finish();
      await wentOn(talk);
      await expectOnlyAt(to);
    });

    it('while the old binding departs: what nodes that do not know it send arrives by way of the old one', async () => {
      const { from, to } = sides();
      const talk = await begin('web');
      const move = await MachineMove.begin(lab, 'web', to);
      await move.ready();
      const restartPeers = await killAgent('host-3');
      await move.exchange();
      await move.active();
      expect(await pings(lab, 'peer', web.ip4, 5)).toBe(true);
      const ping = await startPing(lab, 'peer', web.ip4);
      const restart = await kill(victim, { from, to });
      expect(await pings(lab, 'peer', web.ip4, 5)).toBe(true);
      await restart();
      const { departingBinding } = await lab.api.call(PortService.getPort, { id: 'web' });
      expect(departingBinding?.nodeId).toBe(from);
      await restartPeers();
      await move.departed();
      expect((await ping.finish()).lost).toBe(0);
      await move.finish();
      await wentOn(talk);
      await expectOnlyAt(to);
    });
  });

  it('a move to an agent that is dead is cancelled, and that agent forgets it', async () => {
    const { from, to } = sides();
    const talk = await begin('web');
    const move = await MachineMove.begin(lab, 'web', to);
    const restart = await killAgent(to);
    await lab.api.call(PortService.cancelPortMove, { id: 'web', generation: move.generation });
    await restart();
    await move.forget();
    await wentOn(talk);
    await expectOnlyAt(from);
  });

  it('a node that never answers does not keep an old binding for ever: it can be ended', async () => {
    const { from, to } = sides();
    const talk = await begin('peer');
    const move = await MachineMove.begin(lab, 'web', to);
    await move.ready();
    const restart = await killAgent('host-3');
    await move.exchange();
    await move.active();
    const { departingBinding } = await lab.api.call(PortService.getPort, { id: 'web' });
    expect(departingBinding?.nodeId).toBe(from);
    await lab.api.call(PortService.cancelPortMove, { id: 'web', generation: departingBinding?.generation ?? 0 });
    await move.departed();
    await restart();
    await move.finish();
    await wentOn(talk);
    await expectOnlyAt(to);
  });
});
