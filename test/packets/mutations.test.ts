/** Mutated frames of all fixtures through the real programs: each ends as something that is known, and is counted. */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BpfError, type BpfProgram, close } from '../../node-agent/src/datapath/bpf/native.js';
import { testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { checksumsRepaired, type Mutation, someMutation } from '../fuzz/mutations.js';
import { fewest } from '../fuzz/shrink.js';
import { pick, seededRandom } from '../model/random.js';
import { withPairs } from './discovery-topology.js';
import { type Fixture, runFrame } from './fixture.js';
import { arpFixtures } from './fixtures/arp.js';
import { broadcastFixtures } from './fixtures/broadcast.js';
import { dhcpFixtures, giveDhcp } from './fixtures/dhcp.js';
import { discoveryFixtures } from './fixtures/discovery.js';
import { dualStackFixtures } from './fixtures/dual-stack.js';
import { fabric } from './fixtures/fabric.js';
import { gatewayFixtures, unroutable } from './fixtures/gateways.js';
import { gateways6 } from './fixtures/gateways6.js';
import { routingFixtures } from './fixtures/routing.js';
import { spoofing } from './fixtures/spoofing.js';
import { unicast } from './fixtures/unicast.js';
import { markKernelLog } from './namespace.js';
import type { Node } from './node.js';
import { blue, g1 as globexRouted, l1, makeRoutedNode, r1, red } from './routed-topology.js';
import { type Counted, Tally } from './tally.js';
import { a1, acme, arrange, g1, g2, here, makeNode, there } from './topology.js';
import { families, loadXdp, openToXdp, useFamily, wrap, Xdp, xdpPrograms } from './underlay-programs.js';

/** Mutated frames per test; WEFT_MUTATIONS: more of them. */
const runs = Number(process.env['WEFT_MUTATIONS'] ?? 3_000);
const seed = 0x77656674;
/** Test runs take a little under a page. */
const LARGEST = 3_400;

type Result = 'pass' | 'redirect' | 'consumed' | 'delivered';
/** A frame to begin with, and where its mutations begin. */
interface Seed {
  readonly name: string;
  readonly frame: Buffer;
  readonly from: number;
}
/** Runs a frame. @throws Error saying what is wrong with what came of it */
type Trial = (frame: Buffer, seed: Seed, gsoSize: number) => Result;

/** The kernel makes no packet of IP that is shorter than its header. */
const isRefused = (error: unknown) => error instanceof BpfError && error.errno === 'EINVAL';
const mutate = (frame: Buffer, mutations: readonly Mutation[]) =>
  mutations.reduce((changing, { apply }) => apply(changing), frame).subarray(0, LARGEST);

/** Runs mutations of the corpus; how often each result came. What fails is told with as few mutations as fail. */
async function fuzz(corpus: readonly Seed[], trial: Trial): Promise<Record<Result | 'refused', number>> {
  const random = seededRandom(seed);
  const kernel = markKernelLog();
  const seen = { pass: 0, redirect: 0, consumed: 0, delivered: 0, refused: 0 };
  for (let i = 0; i < runs; i++) {
    // What the kernel's answers were read into is given back between turns of the event loop only.
    if (i % 100 === 0) await setImmediate();
    const one = pick(random, corpus);
    const mutations = Array.from({ length: 1 + Math.floor(random() * 3) }, () => someMutation(random, one.from));
    if (random() < 0.5) mutations.push(checksumsRepaired(one.from));
    const gsoSize = random() < 0.1 ? 1 + Math.floor(random() * 2_000) : 0;
    const attempt = (some: readonly Mutation[]): unknown => {
      try {
        seen[trial(mutate(one.frame, some), one, gsoSize)]++;
        return null;
      } catch (error) {
        if (!isRefused(error)) return error;
        seen.refused++;
        return null;
      }
    };
    const cause = attempt(mutations);
    if (!cause) continue;
    const fewer = await fewest(mutations, (some) => attempt(some) !== null);
    const words = fewer.map(({ what }) => what).join(', ');
    const hex = mutate(one.frame, fewer).toString('hex');
    throw new Error(`run ${i} of seed ${seed}, ${one.name}: ${words} (GSO ${gsoSize}): ${hex}`, { cause });
  }
  expect(kernel.troubleSince()).toEqual([]);
  return seen;
}

/** The VNI in which a frame leaves for another node; null: it does not. */
function tunnelVni(out: Buffer): number | null {
  const isTunnel = out.length >= 64 && out.readUInt16BE(12) === 0x0800 && out[23] === 17;
  return isTunnel && out.subarray(26, 30).join('.') === here.ip && out.readUInt16BE(36) === 4789
    ? out.readUIntBE(46, 3)
    : null;
}

/** Of what a port sends: it is counted once as sent, or once as dropped; it leaves in its tenant's VNIs only, and never to the host. */
function fromPort(node: Node, devices: ReadonlyMap<string, string>, vnis: readonly number[]): Trial {
  const tally = new Tally(node);
  return (frame, { name }, gsoSize) => {
    tally.news();
    const { verdict, out } = runFrame(node, { program: 'from_port', on: devices.get(name) ?? '', frame, gsoSize });
    const { sent, dropped } = tally.news();
    if (sent > 1 || (sent === 0 && dropped !== 1)) throw new Error(`sent ${sent}, dropped ${dropped}`);
    if (verdict === 'pass' || verdict === 'delivered') throw new Error(verdict);
    const vni = tunnelVni(out);
    if (verdict === 'redirect' && vni !== null && !vnis.includes(vni)) throw new Error(`leaves in VNI ${vni}`);
    return verdict;
  };
}

/** Of what comes from the fabric: what is delivered, dropped or left to the host is counted so, and left to the host as it was. */
function explained(result: Result, isSame: boolean, { sent, received, dropped }: Counted): Result {
  const right = {
    pass: isSame && received === 0 && dropped === 0,
    redirect: received === 1 && dropped === 0,
    consumed: received + dropped > 0,
    delivered: false,
  };
  if (!right[result] || sent > 0) throw new Error(`${result}: sent ${sent}, received ${received}, dropped ${dropped}`);
  return result;
}

const seeds = (fixtures: readonly Fixture[]): Seed[] => fixtures.map(({ name, frame }) => ({ name, frame, from: 0 }));
const places = (fixtures: readonly Fixture[]) => new Map(fixtures.map(({ name, on }) => [name, on]));
/** What the ports of other tenants were given, and what was dropped on them. */
const counted = (node: Node, ports: readonly { slot: number }[]) =>
  ports.map(({ slot }) => node.counts()[slot] ?? null);

describe('one network', () => {
  let node: Node;
  let xdp: Readonly<Record<string, BpfProgram>>;
  beforeAll(() => {
    node = makeNode();
    xdp = loadXdp(node);
  });
  afterAll(() => {
    for (const program of Object.values(xdp ?? {})) close(program);
    node?.close();
    node?.netns.delete();
  });
  const globex = [g1, g2];
  const isA1 = ({ program, on }: Fixture) => program === 'from_port' && on === a1.device;

  test.each([
    ['IPv4 and ARP', [unicast, arpFixtures, spoofing, broadcastFixtures], arrange],
    ['both families, with pairs', [dualStackFixtures, discoveryFixtures, unicast], withPairs],
    ['DHCP', [dhcpFixtures], giveDhcp],
  ] as const)('what a port sends: %s', async (_, groups, given) => {
    arrange(node);
    given(node);
    node.resetCounts();
    const corpus = (groups as readonly (readonly Fixture[])[]).flat().filter(isA1);
    const seen = await fuzz(seeds(corpus), fromPort(node, places(corpus), [acme]));
    expect(counted(node, globex)).toEqual([null, null]);
    expect(seen.redirect).toBeGreaterThan(runs / 50);
    expect(seen.consumed).toBeGreaterThan(runs / 4);
  });

  /** What other nodes send, with the same inside over both families. */
  const isFromThere = ({ frame }: Fixture) => frame.length > 64 && frame.subarray(26, 30).join('.') === there.ip;
  const tunnels = fabric.filter((f) => f.program === 'from_underlay' && isFromThere(f));
  const inside = (frame: Buffer) => (tunnelVniOf(frame) === acme ? frame.subarray(50) : null);
  const tunnelVniOf = (frame: Buffer) => (frame.readUInt16BE(36) === 4789 ? frame.readUIntBE(46, 3) : null);

  describe.each(families)('over $name', (family) => {
    const plain = seeds(tunnels).map((one) => {
      const inner = family.name === 'IPv6' ? inside(one.frame) : null;
      return inner ? { ...one, frame: wrap(family, inner) } : one;
    });
    const corpus = plain.flatMap((one) => [one, { ...one, from: family.bytes }]);
    const prepare = () => {
      arrange(node);
      useFamily(node, family);
      node.resetCounts();
      return new Tally(node);
    };

    test('what comes in on the underlay', async () => {
      const tally = prepare();
      const seen = await fuzz(corpus, (frame, _, gsoSize) => {
        const { verdict, out } = runFrame(node, { program: 'from_underlay', on: 'underlay', frame, gsoSize });
        return explained(verdict, out.equals(frame), tally.news());
      });
      expect(counted(node, globex)).toEqual([null, null]);
      expect(seen.redirect).toBeGreaterThan(runs / 50);
      expect(seen.consumed).toBeGreaterThan(runs / 10);
      expect(seen.pass).toBeGreaterThan(runs / 10);
    });

    test.each(xdpPrograms)('the same in XDP: %s', async (program) => {
      const tally = prepare();
      openToXdp(node);
      const results: Readonly<Record<number, Result>> = {
        [Xdp.DROP]: 'consumed',
        [Xdp.PASS]: 'pass',
        [Xdp.REDIRECT]: 'redirect',
      };
      const found = xdp[program];
      if (!found) throw new Error(`no program ${program}`);
      const seen = await fuzz(corpus, (frame) => {
        const { retval, dataOut } = testRun(found, { data: frame, netns: node.netns.path });
        const result = results[retval];
        if (!result) throw new Error(`returned ${retval}`);
        return explained(result, dataOut.equals(frame), tally.news());
      });
      expect(counted(node, globex)).toEqual([null, null]);
      if (program === 'underlay_native') expect(seen.redirect).toBeGreaterThan(runs / 200);
      expect(seen.consumed).toBeGreaterThan(runs / 50);
      expect(seen.pass).toBeGreaterThan(runs / 10);
    });
  });
});

describe('routed networks', () => {
  let node: Node;
  beforeAll(() => {
    node = makeRoutedNode();
  });
  afterAll(() => {
    node?.close();
    node?.netns.delete();
  });

  test('what a port sends to its gateway', async () => {
    node.resetCounts();
    const groups = [...gatewayFixtures, ...routingFixtures].map(([, fixtures]) => fixtures);
    const corpus = [...groups.flat(), ...unroutable, ...gateways6].filter(({ on }) => on === r1.device);
    const seen = await fuzz(seeds(corpus), fromPort(node, places(corpus), [red, blue]));
    expect(counted(node, [globexRouted, l1])).toEqual([null, null]);
    expect(seen.redirect).toBeGreaterThan(runs / 20);
    expect(seen.consumed).toBeGreaterThan(runs / 4);
  });
});
