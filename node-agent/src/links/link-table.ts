import type { KernelLinks, LinkHint } from './kernel-links.js';
import type { Link } from './link.js';

/**
 * The interfaces of the agent's namespace, kept current. `onChange` hears the names of interfaces that came, went or changed, after
 * the table has them.
 */
export class LinkTable {
  readonly kernel: KernelLinks;
  #byName = new Map<string, Link>();
  #byIfindex = new Map<number, Link>();
  #monitor: { close(): void } | null = null;
  #hinted = new Set<string>();
  #everything = false;
  #refreshing: Promise<void> | null = null;
  readonly #onChange: (names: ReadonlySet<string>) => void;
  readonly #onError: (error: unknown) => void;
  #closed = false;
  #sweep: NodeJS.Timeout | null = null;

  constructor(kernel: KernelLinks, onChange: (names: ReadonlySet<string>) => void, onError: (error: unknown) => void) {
    this.kernel = kernel;
    this.#onChange = onChange;
    this.#onError = onError;
  }

  /** Starts following, and reads everything once. */
  open(): void {
    this.#monitor = this.kernel.monitor(
      (hint) => this.#onHint(hint),
      () => this.#readLater(null),
    );
    this.readAll();
    // The kernel may change what it does not tell of; and what could not be read when it was told of is read now.
    this.#sweep = setInterval(() => this.#readLater(null), SWEEP_INTERVAL_MS);
    this.#sweep.unref();
  }

  close(): void {
    this.#closed = true;
    if (this.#sweep) clearInterval(this.#sweep);
    this.#monitor?.close();
  }

  byName(name: string): Link | null {
    return this.#byName.get(name) ?? null;
  }

  byIfindex(ifindex: number): Link | null {
    return this.#byIfindex.get(ifindex) ?? null;
  }

  /**
   * Reads one interface now; null if there is none of that name. The kernel answers to an alternative name as well; here it is none, since
   * what changes is told under the interface's own name only.
   */
  read(name: string): Link | null {
    const found = this.kernel.byName(name);
    const link = found?.name === name ? found : null;
    this.#replace(name, link);
    return link;
  }

  /** Why `read` has found nothing, in words. */
  whyMissing(name: string): string {
    const own = this.kernel.byName(name)?.name ?? name;
    if (own === name) return `no interface ${name} in the agent's network namespace`;
    return `${name} is an alternative name: the interface's own is ${own}, which is the one to be used`;
  }

  /** Reads all interfaces now; returns the names of those that differ from what was known. */
  readAll(): ReadonlySet<string> {
    const names = new Set<string>();
    const changed = new Set<string>();
    for (const link of this.kernel.all()) {
      names.add(link.name);
      if (this.#replace(link.name, link)) changed.add(link.name);
    }
    for (const name of [...this.#byName.keys()]) {
      if (!names.has(name) && this.#replace(name, null)) changed.add(name);
    }
    return changed;
  }

  /** Returns whether anything changed. */
  #replace(name: string, link: Link | null): boolean {
    const before = this.#byName.get(name);
    if (before && this.#byIfindex.get(before.ifindex) === before) this.#byIfindex.delete(before.ifindex);
    if (!link) return this.#byName.delete(name);
    // The interface may have had another name.
    const renamed = this.#byIfindex.get(link.ifindex);
    if (renamed && renamed.name !== name) this.#byName.delete(renamed.name);
    this.#byName.set(name, link);
    this.#byIfindex.set(link.ifindex, link);
    return !before || JSON.stringify(before) !== JSON.stringify(link);
  }

  #onHint(hint: LinkHint): void {
    this.#readLater(hint.name);
    const known = this.#byIfindex.get(hint.ifindex);
    if (known && known.name !== hint.name) this.#readLater(known.name);
    // Of a peer's move to another namespace only the peer tells.
    const peer = hint.deleted ? this.#byIfindex.get(hint.peerIfindex) : null;
    if (peer) this.#readLater(peer.name);
  }

  /** Coalesces hints: what comes in one turn is read after it. Null: everything. */
  #readLater(name: string | null): void {
    if (name === null) this.#everything = true;
    else this.#hinted.add(name);
    this.#refreshing ??= this.#refresh()
      .catch((error: unknown) => {
        if (!this.#closed) this.#onError(error);
      })
      .finally(() => {
        this.#refreshing = null;
      });
  }

  async #refresh(): Promise<void> {
    await Promise.resolve();
    while (!this.#closed && (this.#everything || this.#hinted.size > 0)) {
      const names = this.#hinted;
      const everything = this.#everything || names.size > READ_ALL_FROM;
      this.#hinted = new Set();
      this.#everything = false;
      const changed = new Set<string>();
      if (everything) {
        for (const name of this.readAll()) changed.add(name);
      } else {
        for (const name of names) {
          const before = JSON.stringify(this.byName(name));
          if (JSON.stringify(this.read(name)) !== before) changed.add(name);
        }
      }
      if (changed.size > 0 && !this.#closed) this.#onChange(changed);
    }
  }
}

/** From so many hints on, one list is cheaper than single questions, unless there are very many interfaces. */
const READ_ALL_FROM = 16;
const SWEEP_INTERVAL_MS = 30_000;
