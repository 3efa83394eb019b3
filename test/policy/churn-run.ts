import { setTimeout as delay } from 'node:timers/promises';
import type { Background } from '../../deploy/lab/background.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { plugVm, unplugVm } from '../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { agentOf, startLab } from '../faults/faulty-lab.js';
import { createNetwork, createTenant } from '../lab/dual-stack.js';
import { ChurnDraws, families, l4Ports, pool, senders, targets } from './churn-draws.js';
import { type Epoch, type Judgement, judge } from './churn-judge.js';
import { ChurnLog } from './churn-log.js';
import { ChurnMoves, durationMs } from './churn-moves.js';
import { staleRows } from './churn-stale.js';
import type { ChurnPort, ChurnTopology, Pair } from './churn-topology.js';
import { createGroup, createSecuredMachine, createSecuredPort, type Rule, setGroups, setRules } from './groups.js';
import { Catcher, sendMarked } from './marked-packets.js';
import { Conversation, listen } from './peers.js';
import { datagramsPerS, SteadyDatagrams } from './steady-datagrams.js';

/**
 *   host-1   s1, t1, server, closed     host-2   s2, t2, client     host-3
 *
 * s1 and s2 send marked packets to t1, t2 and closed all the time. Groups of s1, s2, t1, t2 and rules of the groups g0 to g3 change at random; client talks to server, which
 * is always allowed, though both get other groups beside; closed, which gets nothing ever, is plugged and unplugged. All but closed are moved from host to host.
 */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
const nodes = ['host-1', 'host-2', 'host-3'] as const;
/** An agent may be away when a machine comes to its node: so long a connection waits for an answer. */
const answerWithinS = 10;
const machines = [...senders, ...targets, 'client', 'server'];
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
  readonly moves: number;
}

export interface ChurnResult extends ChurnOptions, Judgement {
  readonly plugged: number;
  /** Packets that a port without any rule got. */
  readonly intoClosed: number;
  /** What nodes still had of machines that were elsewhere at the end. */
  readonly stale: readonly string[];
  readonly cut: number;
  /** What happened before connections were cut, and when datagrams were lost for longer than a move may take. */
  readonly causes: readonly string[];
  readonly answers: number;
  readonly datagrams: number;
  readonly datagramsLost: number;
  /** Not more than this could be lost: what was sent while client or server was without an interface or not yet known to be where it was, and a few. */
  readonly datagramsAtRisk: number;
  /** The longest time between the exchange of a machine's interfaces and that all nodes knew, and the median, in ms. */
  readonly longestMoveMs: number;
  readonly medianMoveMs: number;
}

