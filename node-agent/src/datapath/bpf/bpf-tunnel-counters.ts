import type { RowCursor, TableRows } from '../table-rows.js';
import type { TunnelCounters } from '../tunnel-counters.js';
import { BpfTableRows, type RowLayout } from './bpf-table-rows.js';
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

const flowLayout: RowLayout<InnerFlowKey, InnerFlow> = {
  keyBytes: INNER_FLOW_KEY_BYTES,
  valueBytes: INNER_FLOW_BYTES,
  decodeKey: decodeInnerFlowKey,
  decodeValue: decodeInnerFlow,
};

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

  readInnerFlows(cursor: RowCursor | null, max: number): TableRows<InnerFlowKey, InnerFlow> {
    return new BpfTableRows(lookupSome(this.#flows, cursor, max), flowLayout);
  }

  removeInnerFlows(keys: readonly Uint8Array[]): void {
    if (keys.length > 0) deleteBatch(this.#flows, Buffer.concat(keys), keys.length);
  }
}
