import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MachineMove, moveVm } from '../../deploy/lab/move.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { PortService } from '../../proto/gen/services.js';
import { startLab } from '../faults/faulty-lab.js';
import { createGroup, createSecuredMachine, type Rule, setGroups, setRules } from '../policy/groups.js';
import { createNetwork, createTenant, type Machine } from './dual-stack.js';
import { rowsOfPort } from './moves-maps.js';
import { BusyConnection } from './moves-talk.js';

/** Both ends of a connection are moved, by turns and at once: left and right, which may talk because of their group alone. */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
const hosts = ['host-1', 'host-2', 'host-3'] as const;
const talk: readonly Rule[] = (['in', 'out'] as const).map((direction) => ({
  direction,
  protocol: 'tcp',
  l4Ports: [7000, 7099],
  from: 'ours',
}));

describe('both ends of a connection that a group alone allows', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  const machines = new Map<string, Machine>();
  const begun: { end: () => Promise<unknown> }[] = [];
  let l4Port = 7000;

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlmb', { nodes: 3 }));
    await createTenant(lab, 'acme');
    await createNetwork(lab, blue);
    for (const id of ['ours', 'spare']) await createGroup(lab, 'acme', id);
    await setRules(lab, 'ours', talk);
    for (const [name, node, number] of [
      ['left', 'host-1', 11],
      ['right', 'host-2', 12],
    ] as const)
      machines.set(name, await createSecuredMachine(lab, blue, name, node, number, ['ours', 'spare']));
  });
  afterEach(async () => {
    for (const process of begun.splice(0)) await process.end();
  });
  afterAll(() => down());

  const address = (name: string) => machines.get(name)?.ip4 ?? '';

  /** A stream each way lives meanwhile, and nothing of it is lost or said twice. */
  async function meanwhile(what: () => Promise<unknown>): Promise<void> {
    l4Port++;
    const streams = [
      await BusyConnection.begin(lab, { caller: 'left', listener: 'right', address: address('right'), l4Port }),
      await BusyConnection.begin(lab, { caller: 'right', listener: 'left', address: address('left'), l4Port }),
    ];
    begun.push(...streams);
    await what();
    const gaps: number[] = [];
    for (const stream of streams) {
      const { caller, listener } = await stream.finish();
      expect(listener.received).toEqual(caller.sent);
      expect(caller.received).toEqual(listener.sent);
      gaps.push(caller.longestGapMs, listener.longestGapMs);
    }
    console.info(`longest gaps ${gaps.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  }

  /** Moves on at once, without waiting for those who do not know of it yet. */
  async function hurry(name: string, to: string): Promise<void> {
    const move = await MachineMove.begin(lab, name, to);
    await move.ready();
    await move.exchange();
    await move.active();
    const port = await lab.api.call(PortService.getPort, { id: name });
    const generation = port.departingBinding?.generation ?? 0;
    if (generation) await lab.api.call(PortService.cancelPortMove, { id: name, generation }).catch(() => undefined);
    await move.finish();
  }

  it('change places at once', () =>
    meanwhile(() => Promise.all([moveVm(lab, 'left', 'host-2'), moveVm(lab, 'right', 'host-1')])));

  it('go to the same place, and part again', () =>
    meanwhile(async () => {
      await Promise.all([moveVm(lab, 'left', 'host-3'), moveVm(lab, 'right', 'host-3')]);
      await Promise.all([moveVm(lab, 'left', 'host-1'), moveVm(lab, 'right', 'host-2')]);
    }));

  it('go to and fro without waiting until the old place may be forgotten', () =>
    meanwhile(async () => {
      for (const [left, right] of [
        ['host-2', 'host-1'],
        ['host-1', 'host-2'],
        ['host-2', 'host-3'],
        ['host-1', 'host-2'],
      ] as const)
        await Promise.all([hurry('left', left), hurry('right', right)]);
    }));

  it('move while rules and groups change that are not theirs to live by', () =>
    meanwhile(async () => {
      const changes = async () => {
        for (let i = 0; i < 4; i++) {
          await setRules(lab, 'spare', [{ protocol: 'udp', l4Ports: [i, i], from: 'ours' }]);
          await setGroups(lab, i % 2 ? 'left' : 'right', i < 2 ? ['ours'] : ['ours', 'spare']);
        }
      };
      await Promise.all([moveVm(lab, 'left', 'host-2'), moveVm(lab, 'right', 'host-1'), changes()]);
      await Promise.all([moveVm(lab, 'left', 'host-1'), moveVm(lab, 'right', 'host-2')]);
    }));

  it('leave nothing behind', async () => {
    for (const name of ['left', 'right']) {
      const { node } = lab.vm(name);
      for (const host of hosts.filter((id) => id !== node))
        expect(await rowsOfPort(lab, host, name), `${name} at ${host}`).not.toContain('connection4');
    }
  });
});