/** Changes groups, rules, agents and plugs at random under traffic, and judges what came through. */
export class ChurnRun {
  readonly #draws: ChurnDraws;
  readonly #options: ChurnOptions;
  readonly log = new ChurnLog();
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
    this.#draws = new ChurnDraws(options.seed);
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
      families.map((family) => Conversation.begin(lab, 'client', server?.[family] ?? '', 80, answerWithinS)),
    );
    const streams = await Promise.all(
      families.map((family) => SteadyDatagrams.begin(lab, 'client', server?.[family] ?? '', 53)),
    );

    const moves = new ChurnMoves(lab, this.#draws, this.log, {
      nodes,
      machines: [...senders, ...targets, 'client', 'server'],
      moves: this.#options.moves,
    });
    await this.#churn(lab, moves, progress);

    for (const talk of talks) if (!talk.isCut) await talk.goesOn();
    const lost = await Promise.all(streams.map((stream) => stream.end()));
    const datagrams = lost.reduce((sum, stream) => sum + stream.sent, 0);
    const away = moves.done.filter(({ name }) => name === 'client' || name === 'server');
    const awayMs = away.reduce((sum, move) => sum + durationMs(move), 0);
    const movesMs = moves.done.map(durationMs).sort((a, b) => a - b);
    if (!catchers.every((catcher) => catcher.isCatching)) throw new Error('a machine did not note what came');
    const deliveries = catchers.flatMap((catcher) => catcher.deliveries());
    for (const end of [...talks, ...catchers]) await end.end();
    return {
      ...this.#options,
      ...judge(this.#epochs, this.#pairs, deliveries, moves.done),
      plugged: this.#plugged,
      intoClosed: this.#intoClosed,
      stale: await staleRows(lab, nodes, machines),
      cut: talks.filter((talk) => talk.isCut).length,
      causes: this.log.causes(talks, lost, answerWithinS),
      answers: talks.reduce((sum, talk) => sum + talk.answers, 0),
      datagrams,
      datagramsLost: lost.reduce((sum, stream) => sum + stream.lost, 0),
      datagramsAtRisk: Math.round(5 + datagrams / 1_000 + (streams.length * datagramsPerS * awayMs) / 1_000),
      longestMoveMs: Math.round(movesMs.at(-1) ?? 0),
      medianMoveMs: Math.round(movesMs[movesMs.length >> 1] ?? 0),
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

  async #churn(lab: Lab, moves: ChurnMoves, progress: (changes: number) => void): Promise<void> {
    const { changes, restarts } = this.#options;
    let restarted = 0;
    for (let changed = 0; changed < changes; changed++) {
      // Spread over the changes, the last one with the last.
      const share = (changed + 1) / changes;
      await moves.beginUpTo(share);
      if (restarted < Math.floor(share * restarts)) {
        await this.#restart(lab, moves);
        restarted++;
      } else {
        await this.#change(lab);
      }
      if (this.#draws.random() < 0.05 || changed === 0) await this.#replug(lab);
      // Mostly long enough for packets of every stream, and sometimes for those that did not come to be missed.
      if (this.#draws.random() < 0.7) await delay(this.#draws.random() < 0.2 ? 400 : 80);
      progress(changed + 1);
    }
    await moves.end();
    await this.#unplug(lab);
  }

  /** An agent dies and comes back, and something changes: meanwhile or afterwards. */
  async #restart(lab: Lab, moves: ChurnMoves): Promise<void> {
    const killed = this.#draws.pick(nodes);
    const away = this.#draws.random() < 0.5;
    await moves.withoutCallsToAgents(async () => {
      await lab.agent(killed).kill();
      this.log.note(`the agent of ${killed} was killed`);
      const change = away ? this.#change(lab) : Promise.resolve();
      lab.agent(killed).start();
      await change;
      await this.#inSync(lab, killed);
      this.log.note(`the agent of ${killed} is back`);
    });
    if (!away) await this.#change(lab);
  }

  async #inSync(lab: Lab, node: string): Promise<void> {
    await waitFor(`the agent of ${node} is in sync again`, 30_000, async () => {
      const agent = await agentOf(lab, node).catch(() => undefined);
      return agent?.inSync ? true : undefined;
    });
  }

  /** One change, by one call; its epoch begins before the call, and is in force with its answer. */
  async #change(lab: Lab): Promise<void> {
    const dice = this.#draws.random();
    if (dice < 0.4) {
      const id = this.#draws.pick(pool);
      const rules = this.#otherRules(this.#rules.get(id) ?? []);
      const told = rules.map((r) => `${r.direction ?? 'in'} ${r.protocol ?? ''} ${r.l4Ports ?? ''} ${r.from ?? ''}`);
      await this.#epoch(
        `${id} got the rules [${told.join('; ')}]`,
        () => this.#rules.set(id, rules),
        () => setRules(lab, id, rules),
      );
    } else if (dice < 0.85) {
      const id = this.#draws.pick([...senders, ...senders, ...targets]);
      const groups = this.#draws.toggled(this.#ports.get(id)?.groups ?? []);
      // Without any the port is open: not often.
      await this.#regroup(lab, id, groups.length > 0 || this.#draws.random() < 0.2 ? groups : [this.#draws.pick(pool)]);
    } else {
      const [id, own] = this.#draws.pick([
        ['client', 'clients'],
        ['server', 'servers'],
      ] as const);
      const others = (this.#ports.get(id)?.groups ?? []).filter((group) => group !== own);
      await this.#regroup(lab, id, [own, ...this.#draws.toggled(others)]);
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
    this.log.note(change);
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

  #otherRules(rules: readonly Rule[]): Rule[] {
    const named = [...senders, ...targets].flatMap((id) => this.#ports.get(id) ?? []);
    return this.#draws.otherRules(rules, named);
  }
}
