import { setImmediate as turn } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Compiler } from '../compiler/compiler.js';
import { MovingPorts } from '../status/moving-ports.js';
import type { Tables } from '../store/change.js';
import { Departures } from './departures.js';

const nodes = Array.from({ length: 400 }, (_, i) => ({ id: `h${i}` }));

let moving: MovingPorts;
let acked: Map<string, number>;
let asked: number;
let departed: string[];
let departures: Departures;

beforeEach(() => {
  moving = new MovingPorts();
  acked = new Map();
  asked = 0;
  departed = [];
  const scope = { subscribers: nodes };
  departures = new Departures({
    moving: () => moving,
    compiler: () => ({ network: () => ({ scope }) }) as unknown as Compiler,
    ackedBy: (nodeId) => {
      asked++;
      return acked.get(nodeId) ?? 0;
    },
    nackedBy: () => null,
    onDeparted: ({ portId }) => departed.push(portId),
    log: pino({ level: 'silent' }),
    lingerMs: 1e6,
  });
});
afterEach(() => departures.stop());

/** The port is where it was moved to, its connections too. */
function activate(id: string, revision: number): void {
  const row = weft.v1.Port.create({
    metadata: { id },
    networkId: 'net',
    activeBinding: { nodeId: 'h2', generation: 2 },
    departingBinding: { nodeId: 'h1', generation: 1 },
  }) as Tables['port'];
  moving.follow(id, row, revision);
  const move = moving.get(id)!;
  moving.tell(move, { ...move.facts, hasConnections: true });
  departures.changed(id);
}

function end(id: string): void {
  moving.follow(id, null, 0);
  departures.changed(id);
}

function ack(nodeId: string, revision: number): void {
  acked.set(nodeId, revision);
  departures.progressed(nodeId);
}

describe('departing bindings', () => {
  it('of many ports end with few looks at the nodes, each once its own activation is acked', async () => {
    for (let revision = 1; revision <= 10; revision++) {
      for (let i = 0; i < 40; i++) activate(`p${revision}-${i}`, revision);
    }
    await turn();
    // The last node is behind the others.
    const [last, ...others] = [...nodes].reverse();
    for (const { id } of others) ack(id, 10);
    await turn();
    expect(departed).toEqual([]);
    for (let revision = 1; revision <= 10; revision++) {
      ack(last!.id, revision);
      await turn();
      expect(departed).toHaveLength(40 * revision);
      for (const id of departed.slice(-40)) end(id);
    }
    expect(new Set(departed).size).toBe(400);
    // 400 ports of 400 nodes: pairs would be 160,000.
    expect(asked).toBeLessThan(15 * nodes.length);
  });

  it('are forgotten when they are gone, or the port is bound anew', async () => {
    activate('p1', 5);
    activate('p2', 5);
    await turn();
    end('p1');
    for (const { id } of nodes) ack(id, 5);
    await turn();
    expect(departed).toEqual(['p2']);
    // As long as it is there, whatever happens to it says so again: a transaction may have failed.
    departures.changed('p2');
    await turn();
    expect(departed).toEqual(['p2', 'p2']);
    departures.changed('p2');
    departures.stop();
    await turn();
    expect(departed).toHaveLength(2);
  });

  it('say how old the oldest of them is', async () => {
    expect(departures.oldestSeconds).toBe(0);
    activate('p1', 5);
    const first = performance.now();
    while (performance.now() - first < 20) await turn();
    activate('p2', 5);
    expect(departures.oldestSeconds).toBeGreaterThanOrEqual(0.02);
    end('p1');
    expect(departures.oldestSeconds).toBeLessThan((performance.now() - first) / 1_000 - 0.01);
    end('p2');
    expect(departures.oldestSeconds).toBe(0);
  });
});
