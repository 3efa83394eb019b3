import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { JUDGED_PATHS, OPENING_NS, TunnelJudge } from './judge.js';
import { CLEAR_REQUESTS, LOSS_ENTER, WINDOW_REQUESTS } from './loss-window.js';
import { DOWN_REQUESTS, DOWN_SPAN_MS, TIMEOUT_MS } from './schedule.js';

const { TUNNEL_UNKNOWN, TUNNEL_UP, TUNNEL_DEGRADED, TUNNEL_DOWN } = weft.v1.TunnelState;
const { NO_REPLY, LOSS_OUT, LATENCY, PATH_CUT, PATH_MTU } = weft.v1.TunnelReason;
const TRIP_NS = 100_000;

/** A judge that hears of one request after the other, `intervalMs` apart, as the monitor tells it. */
class Asked {
  readonly judge: TunnelJudge;
  readonly intervalNs: number;
  /** When the next request is sent. */
  nowNs = 1e9;
  sent = 0;
  readonly changes: number[] = [];

  constructor(intervalMs: number, everReplied = true) {
    this.judge = new TunnelJudge(this.nowNs, everReplied);
    this.intervalNs = intervalMs * 1e6;
  }

  /** One request of the path whose turn it is. */
  ask(outcome: 'answered' | 'lost' | 'void', tripNs = TRIP_NS): void {
    const path = this.sent++ % JUDGED_PATHS;
    const sentNs = this.nowNs;
    this.nowNs += this.intervalNs;
    const judgedNs = sentNs + TIMEOUT_MS * 1e6;
    if (outcome === 'answered') {
      this.judge.roundTrips.add(sentNs + tripNs, tripNs);
      this.judge.answered(path, sentNs + tripNs, judgedNs);
    } else if (outcome === 'lost') this.judge.lost(path, sentNs, judgedNs);
    if (this.judge.decide(judgedNs)) this.changes.push(this.judge.state);
  }

  ask_(count: number, outcome: 'answered' | 'lost' | 'void', tripNs?: number): this {
    for (let i = 0; i < count; i++) this.ask(outcome, tripNs);
    return this;
  }
}
const up = (intervalMs = 100) => {
  const asked = new Asked(intervalMs).ask_(5, 'answered');
  expect(asked.judge.state).toBe(TUNNEL_UP);
  asked.changes.length = 0;
  return asked;
};
/** Requests that are lost before DOWN is told, at this interval. */
const enough = (intervalMs: number) => Math.max(DOWN_REQUESTS, Math.ceil(DOWN_SPAN_MS / intervalMs) + 1);
const intervalMs = fc.constantFrom(10, 25, 100, 2000);

