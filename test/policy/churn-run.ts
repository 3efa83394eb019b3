import { setTimeout as delay } from 'node:timers/promises';
import type { Background } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm, unplugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { agentOf, startLab } from '../faults/faulty-lab.js';
import { createNetwork, createTenant } from '../lab/dual-stack.js';
import { seededRandom } from '../scale/random.js';
import { type Epoch, type Judgement, judge } from './churn-judge.js';
import type { ChurnPort, ChurnTopology, Pair } from './churn-topology.js';
import { createGroup, createSecuredMachine, createSecuredPort, type Rule, setGroups, setRules } from './groups.js';
import { Catcher, sendMarked } from './marked-packets.js';
import { Conversation, listen } from './peers.js';
import { SteadyDatagrams } from './steady-datagrams.js';

/**
 *   host-1   s1, t1, server, closed     host-2   s2, t2, client
 *
 * s1 and s2 send marked packets to t1, t2 and closed all the time. Groups of s1, s2, t1, t2 and rules of the groups g0 to g3 change at random; client talks to server, which
 * is always allowed, though both get other groups beside; closed, which gets nothing ever, is plugged and unplugged.
 */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
const nodes = ['host-1', 'host-2'] as const;
const pool = ['g0', 'g1', 'g2', 'g3'];
const senders = ['s1', 's2'];
const targets = ['t1', 't2'];
const l4Ports = [7001, 7002, 7003];
const families = ['ip4', 'ip6'] as const;
const sendIntervalS = 0.02;
const keptRules: Record<string, readonly Rule[]> = {
  servers: [
    { protocol: 'tcp', l4Ports: [80, 80], from: 'clients' },
    { protocol: 'udp', l4Ports: [53, 53], from: 'clients' },
    { direction: 'out', protocol: 'tcp', from: 'clients' },
  ],
  clients: [{ direction: 'out', from: 'servers' }],
};

export interface ChurnOptions {
  readonly seed: number;
  readonly changes: number;
  readonly restarts: number;
}

export interface ChurnResult extends ChurnOptions, Judgement {
  readonly plugged: number;
  /** Packets that a port without any rule got. */
  readonly intoClosed: number;
  readonly cut: number;
  readonly answers: number;
  readonly datagrams: number;
  readonly datagramsLost: number;
}

/** Changes groups, rules, agents and plugs at random under traffic, and judges what came through. */
export class ChurnRun {
  readonly #random: () => number;
  readonly #options: ChurnOptions;
  readonly #epochs: Epoch[] = [];
  readonly #rules = new Map<string, readonly Rule[]>();
  readonly #ports = new Map<string, ChurnPort>();
  readonly #background: Background[] = [];
  readonly #pairs = new Map<number, Pair>();
  #down: () => Promise<void> = async () => {};
  #plugged = 0;
  #intoClosed = 0;

