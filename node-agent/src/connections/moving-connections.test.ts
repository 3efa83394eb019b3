import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { FakeTrackedConnections } from '../datapath/fake/fake-tracked-connections.js';
import type { TrackedConnection } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import { movingPort, udpConnection } from '../testing/tracked-connections.js';
import { PART_CONNECTIONS } from './connection-teller.js';
import { MovingConnections } from './moving-connections.js';

/** A node, as far as connections are concerned: messages go to the other one's stream, or are lost. */
class Node {
  readonly connections = new FakeTrackedConnections(1_000_000);
  port: LocalPort | null = null;
  slot: number | null = 1;
  /** The agent's stream to the controller. */
  isConnected = true;
  peer: Node | null = null;
  /** Messages that arrived and were not handled yet. */
  readonly inbox: weft.v1.AgentMessage.$Properties[] = [];
  readonly sent: weft.v1.AgentMessage.$Properties[] = [];
  lose: () => boolean = () => false;
  moving: MovingConnections;

  constructor() {
    this.moving = this.#start();
  }

  #start(): MovingConnections {
    const portOf = () => this.port;
    return new MovingConnections({
      connections: this.connections,
      ports: () => (this.port ? [this.port] : []),
      portOf,
      slotOf: () => this.slot,
      send: (message) => {
        if (!this.isConnected) return false;
        this.sent.push(message);
        if (this.peer?.isConnected && !this.lose()) this.peer.inbox.push(message);
        return true;
      },
      onChange: () => {},
      onFull: () => {},
      log: pino({ level: 'silent' }),
    });
  }

  restart(): void {
    this.moving.close();
    this.inbox.splice(0);
    this.moving = this.#start();
    this.moving.programmed();
  }

  async handle(): Promise<void> {
    for (const { connectionsWanted, connections } of this.inbox.splice(0)) {
      if (connectionsWanted)
        this.moving.wanted(
          weft.v1.ConnectionsWanted.decode(weft.v1.ConnectionsWanted.encode(connectionsWanted).finish()),
        );
      if (connections)
        await this.moving.told(weft.v1.ConnectionStates.decode(weft.v1.ConnectionStates.encode(connections).finish()));
    }
  }
}

function makeNodes(): { from: Node; to: Node } {
  const [from, to] = [new Node(), new Node()];
  from.peer = to;
  to.peer = from;
  from.port = movingPort({ role: PortRole.ACTIVE, generation: 2, otherGeneration: 3 });
  to.port = movingPort({ role: PortRole.PENDING, generation: 3, otherGeneration: 2 });
  return { from, to };
}

async function settle(...nodes: Node[]): Promise<void> {
  for (let turn = 0; turn < 6; turn++) {
    for (const node of nodes) await node.handle();
    await new Promise(process.nextTick);
  }
}
const track = (node: Node, ...all: TrackedConnection[]) => {
  for (const connection of all) node.connections.track(11, connection);
};
const idsOf = (node: Node) =>
  node.connections
    .of(11)
    .map(({ connection }) => connection.ownL4Port)
    .sort((a, b) => a - b);

test('a port that moves: its connections are there before it is, and the last ones when it has left', async () => {
  const { from, to } = makeNodes();
  track(from, udpConnection(1), udpConnection(2));
  to.moving.programmed();
  await settle(from, to);
  expect([idsOf(to), to.port && to.moving.has(to.port)]).toEqual([[1, 2], true]);
  track(from, udpConnection(3));
  from.connections.end(99);
  to.port = movingPort({ role: PortRole.ACTIVE, generation: 3, otherGeneration: 2 });
  to.moving.programmed();
  expect(to.moving.has(to.port)).toBe(false);
  from.port = movingPort({ role: PortRole.DEPARTING, generation: 2, otherGeneration: 3 });
  await from.moving.departed(from.port);
  expect(from.sent.at(-1)?.connections).toMatchObject({ final: true, complete: true });
  await settle(to, from);
  expect([idsOf(to), to.moving.has(to.port)]).toEqual([[1, 2, 3], true]);
  expect([from.moving.counts.told, to.moving.counts]).toMatchObject([5, { taken: 5, kept: 0 }]);
  for (const node of [from, to]) node.moving.close();
});

test('who is not leaving tells nobody, and nobody is told who was not asked by the binding that there is', async () => {
  const { from, to } = makeNodes();
  to.moving.wanted(weft.v1.ConnectionsWanted.create({ portId: 'p', generation: 2 }));
  from.moving.wanted(weft.v1.ConnectionsWanted.create({ portId: 'p', generation: 4 }));
  from.moving.wanted(weft.v1.ConnectionsWanted.create({ portId: 'p', generation: 2 }));
  from.port = null;
  from.moving.wanted(weft.v1.ConnectionsWanted.create({ portId: 'p', generation: 3 }));
  await settle();
  expect([from.sent, to.sent]).toEqual([[], []]);
});

test('whatever is lost, and whichever agent or stream ends meanwhile: in the end the connections of the port are there, and those of nobody else', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  const happenings = fc.array(
    fc.constantFrom(
      'pass',
      'handle',
      'restart from',
      'restart to',
      'cut from',
      'cut to',
      'connect',
      'track',
      'end',
      'replug',
      'activate',
      'depart',
    ),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(happenings, fc.infiniteStream(fc.boolean()), async (all, losses) => {
      const { from, to } = makeNodes();
      for (const node of [from, to]) node.lose = () => losses.next().value;
      // Several messages a telling.
      for (let n = 1; n <= PART_CONNECTIONS + 5; n++) track(from, udpConnection(n));
      let next = PART_CONNECTIONS + 6;
      to.moving.programmed();
      const activate = () => {
        to.port = movingPort({ role: PortRole.ACTIVE, generation: 3, otherGeneration: 2 });
        to.moving.programmed();
      };
      const depart = async () => {
        if (from.port?.role === PortRole.DEPARTING) return;
        from.port = movingPort({ role: PortRole.DEPARTING, generation: 2, otherGeneration: 3 });
        await from.moving.departed(from.port);
      };
      const isHere = () => from.port?.role !== PortRole.DEPARTING;
      const act: Record<string, () => unknown> = {
        pass: () => vi.advanceTimersByTime(1_100),
        handle: () => settle(from, to),
        'restart from': () => from.restart(),
        'restart to': () => to.restart(),
        'cut from': () => {
          from.isConnected = false;
        },
        'cut to': () => {
          to.isConnected = false;
        },
        connect: () => {
          from.isConnected = true;
          to.isConnected = true;
        },
        track: () => isHere() && track(from, udpConnection(next++)),
        end: () => isHere() && next > PART_CONNECTIONS && from.connections.drop(11, udpConnection(next - 1)),
        replug: () => {
          to.connections.end(11);
          to.slot = (to.slot ?? 0) + 1;
          to.moving.programmed();
        },
        activate,
        depart,
      };
      for (const one of all) await act[one]?.();
      for (const node of [from, to]) {
        node.isConnected = true;
        node.lose = () => false;
      }
      activate();
      await depart();
      for (let turn = 0; turn < 4; turn++) {
        await settle(from, to);
        vi.advanceTimersByTime(1_100);
      }
      expect(to.port && to.moving.has(to.port)).toBe(true);
      expect(idsOf(to)).toEqual(idsOf(from));
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 25 },
  );
  vi.useRealTimers();
});