describe('no reply', () => {
  test('three in a row, over 200 ms at least, are DOWN from any state; fewer are not', () => {
    fc.assert(
      fc.property(
        intervalMs,
        fc.array(fc.constantFrom('answered', 'lost', 'void'), { maxLength: 60 }),
        (ms, before) => {
          const asked = up(ms);
          for (const outcome of before) asked.ask(outcome as 'lost');
          asked.ask_(3, 'answered');
          const rose = asked.judge.state !== TUNNEL_DOWN;
          asked.ask_(enough(ms) - 1, 'lost');
          if (rose) expect(asked.judge.state).not.toBe(TUNNEL_DOWN);
          asked.ask('lost');
          expect(asked.judge.state).toBe(TUNNEL_DOWN);
          expect(asked.judge.reasons).toEqual([NO_REPLY]);
        },
      ),
    );
  });

  test('two replies in a row end it, and what was lost is not told as loss', () => {
    const asked = up(10).ask_(200, 'lost').ask_(2, 'answered');
    expect(asked.changes).toEqual([TUNNEL_DOWN, TUNNEL_UP]);
    asked.ask_(2000, 'answered');
    expect(asked.changes).toEqual([TUNNEL_DOWN, TUNNEL_UP]);
  });

  test('requests that were sent while it was down, and are judged when it is up again, are no loss either', () => {
    const { judge, nowNs } = up(10).ask_(50, 'lost');
    const replyNs = nowNs + 100e6;
    for (const path of [0, 1]) judge.answered(path, replyNs, replyNs + 1e6);
    judge.decide(replyNs + 2e6);
    for (let i = 0; i < 8; i++) judge.lost(i % 4, replyNs - (8 - i) * 1e6, replyNs + 150e6);
    judge.decide(replyNs + 150e6);
    expect(judge.state).toBe(TUNNEL_UP);
  });

  test('a reply to any request that comes in between begins the count anew, in whatever order it is told', () => {
    const { judge } = up(100);
    const at = (ms: number) => 10e9 + ms * 1e6;
    judge.lost(0, at(0), at(200));
    judge.answered(2, at(150), at(250));
    judge.lost(1, at(100), at(300));
    judge.lost(3, at(200), at(400));
    judge.lost(0, at(400), at(600));
    judge.decide(at(600));
    expect(judge.state).not.toBe(TUNNEL_DOWN);
    judge.lost(1, at(500), at(700));
    judge.decide(at(700));
    expect(judge.state).toBe(TUNNEL_DOWN);
  });

  test('flapping is bounded: whatever happens, it goes down at most 12 times in ten seconds', () => {
    const burst = fc.record({ lost: fc.integer({ min: 0, max: 60 }), answered: fc.integer({ min: 0, max: 80 }) });
    fc.assert(
      fc.property(fc.array(burst, { minLength: 50, maxLength: 200 }), (bursts) => {
        const asked = up(10);
        const downNs: number[] = [];
        for (const { lost, answered } of bursts) {
          for (const [count, outcome] of [
            [lost, 'lost'],
            [answered, 'answered'],
          ] as const)
            for (let i = 0; i < count; i++) {
              const before = asked.judge.state;
              asked.ask(outcome);
              if (before !== TUNNEL_DOWN && asked.judge.state === TUNNEL_DOWN) downNs.push(asked.nowNs);
            }
        }
        for (const [i, ns] of downNs.entries()) expect(ns - (downNs[i - 12] ?? -Infinity)).toBeGreaterThan(10e9);
      }),
      { numRuns: 50 },
    );
  });

  test('a tunnel that never answered is unknown for five seconds, then down', () => {
    const asked = new Asked(100, false).ask_(OPENING_NS / 100e6, 'lost');
    expect(asked.judge.state).toBe(TUNNEL_UNKNOWN);
    expect(asked.ask_(1, 'lost').judge.state).toBe(TUNNEL_DOWN);
  });
});

describe('no alarm', () => {
  test('from any sequence with fewer losses than the threshold in every window, and no three in a row', () => {
    const gap = fc.integer({ min: Math.ceil(WINDOW_REQUESTS / (LOSS_ENTER - 1)), max: 1_200 });
    const kind = fc.constantFrom('lost', 'void');
    fc.assert(
      fc.property(intervalMs, fc.array(fc.tuple(gap, kind), { minLength: 1, maxLength: 12 }), (ms, losses) => {
        const asked = up(ms);
        for (const [answered, outcome] of losses) asked.ask_(answered, 'answered').ask(outcome as 'lost');
        expect(asked.changes).toEqual([]);
      }),
    );
  });

  test('from what is void, however much of it there is', () => {
    expect(up(10).ask_(1000, 'void').ask_(1, 'lost').ask_(100, 'void').changes).toEqual([]);
  });
});

