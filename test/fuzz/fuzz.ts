import { sentAs, someCase, wordsOf } from '../model/cases.js';
import { seededRandom } from '../model/random.js';
import { changed, describe, nothing, type PortSpec, type Topology } from '../model/topology.js';
import { type Observed, WIRE, World } from '../model/world.js';
import { markKernelLog } from '../packets/namespace.js';
import { type Mutation, someMutation } from './mutations.js';

export interface FuzzOptions {
  readonly packets: number;
  readonly seed: number;
  /** XDP on the underlay. */
  readonly xdp?: 'native' | 'generic' | 'off';
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
const PACKETS_PER_TOPOLOGY = 1_000;

/**
 * Sends mutated frames out of machines and into the tunnel of a real host. Whatever is in them: nothing crosses a tenant or a network without a router, nothing
 * that comes out of a tunnel goes into one, every frame is delivered, answered or dropped with a counted reason, and the kernel's log stays clean.
 */
export async function runFuzz({ packets, seed, xdp = 'off', progress }: FuzzOptions): Promise<FuzzOutcome> {
  const random = seededRandom(seed);
  const kernel = markKernelLog();
  const world = await World.make('--xdp', xdp);
  let delivered = 0;
  let dropped = 0;
  try {
    await world.listen();
    let topology = nothing;
    for (let sent = 0, topologies = 0; sent < packets; topologies++) {
      if (topologies % 10 === 0) {
        topology = nothing;
        await world.become(nothing);
      }
      topology = changed(topology, random);
      await world.become(topology);
      for (let i = 0; i < PACKETS_PER_TOPOLOGY && sent < packets; i++) {
        const one = someCase(topology, random);
        if (!one) break;
        const vni = one.from === 'wire' && one.network ? (world.row('network', one.network).vni ?? 0) : FOREIGN_VNI;
        const { device, frame, port } = sentAs(one, topology, vni);
        // In a tunnel what is inside is changed, and now and then the tunnel's own headers.
        const from = port || random() < 0.2 ? 0 : 50;
        const mutations = Array.from({ length: 1 + Math.floor(random() * 4) }, () => someMutation(random, from));
        const mutated = mutations
          .reduce((changing, { apply }) => apply(changing), from > 0 ? frame : Buffer.from(frame))
          .subarray(0, 9_000);
        const whole = from > 0 ? inTunnel(mutated) : mutated;
        if (whole.length > (port ? 9_014 : 1_664) || whole.length < 14) continue;
        sent++;
        const observed = await world.send(device, whole);
        const wrong = crossing(world, topology, port, whole, observed) ?? unexplained(port, whole, observed);
        delivered += observed.frames.length > 0 ? 1 : 0;
        dropped += Object.keys(observed.drops).length > 0 ? 1 : 0;
        if (wrong) {
          const failure = await smallest(world, topology, port, device, { frame, mutations, from }, wrong);
          return { packets: sent, delivered, dropped, failure: `${describe(topology)}\n${wordsOf(one)}\n${failure}` };
        }
      }
      progress?.(`${sent} packets`);
    }
  } finally {
    await world.remove();
  }
  const trouble = kernel.troubleSince();
  return {
    packets,
    delivered,
    dropped,
    failure: trouble.length > 0 ? `the kernel's log: ${trouble.join('\n')}` : null,
  };
}

/** The outer lengths follow what is inside. */
function inTunnel(frame: Buffer): Buffer {
  const whole = Buffer.from(frame);
  whole.writeUInt16BE((whole.length - 14) & 0xffff, 16);
  whole.writeUInt16BE((whole.length - 34) & 0xffff, 38);
  whole.writeUInt16BE(0, 24);
  let sum = 0;
  for (let i = 14; i < 34; i += 2) sum += whole.readUInt16BE(i);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  whole.writeUInt16BE(~sum & 0xffff, 24);
  return whole;
}

/** The VNI of a frame on the wire, behind a priority tag (IEEE 802.1Q, VLAN 0) and options; -1: there is none. */
function vniIn(frame: Buffer): number {
  const ip = frame.readUInt16BE(12) === 0x8100 ? 18 : 14;
  const at = ip + ((frame[ip] ?? 0) & 15) * 4 + 8 + 4;
  return frame.length >= at + 3 ? frame.readUIntBE(at, 3) : -1;
}

/** What was received where it must not be. */
function crossing(
  world: World,
  t: Topology,
  port: PortSpec | null,
  frame: Buffer,
  { frames }: Observed,
): string | null {
  const tenantOf = (network: string) => t.networks.find((n) => n.id === network)?.tenant;
  const networkOf = (vni: number) => t.networks.find((n) => (world.row('network', n.id).vni ?? 0) === vni);
  const sender = port ? tenantOf(port.network) : networkOf(vniIn(frame))?.tenant;
  for (const { at, frame: seen } of frames) {
    if (at === WIRE) {
      if (!port) return `sent on into a tunnel: ${seen.toString('hex')}`;
      const to = networkOf(seen.readUIntBE(46, 3))?.tenant;
      if (to !== sender) return `from ${sender} to ${to} in a tunnel: ${seen.toString('hex')}`;
      continue;
    }
    const receiver = t.ports.find((p) => p.device === at);
    if (!receiver) return `at ${at}, where no port is: ${seen.toString('hex')}`;
    if (tenantOf(receiver.network) !== sender) return `from ${sender} to ${receiver.id}: ${seen.toString('hex')}`;
    if (port || seen.length < 14) continue;
    const network = networkOf(vniIn(frame));
    if (network?.id !== receiver.network) return `of ${network?.id} to ${receiver.id} of ${receiver.network}`;
  }
  return null;
}

/** A frame that a machine sends is counted: as dropped with a reason, or as sent. One that ends in its VLAN tag the kernel itself drops. */
function unexplained(port: PortSpec | null, frame: Buffer, { sent, drops }: Observed): string | null {
  if (frame.length < 20 && [0x8100, 0x88a8].includes(frame.readUInt16BE(12))) return null;
  return port && sent === 0 && Object.keys(drops).length === 0 ? 'gone without a trace' : null;
}

/** The same wrong with fewer mutations, in words and bytes. */
async function smallest(
  world: World,
  t: Topology,
  port: PortSpec | null,
  device: string,
  made: { frame: Buffer; mutations: Mutation[]; from: number },
  wrong: string,
): Promise<string> {
  let { mutations } = made;
  let why = wrong;
  const frameWith = (some: Mutation[]) => {
    const mutated = some.reduce((changing, { apply }) => apply(changing), made.frame);
    return made.from > 0 ? inTunnel(mutated) : mutated;
  };
  for (let again = true; again; ) {
    again = false;
    for (const one of mutations) {
      const fewer = mutations.filter((m) => m !== one);
      const frame = frameWith(fewer);
      const observed = await world.send(device, frame);
      const still = crossing(world, t, port, frame, observed) ?? unexplained(port, frame, observed);
      if (!still) continue;
      [mutations, why, again] = [fewer, still, true];
      break;
    }
  }
  const words = mutations.map(({ what }) => what).join(', ') || 'not mutated';
  return `  ${words}\n  frame at ${device}: ${frameWith(mutations).toString('hex')}\n  ${why}`;
}
