import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { AnsweringProbes, type ProbeFate } from '../testing/answering-probes.js';
import { noTraffic } from './no-traffic.js';
import type { PassiveTraffic } from './passive-traffic.js';
import { detectionMs, TICK_MS } from './schedule.js';
import type { TunnelPeer } from './tunnel.js';
import { TunnelMonitor } from './tunnel-monitor.js';

const { TUNNEL_UNKNOWN, TUNNEL_UP, TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;
const { LOSS_OUT, LOSS_BACK, PATH_CUT, PATH_MTU } = weft.v1.TunnelReason;
const key = new Uint8Array(16).fill(7);

/** A monitor whose time is the test's: other ends answer as `fate` says. */
class Watched {
  readonly probes = new AnsweringProbes();
  readonly changes: { vtepId: number; state: number; atMs: number }[] = [];
  readonly closed: number[] = [];
  readonly monitor: TunnelMonitor;

  constructor(peers: number, rate = 500, passive: Partial<PassiveTraffic> = {}) {
    this.monitor = new TunnelMonitor({
      probes: this.probes,
      passive: { ...noTraffic, ...passive },
      rate,
      clock: { nowNs: () => this.probes.nowNs, unixMs: () => 1.7e12 + this.probes.nowNs / 1e6 },
      random: Math.random,
      onTransition: (_previous, report) =>
        this.changes.push({ vtepId: report.remoteVtepId!, state: report.state!, atMs: this.nowMs }),
      onClosed: (vtepId) => this.closed.push(vtepId),
      onRoundTrip: () => {},
      onFull: () => {},
      log: pino({ level: 'silent' }),
    });
    this.monitor.configure([key]);
    if (peers > 0) this.follow(...Array.from({ length: peers }, (_, i) => i + 1));
  }

  get nowMs(): number {
    return this.probes.nowNs / 1e6;
  }

  follow(...vtepIds: number[]): void {
    const peer = (vtepId: number): TunnelPeer => ({
      vtepId,
      nodeId: `h${vtepId}`,
      address: Uint8Array.of(192, 0, 2, vtepId),
      networks: new Map([
        [100, 1450],
        [200, 1400],
      ]),
    });
    this.monitor.follow(new Map(vtepIds.map((vtepId) => [vtepId, peer(vtepId)])), true);
  }

  run(ms: number): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.monitor.tick(0);
      this.probes.nowNs += TICK_MS * 1e6;
    }
    return this;
  }

  fate(vtepId: number, fate: (path: number, frameBytes: number) => ProbeFate): this {
    const others = this.probes.fate;
    this.probes.fate = (probe) => (probe.vtepId === vtepId ? fate(probe.path, probe.frameBytes) : others(probe));
    return this;
  }

  states(): number[] {
    return [...this.monitor.vtepIds()].map((vtepId) => this.monitor.report(vtepId)!.state!);
  }
}
const up = (peers: number, rate?: number) => {
  const watched = new Watched(peers, rate).run(rate === undefined ? 12_000 : 20_000);
  expect(new Set(watched.states())).toEqual(new Set([TUNNEL_UP]));
  watched.changes.length = 0;
  return watched;
};

