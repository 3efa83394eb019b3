import type { Lab } from '../../deploy/lab/running-lab.js';
import { startLab, startPing } from '../faults/faulty-lab.js';
import { createGroup, createSecuredMachine, type Rule, setRules } from '../policy/groups.js';
import { Catcher, type Stream, sendMarked } from '../policy/marked-packets.js';
import { listen } from '../policy/peers.js';
import { createMachine, createNetwork, createTenant, type Machine, reaches, route } from './dual-stack.js';
import { BusyConnection, type BusyEnd, QuietConnection } from './moves-talk.js';

/**
 * web moves from host to host. Nobody may do but what a rule says; stranger, who may nothing, tries all the time, as does web with it.
 *
 *             host-1          host-2          host-3
 *   blue      web, near       far             peer, stranger
 *   green                                     routed
 */
const blue = { tenant: 'acme', id: 'blue', number: 1 };
const green = { tenant: 'acme', id: 'green', number: 2 };
const families = ['ip4', 'ip6'] as const;

const inGreen = ['10.0.2.0/24', 'fd00:2::/64'];
const inBlue = ['10.0.1.0/24', 'fd00:1::/64'];
const talk = (of: string): Rule[] => [
  { protocol: 'tcp', l4Ports: [7000, 7999], from: of },
  { protocol: of.includes(':') ? 'icmp6' : 'icmp', from: of },
  ...(of.includes('/') ? [] : [{ protocol: 'icmp6', from: of } as const]),
];
const out = (rules: readonly Rule[]): Rule[] => rules.map((rule) => ({ ...rule, direction: 'out' }));
/** What web may, by group and by prefix; what its friends and others may with it. */
const rules: Record<string, readonly Rule[]> = {
  web: [
    ...[...talk('friends'), ...inGreen.flatMap(talk)],
    ...out([...talk('friends'), ...inGreen.flatMap(talk)]),
    { protocol: 'udp', l4Ports: [6053, 6053], from: 'friends' },
  ],
  friends: talk('web'),
  others: inBlue.flatMap(talk),
};

/** Of packets that are allowed; those of all others are not. */
const allowedStream = 1;

/** What came through while something happened. */
export interface Told {
  /** By `web to far ip4`. */
  readonly pings: Readonly<Record<string, { sent: number; lost: number; duplicates: number }>>;
  readonly busy: readonly { caller: BusyEnd; listener: BusyEnd }[];
  /** Marked packets that came out of a port, by stream. */
  readonly allowed: number;
  readonly forbidden: number;
}

export class MovingLab {
  readonly #ends: { end: () => Promise<unknown> }[] = [];

  private constructor(
    readonly lab: Lab,
    readonly machines: ReadonlyMap<string, Machine>,
    private readonly removeLab: () => Promise<void>,
  ) {}

  static async up(prefix: string): Promise<MovingLab> {
    const { lab, down } = await startLab(prefix, { nodes: 3 });
    try {
      const moving = new MovingLab(lab, await createMachines(lab), down);
      for (const family of families)
        moving.begun(await listen(lab, 'web', moving.address('web', family), ['tcp:81', 'tcp:7000']));
      await moving.#try();
      return moving;
    } catch (error) {
      await down();
      throw error;
    }
  }

