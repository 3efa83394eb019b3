import { join } from 'node:path';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, lookupAll, openPinnedMap, update } from '../../node-agent/src/datapath/bpf/native.js';
import { DROP_REASONS, type DropReasonName, type DropReasonNumber } from '../../proto/src/drop-reasons.gen.js';

/** Packets dropped by reason, of each port that dropped any; of none under ''. */
export type Drops = Readonly<Record<string, Partial<Record<DropReasonName, number>>>>;

/** What the programs of a node have counted, read from its pinned maps. */
export class NodeCounters {
  readonly #maps: Record<'port_drop' | 'port_by_id' | 'port_limits' | 'port_counters', BpfMap>;
  #drops: Map<number, number>;
  #sent = 0;

  /** @param directory where the maps are pinned */
  constructor(directory: string) {
    const open = (name: string) => {
      const map = openPinnedMap(join(directory, name));
      if (!map) throw new Error(`${name} is not pinned in ${directory}`);
      return map;
    };
    this.#maps = {
      port_drop: open('port_drop'),
      port_by_id: open('port_by_id'),
      port_limits: open('port_limits'),
      port_counters: open('port_counters'),
    };
    this.#drops = this.#readDrops();
  }

  /** Nothing was told before, and nothing flooded: limits are another test's. */
  forgetLimits(): void {
    const zero = Buffer.alloc(layout.PORT_LIMITS_BYTES);
    for (let slot = 0; slot < this.#maps.port_limits.maxEntries; slot++)
      update(this.#maps.port_limits, number(slot), zero);
  }

  /** Packets counted as sent since the last call. */
  newlySent(): number {
    const { values, count } = lookupAll(this.#maps.port_counters);
    let sent = 0;
    for (let at = 0; at < values.length; at += layout.PORT_COUNTERS_BYTES) sent += values.readUInt32LE(at);
    if (count === 0) throw new Error('port_counters is empty');
    const news = sent - this.#sent;
    this.#sent = sent;
    return news;
  }

  /** Drops since the last call; `nameOf` a port's datapath id. */
  newDrops(nameOf: (datapathId: number) => string): Drops {
    const before = this.#drops;
    this.#drops = this.#readDrops();
    const drops: Record<string, Partial<Record<DropReasonName, number>>> = {};
    let names: Map<number, string> | null = null;
    for (const [index, packets] of this.#drops) {
      const news = packets - (before.get(index) ?? 0);
      if (news <= 0) continue;
      names ??= this.#namesBySlot(nameOf);
      const slot = Math.floor(index / layout.DROP_REASONS_MAX);
      const port = slot === layout.SLOT_NONE ? '' : (names.get(slot) ?? `slot ${slot}`);
      const reason = DROP_REASONS[(index % layout.DROP_REASONS_MAX) as DropReasonNumber].name;
      const ofPort = drops[port] ?? {};
      ofPort[reason] = news;
      drops[port] = ofPort;
    }
    return drops;
  }

  #namesBySlot(nameOf: (datapathId: number) => string): Map<number, string> {
    const names = new Map<number, string>();
    const { keys, values, count } = lookupAll(this.#maps.port_by_id);
    for (let i = 0; i < count; i++) {
      names.set(layout.decodePortOut(values, i * layout.PORT_OUT_BYTES).slot, nameOf(keys.readUInt32LE(4 * i)));
    }
    return names;
  }

  /** Counts by index, only those above zero. */
  #readDrops(): Map<number, number> {
    const { keys, values, count } = lookupAll(this.#maps.port_drop);
    const each = values.length / count;
    const drops = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      let packets = 0;
      for (let cpu = 0; cpu < each; cpu += 8) packets += values.readUInt32LE(i * each + cpu);
      if (packets > 0) drops.set(keys.readUInt32LE(4 * i), packets);
    }
    return drops;
  }
}

function number(n: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(n);
  return bytes;
}