describe('a cut', () => {
  test.each([
    [1, 500],
    [3, 500],
    [40, 500],
    [200, 500],
    [30, 20],
  ])('of one tunnel of %i at %i packets/s is told in the time that is promised, and of no other', (peers, rate) => {
    const watched = up(peers, rate).fate(1, () => 'out');
    const fromMs = watched.nowMs;
    const promisedMs = detectionMs(peers, rate, 0).idleMs;
    watched.run(promisedMs + TICK_MS);
    expect(watched.changes.map(({ vtepId, state }) => [vtepId, state])).toEqual([[1, TUNNEL_DOWN]]);
    expect(watched.changes[0]!.atMs - fromMs).toBeLessThanOrEqual(promisedMs);
  });

  test('of all tunnels at once stays within the rate, and all are told of', () => {
    const watched = up(100, 500);
    watched.probes.fate = () => 'back';
    const { sent } = watched.probes.counts;
    watched.run(5_000);
    expect(watched.probes.counts.sent - sent).toBeLessThanOrEqual(5 * 500);
    expect(watched.changes.filter(({ state }) => state === TUNNEL_DOWN)).toHaveLength(100);
  });

  test('is told although every other moment the agent does not run', () => {
    const watched = up(2).fate(1, () => 'out');
    const fromMs = watched.nowMs;
    while (watched.changes.length === 0 && watched.nowMs < fromMs + 10_000) {
      watched.run(60);
      watched.probes.nowNs += 60e6;
      watched.monitor.tick(60);
    }
    expect(watched.changes.map(({ vtepId, state }) => [vtepId, state])).toEqual([[1, TUNNEL_DOWN]]);
    expect(watched.nowMs - fromMs).toBeLessThan(2 * detectionMs(2, 500, 0).idleMs);
  });

  test('that ends is told within two seconds', () => {
    const watched = up(3)
      .fate(1, () => 'out')
      .run(5_000);
    watched.fate(1, () => 80_000).run(2_000);
    expect(watched.changes.map(({ state }) => state)).toEqual([TUNNEL_DOWN, TUNNEL_UP]);
  });
});

describe('no false alarm', () => {
  test('when the agent was stopped while nothing came through, and goes on when it does', () => {
    const watched = up(3);
    watched.probes.fate = () => 'out';
    watched.run(150);
    watched.probes.nowNs += 30e9;
    watched.probes.fate = () => 90_000;
    watched.monitor.tick(30_000);
    watched.run(3_000);
    expect(watched.changes).toEqual([]);
  });

  test('for a tunnel whose requests can no longer be sent: nothing is known of it', () => {
    const watched = up(2);
    watched.probes.tunnels.delete(1);
    watched.run(5_000);
    expect(watched.changes.map(({ state }) => state)).toEqual([]);
    expect(watched.monitor.states().get(TUNNEL_UNKNOWN)).toBe(1);
  });
});

test('loss is told by direction', () => {
  const watched = up(2);
  let n = 0;
  watched.fate(1, () => (++n % 50 === 0 ? 'out' : 90_000)).fate(2, () => (++n % 50 === 0 ? 'back' : 90_000));
  watched.run(9_000);
  const [one, two] = [1, 2].map((vtepId) => watched.monitor.report(vtepId)!);
  expect(one).toMatchObject({ state: TUNNEL_DEGRADED, reasons: [LOSS_OUT], lossBackPpm: 0 });
  expect(two).toMatchObject({ state: TUNNEL_DEGRADED, reasons: [LOSS_BACK], lossOutPpm: 0 });
  for (const ppm of [one!.lossOutPpm!, two!.lossBackPpm!]) {
    expect(ppm).toBeGreaterThan(5_000);
    expect(ppm).toBeLessThan(50_000);
  }
});

test('a path that is cut is named', () => {
  const watched = up(2)
    .fate(1, (path) => (path === 3 ? 'out' : 90_000))
    .run(3_000);
  expect(watched.monitor.report(1)).toMatchObject({ state: TUNNEL_DEGRADED, reasons: [PATH_CUT], deadPaths: [3] });
});

