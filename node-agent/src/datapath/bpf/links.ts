import { join } from 'node:path';
import type { AttachedLink, AttachOutcome, LinkName, ProgramName } from '../datapath.js';
import { attachTcx, linkDetach, linkUpdate } from './attach.js';
import { type BpfLink, type BpfProgram, close, linkInfo, openPinnedLink, pin, programInfo, unpin } from './native.js';
import type { Pins } from './pins.js';

const directions: Readonly<Record<ProgramName, 'ingress' | 'egress'>> = {
  from_port: 'ingress',
  to_port: 'egress',
  from_underlay: 'ingress',
  from_vxlan: 'ingress',
};

/** The pinned tcx links of a node. A link's name begins with its program's: `to_port-web-1`. Descriptors are open only during a call. */
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

  list(): AttachedLink[] {
    return this.#pins.list(this.#pins.links).map((name) => ({
      name,
      ifindex: this.#with(name, (link) => linkInfo(link).ifindex) ?? 0,
    }));
  }

  attach(name: LinkName, programName: ProgramName, ifindex: number): AttachOutcome {
    const program = this.#programs[programName];
    const there = this.#with(name, (link) => {
      const info = linkInfo(link);
      if (info.ifindex !== ifindex) return null;
      if (info.programId === programInfo(program).id) return 'kept' as const;
      linkUpdate(link, program);
      return 'updated' as const;
    });
    if (there) return there;
    this.detach(name);
    const link = attachTcx(ifindex, program, directions[programName]);
    try {
      pin(link, join(this.#pins.links, name));
    } finally {
      close(link);
    }
    return 'created';
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
  return first && Object.hasOwn(directions, first) ? (first as ProgramName) : null;
}
