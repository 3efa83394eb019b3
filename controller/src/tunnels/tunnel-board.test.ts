import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { TunnelFleet } from './testing/tunnel-fleet.js';
import { timestampOf } from './tick-clock.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { LATENCY, LOSS_OUT, NO_REPLY } = weft.v1.TunnelReason;

function tunnel(fleet: TunnelFleet, a: string, b: string) {
  const { board } = fleet;
  const pair = board.views.pairs.find(board.nodes.byId(a)?.index ?? -1, board.nodes.byId(b)?.index ?? -1);
  return pair < 0 ? null : board.tunnel(pair);
}

describe('the board of tunnels', () => {
  it('tells a report as it was told', () => {
    const fleet = new TunnelFleet(2);
    const { now } = fleet;
    const report = fleet.report('h1', TUNNEL_DEGRADED, {
      since: timestampOf(now - 12_345),
      reasons: [LOSS_OUT, LATENCY],
      rttP50Ns: 204_000,
      rttP99Ns: 1_000_000,
      rttLastNs: 203_417,
      rttMinNs: 150_001,
      rttReferenceNs: 200_000,
      jitterNs: 4_000,
      lossOutPpm: 3_333,
      lossBackPpm: 12,
      requests: 3_000,
      replies: 2_990,
      reordered: 1,
      pathMtu: 1_400,
      neededMtu: 1_450,
      starvedVnis: [4_096, 4_097],
      deadPaths: [0, 3],
      lastHeard: timestampOf(now - 100),
      lastTraffic: timestampOf(now - 3_600_000),
      intervalMs: 250,
    });
    fleet.tell('h0', { reports: [report] });
    expect(tunnel(fleet, 'h0', 'h1')).toMatchObject({
      nodeA: 'h0',
      nodeB: 'h1',
      state: TUNNEL_DEGRADED,
      aView: report,
      bView: null,
      lossAToBPpm: 3_333,
      lossBToAPpm: 12,
    });
  });

  it('orders the ends by id, whichever node was known first', () => {
    const fleet = new TunnelFleet(0);
    fleet.add('zulu', 1);
    fleet.add('alpha', 2);
    fleet.says('zulu', ['alpha'], TUNNEL_UP, { lossOutPpm: 7 });
    expect(tunnel(fleet, 'zulu', 'alpha')).toMatchObject({
      nodeA: 'alpha',
      nodeB: 'zulu',
      lossBToAPpm: 7,
      aView: null,
    });
  });

  it('has the state of the graver view, and counts pairs by it', () => {
    const states = fc.constantFrom(TUNNEL_UNKNOWN, TUNNEL_UP, TUNNEL_DEGRADED, TUNNEL_DOWN);
    const step = fc.record({ from: fc.nat(4), to: fc.nat(4), state: states, close: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const fleet = new TunnelFleet(5);
        const told = new Map<string, weft.v1.TunnelState>();
        for (const { from, to, state, close } of steps) {
          if (from === to) continue;
          if (close && told.delete(`${from} ${to}`))
            fleet.tell(`h${from}`, { closedVtepIds: [fleet.vtepId(`h${to}`)] });
          else {
            told.set(`${from} ${to}`, state);
            fleet.says(`h${from}`, [`h${to}`], state);
          }
        }
        const { views } = fleet.board;
        const counts = new Map<number, number>();
        for (let a = 0; a < 5; a++) {
          const ofNode = new Map<number, number>();
          for (let b = 0; b < 5; b++) {
            const both = [told.get(`${a} ${b}`), told.get(`${b} ${a}`)].filter((s) => s !== undefined);
            if (a === b || both.length === 0) {
              expect(tunnel(fleet, `h${a}`, `h${b}`)).toBe(null);
              continue;
            }
            const state = Math.max(...both);
            expect(tunnel(fleet, `h${a}`, `h${b}`)?.state).toBe(state);
            ofNode.set(state, (ofNode.get(state) ?? 0) + 1);
            if (a < b) counts.set(state, (counts.get(state) ?? 0) + 1);
          }
          for (const state of [1, 2, 3, 4]) expect(views.pairsOfIn(a, state)).toBe(ofNode.get(state) ?? 0);
        }
        for (const state of [1, 2, 3, 4]) expect(views.pairsIn(state)).toBe(counts.get(state) ?? 0);
        expect(views.count).toBe(told.size);
      }),
    );
  });

  it('keeps what the underlay was like when an end saw the tunnel go down', () => {
    const fleet = new TunnelFleet(2);
    const underlay = { route: '10.0.0.2 dev eth0', interface: 'eth0', neighborState: 'FAILED', interfaceUp: true };
    const report = fleet.report('h1', TUNNEL_DOWN, { reasons: [NO_REPLY] });
    fleet.tell('h0', { transitions: [{ previousState: TUNNEL_UP, report, underlay }] });
    expect(tunnel(fleet, 'h0', 'h1')).toMatchObject({ state: TUNNEL_DOWN, aUnderlay: underlay, bUnderlay: null });
  });

  it('is out of date when no batch comes for three times the interval and five seconds; then as before, if none was lost', () => {
    const fleet = new TunnelFleet(3);
    fleet.allUp();
    const others = () => {
      fleet.says('h1', ['h0', 'h2']);
      fleet.says('h2', ['h0', 'h1']);
    };
    for (let s = 0; s < 8; s++) {
      fleet.pass(1_000);
      others();
    }
    expect(tunnel(fleet, 'h0', 'h1')?.aStaleSince).toBe(null);
    fleet.pass(500);
    expect(tunnel(fleet, 'h0', 'h1')).toMatchObject({ state: TUNNEL_UP, aView: null });
    expect(tunnel(fleet, 'h0', 'h1')?.aStaleSince).not.toBe(null);
    expect(tunnel(fleet, 'h1', 'h2')?.aView).not.toBe(null);
    fleet.says('h0', ['h1']);
    expect(tunnel(fleet, 'h0', 'h2')?.aView).not.toBe(null);
  });

  it('is not as before if a batch was lost meanwhile, until it is told again', () => {
    const fleet = new TunnelFleet(3);
    fleet.allUp();
    fleet.pass(9_000);
    fleet.tell('h0', { sequence: 5 });
    expect(fleet.board.batchesLost).toBe(3);
    expect(tunnel(fleet, 'h0', 'h1')?.aView).toBe(null);
    fleet.says('h0', ['h1']);
    expect(tunnel(fleet, 'h0', 'h1')?.aView).not.toBe(null);
    expect(tunnel(fleet, 'h0', 'h2')?.aView).toBe(null);
  });

  it('is out of date when a view was not told for three times as long as it should be repeated, and then gone', () => {
    const fleet = new TunnelFleet(3);
    fleet.allUp();
    const says = (seconds: number) => {
      for (let s = 0; s < seconds; s++) {
        fleet.pass(1_000);
        for (const [node, other] of [
          ['h0', 'h1'],
          ['h1', 'h0'],
          ['h2', 'h1'],
        ] as const)
          fleet.says(node, [other]);
      }
    };
    says(94);
    expect(tunnel(fleet, 'h0', 'h2')?.aView).not.toBe(null);
    says(3);
    expect(tunnel(fleet, 'h0', 'h2')).toMatchObject({ state: TUNNEL_UNKNOWN, aView: null, bView: null });
    says(95);
    expect(tunnel(fleet, 'h0', 'h2')).toBe(null);
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UP);
  });

  it('is out of date when the agent is another run, until that tells', () => {
    const fleet = new TunnelFleet(3);
    fleet.allUp();
    fleet.instance = 'run-2';
    fleet.tell('h0', { sequence: 1, reports: [fleet.report('h1', TUNNEL_UNKNOWN)] });
    expect(tunnel(fleet, 'h0', 'h1')?.aView).toMatchObject({ state: TUNNEL_UNKNOWN });
    expect(tunnel(fleet, 'h0', 'h2')).toMatchObject({ state: TUNNEL_UP, aView: null });
    expect(fleet.board.batchesLost).toBe(0);
  });

  it('is out of date at both ends when a VTEP moves, and gone when a node is', () => {
    const fleet = new TunnelFleet(3);
    fleet.allUp();
    fleet.pass(250);
    fleet.move('h1', 77);
    expect(tunnel(fleet, 'h0', 'h1')).toMatchObject({ state: TUNNEL_UNKNOWN, aView: null, bView: null });
    expect(tunnel(fleet, 'h0', 'h2')?.state).toBe(TUNNEL_UP);
    fleet.remove('h2');
    expect(tunnel(fleet, 'h0', 'h2')).toBe(null);
    expect(fleet.board.views.count).toBe(2);
    expect(fleet.board.nodes.ids).toEqual(['h0', 'h1', '']);
    fleet.add('h9', 9);
    expect(fleet.board.nodes.ids).toEqual(['h0', 'h1', 'h9']);
  });

  it('does not come back with an agent that spoke of a VTEP before it moved', () => {
    const fleet = new TunnelFleet(3);
    fleet.allUp();
    fleet.pass(250);
    fleet.move('h1', 77);
    fleet.pass(9_000);
    fleet.tell('h0', {});
    expect(tunnel(fleet, 'h0', 'h1')?.aView).toBe(null);
  });

  it('stays as it was heard last while nobody can be heard', () => {
    const fleet = new TunnelFleet(2);
    fleet.allUp();
    fleet.board.setConnected(false);
    fleet.pass(600_000);
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UP);
    fleet.board.setConnected(true);
    fleet.pass(7_000);
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UP);
    fleet.pass(2_000);
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UNKNOWN);
  });

  it('takes nobody to be silent while this process did not run', () => {
    const fleet = new TunnelFleet(2);
    fleet.allUp();
    fleet.pass(1_000);
    fleet.now += 60_000;
    fleet.board.sweep();
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UP);
  });

  it('refuses what is not of the node, and nothing of it has an effect', () => {
    const fleet = new TunnelFleet(2);
    fleet.allUp();
    const down = [fleet.report('h1', TUNNEL_DOWN)];
    const refused: [string, Parameters<TunnelFleet['tell']>[1]][] = [
      ['h0', { nodeId: 'h1', reports: down }],
      ['h0', { vtepId: 99, reports: down }],
      ['h9', { reports: down }],
      ['h0', { agentInstance: '', reports: down }],
      ['h0', { agentInstance: 'x'.repeat(129), reports: down }],
      ['h0', { reports: [{ remoteVtepId: fleet.vtepId('h1'), state: 9 as weft.v1.TunnelState }, ...down] }],
      ['h0', { transitions: [{}] }],
      ['h0', { reports: down, closedVtepIds: new Array(16_384).fill(1) }],
    ];
    for (const [node, batch] of refused) expect(fleet.tell(node, batch)).toEqual(expect.any(String));
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UP);
    expect(fleet.board.batches).toBe(2);
  });

  it('takes no batch twice, and nothing of VTEPs that are no node', () => {
    const fleet = new TunnelFleet(2);
    fleet.says('h0', ['h1'], TUNNEL_UP);
    fleet.tell('h0', { sequence: 1, reports: [fleet.report('h1', TUNNEL_DOWN)] });
    fleet.tell('h0', { reports: [{ remoteVtepId: 55, state: TUNNEL_UP }, fleet.report('h0')] });
    expect(tunnel(fleet, 'h0', 'h1')?.state).toBe(TUNNEL_UP);
    expect(fleet.board.views.count).toBe(1);
    expect(fleet.board.foreign).toBe(2);
  });

  it('believes a node nothing of nodes and networks that it has nothing to do with', () => {
    const scopes = {
      shareScope: (a: string, b: string) => a !== 'h2' && b !== 'h2',
      hasNetwork: (nodeId: string, networkId: string) => nodeId === 'h0' && networkId === 'blue',
    };
    const fleet = new TunnelFleet(3, { scopes, networks: { blue: 100, green: 200 } });
    const traffic = (vni: number, to: string) => ({
      vni,
      remoteVtepId: fleet.vtepId(to),
      sentPackets: 1,
      sentBytes: 60,
    });
    const starved = { pathMtu: 1_300, neededMtu: 1_450, starvedVnis: [100, 200] };
    fleet.tell('h0', {
      reports: [fleet.report('h1', TUNNEL_UP, starved), fleet.report('h2', TUNNEL_DOWN)],
      traffic: [traffic(100, 'h1'), traffic(200, 'h1'), traffic(100, 'h2')],
    });
    expect(fleet.board.views.count).toBe(1);
    expect(tunnel(fleet, 'h0', 'h1')?.aView?.starvedVnis).toEqual([100]);
    expect(fleet.board.traffic.size).toBe(1);
    expect(fleet.board.foreign).toBe(4);
  });

  it('drops and counts views beyond its limit', () => {
    const fleet = new TunnelFleet(4, { viewsMax: 8 });
    fleet.allUp();
    expect(fleet.board.views.count).toBe(8);
    expect(fleet.board.views.dropped).toBe(4);
    fleet.tell('h0', { closedVtepIds: [fleet.vtepId('h1')] });
    fleet.tell('h1', { closedVtepIds: [fleet.vtepId('h0')] });
    fleet.says('h3', ['h2']);
    expect(tunnel(fleet, 'h2', 'h3')?.state).toBe(TUNNEL_UP);
  });

  it('forgets counters that are not told any more, and those of a node that is gone', () => {
    const fleet = new TunnelFleet(3);
    const ip = (last: number) => ({ bytes: Uint8Array.of(10, 0, 0, last) });
    const counts = (to: string) => {
      const about = { vni: 7, remoteVtepId: fleet.vtepId(to) };
      return { traffic: [{ ...about, sentBytes: 1 }], innerFlows: [{ ...about, source: ip(1), destination: ip(2) }] };
    };
    const { traffic, innerFlows } = fleet.board;
    fleet.tell('h0', counts('h1'));
    fleet.tell('h1', counts('h2'));
    for (let s = 0; s < 90; s++) {
      fleet.tell('h0', counts('h1'));
      fleet.pass(1_000);
    }
    expect([traffic.size, innerFlows.size]).toEqual([2, 2]);
    fleet.pass(11_000);
    expect([traffic.size, innerFlows.size]).toEqual([1, 1]);
    fleet.remove('h1');
    expect([traffic.size, innerFlows.size]).toEqual([0, 0]);
  });

  it('forgets counters also when the clock was set back', () => {
    const fleet = new TunnelFleet(2);
    const traffic = [{ vni: 7, remoteVtepId: fleet.vtepId('h1'), sentBytes: 1 }];
    fleet.pass(10_000);
    fleet.now -= 3_600_000;
    fleet.tell('h0', { traffic });
    fleet.pass(101_000);
    expect(fleet.board.traffic.size).toBe(0);
  });

  it('tells listeners of states at once, of figures once a second, and of nodes', async () => {
    const fleet = new TunnelFleet(2);
    const heard: string[] = [];
    const stop = fleet.board.changed.subscribe({
      views: (changed) => heard.push(changed.map((ends) => ends.join('-')).join(' ')),
      nodes: () => heard.push('nodes'),
      incident: () => undefined,
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    fleet.says('h0', ['h1']);
    await turn();
    expect(heard.splice(0)).toEqual(['nodes', '0-1 1-0']);
    fleet.pass(1_000);
    heard.splice(0);
    for (let i = 0; i < 5; i++) fleet.says('h0', ['h1'], TUNNEL_UP, { rttP50Ns: 1_000 * i });
    await turn();
    expect(heard).toEqual([]);
    fleet.pass(1_000);
    expect(heard.splice(0)).toEqual(['0-1']);
    fleet.remove('h1');
    await turn();
    expect(heard.splice(0)).toEqual(['nodes', '0-1 1-0']);
    stop();
    fleet.says('h0', ['h1']);
    fleet.pass(1_000);
    expect(heard).toEqual([]);
  });
});