describe('loss', () => {
  test('three of 600 are told; it is over when 1,000 have passed with one at most', () => {
    const asked = up(10);
    for (let i = 0; i < LOSS_ENTER; i++) asked.ask_(199, 'answered').ask('lost');
    asked.ask('answered');
    expect(asked.changes).toEqual([TUNNEL_DEGRADED]);
    asked.ask_(CLEAR_REQUESTS - 202, 'answered');
    expect(asked.judge.state).toBe(TUNNEL_DEGRADED);
    asked.ask_(2, 'answered');
    expect(asked.changes).toEqual([TUNNEL_DEGRADED, TUNNEL_UP]);
  });

  test('the direction is named once it is known', () => {
    const { judge, nowNs } = up(10);
    for (const path of [0, 1, 2]) judge.lost(path, nowNs, nowNs + 200e6);
    for (const path of [0, 1, 2, 3]) judge.answered(path, nowNs + 201e6, nowNs + 210e6);
    for (const path of [0, 1, 2]) judge.losses.attribute(path, 1);
    judge.decide(nowNs + 210e6);
    expect(judge.reasons).toEqual([LOSS_OUT]);
    expect(judge.losses.count(WINDOW_REQUESTS, new Set())).toEqual({ all: 3, out: 3, back: 0 });
  });

  test('at 1 % and 10 ms it is found within 9.5 s in more than 99 of 100 cases', () => {
    // A generator of its own: the same figures each time.
    let seed = 42;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    const found = (share: number, requests: number) => {
      const lost: number[] = [];
      for (let n = 0; n < requests; n++) {
        if (random() >= share) continue;
        lost.push(n);
        if (n - (lost.at(-LOSS_ENTER) ?? -Infinity) < WINDOW_REQUESTS) return true;
      }
      return false;
    };
    const trials = 5_000;
    const hits = Array.from({ length: trials }, () => found(0.01, 950)).filter(Boolean).length;
    expect(hits / trials).toBeGreaterThan(0.99);
  });
});

describe('round trips', () => {
  test('5 ms more are told within 3 s at 10 ms, and over when they are gone', () => {
    const asked = up(10).ask_(1000, 'answered');
    const from = asked.nowNs;
    while (asked.judge.state !== TUNNEL_DEGRADED) asked.ask('answered', TRIP_NS + 5e6);
    expect(asked.nowNs - from).toBeLessThan(3e9);
    expect(asked.judge.reasons).toEqual([LATENCY]);
    asked.ask_(400, 'answered');
    expect(asked.judge.state).toBe(TUNNEL_UP);
  });

  test('spikes of less than half of all are not told', () => {
    const asked = up(10).ask_(1000, 'answered');
    for (let i = 0; i < 5_000; i++) asked.ask('answered', i % 5 < 2 ? 50e6 : TRIP_NS);
    expect(asked.changes).toEqual([]);
  });

  test('less than 2 ms or less than half are not told', () => {
    const fast = up(10).ask_(1000, 'answered').ask_(1000, 'answered', 1.9e6);
    const slow = up(10).ask_(1000, 'answered', 20e6).ask_(1000, 'answered', 28e6);
    expect([fast.changes, slow.changes]).toEqual([[], []]);
  });
});

describe('paths', () => {
  test('one of four that is cut is named, is no loss, and is back after two replies', () => {
    const asked = up(10);
    for (let i = 0; i < 400; i++) asked.ask(asked.sent % 4 === 2 ? 'lost' : 'answered');
    expect(asked.judge.state).toBe(TUNNEL_DEGRADED);
    expect(asked.judge.reasons).toEqual([PATH_CUT]);
    expect(asked.judge.deadPaths).toEqual([2]);
    asked.ask_(12, 'answered');
    expect(asked.judge.deadPaths).toEqual([]);
    asked.ask_(1000, 'answered');
    expect(asked.judge.state).toBe(TUNNEL_UP);
  });

  test('no path is named when the tunnel as a whole was cut for a while', () => {
    for (const lost of [10, 20, 30, 100]) {
      const asked = up(10).ask_(lost, 'lost').ask_(100, 'answered');
      expect(asked.judge.deadPaths).toEqual([]);
    }
  });
});

test('a path MTU that is too small is a degradation, behind loss', () => {
  const asked = up(100);
  asked.judge.pathMtuTooSmall = true;
  asked.ask('answered');
  expect(asked.judge.reasons).toEqual([PATH_MTU]);
});

test('nothing is known after forgetting, until requests are answered again', () => {
  const asked = up(100);
  asked.judge.forget();
  expect(asked.judge.state).toBe(TUNNEL_UNKNOWN);
  expect(asked.ask_(3, 'answered').judge.state).toBe(TUNNEL_UP);
});
