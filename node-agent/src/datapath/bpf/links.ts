import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { AttachedLink, AttachOutcome, LinkName, ProgramName } from '../datapath.js';
import { attachTcx, attachXdp, linkDetach, linkUpdate } from './attach.js';
import { type BpfLink, type BpfProgram, close, linkInfo, openPinnedLink, pin, programInfo, unpin } from './native.js';
import type { Pins } from './pins.js';

/** The hook of each program: a direction of tcx, or a mode of XDP. */
const hooks = {
  from_port: 'ingress',
  to_port: 'egress',
  from_underlay: 'ingress',
  from_vxlan: 'ingress',
  underlay_native: 'native',
  underlay_generic: 'generic',
} as const satisfies Record<ProgramName, 'ingress' | 'egress' | 'native' | 'generic'>;

/** The pinned tcx and XDP links of a node. A link's name begins with its program's: `to_port-web-1`. Descriptors are open only during a call. */
export class PinnedLinks {
  readonly #pins: Pins;
  readonly #programs: Readonly<Record<ProgramName, BpfProgram>>;

  constructor(pins: Pins, programs: Readonly<Record<ProgramName, BpfProgram>>) {
    this.#pins = pins;
    this.#programs = programs;
  }

  /** Gives every link the current program, in place. Returns how many had another one. */
  updateAll(): number {
    let updated = 0;
    for (const { name, ifindex } of this.list()) {
      const program = programOfLink(name);
      if (program && ifindex !== 0 && this.attach(name, program, ifindex) === 'updated') updated++;
    }
    return updated;
  }

  /** The agent once named the underlay's one link without its interface. It keeps running under its new name. */
  nameUnderlayByInterface(): void {
    const name = 'from_underlay';
    const ifindex = this.#with(name, (link) => linkInfo(link).ifindex);
    if (ifindex) renameSync(join(this.#pins.links, name), join(this.#pins.links, `${name}-${ifindex}`));
  }

  list(): AttachedLink[] {
    return this.#pins.list(this.#pins.links).map((name) => ({
      name,
      ifindex: this.#with(name, (link) => linkInfo(link).ifindex) ?? 0,
    }));
  }

  attach(name: LinkName, programName: ProgramName, ifindex: number): AttachOutcome {
    const there = this.refresh(name, programName, ifindex);
    if (there) return there;
    this.detach(name);
    const program = this.#programs[programName];
    const hook = hooks[programName];
    const link =
      hook === 'native' || hook === 'generic' ? attachXdp(ifindex, program, hook) : attachTcx(ifindex, program, hook);
    try {
      this.adopt(name, link);
    } finally {
      close(link);
    }
    return 'created';
  }

  /** Gives the link of that name and interface the current program; null if there is none. */
  refresh(name: LinkName, programName: ProgramName, ifindex: number): 'kept' | 'updated' | null {
    const program = this.#programs[programName];
    return this.#with(name, (link) => {
      const info = linkInfo(link);
      if (info.ifindex !== ifindex) return null;
      if (info.programId === programInfo(program).id) return 'kept';
      linkUpdate(link, program);
      return 'updated';
    });
  }

  /** Pins a link that was made elsewhere under a name that no link has. */
  adopt(name: LinkName, link: BpfLink): void {
    pin(link, join(this.#pins.links, name));
  }

  detach(name: LinkName): void {
    this.#with(name, (link) => {
      if (linkInfo(link).ifindex !== 0) linkDetach(link);
    });
    unpin(join(this.#pins.links, name));
  }

  #with<T>(name: LinkName, use: (link: BpfLink) => T): T | null {
    const link = openPinnedLink(join(this.#pins.links, name));
    if (!link) return null;
    try {
      return use(link);
    } finally {
      close(link);
    }
  }
}

/** The program that a link of that name runs; null if it is none of ours. */
export function programOfLink(name: LinkName): ProgramName | null {
  const [first] = name.split('-', 1);
  return first && Object.hasOwn(hooks, first) ? (first as ProgramName) : null;
}
