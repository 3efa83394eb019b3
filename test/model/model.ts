import type { XdpMode } from '../../node-agent/src/links/uplinks.js';
import { type Case, sentAs, simpler, someCase, wordsOf } from './cases.js';
import { FOREIGN_VNI, Model } from './frame-model.js';
import { seededRandom } from './random.js';
import { changed, describe, nothing, type Topology } from './topology.js';
import { underlays } from './underlay.js';
import { World } from './world.js';

export interface ModelOptions {
  readonly cases: number;
  readonly seed: number;
  /** Family of the underlay. Default: 4. */
  readonly underlay?: 4 | 6;
  /** XDP on the underlay. Default: off, as it is on a veth. */
  readonly xdp?: XdpMode;
  /** Frames sent through one topology. */
  readonly casesPerTopology?: number;
  readonly progress?: (text: string) => void;
}

export interface ModelOutcome {
  readonly cases: number;
  readonly topologies: number;
  /** How often each outcome was right: `delivered`, `answered`, or a drop reason. */
  readonly seen: Readonly<Record<string, number>>;
  /** A small example of what the model and the data path disagree on; null: they agree. */
  readonly failure: string | null;
}

/** Sends random frames through random topologies, and compares what comes of them with what the oracle says. Ends with the first difference. */
export async function runModel(options: ModelOptions): Promise<ModelOutcome> {
  const { cases, seed, xdp = 'off', casesPerTopology = 100, progress } = options;
  const random = seededRandom(seed);
  const world = await World.over(underlays[options.underlay ?? 4], '--xdp', xdp);
  const seen: Record<string, number> = {};
  let topologies = 0;
  try {
    await world.listen();
    let topology = nothing;
    for (let done = 0; done < cases; ) {
      // From time to time a whole new one.
      if (topologies % 10 === 0) {
        topology = nothing;
        await world.become(nothing);
      }
      topology = changed(topology, random);
      await world.become(topology);
      topologies++;
      const model = new Model(world, topology, xdp !== 'off');
      for (let i = 0; i < casesPerTopology && done < cases; i++) {
        const some = someCase(topology, random);
        if (!some) break;
        const one = xdp === 'off' ? some : ofThisInterface(some);
        done++;
        const wrong = await model.differs(one, seen);
        if (wrong)
          return { cases: done, topologies, seen, failure: await smallest(world, topology, one, wrong, xdp !== 'off') };
      }
      progress?.(`${done} cases, ${topologies} topologies`);
    }
    return { cases, topologies, seen, failure: null };
  } finally {
    await world.remove();
  }
}

/** XDP does not know its interface's MAC: frames for other hosts, which only a promiscuous interface lets through, are not judged there. */
function ofThisInterface(one: Case): Case {
  return one.from === 'wire' && one.flaw === 'other destination MAC' ? { ...one, flaw: 'none' } : one;
}

/** Makes a failing case small: first the packet, then the topology around it. */
async function smallest(world: World, topology: Topology, one: Case, wrong: string, xdp: boolean): Promise<string> {
  let [small, around, why] = [one, topology, wrong];
  const stillFails = async (candidate: Case, t: Topology) => {
    if (t !== world.topology) await world.become(t);
    return new Model(world, t, xdp).differs(candidate);
  };
  for (let again = true; again; ) {
    again = false;
    for (const candidate of simpler(small)) {
      const still = await stillFails(candidate, around);
      if (!still) continue;
      [small, why, again] = [candidate, still, true];
      break;
    }
  }
  for (let again = true; again; ) {
    again = false;
    for (const candidate of lesser(around, small)) {
      const still = await stillFails(small, candidate).catch(() => null);
      if (!still) continue;
      [around, why, again] = [candidate, still, true];
      break;
    }
  }
  const vni = small.from === 'wire' && small.network ? (world.row('network', small.network).vni ?? 0) : FOREIGN_VNI;
  const { device, frame } = sentAs(small, around, vni, world.underlay);
  return `${describe(around)}\n${wordsOf(small)}\n  frame at ${device}: ${frame.toString('hex')}\n  ${why}`;
}

/** Topologies with one thing less, that the case can still be sent in. */
function* lesser(t: Topology, one: Case): Generator<Topology> {
  for (const router of t.routers) {
    yield { ...t, routers: t.routers.filter((r) => r !== router) };
    for (const route of router.routes) {
      const less = { ...router, routes: router.routes.filter((r) => r !== route) };
      yield { ...t, routers: t.routers.map((r) => (r === router ? less : r)) };
    }
  }
  for (const port of t.ports) {
    if (one.from === 'port' && port.id === one.port) continue;
    yield { ...t, ports: t.ports.filter((p) => p !== port) };
  }
  for (const network of t.networks) {
    if (t.ports.some((p) => p.network === network.id) || (one.from === 'wire' && one.network === network.id)) continue;
    const subnets = t.subnets.filter((s) => s.network !== network.id);
    if (t.routers.some((r) => r.subnets.some((id) => !subnets.some((s) => s.id === id)))) continue;
    yield { ...t, networks: t.networks.filter((n) => n !== network), subnets };
  }
}
