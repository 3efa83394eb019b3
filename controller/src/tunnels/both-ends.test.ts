import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { type End, joinEnds } from './both-ends.js';
import { timestampOf } from './tick-clock.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { LATENCY, LOSS_BACK, LOSS_OUT, NO_REPLY, PATH_CUT, PATH_MTU } = weft.v1.TunnelReason;

const now = 1_700_000_000_000;
const interval = 100;
/** The last reply of a tunnel that was found down now. */
const lastReply = timestampOf(now - 450);

type Kind = 'nothing' | 'unknown' | 'up' | 'degraded' | 'hears' | 'deaf';
const kinds: readonly Kind[] = ['nothing', 'unknown', 'up', 'degraded', 'hears', 'deaf'];

/** One end in one of the six ways that matter: the last two are down. */
function end(nodeId: string, kind: Kind, more: Partial<weft.v1.TunnelReport.$Properties> = {}): End {
  const figures = { intervalMs: interval, lastReply, lossOutPpm: 0, lossBackPpm: 0, ...more };
  const reports: Record<Kind, weft.v1.TunnelReport.$Properties | null> = {
    nothing: null,
    unknown: { state: TUNNEL_UNKNOWN, ...figures },
    up: { state: TUNNEL_UP, ...figures },
    degraded: { state: TUNNEL_DEGRADED, reasons: [LOSS_OUT], ...figures, lossOutPpm: 31_000 },
    hears: { state: TUNNEL_DOWN, reasons: [NO_REPLY], lastHeard: timestampOf(now - 60), ...figures },
    deaf: { state: TUNNEL_DOWN, reasons: [NO_REPLY], lastHeard: timestampOf(now - 500), ...figures },
  };
  return { nodeId, report: reports[kind], toldMs: now };
}

const cutAToB = 'a hears b, b does not hear a: the direction a to b is cut';
const cutBToA = 'b hears a, a does not hear b: the direction b to a is cut';
const off = (node: string, other: string) =>
  `${other} hears nothing of ${node}, and what ${node} knows is missing or out of date: ${node} is off, or cut off`;
const maybe = (from: string, to: string) =>
  `${from} hears ${to} but gets no replies: the direction ${from} to ${to} is cut, or ${to} does not answer`;
const oneSided = (from: string, to: string) => `${from} gets no replies from ${to}; ${to} has not found it down so far`;
const missing = (node: string) => `; what ${node} knows is missing or out of date`;
const lost = (from: string, to: string) => `3.10 % of packets from ${from} to ${to} are lost`;
const nobody = 'too little is known of either end';
const passes = 'packets pass in both directions';
const neither = 'neither end hears the other: both directions are cut';
const noReplies = "a and b hear each other's requests, but no replies return";

/** What is said of each combination: a's way down, b's across, in the order of `kinds`. */
const said: Record<Kind, readonly string[]> = {
  nothing: [nobody, nobody, passes + missing('a'), lost('b', 'a') + missing('a'), maybe('b', 'a'), off('a', 'b')],
  unknown: [nobody, nobody, passes + missing('a'), lost('b', 'a') + missing('a'), maybe('b', 'a'), off('a', 'b')],
  up: [passes + missing('b'), passes + missing('b'), passes, lost('b', 'a'), oneSided('b', 'a'), oneSided('b', 'a')],
  degraded: [
    lost('a', 'b') + missing('b'),
    lost('a', 'b') + missing('b'),
    lost('a', 'b'),
    `${lost('a', 'b')}; ${lost('b', 'a')}`,
    oneSided('b', 'a'),
    oneSided('b', 'a'),
  ],
  hears: [maybe('a', 'b'), maybe('a', 'b'), oneSided('a', 'b'), oneSided('a', 'b'), noReplies, cutAToB],
  deaf: [off('b', 'a'), off('b', 'a'), oneSided('a', 'b'), oneSided('a', 'b'), cutBToA, neither],
};

