import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { type ConditionChange, Conditions } from './conditions.js';
import { Incidents, SETTLE_MS } from './incidents.js';
import { TunnelFleet } from './testing/tunnel-fleet.js';
import { timestampOf } from './tick-clock.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;
const { LATENCY, NO_REPLY, PATH_MTU } = weft.v1.TunnelReason;

function conditionsOf(fleet: TunnelFleet) {
  const now = () => fleet.now;
  const incidents = new Incidents({ board: fleet.board, now, onEvent: (event) => conditions.incidentChanged(event) });
  const conditions = new Conditions(fleet.board, incidents, now);
  fleet.board.listen({ pairChanged: (pair, _before, after) => incidents.pairChanged(pair, after) });
  const told: string[] = [];
  conditions.subscribe((changes: readonly ConditionChange[]) => {
    told.push(...changes.map(({ table, id }) => `${table} ${id}`));
  });
  const settle = () => {
    fleet.pass(SETTLE_MS);
    incidents.poll();
    conditions.poll();
    return told.splice(0).sort();
  };
  return { conditions, settle };
}

describe('conditions', () => {
  it('say of nodes and networks between which nodes packets do not pass, and since when', () => {
    const fleet = new TunnelFleet(4, { networks: { blue: 4_096, green: 4_097 } });
    const { conditions, settle } = conditionsOf(fleet);
    const starved = { reasons: [PATH_MTU], pathMtu: 1_350, neededMtu: 1_450, starvedVnis: [4_096] };
    fleet.says('h1', ['h2'], TUNNEL_DEGRADED, starved);
    const since = timestampOf(fleet.now + SETTLE_MS);
    expect(settle()).toEqual(['network blue', 'node h1', 'node h2']);
    expect(conditions.ofNetwork('blue')).toEqual([
      {
        code: 'PATH_MTU_TOO_SMALL',
        since,
        message: 'packets that the network may send do not pass from h1 to h2 (1350 bytes)',
      },
    ]);
    const [node] = conditions.ofNode('h2');
    expect(node).toEqual({
      code: 'PATH_MTU_TOO_SMALL',
      since,
      message: 'packets that blue may send do not pass from h1 to h2 (1350 bytes)',
    });
    expect(conditions.ofNetwork('green')).toEqual([]);
    expect(conditions.starvedNetworks).toBe(1);

    fleet.says('h1', ['h2'], TUNNEL_DEGRADED, { ...starved, rttP50Ns: 1 });
    expect(settle()).toEqual([]);
    fleet.says('h3', ['h1'], TUNNEL_DEGRADED, { ...starved, starvedVnis: [4_096, 4_097] });
    expect(settle()).toEqual(['network blue', 'network green', 'node h1', 'node h3']);
    expect(conditions.ofNetwork('blue')[0]).toMatchObject({ since });
    fleet.says('h1', ['h2']);
    fleet.says('h3', ['h1']);
    expect(settle()).toEqual(['network blue', 'network green', 'node h1', 'node h2', 'node h3']);
    expect([conditions.ofNetwork('blue'), conditions.ofNode('h2'), conditions.starvedNetworks]).toEqual([[], [], 0]);
  });

  it('name some of many paths', () => {
    const fleet = new TunnelFleet(12, { networks: { blue: 4_096 } });
    const { conditions, settle } = conditionsOf(fleet);
    const others = Array.from({ length: 11 }, (_, i) => `h${i + 1}`);
    fleet.says('h0', others, TUNNEL_DEGRADED, { pathMtu: 1_400, starvedVnis: [4_096] });
    settle();
    expect(conditions.ofNetwork('blue')[0]?.message).toMatch(/from h0 to h1 .* and 3 more$/);
  });

  it('say of nodes that their tunnels are down or degraded while their incidents last', () => {
    const fleet = new TunnelFleet(4);
    const { conditions, settle } = conditionsOf(fleet);
    fleet.allUp();
    for (const node of ['h0', 'h2', 'h3']) fleet.says(node, ['h1'], TUNNEL_DOWN, { reasons: [NO_REPLY] });
    expect(settle()).toEqual(['node h1']);
    expect(conditions.ofNode('h1')).toMatchObject([
      { code: 'TUNNELS_DOWN', message: expect.stringMatching(/^3 of 3 tunnels of h1 are down/) },
    ]);
    for (const node of ['h0', 'h2', 'h3']) fleet.says(node, ['h1'], TUNNEL_DEGRADED, { reasons: [LATENCY] });
    expect(settle()).toEqual(['node h1']);
    expect(conditions.ofNode('h1')).toMatchObject([{ code: 'TUNNELS_DEGRADED' }]);
    for (const node of ['h0', 'h2', 'h3']) fleet.says(node, ['h1']);
    expect(settle()).toEqual(['node h1']);
    expect(conditions.ofNode('h1')).toEqual([]);
    // One pair is nothing that is wrong with either node.
    fleet.says('h0', ['h1'], TUNNEL_DOWN);
    expect(settle()).toEqual([]);
  });

  it('are gone with a node', () => {
    const fleet = new TunnelFleet(3, { networks: { blue: 4_096 } });
    const { conditions, settle } = conditionsOf(fleet);
    fleet.says('h1', ['h2'], TUNNEL_DEGRADED, { pathMtu: 1_400, starvedVnis: [4_096] });
    settle();
    fleet.remove('h1');
    expect(settle()).toEqual(['network blue', 'node h1', 'node h2']);
    expect([conditions.ofNode('h1'), conditions.ofNode('h2'), conditions.ofNetwork('blue')]).toEqual([[], [], []]);
  });
});
