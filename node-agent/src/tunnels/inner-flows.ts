import type { weft } from '../../../proto/gen/codecs.js';
import type { InnerFlow, InnerFlowKey } from '../datapath/bpf/layout.gen.js';
import type { RowCursor } from '../datapath/table-rows.js';
import type { TunnelCounters } from '../datapath/tunnel-counters.js';
import { addressBytes } from '../flows/mapped-address.js';
import { TellingOrder } from './telling-order.js';

/** Rows that are read at once: about 10 ms. A table with more is read in as many turns. */
const STEP_ROWS = 4_096;
/** An inner flow without a packet for so long is forgotten, at its next reading. */
export const INNER_FLOW_IDLE_NS = 60e9;

interface Flow {
  readonly key: InnerFlowKey;
  value: InnerFlow;
  /** Packets when it was told of last. */
  toldPackets: number;
}

/** Traffic of tunnels by inner addresses: read in steps, told in turns, forgotten when idle. */
export class InnerFlows {
  readonly #counters: TunnelCounters;
  readonly #nodeIdOf: (vtepId: number) => string;
  readonly #counted: boolean;
  readonly #flows = new Map<string, Flow>();
  readonly #order = new TellingOrder<string>();
  #cursor: RowCursor | null = null;
  /** Nothing is left of a run that counted. */
  #cleared = false;

  /** `counted`: the programs count. If not, what they counted for an earlier run is removed. */
  constructor(counters: TunnelCounters, nodeIdOf: (vtepId: number) => string, counted: boolean) {
    this.#counters = counters;
    this.#nodeIdOf = nodeIdOf;
    this.#counted = counted;
  }

  /** Reads the next part of the table. `nowNs`: CLOCK_MONOTONIC. */
  refresh(nowNs: number): void {
    if (this.#cleared) return;
    const rows = this.#counters.readInnerFlows(this.#cursor, STEP_ROWS);
    const expired: Buffer[] = [];
    for (let row = 0; row < rows.count; row++) {
      const keyBytes = rows.keyBytes(row);
      const value = rows.value(row);
      const id = keyBytes.toString('latin1');
      if (!this.#counted || nowNs - value.lastNs >= INNER_FLOW_IDLE_NS) {
        expired.push(keyBytes);
        this.#flows.delete(id);
        this.#order.remove(id);
        continue;
      }
      const flow = this.#flows.get(id);
      if (flow) {
        flow.value = value;
      } else {
        this.#flows.set(id, { key: rows.key(row), value, toldPackets: 0 });
        this.#order.add(id);
      }
    }
    this.#cursor = rows.cursor;
    this.#counters.removeInnerFlows(expired);
    this.#cleared = !this.#counted && this.#cursor === null;
  }

  take(max: number, nowNs: number, repeatMs: number): weft.v1.InnerFlow.$Properties[] {
    const changed = (id: string) => {
      const flow = this.#flows.get(id);
      return flow !== undefined && flow.toldPackets !== flow.value.packets;
    };
    return this.#order.take(max, nowNs, repeatMs, changed).flatMap((id) => {
      const flow = this.#flows.get(id);
      if (!flow) return [];
      flow.toldPackets = flow.value.packets;
      const { vni, vtepId, received, source, destination } = flow.key;
      return [
        {
          vni,
          remoteVtepId: vtepId,
          remoteNodeId: this.#nodeIdOf(vtepId),
          source: { bytes: addressBytes(source) },
          destination: { bytes: addressBytes(destination) },
          received: received !== 0,
          packets: flow.value.packets,
          bytes: flow.value.bytes,
        },
      ];
    });
  }
}