describe('the path MTU', () => {
  const limit = (mtu: number) => (_path: number, frameBytes: number) => (frameBytes > mtu + 14 ? 'out' : 90_000);

  test.each([2, 200])('of one tunnel of %i that shrinks by 100 bytes is told and found', (peers) => {
    const watched = up(peers).fate(1, limit(1350));
    watched.run(15_000);
    expect(watched.changes.map(({ vtepId, state }) => [vtepId, state])).toEqual([[1, TUNNEL_DEGRADED]]);
    expect(watched.monitor.report(1)).toMatchObject({
      reasons: [PATH_MTU],
      pathMtu: 1350,
      neededMtu: 1450,
      starvedVnis: [100, 200],
    });
    watched.fate(1, limit(1420)).run(60_000);
    expect(watched.monitor.report(1)).toMatchObject({ reasons: [PATH_MTU], pathMtu: 1420, starvedVnis: [100] });
    watched.fate(1, limit(1450)).run(60_000);
    expect(watched.monitor.report(1)).toMatchObject({ state: TUNNEL_UP, pathMtu: 1450, starvedVnis: [] });
  });

  test('is not blamed for what a cut is to blame for', () => {
    const watched = up(200)
      .fate(1, () => 'out')
      .run(30_000);
    expect(watched.changes.map(({ state }) => state)).toEqual([TUNNEL_DOWN]);
    watched.fate(1, () => 90_000).run(30_000);
    expect(watched.changes.map(({ state }) => state)).toEqual([TUNNEL_DOWN, TUNNEL_UP]);
  });
});

test('long round trips are waited for', () => {
  const watched = new Watched(2);
  watched.fate(1, () => 350e6).run(20_000);
  expect(watched.changes.map(({ state }) => state)).toEqual([TUNNEL_UP, TUNNEL_UP]);
  expect(watched.monitor.report(1)).toMatchObject({ lossOutPpm: 0, lossBackPpm: 0, rttLastNs: 350e6 });
  watched.changes.length = 0;
  watched.fate(1, () => 'back').run(3_000);
  expect(watched.changes.map(({ state }) => state)).toEqual([TUNNEL_DOWN]);
});

test('a tunnel of long round trips that is asked rarely is found to be cut as well', () => {
  const watched = new Watched(100, 50).run(60_000);
  watched.fate(1, () => 350e6).run(60_000);
  watched.changes.length = 0;
  watched.fate(1, () => 'out').run(30_000);
  expect(watched.changes.map(({ vtepId, state }) => [vtepId, state])).toEqual([[1, TUNNEL_DOWN]]);
});

test('tunnels are opened, kept and closed as the state says, also those of an earlier run', () => {
  const watched = new Watched(0);
  watched.probes.open(9, 1);
  watched.follow(1, 2);
  expect(watched.probes.opened().toSorted()).toEqual([1, 2]);
  watched.run(1_000).follow(2, 3);
  expect(watched.probes.opened().toSorted()).toEqual([2, 3]);
  expect(watched.closed).toEqual([1]);
  expect(watched.run(1_000).states()).toEqual([TUNNEL_UP, TUNNEL_UP]);
});

test('busy tunnels are asked more often when the budget is short', () => {
  const probes: number[] = [];
  const busy: Partial<PassiveTraffic> = { lastReceivedNs: (vtepId) => (vtepId <= 10 ? Number.MAX_SAFE_INTEGER : 0) };
  const watched = new Watched(400, 200, busy).run(30_000);
  watched.probes.fate = ({ vtepId, path }) => {
    if (path < 4) probes.push(vtepId);
    return 90_000;
  };
  watched.run(60_000);
  const perTunnel = (is: (vtepId: number) => boolean, tunnels: number) => probes.filter(is).length / tunnels;
  const ratio = perTunnel((id) => id <= 10, 10) / perTunnel((id) => id > 10, 390);
  expect(ratio).toBeGreaterThan(6.5);
  expect(ratio).toBeLessThan(9.5);
});

test('without keys, or at rate 0, nothing is sent and nothing known', () => {
  const none = new Watched(2, 0).run(2_000);
  expect([none.probes.counts.sent, none.states()]).toEqual([0, [TUNNEL_UNKNOWN, TUNNEL_UNKNOWN]]);
  const watched = up(2);
  watched.monitor.configure([]);
  const { sent } = watched.probes.counts;
  watched.run(2_000);
  expect(watched.probes.counts.sent).toBe(sent);
  expect(watched.changes.map(({ state }) => state)).toEqual([TUNNEL_UNKNOWN, TUNNEL_UNKNOWN]);
});
