import { sentAs, someCase, wordsOf } from '../model/cases.js';
import { type Random, seededRandom } from '../model/random.js';
import { changed, describe, nothing, type Topology } from '../model/topology.js';
import { type Underlay, underlays } from '../model/underlay.js';
import { WIRE, World } from '../model/world.js';
import { markKernelLog } from '../packets/namespace.js';
import { judge } from './judge.js';
import { checksumsRepaired, type Mutation, someMutation } from './mutations.js';
import { fewest } from './shrink.js';

/** A host that is fuzzed: the family of its underlay, and XDP there. */
export interface HostKind {
  readonly underlay: 4 | 6;
  readonly xdp: 'native' | 'generic' | 'off';
}

export interface FuzzOptions {
  readonly packets: number;
  readonly seed: number;
  /** One after the other, each for `PACKETS_PER_HOST`, again and again. */
  readonly hosts: readonly HostKind[];
  readonly progress?: (text: string) => void;
}

export interface FuzzOutcome {
  readonly packets: number;
  readonly delivered: number;
  readonly dropped: number;
  /** What was wrong, with the frame; null: nothing. */
  readonly failure: string | null;
}

const FOREIGN_VNI = 0xfffff0;
const PACKETS_PER_HOST = 25_000;
const PACKETS_PER_TOPOLOGY = 1_000;
const TOPOLOGIES_FROM_ONE = 10;
/** With Ethernet's header, what devices carry: those of machines and the underlay's. */
const LARGEST_FROM_PORT = 9_014;
const LARGEST_ON_WIRE = 1_664;

/**
 * Sends mutated frames out of machines and into the tunnel of real hosts. Whatever is in them: `judge` has nothing to say against it, and the kernel's
 * log stays clean.
 */
export async function runFuzz({ packets, seed, hosts, progress }: FuzzOptions): Promise<FuzzOutcome> {
  const random = seededRandom(seed);
  const kernel = markKernelLog();
  let sum: FuzzOutcome = { packets: 0, delivered: 0, dropped: 0, failure: null };
  for (let turn = 0; sum.packets < packets && !sum.failure; turn++) {
    const host = hosts[turn % hosts.length];
    if (!host) throw new Error('no host to fuzz');
    const part = await fuzzHost(host, Math.min(PACKETS_PER_HOST, packets - sum.packets), random);
    const trouble = kernel.troubleSince();
    sum = {
      packets: sum.packets + part.packets,
      delivered: sum.delivered + part.delivered,
      dropped: sum.dropped + part.dropped,
      failure: part.failure ?? (trouble.length > 0 ? `the kernel's log: ${trouble.join('\n')}` : null),
    };
    progress?.(`${sum.packets} packets, the last over IPv${host.underlay} with XDP ${host.xdp}`);
  }
  return sum;
}

async function fuzzHost({ underlay, xdp }: HostKind, packets: number, random: Random): Promise<FuzzOutcome> {
  const world = await World.over(underlays[underlay], '--xdp', xdp);
  let [sent, delivered, dropped] = [0, 0, 0];
  try {
    await world.listen();
    let topology = nothing;
    for (let topologies = 0; sent < packets; topologies++) {
      if (topologies % TOPOLOGIES_FROM_ONE === 0) {
        topology = nothing;
        await world.become(nothing);
      }
      topology = changed(topology, random);
      await world.become(topology);
      for (let i = 0; i < PACKETS_PER_TOPOLOGY && sent < packets; i++) {
        const made = someMutated(world, topology, random);
        if (!made) continue;
        const observed = await world.send(made.device, made.frame);
        sent++;
        delivered += observed.frames.length > 0 ? 1 : 0;
        dropped += Object.keys(observed.drops).length > 0 ? 1 : 0;
        const wrong = judge(world, made, observed);
        if (!wrong) continue;
        const failure = `${describe(topology)}\n${made.words}\n${await smallest(world, made, wrong)}`;
        return { packets: sent, delivered, dropped, failure };
      }
    }
  } finally {
    await world.remove();
  }
  return { packets: sent, delivered, dropped, failure: null };
}

/** A frame before and after it was mutated. */
interface Mutated extends ReturnType<typeof sentAs> {
  readonly device: string;
  readonly words: string;
  readonly plain: Buffer;
  readonly mutations: readonly Mutation[];
  /** Where mutations begin. */
  readonly from: number;
}

/** Null: nothing that can be sent. */
function someMutated(world: World, topology: Topology, random: Random): Mutated | null {
  const one = someCase(topology, random);
  if (!one) return null;
  const vni = one.from === 'wire' && one.network ? (world.row('network', one.network).vni ?? 0) : FOREIGN_VNI;
  const { device, frame: plain, port } = sentAs(one, topology, vni, world.underlay);
  // In a tunnel what is inside is changed, and now and then the tunnel's own headers.
  const from = port || random() < 0.2 ? 0 : world.underlay.bytesOutside;
  const mutations = Array.from({ length: 1 + Math.floor(random() * 4) }, () => someMutation(random, from));
  // So that not all ends at the first checksum.
  if (random() < 0.5) mutations.push(checksumsRepaired(from));
  const frame = mutated(world.underlay, { plain, mutations, from });
  const largest = device === WIRE ? LARGEST_ON_WIRE : LARGEST_FROM_PORT;
  return frame.length >= 14 && frame.length <= largest
    ? { device, frame, port, words: wordsOf(one), plain, mutations, from }
    : null;
}

function mutated(
  underlay: Underlay,
  { plain, mutations, from }: { plain: Buffer; mutations: readonly Mutation[]; from: number },
): Buffer {
  const frame = mutations.reduce((changing, { apply }) => apply(changing), plain);
  return from > 0 ? outerLengthsRepaired(underlay, frame) : frame;
}

/** The outer lengths follow what is inside. */
function outerLengthsRepaired({ family, bytesOutside }: Underlay, frame: Buffer): Buffer {
  const whole = Buffer.from(frame);
  const udp = bytesOutside - 16;
  whole.writeUInt16BE(whole.length - udp, udp + 4);
  if (family === 4) whole.writeUInt16BE(whole.length - 14, 16);
  else whole.writeUInt16BE(whole.length - udp, 18);
  return checksumsRepaired(0).apply(whole);
}

/** The same wrong with as few mutations as show it, in words and bytes. */
async function smallest(world: World, made: Mutated, wrong: string): Promise<string> {
  let { frame } = made;
  let why = wrong;
  const mutations = await fewest(made.mutations, async (some) => {
    const smaller = mutated(world.underlay, { ...made, mutations: some });
    const still = judge(world, { ...made, frame: smaller }, await world.send(made.device, smaller));
    if (still) [frame, why] = [smaller, still];
    return still !== null;
  });
  const words = mutations.map(({ what }) => what).join(', ') || 'not mutated';
  return `  ${words}\n  frame at ${made.device}: ${frame.toString('hex')}\n  ${why}`;
}