describe('what both ends know of a tunnel', () => {
  for (const a of kinds) {
    for (const [i, b] of kinds.entries()) {
      it(`is put into words when a's view is ${a} and b's is ${b}`, () => {
        const joined = joinEnds(end('a', a), end('b', b));
        const down = [a, b].some((kind) => kind === 'hears' || kind === 'deaf');
        const graver = [a, b].includes('degraded')
          ? TUNNEL_DEGRADED
          : [a, b].includes('up')
            ? TUNNEL_UP
            : TUNNEL_UNKNOWN;
        expect(joined.state).toBe(down ? TUNNEL_DOWN : graver);
        expect(joined.diagnosis).toBe(said[a][i]);
      });
    }
  }

  it('says that all is lost in a direction that is cut, and of the other what is known', () => {
    const cut = joinEnds(end('a', 'hears', { lossBackPpm: 7_000 }), end('b', 'deaf'));
    expect([cut.lossAToBPpm, cut.lossBToAPpm]).toEqual([1_000_000, 7_000]);
    const both = joinEnds(end('a', 'deaf'), end('b', 'deaf'));
    expect([both.lossAToBPpm, both.lossBToAPpm]).toEqual([1_000_000, 1_000_000]);
  });

  it('has the loss of a direction from the end that counted more of it', () => {
    const joined = joinEnds(
      end('a', 'up', { lossOutPpm: 10, lossBackPpm: 400 }),
      end('b', 'up', { lossOutPpm: 30, lossBackPpm: 2_000 }),
    );
    expect([joined.lossAToBPpm, joined.lossBToAPpm]).toEqual([2_000, 400]);
  });

  it('has it from the only end that is answered', () => {
    const joined = joinEnds(end('a', 'deaf', { lossOutPpm: 900_000 }), end('b', 'up', { lossBackPpm: 5 }));
    expect(joined.lossAToBPpm).toBe(5);
    expect(joinEnds(end('a', 'nothing'), end('b', 'up', { lossOutPpm: 8 })).lossBToAPpm).toBe(8);
  });

  it('says why it is degraded, for each end', () => {
    const slow = {
      reasons: [LATENCY, PATH_MTU],
      rttP50Ns: 7_200_000,
      rttReferenceNs: 2_100_000,
      pathMtu: 1_400,
      neededMtu: 1_450,
    };
    const cutPath = { reasons: [LOSS_BACK, PATH_CUT], deadPaths: [2], lossBackPpm: 250_000, lossOutPpm: 0 };
    const a = end('a', 'up', { state: TUNNEL_DEGRADED, ...slow });
    const b = end('b', 'up', { state: TUNNEL_DEGRADED, ...cutPath });
    expect(joinEnds(a, b).diagnosis).toBe(
      [
        '25 % of packets from a to b are lost',
        'round trips from a take 7.20 ms, formerly 2.10 ms',
        'from a to b packets of 1400 bytes pass, of 1450 that are needed',
        '1 of 4 paths from b to a are cut (2)',
      ].join('; '),
    );
  });

  it("takes a tenant's packets for hearing the other end, and nothing that is old", () => {
    const traffic = { lastHeard: null, lastTraffic: timestampOf(now - 20) };
    const longDown = { ...traffic, lastReply: timestampOf(now - 2_000) };
    expect(joinEnds(end('a', 'deaf', longDown), end('b', 'deaf')).diagnosis).toBe(cutAToB);
    // Counters are read once a second: these packets may have come before the cut.
    expect(joinEnds(end('a', 'deaf', traffic), end('b', 'deaf')).diagnosis).toBe(neither);
    const old = { lastReply: timestampOf(now - 60_000), lastHeard: timestampOf(now - 10_000) };
    expect(joinEnds(end('a', 'deaf', old), end('b', 'deaf')).diagnosis).toBe(neither);
  });
});
