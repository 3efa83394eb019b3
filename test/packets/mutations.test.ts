import { afterAll, beforeAll, expect, test } from 'vitest';
import { BpfError } from '../../node-agent/src/datapath/bpf/native.js';
import { type Fixture, type Outcome, runFrame } from './fixture.js';
import { arpFixtures } from './fixtures/arp.js';
import { fabric } from './fixtures/fabric.js';
import { spoofing } from './fixtures/spoofing.js';
import { unicast } from './fixtures/unicast.js';
import { markKernelLog } from './namespace.js';
import type { Node } from './node.js';
import { a1, acme, g1, g2, here, makeNode, there } from './topology.js';

/** Mutations per program. */
const runs = 60_000;
const seed = 0x77656674;

let node: Node;
beforeAll(() => {
  node = makeNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});

/** mulberry32: the same numbers for the same seed, on every machine. */
function randomFrom(state: number): (below: number) => number {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Offsets of fields that say a length or a type, in a frame and in one inside VXLAN. */
const lengthFields = [14, 16, 20, 38, 46, 64, 66, 88];
type Mutation = (frame: Buffer, random: (below: number) => number) => Buffer;
const mutations: Mutation[] = [
  // Cut off.
  (frame, random) => frame.subarray(0, 14 + random(frame.length - 14)),
  // Flip bits anywhere.
  (frame, random) => {
    for (let i = 0; i <= random(8); i++) frame[random(frame.length)]! ^= 1 << random(8);
    return frame;
  },
  // Flip one bit of the headers, the Ethernet addresses left alone.
  (frame, random) => {
    const at = 12 + random(Math.min(frame.length, 100) - 12);
    frame[at]! ^= 1 << random(8);
    return frame;
  },
  // Lie about a length or a type.
  (frame, random) => {
    const at = lengthFields[random(lengthFields.length)]!;
    if (at + 2 <= frame.length)
      frame.writeUInt16BE([0, 1, 19, 20, 0x4500, 0x4f00, 0xffff, random(65536)][random(8)]!, at);
    return frame;
  },
  // Append or insert.
  (frame, random) => {
    const at = random(2) ? frame.length : 14 + random(frame.length - 14);
    return Buffer.concat([frame.subarray(0, at), Buffer.alloc(1 + random(64), random(256)), frame.subarray(at)]);
  },
  // Take bytes out of the middle.
  (frame, random) => {
    const at = 12 + random(frame.length - 12);
    return Buffer.concat([frame.subarray(0, at), frame.subarray(Math.min(frame.length, at + 1 + random(20)))]);
  },
];

function mutate(frame: Buffer, random: (below: number) => number): Buffer {
  let mutated = Buffer.from(frame);
  for (let i = 0; i <= random(3); i++) {
    const next = mutations[random(mutations.length)]!(mutated, random);
    if (next.length >= 14) mutated = Buffer.from(next);
  }
  return mutated;
}

/** Runs the mutations and checks every outcome; how often each verdict came. */
function runMutations(
  corpus: readonly Fixture[],
  check: (frame: Buffer, outcome: Outcome) => void,
): Record<string, number> {
  const random = randomFrom(seed);
  const seen: Record<string, number> = {};
  for (let i = 0; i < runs; i++) {
    const fixture = corpus[random(corpus.length)]!;
    const frame = mutate(fixture.frame, random);
    const gsoSize = random(8) === 0 ? 1 + random(2000) : 0;
    try {
      const outcome = runFrame(node, { ...fixture, frame, gsoSize });
      seen[outcome.verdict] = (seen[outcome.verdict] ?? 0) + 1;
      check(frame, outcome);
    } catch (error) {
      // The kernel makes no packet of IPv4 that is shorter than its header.
      if (!(error instanceof BpfError && error.errno === 'EINVAL')) {
        throw new Error(`mutation ${i} of seed ${seed}, ${fixture.name}: ${frame.toString('hex')}`, { cause: error });
      }
      seen['refused'] = (seen['refused'] ?? 0) + 1;
    }
  }
  return seen;
}

/** Frames that the other tenant's ports were given. */
const received = () => [g1, g2].map(({ slot }) => node.counts()[slot]?.received ?? null);

test(`${runs} mutations of what a port sends: no crash, nothing for another tenant, nothing for the host`, () => {
  const kernel = markKernelLog();
  node.resetCounts();
  const corpus = [...unicast, ...arpFixtures, ...spoofing].filter((f) => f.on === a1.device && !f.given);
  const seen = runMutations(corpus, (frame, { verdict, out }) => {
    expect(verdict).not.toBe('pass');
    // What leaves for another node carries the port's own VNI, to the VTEP that the FDB names.
    if (verdict === 'redirect' && out.length === frame.length + 50) {
      expect(out.readUIntBE(14 + 20 + 8 + 4, 3)).toBe(acme);
      expect([...out.subarray(14 + 12, 14 + 20)].join('.')).toBe(`${here.ip}.${there.ip}`);
    } else {
      expect(out.length).toBe(frame.length);
    }
  });
  expect(received()).toEqual([null, null]);
  expect(kernel.troubleSince()).toEqual([]);
  // The mutations reach both ends of the program.
  expect(seen['redirect']).toBeGreaterThan(runs / 20);
  expect(seen['consumed']).toBeGreaterThan(runs / 4);
});

test(`${runs} mutations of what comes in on the underlay: no crash, nothing for another tenant`, () => {
  const kernel = markKernelLog();
  node.resetCounts();
  const fromThere = (f: Fixture) => f.frame.length > 34 && f.frame.subarray(26, 30).join('.') === there.ip;
  const corpus = fabric.filter((f) => f.program === 'from_underlay' && !f.given && fromThere(f));
  const seen = runMutations(corpus, (frame, { verdict, out }) => {
    if (verdict === 'pass') expect(out.equals(frame)).toBe(true);
    if (verdict === 'redirect') expect(out.length).toBe(frame.length - 50);
  });
  expect(received()).toEqual([null, null]);
  expect(kernel.troubleSince()).toEqual([]);
  expect(seen['redirect']).toBeGreaterThan(runs / 100);
  expect(seen['consumed']).toBeGreaterThan(runs / 10);
  expect(seen['pass']).toBeGreaterThan(runs / 10);
});
