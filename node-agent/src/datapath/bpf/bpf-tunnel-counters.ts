import type { InnerFlowCursor, InnerFlowRows, TunnelCounters } from '../tunnel-counters.js';
import {
  decodeInnerFlow,
  decodeInnerFlowKey,
  INNER_FLOW_BYTES,
  INNER_FLOW_KEY_BYTES,
  type InnerFlow,
  type InnerFlowKey,
} from './layout.gen.js';
import { type BpfMap, deleteBatch, lookupSome, sumCounters, update } from './native.js';

/** Maps of what tunnels carry. */
export const trafficMaps = ['tunnel_traffic', 'inner_flow'] as const;
type TrafficMapName = (typeof trafficMaps)[number];

/** TunnelCounters over the kernel's maps. */
export class BpfTunnelCounters implements TunnelCounters {
  readonly #traffic: BpfMap;
  readonly #flows: BpfMap;
  readonly #zero: Buffer;

  constructor(maps: Readonly<Record<TrafficMapName, BpfMap>>) {
    this.#traffic = maps.tunnel_traffic;
    this.#flows = maps.inner_flow;
    this.#zero = Buffer.alloc(this.#traffic.valueBytes);
  }

  get slots(): number {
    return this.#traffic.maxEntries;
  }

  read(first: number, count: number): Float64Array {
    return sumCounters(this.#traffic, first, count);
  }

  zero(slot: number): void {
    const key = Buffer.alloc(4);
    key.writeUInt32LE(slot);
    update(this.#traffic, key, this.#zero);
  }

  get innerFlowCapacity(): number {
    return this.#flows.maxEntries;
  }

  readInnerFlows(cursor: InnerFlowCursor | null, max: number): InnerFlowRows {
    return new FlowRows(lookupSome(this.#flows, cursor, max));
  }

  removeInnerFlows(keys: readonly Uint8Array[]): void {
    if (keys.length > 0) deleteBatch(this.#flows, Buffer.concat(keys), keys.length);
  }
}

class FlowRows implements InnerFlowRows {
  readonly count: number;
  readonly cursor: InnerFlowCursor | null;
  readonly #keys: Buffer;
  readonly #values: Buffer;

  constructor(rows: ReturnType<typeof lookupSome>) {
    this.count = rows.count;
    this.cursor = rows.cursor;
    this.#keys = rows.keys;
    this.#values = rows.values;
  }

  keyBytes(row: number): Buffer {
    return this.#keys.subarray(row * INNER_FLOW_KEY_BYTES, (row + 1) * INNER_FLOW_KEY_BYTES);
  }

  key(row: number): InnerFlowKey {
    return decodeInnerFlowKey(this.#keys, row * INNER_FLOW_KEY_BYTES);
  }

  value(row: number): InnerFlow {
    return decodeInnerFlow(this.#values, row * INNER_FLOW_BYTES);
  }
}