  constructor(options: ChurnOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  async close(): Promise<void> {
    for (const process of this.#background) await process.end();
    await this.#down();
  }

  async run(progress: (steps: number) => void = () => undefined): Promise<ChurnResult> {
    const { lab, down } = await startLab('wlch', { nodes: nodes.length });
    this.#down = down;
    await this.#setUp(lab);
    const catchers = await Promise.all(targets.map((target) => Catcher.begin(lab, target)));
    await this.#send(lab);
    const { server } = Object.fromEntries(this.#ports);
    const talks = await Promise.all(
      families.map((family) => Conversation.begin(lab, 'client', server?.[family] ?? '', 80)),
    );
    const streams = await Promise.all(
      families.map((family) => SteadyDatagrams.begin(lab, 'client', server?.[family] ?? '', 53)),
    );

    await this.#churn(lab, progress);

    for (const talk of talks) if (!talk.isCut) await talk.goesOn();
    const lost = await Promise.all(streams.map((stream) => stream.end()));
    if (!catchers.every((catcher) => catcher.isCatching)) throw new Error('a machine did not note what came');
    const deliveries = catchers.flatMap((catcher) => catcher.deliveries());
    for (const end of [...talks, ...catchers]) await end.end();
    return {
      ...this.#options,
      ...judge(this.#epochs, this.#pairs, deliveries),
      plugged: this.#plugged,
      intoClosed: this.#intoClosed,
      cut: talks.filter((talk) => talk.isCut).length,
      answers: talks.reduce((sum, talk) => sum + talk.answers, 0),
      datagrams: lost.reduce((sum, stream) => sum + stream.sent, 0),
      datagramsLost: lost.reduce((sum, stream) => sum + stream.lost, 0),
    };
  }

  async #setUp(lab: Lab): Promise<void> {
    await createTenant(lab, blue.tenant);
    await createNetwork(lab, blue);
    for (const id of [...pool, 'clients', 'servers', 'nobody']) await createGroup(lab, blue.tenant, id);
    const first = pool.map((id) => [id, this.#otherRules([{ protocol: 'udp', from: id }])] as const);
    for (const [id, rules] of [...first, ...Object.entries(keptRules)]) {
      await setRules(lab, id, rules);
      this.#rules.set(id, rules);
    }
    const ports: readonly [string, string, string[]][] = [
      ['s1', 'host-1', ['g0']],
      ['t1', 'host-1', ['g1']],
      ['server', 'host-1', ['servers']],
      ['s2', 'host-2', ['g2']],
      ['t2', 'host-2', ['g3']],
      ['client', 'host-2', ['clients']],
    ];
    for (const [i, [name, node, groups]] of ports.entries()) {
      this.#ports.set(name, { ...(await createSecuredMachine(lab, blue, name, node, 11 + i, groups)), groups });
    }
    const closed = await createSecuredPort(lab, blue, 'closed', 'host-1', 30, ['nobody']);
    this.#ports.set('closed', { ...closed, groups: ['nobody'] });
    for (const family of families) {
      const address = this.#ports.get('server')?.[family] ?? '';
      this.#background.push(await listen(lab, 'server', address, ['tcp:80', 'udp:53']));
    }
    const now = process.hrtime.bigint();
    this.#epochs.push({ topology: this.#topology(), change: 'the beginning', askedNs: now, inForceNs: now });
  }

  async #send(lab: Lab): Promise<void> {
    for (const from of senders) {
      const streams = [...targets, 'closed'].flatMap((to) =>
        families.flatMap((family) =>
          l4Ports.map((l4Port) => {
            const id = this.#pairs.size + 1;
            this.#pairs.set(id, { from, to, family, l4Port });
            return { id, address: this.#ports.get(to)?.[family] ?? '', l4Port };
          }),
        ),
      );
      this.#background.push(await sendMarked(lab, from, streams, sendIntervalS));
    }
  }

  async #churn(lab: Lab, progress: (changes: number) => void): Promise<void> {
    const { changes, restarts } = this.#options;
    let restarted = 0;
    for (let changed = 0; changed < changes; changed++) {
      // Spread over the changes, the last one with the last.
      const due = Math.floor(((changed + 1) * restarts) / changes);
      const killed = restarted < due ? this.#pick(nodes) : undefined;
      // Some changes are asked for while an agent is away.
      const away = killed !== undefined && this.#random() < 0.5;
      if (killed !== undefined) await lab.agent(killed).kill();
      const change = away ? this.#change(lab) : Promise.resolve();
      if (killed !== undefined) {
        lab.agent(killed).start();
        restarted++;
      }
      await change;
      if (killed !== undefined) await this.#inSync(lab, killed);
      if (!away) await this.#change(lab);
      if (this.#random() < 0.05 || changed === 0) await this.#replug(lab);
      // Mostly long enough for packets of every stream, and sometimes for those that did not come to be missed.
      if (this.#random() < 0.7) await delay(this.#random() < 0.2 ? 400 : 80);
      progress(changed + 1);
    }
    await this.#unplug(lab);
  }

  async #inSync(lab: Lab, node: string): Promise<void> {
    await waitFor(`the agent of ${node} is in sync again`, 30_000, async () => {
      const agent = await agentOf(lab, node).catch(() => undefined);
      return agent?.inSync ? true : undefined;
    });
  }

  /** One change, by one call; its epoch begins before the call, and is in force with its answer. */
  async #change(lab: Lab): Promise<void> {
    const dice = this.#random();
    if (dice < 0.4) {
      const id = this.#pick(pool);
      const rules = this.#otherRules(this.#rules.get(id) ?? []);
      const told = rules.map((r) => `${r.direction ?? 'in'} ${r.protocol ?? ''} ${r.l4Ports ?? ''} ${r.from ?? ''}`);
      await this.#epoch(
        `${id} got the rules [${told.join('; ')}]`,
        () => this.#rules.set(id, rules),
        () => setRules(lab, id, rules),
      );
    } else if (dice < 0.85) {
      const id = this.#pick([...senders, ...senders, ...targets]);
      const groups = this.#toggled(this.#ports.get(id)?.groups ?? []);
      // Without any the port is open: not often.
      await this.#regroup(lab, id, groups.length > 0 || this.#random() < 0.2 ? groups : [this.#pick(pool)]);
    } else {
      const [id, own] = this.#pick([
        ['client', 'clients'],
        ['server', 'servers'],
      ] as const);
      const others = (this.#ports.get(id)?.groups ?? []).filter((group) => group !== own);
      await this.#regroup(lab, id, [own, ...this.#toggled(others)]);
    }
  }

  #regroup(lab: Lab, id: string, groups: readonly string[]): Promise<void> {
    const port = this.#ports.get(id);
    if (!port) throw new Error(`no port ${id}`);
    return this.#epoch(
      `${id} came into ${groups.join(', ') || 'no group'}`,
      () => this.#ports.set(id, { ...port, groups }),
      () => setGroups(lab, id, groups),
    );
  }

