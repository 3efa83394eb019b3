import type { weft } from '../../../proto/gen/codecs.js';
import { HashIndex } from '../compiler/hash-index.js';
import { grown } from './pair-table.js';
import type { NodeIndex } from './tunnel-source.js';

/** Rows (VNI, node, remote node) that there can be, of about 70 bytes each. */
export const TRAFFIC_MAX = 262_144;

/** What a node counted of a network's packets to and from another node. */
export interface TrafficRow {
  readonly vni: number;
  readonly from: NodeIndex;
  readonly to: NodeIndex;
  readonly sentPackets: number;
  readonly sentBytes: number;
  readonly receivedPackets: number;
  readonly receivedBytes: number;
  readonly sentBytesPerSecond: number;
  readonly receivedBytesPerSecond: number;
}

/** Passive counters of all nodes, by column. What an agent does not repeat has not changed. */
export class TrafficTable {
  readonly #max: number;
  #vni = new Uint32Array(0);
  #from = new Int32Array(0);
  #to = new Int32Array(0);
  #sentPackets = new Float64Array(0);
  #sentBytes = new Float64Array(0);
  #receivedPackets = new Float64Array(0);
  #receivedBytes = new Float64Array(0);
  #sentRate = new Float32Array(0);
  #receivedRate = new Float32Array(0);
  #toldMs = new Float64Array(0);
  /** The rates hold until then: a counter that is not told by then stands still. */
  #movesUntilMs = new Float64Array(0);
  #rows = 0;
  readonly #free: number[] = [];
  readonly #index = new HashIndex((row) => hashOfRow(this.#vni[row] ?? 0, this.#from[row] ?? 0, this.#to[row] ?? 0));
  readonly #byVni = new Map<number, Set<number>>();
  /** Counters that found no room. */
  dropped = 0;

  constructor(max = TRAFFIC_MAX) {
    this.#max = max;
    this.#grow(64);
  }

  get size(): number {
    return this.#rows - this.#free.length;
  }

