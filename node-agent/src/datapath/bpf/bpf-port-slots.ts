import { type PortLimits, portBandwidth } from '../bandwidth.js';
import type { PortCounters } from '../datapath.js';
import {
  DROP_REASONS_MAX,
  decodePortBandwidth,
  decodePortCounters,
  encodePortBandwidth,
  PORT_COUNTERS_BYTES,
  type PortBandwidth,
} from './layout.gen.js';
import { type BpfMap, lookup, lookupEach, update, updateBatch } from './native.js';

type SlotMapName = 'port_counters' | 'port_drop' | 'port_limits' | 'port_bandwidth' | 'port_bandwidth_used';

/** What there is by slot: counters and limits of ports, as the datapath's contract says. */
export class BpfPortSlots {
  readonly #maps: Readonly<Record<SlotMapName, BpfMap>>;

  constructor(maps: Readonly<Record<SlotMapName, BpfMap>>) {
    this.#maps = maps;
  }

  get count(): number {
    return this.#maps.port_counters.maxEntries;
  }

  counters(slot: number): PortCounters {
    const sum: PortCounters = { sentPackets: 0, sentBytes: 0, receivedPackets: 0, receivedBytes: 0 };
    const values = lookup(this.#maps.port_counters, keyOf(slot));
    for (let at = 0; values && at < values.length; at += PORT_COUNTERS_BYTES) {
      const one = decodePortCounters(values, at);
      sum.sentPackets += one.sentPackets;
      sum.sentBytes += one.sentBytes;
      sum.receivedPackets += one.receivedPackets;
      sum.receivedBytes += one.receivedBytes;
    }
    return sum;
  }

  drops(slot: number): number[] {
    const map = this.#maps.port_drop;
    const { values } = lookupEach(map, dropKeys(slot), DROP_REASONS_MAX);
    return Array.from({ length: DROP_REASONS_MAX }, (_, reason) => {
      let packets = 0;
      const end = (reason + 1) * map.valueBytes;
      for (let at = reason * map.valueBytes; at < end; at += 8) packets += Number(values.readBigUInt64LE(at));
      return packets;
    });
  }

  zero(slot: number): void {
    const { port_counters, port_drop, port_limits, port_bandwidth, port_bandwidth_used } = this.#maps;
    for (const map of [port_counters, port_limits, port_bandwidth, port_bandwidth_used])
      update(map, keyOf(slot), Buffer.alloc(map.valueBytes));
    const values = Buffer.alloc(port_drop.valueBytes * DROP_REASONS_MAX);
    const { failure } = updateBatch(port_drop, dropKeys(slot), values, DROP_REASONS_MAX);
    if (failure) throw new Error(`zeroing the drop counters of slot ${slot}: ${failure.errno}`);
  }

  limitBandwidth(slot: number, limits: PortLimits): void {
    update(this.#maps.port_bandwidth, keyOf(slot), encodePortBandwidth(portBandwidth(limits)));
  }

  bandwidth(slot: number): PortBandwidth {
    const row = lookup(this.#maps.port_bandwidth, keyOf(slot));
    if (!row) throw new RangeError(`there is no slot ${slot}`);
    return decodePortBandwidth(row);
  }
}

function keyOf(index: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(index, 0);
  return key;
}

/** Keys of port_drop of one slot, by reason. */
function dropKeys(slot: number): Buffer {
  const keys = Buffer.alloc(4 * DROP_REASONS_MAX);
  for (let i = 0; i < DROP_REASONS_MAX; i++) keys.writeUInt32LE(slot * DROP_REASONS_MAX + i, 4 * i);
  return keys;
}
