import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { type Case, sentAs } from './cases.js';
import { Cloud } from './cloud.js';
import type { Expectation } from './expectation.js';
import { Oracle } from './oracle.js';
import { frameOf } from './packet-bytes.js';
import type { PolicyOracle } from './policy-oracle.js';
import type { Topology } from './topology.js';
import type { Observed, World } from './world.js';

/** A VNI that no network has. */
export const FOREIGN_VNI = 0xfffff0;

/** The oracle and the world, both of one topology. */
export class Model {
  readonly #world: World;
  readonly #topology: Topology;
  readonly #oracle: Oracle;

  /** `policy`: where ports have security groups. */
  constructor(world: World, topology: Topology, xdp: boolean, policy: PolicyOracle | null = null) {
    this.#world = world;
    this.#topology = topology;
    this.#oracle = new Oracle(
      new Cloud(topology),
      (network) => world.row('network', network).vni ?? 0,
      world.underlay,
      xdp,
      policy,
    );
  }

  /** Null if what came of the case is right; what is wrong otherwise. */
  async differs(one: Case, seen?: Record<string, number>): Promise<string | null> {
    const vni = one.from === 'wire' && one.network ? this.#oracle.vniOf(one.network) : FOREIGN_VNI;
    const { device, frame, port } = sentAs(one, this.#topology, vni, this.#world.underlay);
    const expected = port
      ? this.#oracle.fromPort(port, frame)
      : one.from === 'wire'
        ? this.#oracle.fromWire({ ...one, from: one.node, inner: frameOf(one.packet) })
        : null;
    if (!expected) throw new Error('a case from nowhere');
    let observed = await this.#world.send(device, frame);
    let wrong = differenceOf(expected, observed);
    // The kernel may have been busy elsewhere.
    for (let look = 0; look < 20 && wrong; look++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      observed = joined(observed, await this.#world.send('-', null));
      wrong = differenceOf(expected, observed);
    }
    if (wrong || !seen) return wrong;
    for (const name of namesOf(expected)) seen[name] = (seen[name] ?? 0) + 1;
    return null;
  }
}

function namesOf({ frames, drops }: Expectation): string[] {
  const reasons = drops.map(([, reason]) => (frames.length > 0 ? `${reason} with an answer` : reason));
  if (reasons.length > 0) return reasons;
  if (frames.length === 0) return ['consumed'];
  return frames.length > 1 ? ['flooded'] : [frames[0]?.what.split(':')[0]?.replace(/(port|far)-\d+.*/, '$1') ?? ''];
}

function joined(a: Observed, b: Observed): Observed {
  const drops: Record<string, Partial<Record<DropReasonName, number>>> = {};
  for (const [port, reasons] of [...Object.entries(a.drops), ...Object.entries(b.drops)]) {
    const ofPort = drops[port] ?? {};
    for (const [reason, n] of Object.entries(reasons) as [DropReasonName, number][])
      ofPort[reason] = (ofPort[reason] ?? 0) + n;
    drops[port] = ofPort;
  }
  return { frames: [...a.frames, ...b.frames], drops, sent: a.sent + b.sent };
}

/** What of the expectation did not come true, or what else happened. */
function differenceOf({ frames, drops }: Expectation, observed: Observed): string | null {
  const rest = [...observed.frames];
  for (const { at, what, differs } of frames) {
    const here = rest.filter((seen) => seen.at === at);
    const right = here.find((seen) => differs(seen.frame) === null);
    if (!right) {
      const closest = here.map(({ frame }) => differs(frame)).join('\n    ');
      return `expected at ${at}: ${what}\n  got there: ${closest || 'nothing'}\n  ${seenText(observed)}`;
    }
    rest.splice(rest.indexOf(right), 1);
  }
  const [more] = rest;
  if (more) return `not expected at ${more.at}: ${more.frame.toString('hex')}\n  ${seenText(observed)}`;
  const expectedDrops = drops.map(([port, reason]) => `${port || 'no port'} ${reason}`).sort();
  const observedDrops = Object.entries(observed.drops)
    .flatMap(([port, reasons]) =>
      Object.entries(reasons).flatMap(([reason, n]) => new Array<string>(n).fill(`${port || 'no port'} ${reason}`)),
    )
    .sort();
  if (expectedDrops.join() === observedDrops.join()) return null;
  return `expected drops: ${expectedDrops.join(', ') || 'none'}\n  got: ${observedDrops.join(', ') || 'none'}`;
}

function seenText({ frames, drops }: Observed): string {
  return `seen: ${frames.map(({ at, frame }) => `${at} ${frame.length} bytes`).join(', ') || 'no frame'}; drops ${JSON.stringify(drops)}`;
}
