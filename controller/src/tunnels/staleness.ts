import type { NodeRecord, NodeTable } from './node-table.js';
import { TICK_MS } from './tick-clock.js';
import type { TunnelViews } from './tunnel-views.js';

/** A node is silent if no batch came for three times as long as there should be one, and so much more; views likewise. In milliseconds. */
const SILENCE_MS = 5_000;
/** A view of a silent node is forgotten after this time, in milliseconds. */
const FORGET_MS = 3_600_000;
/** Pairs that are looked at with each call, in turn: with a call every quarter of a second all that there can be take 4 s. */
const PAIRS_AT_ONCE = 32_768;
/** If a call comes so much later than the one before, this process did not hear: nobody was silent, in milliseconds. */
const LAG_MS = 2_000;

/**
 * What is out of date: all views of a node of which no batch came for too long, and views that were not told of for three times as long as they should
 * be repeated. While nobody can be heard nothing is.
 */
export class Staleness {
  readonly #nodes: NodeTable;
  readonly #views: TunnelViews;
  readonly #close: (view: number) => void;
  #connected = false;
  /** Nobody is taken to be silent since before. */
  #hearingSinceMs = 0;
  #sweptMs = 0;
  /** The next pair to look at. */
  #next = 0;

  constructor(nodes: NodeTable, views: TunnelViews, close: (view: number) => void) {
    this.#nodes = nodes;
    this.#views = views;
    this.#close = close;
  }

  get connected(): boolean {
    return this.#connected;
  }

  setConnected(connected: boolean, nowMs: number): void {
    this.#connected = connected;
    this.#hearingSinceMs = nowMs;
  }

  /** A batch of the node came. */
  heard(node: NodeRecord, nowMs: number): void {
    node.heardMs = nowMs;
    if (!node.silent) return;
    node.silent = false;
    // It says only what is news: all else is as it said before, unless something was not heard since.
    const { pairs } = this.#views;
    for (const pair of pairs.pairsOf(node.index)) {
      const view = pairs.viewOf(pair, node.index);
      const toldMs = this.#views.columns.toldMs(view);
      if (toldMs + TICK_MS > node.gapMs && nowMs - toldMs <= untoldMs(node)) this.#views.renew(view);
    }
  }

  /** Looks at all nodes and some of the views. */
  sweep(nowMs: number): void {
    const lag = this.#sweptMs > 0 && (nowMs - this.#sweptMs > LAG_MS || nowMs < this.#sweptMs);
    this.#sweptMs = nowMs;
    if (lag) this.#hearingSinceMs = nowMs;
    if (!this.#connected) return;
    for (const node of this.#nodes.all()) this.#lookAtNode(node, nowMs);
    const { slots } = this.#views.pairs;
    const end = Math.min(slots, this.#next + PAIRS_AT_ONCE);
    for (let view = 2 * this.#next; view < 2 * end; view++) this.#lookAtView(view, nowMs);
    this.#next = end < slots ? end : 0;
  }

  #lookAtNode(node: NodeRecord, nowMs: number): void {
    if (node.heardMs === 0 || node.silent) return;
    const heardMs = Math.max(node.heardMs, this.#hearingSinceMs);
    if (nowMs - heardMs <= 3 * node.batchMs + SILENCE_MS) return;
    node.silent = true;
    const { pairs } = this.#views;
    for (const pair of pairs.pairsOf(node.index)) this.#views.expire(pairs.viewOf(pair, node.index), nowMs);
  }

  #lookAtView(view: number, nowMs: number): void {
    const { columns } = this.#views;
    if (!columns.isTold(view)) return;
    const node = this.#nodes.at(this.#views.from(view));
    if (!node) return;
    const staleMs = columns.staleMs(view);
    if (staleMs === 0) {
      if (nowMs - this.#toldMs(view) > untoldMs(node)) this.#views.expire(view, nowMs);
    } else if (nowMs - Math.max(staleMs, this.#hearingSinceMs) > (node.silent ? FORGET_MS : untoldMs(node))) {
      // A node that speaks and does not speak of it has it no more.
      this.#close(view);
    }
  }

  #toldMs(view: number): number {
    return Math.max(this.#views.columns.toldMs(view), this.#hearingSinceMs);
  }
}

/** How long a view that is not told again is believed. */
function untoldMs({ repeatMs }: NodeRecord): number {
  return 3 * repeatMs + SILENCE_MS;
}