  async down(): Promise<void> {
    for (const process of this.#ends) await process.end();
    await this.removeLab();
  }

  address(name: string, family: 'ip4' | 'ip6'): string {
    const machine = this.machines.get(name);
    if (!machine) throw new Error(`no machine ${name}`);
    return machine[family];
  }

  begun<T extends { end: () => Promise<unknown> }>(process: T): T {
    this.#ends.push(process);
    return process;
  }

  /** A connection on which nothing is said for now, of each kind. */
  async quiet(firstL4Port: number): Promise<QuietConnection[]> {
    const ends = [
      ['web', 'far', 'ip4'],
      ['far', 'web', 'ip6'],
      ['near', 'web', 'ip4'],
      ['web', 'peer', 'ip6'],
      ['routed', 'web', 'ip4'],
      ['web', 'routed', 'ip6'],
    ] as const;
    return Promise.all(
      ends.map(async ([caller, listener, family], i) => {
        const place = { address: this.address(listener, family), l4Port: firstL4Port + i };
        return this.begun(await QuietConnection.begin(this.lab, { caller, listener, ...place }));
      }),
    );
  }

  /** Has machines ping each other and exchange streams, and stranger try, while something happens. */
  async meanwhile(what: () => Promise<unknown>): Promise<Told> {
    const ends = [
      ['web', 'far', 'ip4'],
      ['far', 'web', 'ip4'],
      ['near', 'web', 'ip6'],
      ['peer', 'web', 'ip6'],
      ['routed', 'web', 'ip4'],
      ['web', 'routed', 'ip6'],
    ] as const;
    const catchers = await Promise.all(['web', 'stranger'].map((vm) => Catcher.begin(this.lab, vm)));
    const busy = await Promise.all([
      this.#busy('web', 'far', 'ip4', 7001),
      this.#busy('peer', 'web', 'ip6', 7002),
      this.#busy('routed', 'web', 'ip4', 7003),
    ]);
    const pings = await Promise.all(
      ends.map(async ([from, to, family]) => {
        const { finish } = await startPing(this.lab, from, this.address(to, family));
        return { name: `${from} to ${to} ${family}`, finish };
      }),
    );
    await what();
    const answered = pings.map(async ({ name, finish }) => [name, await finish()] as const);
    const told = {
      pings: Object.fromEntries(await Promise.all(answered)),
      busy: await Promise.all(busy.map((connection) => connection.finish())),
    };
    const caught = catchers.flatMap((catcher) => {
      if (!catcher.isCatching) throw new Error('a machine did not note what came');
      return catcher.deliveries();
    });
    for (const catcher of catchers) await catcher.end();
    const allowed = caught.filter(({ stream }) => stream === allowedStream).length;
    return { ...told, allowed, forbidden: caught.length - allowed };
  }

  async #busy(caller: string, listener: string, family: 'ip4' | 'ip6', l4Port: number): Promise<BusyConnection> {
    return this.begun(
      await BusyConnection.begin(this.lab, { caller, listener, address: this.address(listener, family), l4Port }),
    );
  }

  /** What is forbidden is tried from now on, and what shows that a packet would be noted. */
  async #try(): Promise<void> {
    const streams = (to: string, first: number, l4Ports: readonly number[]): Stream[] =>
      families.flatMap((family, i) =>
        l4Ports.map((l4Port, j) => ({ id: first + 10 * i + j, address: this.address(to, family), l4Port })),
      );
    for (const [from, tried] of [
      ['stranger', streams('web', 100, [6053, 7001, 9])],
      ['web', streams('stranger', 200, [6053, 7001])],
      // A friend may no more than the rule says.
      ['near', streams('web', 300, [6054])],
      ['far', [{ id: allowedStream, address: this.address('web', 'ip4'), l4Port: 6053 }]],
    ] as const)
      this.begun(await sendMarked(this.lab, from, tried, 0.002));
  }
}

async function createMachines(lab: Lab): Promise<Map<string, Machine>> {
  await createTenant(lab, 'acme');
  for (const network of [blue, green]) await createNetwork(lab, network);
  for (const id of Object.keys(rules)) await createGroup(lab, 'acme', id);
  for (const [id, wanted] of Object.entries(rules)) await setRules(lab, id, wanted);
  const machines = new Map<string, Machine>();
  for (const [name, network, node, number, groups] of [
    ['web', blue, 'host-1', 11, ['web']],
    ['near', blue, 'host-1', 12, ['friends']],
    ['far', blue, 'host-2', 13, ['friends']],
    ['peer', blue, 'host-3', 14, ['friends']],
    ['routed', green, 'host-3', 15, ['others']],
  ] as const)
    machines.set(name, await createSecuredMachine(lab, network, name, node, number, groups));
  machines.set('stranger', await createMachine(lab, blue, 'stranger', 'host-3', 16));
  await route(lab, { id: 'r', tenant: 'acme' }, ['blue', 'green']);
  for (const family of families) {
    for (const from of ['near', 'far', 'peer', 'routed']) {
      await reaches(lab, from, machines.get('web')?.[family] ?? '');
    }
  }
  return machines;
}
