import { writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Datapath, ProgramName } from '../datapath/datapath.js';
import type { Link } from './link.js';
import type { LinkTable } from './link-table.js';

/**
 * Where XDP runs on the underlay: `native` in the driver, `generic` in the stack (it only drops then), `off`. `auto` is native on physical
 * interfaces, off on all others.
 */
export const xdpModes = ['auto', 'native', 'generic', 'off'] as const;
export type XdpMode = (typeof xdpModes)[number];

const xdpPrograms = { native: 'underlay_native', generic: 'underlay_generic' } as const satisfies Record<
  string,
  ProgramName
>;

/** What the configuration row says of the underlay interfaces. */
export interface UplinkFacts {
  /** The one with the smallest MTU. */
  readonly underlayIfindex: number;
  /** As many as the operator named: with several the host's routes decide, also while only one is there. */
  readonly underlayCount: number;
}

/** The underlay interfaces and their programs. They may come and go. */
export class Uplinks {
  readonly #names: readonly string[];
  readonly #xdp: XdpMode;
  readonly #links: LinkTable;
  readonly #datapath: Datapath;
  readonly #log: Logger;
  /** Interfaces on which XDP failed, as they were then (index -> mode and MTU): not tried again until they change. */
  readonly #xdpRefused = new Map<number, { readonly as: string; readonly message: string }>();
  #away = '';

  constructor(parts: { names: readonly string[]; xdp: XdpMode; links: LinkTable; datapath: Datapath; log: Logger }) {
    this.#names = parts.names;
    this.#xdp = parts.xdp;
    this.#links = parts.links;
    this.#datapath = parts.datapath;
    this.#log = parts.log;
  }

  /** The smallest MTU of those that are there; 0 if none is. */
  get mtu(): number {
    return smallest(this.#names.flatMap((name) => this.#links.byName(name) ?? []))?.mtu ?? 0;
  }

  /** What does not work although the node goes on; empty if all is well. */
  get trouble(): string {
    const away = this.#away === '' ? [] : [`underlay interfaces are away: ${this.#away}`];
    return [...away, ...Array.from(this.#xdpRefused.values(), ({ message }) => message)].join('; ');
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  concerns(names: ReadonlySet<string>): boolean {
    return this.#names.some((name) => names.has(name));
  }

  /** Attaches programs to those that are there, and detaches what others have left. @throws Error if none is there, or the kernel refuses */
  apply(ipBytes: 4 | 16): UplinkFacts {
    const there = this.#names.flatMap((name) => this.#links.read(name) ?? []);
    this.#tellAway(there);
    this.#forgetRefusals(there);
    const first = smallest(there);
    if (!first) throw new Error(`the underlay interface ${this.#names.join(', ')} is away`);
    if (this.#names.length > 1) allowRouteLookups(ipBytes);
    const wanted = new Set<string>();
    for (const link of there) {
      wanted.add(`from_underlay-${link.ifindex}`);
      this.#datapath.attach(`from_underlay-${link.ifindex}`, 'from_underlay', link.ifindex);
    }
    for (const link of there) {
      const name = this.#attachXdp(link);
      if (name) wanted.add(name);
    }
    this.#detachOthers(wanted);
    return { underlayIfindex: first.ifindex, underlayCount: this.#names.length };
  }

  #attachXdp(link: Link): string | null {
    const mode = this.#modeFor(link);
    if (mode === 'off') return null;
    const program = xdpPrograms[mode];
    const as = `${mode} ${link.mtu}`;
    if (this.#xdpRefused.get(link.ifindex)?.as === as) return null;
    try {
      // An interface has room for one.
      for (const other of Object.values(xdpPrograms)) {
        if (other !== program) this.#datapath.detach(`${other}-${link.ifindex}`);
      }
      this.#datapath.attach(`${program}-${link.ifindex}`, program, link.ifindex);
      this.#xdpRefused.delete(link.ifindex);
      return `${program}-${link.ifindex}`;
    } catch (error) {
      const message = `no XDP on ${link.name}: its driver or MTU ${link.mtu} does not allow ${mode} mode, or another program is there; VXLAN is checked in tc only`;
      this.#xdpRefused.set(link.ifindex, { as, message });
      this.#log.error({ err: error, interface: link.name, mode }, message);
      return null;
    }
  }

  /** Of interfaces that are gone. */
  #forgetRefusals(there: readonly Link[]): void {
    const present = new Set(there.map((link) => link.ifindex));
    for (const ifindex of this.#xdpRefused.keys()) if (!present.has(ifindex)) this.#xdpRefused.delete(ifindex);
  }

  #modeFor(link: Link): Exclude<XdpMode, 'auto'> {
    if (this.#xdp !== 'auto') return this.#xdp;
    return link.kind === '' ? 'native' : 'off';
  }

  #detachOthers(wanted: ReadonlySet<string>): void {
    for (const { name } of this.#datapath.links()) {
      if (/^(from_underlay|underlay_native|underlay_generic)\b/.test(name) && !wanted.has(name))
        this.#datapath.detach(name);
    }
  }

  #tellAway(there: readonly Link[]): void {
    const away = this.#names.filter((name) => !there.some((link) => link.name === name)).join(', ');
    if (away !== this.#away && away !== '') this.#log.warn({ away }, `underlay interfaces are away: ${away}`);
    this.#away = away;
  }
}

function smallest(links: readonly Link[]): Link | null {
  return links.reduce<Link | null>((least, link) => (least && least.mtu <= link.mtu ? least : link), null);
}

/**
 * bpf_fib_lookup, asked as for packets of the host itself, wants forwarding on where it starts: the loopback interface. Nothing comes in there that
 * would be forwarded. @throws Error where /proc/sys is read-only and it is off
 */
function allowRouteLookups(ipBytes: 4 | 16): void {
  writeFileSync(`/proc/sys/net/${ipBytes === 4 ? 'ipv4' : 'ipv6'}/conf/lo/forwarding`, '1');
}
