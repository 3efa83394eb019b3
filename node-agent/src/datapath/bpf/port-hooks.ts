import type { AttachOutcome } from '../datapath.js';
import { attachTcxLater, linkDetach } from './attach.js';
import { type FilterPrograms, putFilters, removeFilter } from './filters.js';
import type { PinnedLinks } from './links.js';
import { type BpfLink, close } from './native.js';
import { BpfError } from './native-error.js';

/**
 * The programs of ports. What lasts is a pair of pinned tcx links, which nobody removes by accident; but making one takes an RCU grace period, some 10 ms,
 * and others wait for it. So a new port's programs work at once as tc filters, and become links when no port has come for a moment. While both
 * are there the link runs first and never says "next", so that no frame passes twice.
 */
export class PortHooks {
  readonly #links: PinnedLinks;
  readonly #programs: FilterPrograms;
  readonly #warn: (message: string) => void;
  /** Ports whose programs are filters still -> interface. */
  readonly #provisional = new Map<string, number>();
  /** Ports that were looked after since the start: an earlier run may have left filters. */
  readonly #seen = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #oldestMs = 0;
  #settling: Promise<void> | null = null;
  #closed = false;

  constructor(links: PinnedLinks, programs: FilterPrograms, warn: (message: string) => void) {
    this.#links = links;
    this.#programs = programs;
    this.#warn = warn;
  }

  /** Both programs run on the interface from the return of the call on. */
  attach(portId: string, ifindex: number): AttachOutcome {
    if (this.#provisional.get(portId) === ifindex) return 'kept';
    const kept = sides.map(({ link, program }) => this.#links.refresh(`${link}-${portId}`, program, ifindex));
    if (kept.every((outcome) => outcome !== null)) {
      if (!this.#seen.has(portId)) this.#removeFilters(ifindex);
      this.#seen.add(portId);
      return kept.includes('updated') ? 'updated' : 'kept';
    }
    this.#seen.add(portId);
    this.#forget(portId);
    for (const [i, { link }] of sides.entries()) if (kept[i] === null) this.#links.detach(`${link}-${portId}`);
    try {
      putFilters(ifindex, this.#programs);
    } catch (error) {
      if (error instanceof BpfError && error.code === 'NO_DEVICE') throw error;
      // Another qdisc has the hook (`ingress`, say): then links at once.
      this.#removeFilters(ifindex);
      for (const { link, program } of sides) this.#links.attach(`${link}-${portId}`, program, ifindex);
      return 'created';
    }
    this.#provisional.set(portId, ifindex);
    this.#arm(QUIET_MS);
    return 'created';
  }

  detach(portId: string): void {
    this.#forget(portId);
    for (const { link } of sides) this.#links.detach(`${link}-${portId}`);
  }

  /** Makes links now, for tests and for whoever wants to see them. */
  async settle(): Promise<void> {
    await this.#settling;
    this.#settling = this.#makeLinks().finally(() => {
      this.#settling = null;
    });
    await this.#settling;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #forget(portId: string): void {
    const ifindex = this.#provisional.get(portId);
    if (ifindex === undefined) return;
    this.#provisional.delete(portId);
    this.#removeFilters(ifindex);
  }

  #removeFilters(ifindex: number): void {
    for (const { direction } of sides) removeFilter(ifindex, direction);
  }

  #arm(delayMs: number): void {
    const now = performance.now();
    if (!this.#timer) this.#oldestMs = now;
    else clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(delayMs, this.#oldestMs + LONGEST_WAIT_MS - now));
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.settle().catch((error: unknown) => this.#warn(`making links of ports: ${(error as Error).message}`));
    }, wait);
    this.#timer.unref();
  }

  async #makeLinks(): Promise<void> {
    for (const [portId, ifindex] of [...this.#provisional]) {
      try {
        for (const side of sides) await this.#makeLink(portId, ifindex, side);
      } catch (error) {
        // The interface is gone, and its filters with it. The agent hears of that by itself.
        if (error instanceof BpfError && error.code === 'NO_DEVICE') continue;
        this.#warn(`the programs of port ${portId} stay filters for now: ${(error as Error).message}`);
        if (!this.#closed) this.#arm(RETRY_MS);
        continue;
      }
      if (this.#isProvisional(portId, ifindex)) this.#forget(portId);
    }
  }

  async #makeLink(portId: string, ifindex: number, { link, direction, program }: Side): Promise<void> {
    const name = `${link}-${portId}`;
    if (!this.#isProvisional(portId, ifindex) || this.#links.refresh(name, program, ifindex) !== null) return;
    const made: BpfLink = await attachTcxLater(ifindex, this.#programs[direction], direction);
    try {
      if (this.#isProvisional(portId, ifindex)) this.#links.adopt(name, made);
      else linkDetach(made);
    } finally {
      close(made);
    }
  }

  #isProvisional(portId: string, ifindex: number): boolean {
    return !this.#closed && this.#provisional.get(portId) === ifindex;
  }
}

const sides = [
  { link: 'from_port', program: 'from_port', direction: 'ingress' },
  { link: 'to_port', program: 'to_port', direction: 'egress' },
] as const;
type Side = (typeof sides)[number];

/** Without a new port for so long, links are made. */
const QUIET_MS = 500;
/** ... and at the latest so long after the first port. */
const LONGEST_WAIT_MS = 10_000;
const RETRY_MS = 5_000;
