import { weft } from '../../../proto/gen/codecs.js';
import { graver } from './both-ends.js';
import { grown, PairTable } from './pair-table.js';
import { type Sample, SampleRing } from './sample-ring.js';
import type { TickClock } from './tick-clock.js';
import type { NodeIndex } from './tunnel-source.js';
import { ViewColumns } from './view-columns.js';

const { TUNNEL_DEGRADED } = weft.v1.TunnelState;

/** Views that there can be: two for each pair. A node of 1,000 in one scope has 999. */
export const VIEWS_MAX = 1_048_576;
/** Numbers of states: 0 is none. */
const STATES = 5;

export interface ViewsListener {
  /** The pair's state is another one, or it is degraded or down for another reason. 0: it is new, or no more. */
  pairChanged(pair: number, before: weft.v1.TunnelState | 0, after: weft.v1.TunnelState | 0): void;
  /** One end's view is told anew, or is out of date, or no more. */
  viewChanged(view: number): void;
}

/** What all ends say of their tunnels, and the state of each pair. Numbers of views and pairs are those of a PairTable. */
export class TunnelViews {
  readonly columns: ViewColumns;
  readonly pairs: PairTable;
  readonly #samples = new SampleRing();
  readonly #listener: ViewsListener;
  #pairStates = new Uint8Array(0);
  /** Pairs by state. */
  readonly #byState = new Uint32Array(STATES);
  /** Pairs by state of each node. */
  #byNode = new Int32Array(0);
  #count = 0;
  /** Reports that found no room. */
  dropped = 0;

  constructor(clock: TickClock, listener: ViewsListener, limit = VIEWS_MAX) {
    this.columns = new ViewColumns(clock);
    this.#listener = listener;
    this.pairs = new PairTable(limit / 2, (pairs) => {
      this.columns.grow(2 * pairs);
      this.#pairStates = grown(this.#pairStates, new Uint8Array(pairs));
    });
  }

  /** Views that were told. */
  get count(): number {
    return this.#count;
  }

  /** Pairs in a state. */
  pairsIn(state: weft.v1.TunnelState): number {
    return this.#byState[state] ?? 0;
  }

  /** Pairs of a node in a state. */
  pairsOfIn(node: NodeIndex, state: weft.v1.TunnelState): number {
    return this.#byNode[node * STATES + state] ?? 0;
  }

  pairState(pair: number): weft.v1.TunnelState | 0 {
    return this.#pairStates[pair] ?? 0;
  }

  /** The view's number; -1: there is none. */
  find(from: NodeIndex, to: NodeIndex): number {
    const pair = this.pairs.find(from, to);
    if (pair < 0) return -1;
    const view = this.pairs.viewOf(pair, from);
    return this.columns.isTold(view) ? view : -1;
  }

  from(view: number): NodeIndex {
    return this.pairs.node(view);
  }

  to(view: number): NodeIndex {
    return this.pairs.node(view ^ 1);
  }

  /** What `from` says of its tunnel to `to`, now. Returns the view's number; -1: there is no room. */
  tell(from: NodeIndex, to: NodeIndex, report: weft.v1.TunnelReport.$Properties, nowMs: number): number {
    const { columns, pairs } = this;
    const known = pairs.find(from, to);
    const pair = known >= 0 ? known : pairs.add(from, to);
    if (pair < 0) {
      this.dropped++;
      return -1;
    }
    const view = pairs.viewOf(pair, from);
    if (!columns.isTold(view)) this.#count++;
    const reasons = columns.reasonBits(view);
    const tick = columns.clock.of(nowMs);
    columns.write(view, report, tick);
    const sample: Sample = {
      tick,
      state: columns.state(view),
      rttP50Us: columns.rttP50Us(view),
      lossOutPpm: columns.lossOutPpm(view),
      lossBackPpm: columns.lossBackPpm(view),
    };
    columns.setLastSample(view, this.#samples.push(sample, columns.lastSample(view), this.#count));
    this.#judge(pair, reasons !== columns.reasonBits(view));
    this.#listener.viewChanged(view);
    return view;
  }

  /** What was told is out of date. */
  expire(view: number, nowMs: number): void {
    if (!this.columns.isTold(view) || this.columns.staleMs(view) !== 0) return;
    this.columns.setStale(view, nowMs);
    this.#judge(view >> 1, true);
    this.#listener.viewChanged(view);
  }

  /** What was told holds after all. */
  renew(view: number): void {
    if (this.columns.staleMs(view) === 0) return;
    this.columns.setStale(view, 0);
    this.#judge(view >> 1, true);
    this.#listener.viewChanged(view);
  }

  /** The end has no such tunnel any more. */
  close(view: number): void {
    if (!this.columns.isTold(view)) return;
    this.#listener.viewChanged(view);
    this.columns.clear(view);
    this.#count--;
    const pair = view >> 1;
    if (this.columns.isTold(view ^ 1)) {
      this.#judge(pair, true);
      return;
    }
    this.#setState(pair, 0, false);
    this.pairs.remove(pair);
  }

  samples(view: number): Sample[] {
    return this.#samples.read(this.columns.lastSample(view));
  }

  #judge(pair: number, reasonsChanged: boolean): void {
    const state = graver(this.columns.state(2 * pair), this.columns.state(2 * pair + 1));
    this.#setState(pair, state, reasonsChanged);
  }

  #setState(pair: number, after: weft.v1.TunnelState | 0, reasonsChanged: boolean): void {
    const before = this.pairState(pair);
    if (before !== after) {
      this.#pairStates[pair] = after;
      this.#countState(pair, before, -1);
      this.#countState(pair, after, 1);
    } else if (!reasonsChanged || after < TUNNEL_DEGRADED) {
      return;
    }
    this.#listener.pairChanged(pair, before, after);
  }

  #countState(pair: number, state: number, by: number): void {
    if (state === 0) return;
    this.#byState[state] = (this.#byState[state] ?? 0) + by;
    for (const view of [2 * pair, 2 * pair + 1]) {
      const at = this.pairs.node(view) * STATES + state;
      if (at >= this.#byNode.length) this.#byNode = grown(this.#byNode, new Int32Array(Math.max(64, at * 2)));
      this.#byNode[at] = (this.#byNode[at] ?? 0) + by;
    }
  }
}
