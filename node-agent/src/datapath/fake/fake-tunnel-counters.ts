import {
  encodeInnerFlowKey,
  type InnerFlow,
  type InnerFlowKey,
  TrafficSlot,
  type TunnelTraffic,
} from '../bpf/layout.gen.js';
import type { RowCursor, TableRows } from '../table-rows.js';
import type { TunnelCounters } from '../tunnel-counters.js';
import { type FakeRow, fakeTableRows } from './fake-table-rows.js';

const NUMBERS = 4;

/** Counters in memory; tests count in the programs' place. */
export class FakeTunnelCounters implements TunnelCounters {
  readonly slots: number;
  readonly innerFlowCapacity: number;
  readonly #sums: Float64Array;
  readonly #flows = new Map<string, FakeRow<InnerFlowKey, InnerFlow>>();
  /** Slots as they were zeroed. */
  readonly zeroed: number[] = [];

  constructor(slots: number, innerFlowCapacity: number) {
    this.slots = slots;
    this.innerFlowCapacity = innerFlowCapacity;
    this.#sums = new Float64Array(slots * NUMBERS);
  }

  /** Frames, as the programs would count them. */
  carry(slot: number, traffic: Partial<TunnelTraffic>): void {
    const { sentPackets = 0, sentBytes = 0, receivedPackets = 0, receivedBytes = 0 } = traffic;
    for (const [i, number] of [sentPackets, sentBytes, receivedPackets, receivedBytes].entries())
      this.#sums[slot * NUMBERS + i] = (this.#sums[slot * NUMBERS + i] ?? 0) + number;
  }

  /** A packet between inner addresses, as the programs would count it. */
  carryInner(key: InnerFlowKey, bytes: number, nowNs: number): void {
    const keyBytes = encodeInnerFlowKey(key);
    const id = keyBytes.toString('latin1');
    const flow = this.#flows.get(id);
    if (!flow && this.#flows.size >= this.innerFlowCapacity) {
      this.carry(TrafficSlot.INNER_FULL, key.received ? { receivedPackets: 1 } : { sentPackets: 1 });
      return;
    }
    const before = flow?.value ?? { packets: 0, bytes: 0, lastNs: 0 };
    this.putInner(key, { packets: before.packets + 1, bytes: before.bytes + bytes, lastNs: nowNs });
  }

  putInner(key: InnerFlowKey, value: InnerFlow): void {
    const bytes = encodeInnerFlowKey(key);
    this.#flows.set(bytes.toString('latin1'), { bytes, key, value });
  }

  read(first: number, count: number): Float64Array {
    if (first + count > this.slots) throw new RangeError(`no slots ${first} to ${first + count - 1}`);
    return this.#sums.slice(first * NUMBERS, (first + count) * NUMBERS);
  }

  zero(slot: number): void {
    this.zeroed.push(slot);
    this.#sums.fill(0, slot * NUMBERS, (slot + 1) * NUMBERS);
  }

  readInnerFlows(cursor: RowCursor | null, max: number): TableRows<InnerFlowKey, InnerFlow> {
    return fakeTableRows(this.#flows, cursor, max);
  }

  removeInnerFlows(keys: readonly Uint8Array[]): void {
    for (const key of keys) this.#flows.delete(Buffer.from(key).toString('latin1'));
  }
}