  /** The node's counters now; it tells what changes every `batchMs`. */
  tell(
    from: NodeIndex,
    to: NodeIndex,
    traffic: weft.v1.TunnelTraffic.$Properties,
    nowMs: number,
    batchMs: number,
  ): void {
    const vni = traffic.vni ?? 0;
    const known = this.#find(vni, from, to);
    if (known < 0 && this.size >= this.#max) {
      this.dropped++;
      return;
    }
    const row = known >= 0 ? known : this.#add(vni, from, to);
    const seconds = (nowMs - (this.#toldMs[row] ?? 0)) / 1000;
    const rate = (now: number, before: number | undefined) =>
      known >= 0 && seconds > 0 ? Math.max(0, now - (before ?? 0)) / seconds : 0;
    const sentBytes = traffic.sentBytes ?? 0;
    const receivedBytes = traffic.receivedBytes ?? 0;
    this.#sentRate[row] = rate(sentBytes, this.#sentBytes[row]);
    this.#receivedRate[row] = rate(receivedBytes, this.#receivedBytes[row]);
    this.#sentPackets[row] = traffic.sentPackets ?? 0;
    this.#sentBytes[row] = sentBytes;
    this.#receivedPackets[row] = traffic.receivedPackets ?? 0;
    this.#receivedBytes[row] = receivedBytes;
    this.#toldMs[row] = nowMs;
    this.#movesUntilMs[row] = nowMs + 3 * batchMs;
  }

  /** VNIs of which there are rows, ascending. */
  vnis(): number[] {
    return [...this.#byVni.keys()].sort((x, y) => x - y);
  }

  /** The rows of a VNI, in no order. */
  rowsOf(vni: number): Iterable<number> {
    return this.#byVni.get(vni) ?? [];
  }

  from(row: number): NodeIndex {
    return this.#from[row] ?? 0;
  }

  to(row: number): NodeIndex {
    return this.#to[row] ?? 0;
  }

  read(row: number, nowMs: number): TrafficRow {
    const moves = nowMs <= (this.#movesUntilMs[row] ?? 0);
    return {
      vni: this.#vni[row] ?? 0,
      from: this.from(row),
      to: this.to(row),
      sentPackets: this.#sentPackets[row] ?? 0,
      sentBytes: this.#sentBytes[row] ?? 0,
      receivedPackets: this.#receivedPackets[row] ?? 0,
      receivedBytes: this.#receivedBytes[row] ?? 0,
      sentBytesPerSecond: moves ? Math.round(this.#sentRate[row] ?? 0) : 0,
      receivedBytesPerSecond: moves ? Math.round(this.#receivedRate[row] ?? 0) : 0,
    };
  }

  /** What all nodes send now. */
  sentBytesPerSecond(nowMs: number): number {
    let sum = 0;
    for (let row = 0; row < this.#rows; row++) {
      if (this.#toldMs[row] !== 0 && nowMs <= (this.#movesUntilMs[row] ?? 0)) sum += this.#sentRate[row] ?? 0;
    }
    return sum;
  }

  /** Removes the rows for which `isOver` says so of the node and the time when they were told. */
  removeWhere(isOver: (from: NodeIndex, to: NodeIndex, toldMs: number) => boolean): void {
    for (let row = 0; row < this.#rows; row++) {
      const toldMs = this.#toldMs[row] ?? 0;
      if (toldMs !== 0 && isOver(this.from(row), this.to(row), toldMs)) this.#remove(row);
    }
  }

  #find(vni: number, from: NodeIndex, to: NodeIndex): number {
    return this.#index.find(
      hashOfRow(vni, from, to),
      (row) => this.#vni[row] === vni && this.#from[row] === from && this.#to[row] === to,
    );
  }

  #add(vni: number, from: NodeIndex, to: NodeIndex): number {
    const row = this.#free.pop() ?? this.#rows++;
    if (row >= this.#vni.length) this.#grow(Math.min(this.#max, row * 2));
    this.#vni[row] = vni;
    this.#from[row] = from;
    this.#to[row] = to;
    this.#index.add(row);
    const rows = this.#byVni.get(vni) ?? new Set();
    this.#byVni.set(vni, rows.add(row));
    return row;
  }

  #remove(row: number): void {
    this.#index.remove(row);
    const vni = this.#vni[row] ?? 0;
    const rows = this.#byVni.get(vni);
    rows?.delete(row);
    if (rows?.size === 0) this.#byVni.delete(vni);
    this.#toldMs[row] = 0;
    this.#free.push(row);
  }

  #grow(rows: number): void {
    this.#vni = grown(this.#vni, new Uint32Array(rows));
    this.#from = grown(this.#from, new Int32Array(rows));
    this.#to = grown(this.#to, new Int32Array(rows));
    this.#sentPackets = grown(this.#sentPackets, new Float64Array(rows));
    this.#sentBytes = grown(this.#sentBytes, new Float64Array(rows));
    this.#receivedPackets = grown(this.#receivedPackets, new Float64Array(rows));
    this.#receivedBytes = grown(this.#receivedBytes, new Float64Array(rows));
    this.#sentRate = grown(this.#sentRate, new Float32Array(rows));
    this.#receivedRate = grown(this.#receivedRate, new Float32Array(rows));
    this.#toldMs = grown(this.#toldMs, new Float64Array(rows));
    this.#movesUntilMs = grown(this.#movesUntilMs, new Float64Array(rows));
  }
}

function hashOfRow(vni: number, from: NodeIndex, to: NodeIndex): number {
  const h = Math.imul(vni, 0x9e3779b1) ^ Math.imul(from + 1, 0x85ebca6b) ^ Math.imul(to + 1, 0xc2b2ae35);
  return Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) ^ (h >>> 12);
}
