import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { HOLD_MS } from './down-evidence.js';
import { type IncidentMessage, Incidents, SETTLE_MS } from './incidents.js';
import { TunnelFleet } from './testing/tunnel-fleet.js';
import { timestampOf } from './tick-clock.js';

const { NODE_DEGRADED, NODE_UNREACHABLE, PAIR_DEGRADED, PAIR_DOWN } = weft.v1.TunnelIncidentKind;
const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { LATENCY, NO_REPLY } = weft.v1.TunnelReason;
const kindNames = {
  [NODE_UNREACHABLE]: 'unreachable',
  [PAIR_DOWN]: 'pair',
  [NODE_DEGRADED]: 'slow',
  [PAIR_DEGRADED]: 'slow pair',
};

/** A fleet whose incidents are followed. */
class WatchedFleet extends TunnelFleet {
  readonly events: IncidentMessage[] = [];
  readonly incidents: Incidents;

  constructor(readonly size: number) {
    super(size);
    this.incidents = new Incidents({
      board: this.board,
      now: () => this.now,
      onEvent: (event) => this.events.push(event),
    });
    this.board.listen({ pairChanged: (pair, _before, after) => this.incidents.pairChanged(pair, after) });
    this.allUp();
  }

  override pass(ms: number): void {
    for (const end = this.now + ms; this.now < end; ) {
      super.pass(Math.min(50, end - this.now));
      this.incidents.poll();
    }
  }

  down(node: string, ...to: string[]): void {
    const transitions = to.map((other) => ({
      previousState: TUNNEL_UP,
      report: this.report(other, TUNNEL_DOWN, { reasons: [NO_REPLY], rttLastNs: 204_000 }),
    }));
    this.tell(node, { transitions });
  }

  /** The pair is cut and both ends find out. */
  cut(a: string, b: string): void {
    this.down(a, b);
    this.down(b, a);
  }

  others(node: string): string[] {
    return this.board.nodes
      .sorted()
      .map(({ id }) => id)
      .filter((id) => id !== node);
  }

  /** What was told since this was called last: "+unreachable h3", "~..." changed, "-..." ended. */
  told(): string[] {
    const seen = new Set<string>();
    return this.events.splice(0).map((event) => {
      const sign = event.ended ? '-' : this.#begun.has(event.id ?? '') || seen.has(event.id ?? '') ? '~' : '+';
      this.#begun.add(event.id ?? '');
      return `${sign}${named(event)}`;
    });
  }
  readonly #begun = new Set<string>();
}

function named({ kind, nodeIds }: IncidentMessage): string {
  return `${kindNames[(kind ?? 1) as keyof typeof kindNames]} ${nodeIds?.join(' ')}`;
}

