import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Background, spawnInVm } from '../../deploy/lab/background.js';
import { echoRequestsSeen } from '../../deploy/lab/echo-requests.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm, waitActive } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { agentOf, mapWrites, pings, startLab } from '../faults/faulty-lab.js';
import { createMachine, createNetwork, createTenant, type Machine } from '../lab/dual-stack.js';
import { createGroup, createSecuredMachine, createSecuredPort, setGroups, setRules } from './groups.js';
import { ask, Conversation, listen } from './peers.js';

/**
 * One network:
 *
 *   host-1   web (in the group web)    near (in none)
 *   host-2   far (in none)             friend (in the group friends)
 */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
const families = ['ip4', 'ip6'] as const;
const places = ['tcp:80', 'tcp:81', 'tcp:443', 'tcp:7000', 'udp:53', 'udp:54'];

describe('security groups between two hosts', () => {
  let lab: Lab;
  let down: () => Promise<void> = async () => {};
  let web: Machine;
  const listeners: Background[] = [];

  beforeAll(async () => {
    ({ lab, down } = await startLab('wlsg', { nodes: 2 }));
    await createTenant(lab, 'acme');
    await createNetwork(lab, blue);
    await createGroup(lab, 'acme', 'web');
    await createGroup(lab, 'acme', 'friends');
    const near = await createMachine(lab, blue, 'near', 'host-1', 12);
    const far = await createMachine(lab, blue, 'far', 'host-2', 13);
    await createSecuredMachine(lab, blue, 'friend', 'host-2', 14, ['friends']);
    web = await createSecuredMachine(lab, blue, 'web', 'host-1', 11, ['web']);
    for (const machine of [web, near, far])
      for (const family of families) listeners.push(await listen(lab, machine.name, machine[family], places));
  });
  afterAll(async () => {
    for (const listener of listeners) await listener.end();
    await down();
  });

  /** Who gets an answer from web. */
  const answered = async (protocol: 'tcp' | 'udp', l4Port: number, family: (typeof families)[number]) => {
    const who = ['near', 'far', 'friend'];
    const answers = await Promise.all(who.map((vm) => ask(lab, vm, protocol, web[family], l4Port)));
    return who.filter((_, i) => answers[i] === 'answered');
  };

  it.each(families)('%s: a group without rules lets nobody in, and all out, with the answers', async (family) => {
    expect(await answered('tcp', 80, family)).toEqual([]);
    expect(await answered('udp', 53, family)).toEqual([]);
    expect(await pings(lab, 'far', web[family], 2)).toBe(false);
    for (const last of [12, 13]) {
      const to = family === 'ip4' ? `10.0.1.${last}` : `fd00:1::${last}`;
      expect(await ask(lab, 'web', 'tcp', to, 80)).toBe('answered');
      expect(await ask(lab, 'web', 'udp', to, 53)).toBe('answered');
      expect(await pings(lab, 'web', to, 2)).toBe(true);
    }
  });

  it('rules allow what they say, of both families, from this host and the other, and nothing else', async () => {
    await setRules(lab, 'web', [
      { protocol: 'tcp', l4Ports: [80, 80] },
      { protocol: 'tcp', l4Ports: [443, 8000], from: '10.0.1.13/32' },
      { protocol: 'udp', l4Ports: [53, 53], from: 'fd00:1::/64' },
      { protocol: 'icmp', from: '10.0.1.12/31' },
      { protocol: 'icmp6', from: 'fd00:1::13/128' },
    ]);
    for (const family of families) {
      expect(await answered('tcp', 80, family)).toEqual(['near', 'far', 'friend']);
      expect(await answered('tcp', 81, family)).toEqual([]);
      expect(await answered('udp', 54, family)).toEqual([]);
    }
    expect(await answered('tcp', 443, 'ip4')).toEqual(['far']);
    expect(await answered('tcp', 7000, 'ip4')).toEqual(['far']);
    expect(await answered('tcp', 443, 'ip6')).toEqual([]);
    expect(await answered('udp', 53, 'ip6')).toEqual(['near', 'far', 'friend']);
    expect(await answered('udp', 53, 'ip4')).toEqual([]);
    const pinged = (family: (typeof families)[number]) =>
      Promise.all(['near', 'far', 'friend'].map((vm) => pings(lab, vm, web[family], 2)));
    expect(await pinged('ip4')).toEqual([true, true, false]);
    expect(await pinged('ip6')).toEqual([false, true, false]);
  });

  it.each(families)(
    '%s: a rule for what leaves closes all else, and its connections pass both ways',
    async (family) => {
      const far = family === 'ip4' ? '10.0.1.13' : 'fd00:1::13';
      await setRules(lab, 'web', [
        { protocol: 'tcp', l4Ports: [80, 80] },
        { direction: 'out', protocol: 'tcp', l4Ports: [443, 443], from: `${far}/${family === 'ip4' ? 32 : 128}` },
      ]);
      expect(await ask(lab, 'web', 'tcp', far, 443)).toBe('answered');
      expect(await ask(lab, 'web', 'tcp', far, 80)).toBe('silent');
      expect(await ask(lab, 'web', 'udp', far, 53)).toBe('silent');
      expect(await pings(lab, 'web', far, 2)).toBe(false);
      expect(await ask(lab, 'far', 'tcp', web[family], 80)).toBe('answered');
    },
  );

  it.each(families)('%s: a rule that is gone cuts what it had admitted, and no other', async (family) => {
    await setRules(lab, 'web', [
      { protocol: 'tcp', l4Ports: [80, 80] },
      { protocol: 'tcp', l4Ports: [443, 443] },
    ]);
    const talks = await Promise.all(
      [80, 443].flatMap((l4Port) => ['near', 'far'].map((vm) => Conversation.begin(lab, vm, web[family], l4Port))),
    );
    const [kept, cut] = [talks.slice(0, 2), talks.slice(2)];
    await setRules(lab, 'web', [{ protocol: 'tcp', l4Ports: [80, 80] }]);
    const atOnce = cut.map((talk) => talk.answers);
    for (const talk of kept) await talk.goesOn();
    // What was on its way when the rule went may have been answered.
    for (const [i, talk] of cut.entries()) expect(talk.answers - (atOnce[i] ?? 0)).toBeLessThanOrEqual(1);
    for (const talk of cut) await waitFor('it is cut', 10_000, () => (talk.isCut ? true : undefined));
    for (const talk of kept) {
      await talk.goesOn();
      expect(talk.isCut).toBe(false);
    }
    for (const talk of talks) await talk.end();
  });

  it('who is in a group is let in by its number, and whoever leaves it is cut, without a rule written', async () => {
    await setRules(lab, 'web', [{ protocol: 'tcp', l4Ports: [80, 80], from: 'friends' }]);
    for (const family of families) expect(await answered('tcp', 80, family)).toEqual(['friend']);
    const before = await mapWrites(lab, 'host-1');
    await setGroups(lab, 'near', ['friends']);
    await setGroups(lab, 'far', ['friends']);
    const talks: Conversation[] = [];
    for (const vm of ['near', 'far', 'friend']) {
      for (const family of families) talks.push(await Conversation.begin(lab, vm, web[family], 80));
    }
    await setGroups(lab, 'far', []);
    for (const talk of talks.slice(2, 4)) await waitFor('it is cut', 10_000, () => (talk.isCut ? true : undefined));
    for (const talk of [...talks.slice(0, 2), ...talks.slice(4)]) await talk.goesOn();
    for (const family of families) expect(await answered('tcp', 80, family)).toEqual(['near', 'friend']);
    const after = await mapWrites(lab, 'host-1');
    // The policy of near, which is of friends alone and was not there; not web's again.
    expect((after['policy_head']?.writes ?? 0) - (before['policy_head']?.writes ?? 0)).toBe(1);
    expect((after['port_groups']?.writes ?? 0) - (before['port_groups']?.writes ?? 0)).toBe(2);
    for (const talk of talks) await talk.end();
    await setGroups(lab, 'near', []);
  });

  it('an agent that is killed and comes back cuts nothing, lets nothing through, and writes nothing', async () => {
    await setRules(lab, 'web', [{ protocol: 'tcp', l4Ports: [80, 80] }]);
    // What web's policy was before goes a second later, and not in the next run.
    for (const node of ['host-1', 'host-2']) {
      await waitFor(`${node} has one policy`, 10_000, async () => {
        const { maps } = await agentOf(lab, node);
        return maps.find((map) => map.name === 'policy_head')?.entries === 1 ? true : undefined;
      });
    }
    const talks = await Promise.all(families.map((family) => Conversation.begin(lab, 'far', web[family], 80)));
    const seen = await Promise.all(families.map((family) => echoRequestsSeen(lab.vm('web').namespace, family)));
    const forbidden = families.map((family) => spawnInVm(lab, 'far', ['ping', '-q', '-i', '0.002', web[family]]));
    for (const node of ['host-1', 'host-2']) await lab.agent(node).kill();
    for (const talk of talks) await talk.goesOn();
    for (const node of ['host-1', 'host-2']) lab.agent(node).start();
    for (const node of ['host-1', 'host-2']) {
      await waitFor('the agent is in sync again', 20_000, async () => {
        const agent = await agentOf(lab, node).catch(() => undefined);
        return agent?.inSync ? true : undefined;
      });
      expect(await mapWrites(lab, node)).toEqual({});
    }
    for (const talk of talks) {
      await talk.goesOn();
      expect(talk.isCut).toBe(false);
      await talk.end();
    }
    for (const ping of forbidden) await ping.end('SIGINT');
    expect(await Promise.all(families.map((family) => echoRequestsSeen(lab.vm('web').namespace, family)))).toEqual(
      seen,
    );
    expect(await answered('tcp', 80, 'ip4')).toEqual(['near', 'far', 'friend']);
    expect(await answered('tcp', 81, 'ip4')).toEqual([]);
  });

  it('a rule that changed while the agent was away holds when it is back', async () => {
    await setRules(lab, 'web', [
      { protocol: 'tcp', l4Ports: [80, 80] },
      { protocol: 'tcp', l4Ports: [443, 443] },
    ]);
    const kept = await Conversation.begin(lab, 'far', web.ip4, 80);
    const cut = await Conversation.begin(lab, 'far', web.ip4, 443);
    await lab.agent('host-1').kill();
    const changed = setRules(lab, 'web', [{ protocol: 'tcp', l4Ports: [80, 80] }]);
    await cut.goesOn();
    lab.agent('host-1').start();
    await changed;
    await waitFor('it is cut', 20_000, () => (cut.isCut ? true : undefined));
    await kept.goesOn();
    expect(kept.isCut).toBe(false);
    await kept.end();
    await cut.end();
  });

  it('a port comes up closed: nothing passes that its groups do not allow, from the first frame on', async () => {
    await createGroup(lab, 'acme', 'late', [{ protocol: 'tcp', l4Ports: [80, 80] }]);
    for (let round = 0; round < 3; round++) {
      const name = `late-${round}`;
      const port = await createSecuredPort(lab, blue, name, 'host-1', 20 + round, ['late']);
      const forbidden = ['near', 'far'].flatMap((vm) =>
        families.map((family) => spawnInVm(lab, vm, ['ping', '-q', '-i', '0.002', port[family]])),
      );
      await plugVm(lab, name, { name, waitActive: false });
      await waitActive(lab, name);
      const listener = await listen(lab, name, port.ip4, ['tcp:80', 'tcp:81']);
      expect(await ask(lab, 'far', 'tcp', port.ip4, 80)).toBe('answered');
      expect(await ask(lab, 'far', 'tcp', port.ip4, 81)).toBe('silent');
      for (const family of families) expect(await echoRequestsSeen(lab.vm(name).namespace, family)).toBe(0);
      for (const ping of forbidden) await ping.end('SIGINT');
      await listener.end();
    }
  });
});