  async #epoch(change: string, note: () => unknown, call: () => Promise<void>): Promise<void> {
    const askedNs = process.hrtime.bigint();
    note();
    const topology = this.#topology();
    await call();
    this.#epochs.push({ topology, change, askedNs, inForceNs: process.hrtime.bigint() });
  }

  #topology(): ChurnTopology {
    return { rules: new Map(this.#rules), ports: new Map(this.#ports) };
  }

  /** The port that gets nothing comes, at a time at which packets for it are on their way. */
  async #replug(lab: Lab): Promise<void> {
    await this.#unplug(lab);
    await plugVm(lab, 'closed', { name: 'closed' });
    this.#plugged++;
  }

  async #unplug(lab: Lab): Promise<void> {
    if (this.#plugged === 0) return;
    const counters = await lab.mustInVm('closed', ['cat', '/proc/net/snmp', '/proc/net/snmp6']);
    const udp4 = /^Udp: (\d+) (\d+)/m.exec(counters);
    const udp6 = ['InDatagrams', 'NoPorts'].map((name) =>
      Number(new RegExp(`^Udp6${name}\\s+(\\d+)`, 'm').exec(counters)?.[1]),
    );
    const came = [Number(udp4?.[1]), Number(udp4?.[2]), ...udp6].reduce((sum, n) => sum + n, 0);
    if (Number.isNaN(came)) throw new Error(`counters of closed: ${counters}`);
    this.#intoClosed += came;
    await unplugVm(lab, 'closed');
  }

  /** One of the groups more, or one less. */
  #toggled(groups: readonly string[]): string[] {
    const one = this.#pick(pool);
    return groups.includes(one) ? groups.filter((group) => group !== one) : [...groups, one];
  }

  /** Mostly one rule more or less: what else is allowed goes on. */
  #otherRules(rules: readonly Rule[]): Rule[] {
    const dice = this.#random();
    const kept = dice < 0.1 ? [] : dice < 0.55 ? rules.filter((_, i) => i > 0) : rules;
    const more = dice < 0.1 ? 3 : dice < 0.55 && rules.length > 0 ? 0 : 1;
    const added = Array.from({ length: rules.length < 8 ? more : 0 }, () => this.#rule());
    // A group has no rule twice.
    return [...new Map([...kept, ...added].map((rule) => [JSON.stringify(rule), rule])).values()];
  }

  #rule(): Rule {
    const prefixes = [...senders, ...targets].flatMap((id) => {
      const port = this.#ports.get(id);
      return port ? [`${port.ip4}/32`, `${port.ip6}/128`] : [];
    });
    // Groups most of the time: whoever leaves one takes nothing along.
    const from =
      this.#random() < 0.7 ? this.#pick(pool) : this.#pick([undefined, '10.0.1.0/24', 'fd00:1::/64', ...prefixes]);
    const first = this.#pick(l4Ports);
    const l4: Rule = { protocol: 'udp', l4Ports: [first, Math.min(7003, first + Math.floor(this.#random() * 3))] };
    return {
      ...(this.#random() < 0.1 ? { direction: 'out' } : {}),
      ...(this.#random() < 0.7 ? l4 : { protocol: this.#random() < 0.7 ? 'udp' : 'tcp' }),
      ...(from !== undefined && { from }),
    };
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }
}