describe('incidents', () => {
  it('are one for a dead node, however its tunnels are found down within the settling time', () => {
    for (const size of [3, 10, 40]) {
      const fleet = new WatchedFleet(size);
      for (const node of fleet.others('h1')) {
        fleet.down(node, 'h1');
        fleet.pass(200 / size);
      }
      fleet.pass(SETTLE_MS);
      expect(fleet.told()).toEqual(['+unreachable h1']);
      const [incident] = fleet.incidents.list(true);
      expect(incident).toMatchObject({ tunnels: size - 1, tunnelsTotal: size - 1, reasons: [NO_REPLY], ended: null });
      // Its own views are out of date some time later, which is no news.
      for (let s = 0; s < 60; s++) {
        for (const node of fleet.others('h1'))
          fleet.says(
            node,
            fleet.others(node).filter((other) => other !== 'h1'),
          );
        for (const node of fleet.others('h1')) fleet.says(node, ['h1'], TUNNEL_DOWN, { reasons: [NO_REPLY] });
        fleet.pass(1_000);
      }
      expect(fleet.told()).toEqual([]);
      expect(fleet.incidents.list(false)).toHaveLength(1);
    }
  });

  it('are one for a dead node in a large fleet, where it takes seconds until all have found out', () => {
    const fleet = new WatchedFleet(200);
    // What others say of each other meanwhile has no part in it.
    for (const [i, node] of fleet.others('h7').entries()) {
      fleet.down(node, 'h7');
      fleet.says(
        node,
        [i % 2 ? 'h3' : 'h4'].filter((other) => other !== node),
      );
      fleet.pass(12);
    }
    fleet.pass(HOLD_MS);
    expect(fleet.told()).toEqual(['+unreachable h7']);
    expect(fleet.incidents.list(true)[0]).toMatchObject({ tunnels: 199 });
  });

  it('are of pairs where others still reach both ends, also when several happen at once', () => {
    const fleet = new WatchedFleet(8);
    fleet.cut('h0', 'h1');
    fleet.pass(SETTLE_MS);
    expect(fleet.told()).toEqual(['+pair h0 h1']);
    fleet.cut('h5', 'h6');
    fleet.cut('h5', 'h7');
    for (let i = 0; i < 5; i++) {
      fleet.pass(1_000);
      fleet.says('h5', ['h0', 'h1', 'h2', 'h3', 'h4']);
    }
    expect(fleet.told().sort()).toEqual(['+pair h5 h6', '+pair h5 h7']);
  });

  it('are of pairs where replies that came since say that the node is there, however rarely it is asked', () => {
    const fleet = new WatchedFleet(12);
    const rarely = { intervalMs: 20_000 };
    for (const node of fleet.others('')) fleet.says(node, fleet.others(node), TUNNEL_UP, rarely);
    fleet.pass(1_000);
    for (const other of ['h1', 'h2', 'h3']) fleet.cut('h0', other);
    fleet.pass(1_000);
    expect(fleet.told()).toEqual([]);
    for (const other of ['h4', 'h5', 'h6', 'h7']) fleet.says('h0', [other], TUNNEL_UP, rarely);
    fleet.pass(HOLD_MS);
    expect(fleet.told().sort()).toEqual(['+pair h0 h1', '+pair h0 h2', '+pair h0 h3']);
  });

  it('are of pairs in the end where a node was taken to be unreachable too early', () => {
    const fleet = new WatchedFleet(12);
    const rarely = { intervalMs: 10_000 };
    for (const node of fleet.others('')) fleet.says(node, fleet.others(node), TUNNEL_UP, rarely);
    fleet.pass(1_000);
    for (const other of ['h1', 'h2', 'h3']) fleet.cut('h0', other);
    fleet.pass(HOLD_MS + SETTLE_MS);
    expect(fleet.told()).toEqual(['+unreachable h0']);
    for (let s = 0; s < 60; s++) {
      for (const node of fleet.others('')) fleet.tell(node, {});
      fleet.pass(1_000);
    }
    const told = fleet.told().sort();
    expect(told.map((event) => event[0])).toEqual(['+', '+', '~']);
    expect(told.map((event) => event.slice(1)).sort()).toEqual(['pair h0 h1', 'pair h0 h2', 'pair h0 h3']);
  });

  it('go on as what they become, and end', () => {
    const fleet = new WatchedFleet(3);
    fleet.says('h0', ['h1'], TUNNEL_DEGRADED, { reasons: [LATENCY] });
    fleet.pass(SETTLE_MS);
    fleet.down('h0', 'h1');
    fleet.pass(SETTLE_MS);
    fleet.down('h2', 'h1');
    fleet.pass(SETTLE_MS);
    expect(fleet.told()).toEqual(['+slow pair h0 h1', '~pair h0 h1', '~unreachable h1']);
    fleet.pass(1_000);
    fleet.says('h0', ['h1']);
    fleet.says('h2', ['h1']);
    fleet.pass(SETTLE_MS);
    expect(fleet.told()).toEqual(['-unreachable h1']);
    const [ended] = fleet.incidents.list(false);
    expect(ended?.message).toMatch(/^Over after 2\.\d s\. /);
    expect(fleet.incidents.list(true)).toEqual([]);
    fleet.pass(3_600_000 + 1_000);
    expect(fleet.incidents.list(false)).toEqual([]);
  });

  it('do not fall apart while a node comes back tunnel by tunnel, and name what stays', () => {
    const fleet = new WatchedFleet(12);
    for (const node of fleet.others('h1')) fleet.down(node, 'h1');
    fleet.pass(SETTLE_MS);
    const back = fleet.others('h1').slice(1);
    for (const node of back) {
      fleet.says(node, ['h1']);
      fleet.pass(200);
    }
    expect(fleet.told()).toEqual(['+unreachable h1']);
    // All the others have had their time: it is this tunnel.
    for (let s = 0; s < 12; s++) {
      for (const node of fleet.others('')) fleet.tell(node, {});
      fleet.pass(1_000);
    }
    expect(fleet.told()).toEqual(['~pair h0 h1']);
  });

  it('are none of an agent that is stopped, or of a node that is deleted', () => {
    const fleet = new WatchedFleet(4);
    for (let s = 0; s < 40; s++) {
      for (const node of fleet.others('h2')) fleet.says(node, fleet.others(node));
      fleet.pass(1_000);
    }
    expect(fleet.board.tunnel(fleet.board.views.pairs.find(0, 2)).bStaleSince).not.toBe(null);
    expect(fleet.told()).toEqual([]);
    for (const node of fleet.others('h2')) fleet.down(node, 'h2');
    fleet.pass(SETTLE_MS);
    fleet.remove('h2');
    fleet.pass(SETTLE_MS);
    expect(fleet.told()).toEqual(['+unreachable h2', '-unreachable h2']);
  });

  it('cover exactly what is down, each tunnel in one, and a dead node is one of them', () => {
    const ends = fc.tuple(fc.nat(8), fc.nat(8));
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 9 }),
        fc.uniqueArray(fc.nat(8), { maxLength: 3 }),
        fc.array(ends, { maxLength: 6 }),
        fc.infiniteStream(fc.nat(60)),
        (size, deadList, cuts, waits) => {
          const fleet = new WatchedFleet(size);
          const dead = new Set(deadList.filter((node) => node < size).map((node) => `h${node}`));
          const alive = fleet.others('').filter((id) => !dead.has(id));
          const down = new Set<string>();
          const lost = (a: string, b: string) => {
            if (!dead.has(a)) fleet.down(a, b);
            if (!dead.has(b)) fleet.down(b, a);
            if (!(dead.has(a) && dead.has(b))) down.add([a, b].sort().join(' '));
            fleet.pass(Number(waits.next().value));
          };
          for (const node of dead) for (const other of fleet.others(node)) lost(node, other);
          for (const [x, y] of cuts) if (x !== y && x < size && y < size) lost(`h${x}`, `h${y}`);
          const says = (node: string, state: typeof TUNNEL_DOWN | typeof TUNNEL_UP) => {
            const isDown = (other: string) => down.has([node, other].sort().join(' '));
            fleet.says(
              node,
              fleet.others(node).filter((other) => isDown(other) === (state === TUNNEL_DOWN)),
              state,
            );
          };
          for (let s = 0; s < 20; s++) {
            for (const node of alive) says(node, TUNNEL_UP);
            for (const node of alive) says(node, TUNNEL_DOWN);
            fleet.pass(1_000);
          }
          const open = fleet.incidents.list(true);
          const covered = open.reduce((sum, { tunnels }) => sum + (tunnels ?? 0), 0);
          expect(covered).toBe(down.size);
          const pairs = open.filter(({ kind }) => kind === PAIR_DOWN).map(({ nodeIds }) => nodeIds?.join(' '));
          const nodes = open.filter(({ kind }) => kind === NODE_UNREACHABLE).flatMap(({ nodeIds }) => nodeIds ?? []);
          expect(pairs.length + nodes.length).toBe(open.length);
          expect(new Set([...pairs, ...nodes]).size).toBe(open.length);
          for (const pair of down) {
            const in_ = [
              ...pairs.filter((name) => name === pair),
              ...nodes.filter((node) => pair.split(' ').includes(node)),
            ];
            expect(in_.length).toBeGreaterThanOrEqual(1);
          }
          if (alive.length < 2) return;
          for (const node of dead) {
            expect(nodes).toContain(node);
            expect(pairs.filter((pair) => pair?.split(' ').includes(node))).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('say what there is to know', () => {
    const fleet = new WatchedFleet(4);
    const underlay = {
      route: '10.0.0.3 dev eth0 src 10.0.0.1',
      interface: 'eth0',
      neighborState: 'FAILED',
      interfaceUp: true,
    };
    const seen = { reasons: [NO_REPLY], rttLastNs: 204_000, since: timestampOf(fleet.now) };
    const transition = (to: string, more = {}) => ({
      previousState: TUNNEL_UP,
      report: fleet.report(to, TUNNEL_DOWN, { ...seen, ...more }),
      underlay,
    });
    fleet.tell('h0', { transitions: [transition('h2', { lastHeard: timestampOf(fleet.now - 20) })] });
    fleet.tell('h2', { transitions: [transition('h0')] });
    fleet.pass(SETTLE_MS);
    const since = new Date(fleet.now - SETTLE_MS).toISOString();
    const reply = new Date(fleet.now - SETTLE_MS - 500).toISOString();
    const route = 'route 10.0.0.3 dev eth0 src 10.0.0.1, neighbor FAILED';
    expect(fleet.events[0]?.message).toBe(
      [
        `The tunnel between h0 and h2 is down since ${since}`,
        [
          'h0 hears h2, h2 does not hear h0: the direction h0 to h2 is cut',
          `h0 to h2: last good round trip 204 us at ${reply}, ${route}`,
          `h2 to h0: last good round trip 204 us at ${reply}, ${route}`,
        ].join('; '),
        'The 2 other tunnels of h0 are up',
        'The 2 other tunnels of h2 are up',
      ].join('. '),
    );
    fleet.down('h1', 'h2');
    fleet.down('h3', 'h2');
    fleet.pass(SETTLE_MS);
    expect(fleet.events[1]?.message).toMatch(
      /^3 of 3 tunnels of h2 are down since .*\. Its agent is heard\. h0 hears h2/,
    );
  });
});

describe('while the clock is set back by an hour', () => {
  it.each([
    ['after something was grouped', SETTLE_MS],
    ['before what changed is grouped', SETTLE_MS / 2],
  ])('incidents begin and end as before: %s', (_when, waitedMs) => {
    const fleet = new WatchedFleet(8);
    fleet.cut('h0', 'h1');
    fleet.pass(waitedMs);
    fleet.now -= 3_600_000;
    fleet.cut('h2', 'h3');
    fleet.pass(2 * SETTLE_MS);
    expect(fleet.told().sort()).toEqual(['+pair h0 h1', '+pair h2 h3']);
    fleet.says('h2', ['h3']);
    fleet.says('h3', ['h2']);
    fleet.pass(2 * SETTLE_MS);
    expect(fleet.told()).toEqual(['-pair h2 h3']);
  });
});
