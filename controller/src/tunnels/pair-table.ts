import { HashIndex } from '../compiler/hash-index.js';
import type { NodeIndex } from './tunnel-source.js';

const NONE = -1;

/**
 * Pairs of nodes as numbers, their slots: by both ends, and the pairs of each node. The end with the lower index is end 0, the other end 1; a view of
 * a pair, what one end says of it, has the number 2 x slot + end.
 */
export class PairTable {
  readonly #limit: number;
  readonly #onGrow: (pairs: number) => void;
  /** By view: the node at that end. -1: the slot is free. */
  #nodes = new Int32Array(0);
  /** By view: the next and the previous pair of the node at that end. */
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  readonly #first: number[] = [];
  readonly #counts: number[] = [];
  readonly #free: number[] = [];
  readonly #index = new HashIndex((slot) => hashOfPair(this.node(2 * slot), this.node(2 * slot + 1)));
  #slots = 0;

  /** At most `limit` pairs. Calls back with the number of slots that there is room for, before they are used. */
  constructor(limit: number, onGrow: (pairs: number) => void) {
    this.#limit = limit;
    this.#onGrow = onGrow;
    this.#grow(Math.min(limit, 64));
  }

  get size(): number {
    return this.#slots - this.#free.length;
  }

  /** Slots that were ever used: all are below. */
  get slots(): number {
    return this.#slots;
  }

  /** The pair's slot; -1 if there is none. */
  find(a: NodeIndex, b: NodeIndex): number {
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const nodes = this.#nodes;
    return this.#index.find(hashOfPair(low, high), (s) => nodes[2 * s] === low && nodes[2 * s + 1] === high);
  }

  /** The slot of a pair that is not in it; -1: there is no room. */
  add(a: NodeIndex, b: NodeIndex): number {
    if (this.size >= this.#limit) return NONE;
    const slot = this.#free.pop() ?? this.#slots++;
    if (2 * slot >= this.#nodes.length) this.#grow(Math.min(this.#limit, slot * 2));
    this.#nodes[2 * slot] = Math.min(a, b);
    this.#nodes[2 * slot + 1] = Math.max(a, b);
    this.#index.add(slot);
    this.#link(2 * slot);
    this.#link(2 * slot + 1);
    return slot;
  }

  remove(slot: number): void {
    this.#index.remove(slot);
    this.#unlink(2 * slot);
    this.#unlink(2 * slot + 1);
    this.#nodes[2 * slot] = NONE;
    this.#nodes[2 * slot + 1] = NONE;
    this.#free.push(slot);
  }

  has(slot: number): boolean {
    return this.node(2 * slot) >= 0;
  }

  /** The node whose view it is. */
  node(view: number): NodeIndex {
    return this.#nodes[view] ?? NONE;
  }

  /** What this node says of the pair. */
  viewOf(slot: number, node: NodeIndex): number {
    return this.node(2 * slot) === node ? 2 * slot : 2 * slot + 1;
  }

  /** The node at the other end. */
  peer(slot: number, node: NodeIndex): NodeIndex {
    const low = this.node(2 * slot);
    return low === node ? this.node(2 * slot + 1) : low;
  }

  countOf(node: NodeIndex): number {
    return this.#counts[node] ?? 0;
  }

  /** The pairs of a node, into a list: they may be removed while it is gone through. */
  pairsOf(node: NodeIndex): number[] {
    const pairs: number[] = [];
    for (let slot = this.#first[node] ?? NONE; slot !== NONE; slot = this.#next[this.viewOf(slot, node)] ?? NONE) {
      pairs.push(slot);
    }
    return pairs;
  }

  #link(view: number): void {
    const slot = view >> 1;
    const node = this.node(view);
    const first = this.#first[node] ?? NONE;
    this.#next[view] = first;
    this.#previous[view] = NONE;
    if (first !== NONE) this.#previous[this.viewOf(first, node)] = slot;
    this.#first[node] = slot;
    this.#counts[node] = this.countOf(node) + 1;
  }

  #unlink(view: number): void {
    const node = this.node(view);
    const next = this.#next[view] ?? NONE;
    const previous = this.#previous[view] ?? NONE;
    if (next !== NONE) this.#previous[this.viewOf(next, node)] = previous;
    if (previous !== NONE) this.#next[this.viewOf(previous, node)] = next;
    else this.#first[node] = next;
    this.#counts[node] = this.countOf(node) - 1;
  }

  #grow(pairs: number): void {
    this.#onGrow(pairs);
    this.#nodes = grown(this.#nodes, new Int32Array(2 * pairs).fill(NONE));
    this.#next = grown(this.#next, new Int32Array(2 * pairs));
    this.#previous = grown(this.#previous, new Int32Array(2 * pairs));
  }
}

/** A longer array with what the shorter one has. */
export function grown<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

function hashOfPair(low: number, high: number): number {
  const h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high + 1, 0x85ebca6b);
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) ^ (h >>> 12);
}
