import type { RemoteGroup, RemotePrefix } from '../state/entities.js';
import type { Intervals, PolicyBlocks, Referred } from './policy-blocks.js';

/** What a remote side refers to. */
export interface ReferredRemote {
  readonly remote: RemotePrefix | RemoteGroup;
  readonly referred: Referred;
}

/**
 * The tree in which each address finds the longest prefix that has it, or each group itself; nothing, if there is none. Addresses are asked for 32 bits at a time, and where longer prefixes begin with
 * those, they lead to the tree of the next 32. Sides are all prefixes of one family or all groups, each once, ascending by address and then by length.
 */
export function remoteTree(sides: readonly ReferredRemote[], blocks: PolicyBlocks): Referred {
  const prefixes: ReferredPrefix[] = [];
  const groups = new Cuts(0);
  for (const { remote, referred } of sides) {
    if ('prefix' in remote) prefixes.push({ ...remote, referred });
    else groups.cut(remote.groupId, remote.groupId, referred);
  }
  if (prefixes.length === 0) return blocks.tree(groups.end());
  return treeOf({ prefixes, from: 0, to: prefixes.length }, 0, 0, blocks);
}

interface ReferredPrefix extends RemotePrefix {
  readonly referred: Referred;
}

/** Prefixes whose words before are the same. */
interface Part {
  readonly prefixes: readonly ReferredPrefix[];
  readonly from: number;
  readonly to: number;
}

/** `around`: of the longest prefix that has all of the part. */
function treeOf({ prefixes, from, to }: Part, word: number, around: Referred, blocks: PolicyBlocks): Referred {
  const cuts = new Cuts(around);
  let at = from;
  while (at < to) {
    const one = prefixes[at];
    if (!one) break;
    const first = wordOf(one.prefix, word);
    const bits = one.length - WORD_BITS * word;
    if (bits <= WORD_BITS) {
      cuts.cut(first, (first + 2 ** (WORD_BITS - bits) - 1) >>> 0, one.referred);
      at++;
      continue;
    }
    let end = at + 1;
    for (; end < to; end++) if (wordOf(prefixes[end]?.prefix ?? one.prefix, word) !== first) break;
    cuts.cut(first, first, treeOf({ prefixes, from: at, to: end }, word + 1, cuts.around(first), blocks));
    at = end;
  }
  return blocks.tree(cuts.end());
}

/** Cuts numbers into intervals by ranges that nest or are apart. */
class Cuts {
  readonly #starts = [0];
  readonly #referred: Referred[];
  /** Ranges that have the number that was cut last, the narrowest last. */
  readonly #open: { readonly last: number; readonly referred: Referred }[];

  constructor(around: Referred) {
    this.#referred = [around];
    this.#open = [{ last: NUMBER_MAX, referred: around }];
  }

  /** What the narrowest range so far that has the number, which is not below any before. */
  around(number: number): Referred {
    this.#close(number);
    return this.#open.at(-1)?.referred ?? 0;
  }

  /** Ascending, and wider ones first. */
  cut(first: number, last: number, referred: Referred): void {
    this.#close(first);
    this.#open.push({ last, referred });
    this.#from(first, referred);
  }

  end(): Intervals {
    this.#close(NUMBER_MAX + 1);
    return { starts: this.#starts, referred: this.#referred };
  }

  #close(number: number): void {
    for (;;) {
      const { last } = this.#open.at(-1) ?? { last: NUMBER_MAX };
      if (last >= number || last === NUMBER_MAX) return;
      this.#open.pop();
      this.#from(last + 1, this.#open.at(-1)?.referred ?? 0);
    }
  }

  #from(start: number, referred: Referred): void {
    if (this.#starts.at(-1) === start) {
      this.#referred[this.#referred.length - 1] = referred;
      return;
    }
    if (this.#referred.at(-1) === referred) return;
    this.#starts.push(start);
    this.#referred.push(referred);
  }
}

const WORD_BITS = 32;
const NUMBER_MAX = 0xffff_ffff;

/** Word i of an address, a number in network byte order. */
function wordOf(address: Uint8Array, i: number): number {
  const at = 4 * i;
  return (
    (((address[at] ?? 0) << 24) |
      ((address[at + 1] ?? 0) << 16) |
      ((address[at + 2] ?? 0) << 8) |
      (address[at + 3] ?? 0)) >>>
    0
  );
}
