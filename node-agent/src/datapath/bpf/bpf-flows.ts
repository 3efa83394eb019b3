import type { FlowLossCounts, FlowTableName, TableUsage } from '../datapath.js';
import {
  decodeFlowLosses,
  decodeFlowSweep,
  encodeFlowSweep,
  FLOW_LOSSES_BYTES,
  FLOW_RECORD_BYTES,
  FlowSweepScope,
} from './layout.gen.js';
import { type BpfMap, type BpfProgram, lookup } from './native.js';
import { RECORDS_PAUSE_MS, RingListener } from './ring-listener.js';
import { runSyscall } from './test-run.js';

/** Tracked flows and their records, as the datapath's contract says. */
export class BpfFlows {
  readonly #maps: Readonly<Record<FlowTableName | 'flow_losses', BpfMap>>;
  readonly #program: BpfProgram;
  readonly #records: RingListener;
  #left: Record<FlowTableName, number> = { flow4: 0, flow6: 0 };

  constructor(maps: Readonly<Record<FlowTableName | 'flow_losses' | 'flow_records', BpfMap>>, sweep: BpfProgram) {
    this.#maps = maps;
    this.#program = sweep;
    this.#records = new RingListener(maps.flow_records, FLOW_RECORD_BYTES, 'flow records', RECORDS_PAUSE_MS);
  }

  losses(): FlowLossCounts {
    const sum: FlowLossCounts = { tableFull: 0, ringFull: 0 };
    const values = lookup(this.#maps.flow_losses, Buffer.alloc(4));
    for (let at = 0; values && at < values.length; at += FLOW_LOSSES_BYTES) {
      const one = decodeFlowLosses(values, at);
      sum.tableFull += one.tableFull;
      sum.ringFull += one.ringFull;
    }
    return sum;
  }

  usage(): Record<FlowTableName, TableUsage> {
    const { flow4, flow6 } = this.#maps;
    return {
      flow4: { entries: this.#left.flow4, capacity: flow4.maxEntries },
      flow6: { entries: this.#left.flow6, capacity: flow6.maxEntries },
    };
  }

  sweep(): void {
    this.#runSweep(FlowSweepScope.DUE, 0);
  }

  endOf(datapathId: number): void {
    this.#runSweep(FlowSweepScope.END_PORT, datapathId);
  }

  #runSweep(scope: FlowSweepScope, datapathId: number): void {
    const nothing = { visited: 0, updated: 0, ended: 0, deferred: 0, left4: 0, left6: 0 };
    const { contextOut } = runSyscall(this.#program, encodeFlowSweep({ scope, datapathId, ...nothing }));
    const { left4, left6 } = decodeFlowSweep(contextOut);
    this.#left = { flow4: left4, flow6: left6 };
  }

  onRecords(listener: (records: Buffer) => void): void {
    this.#records.listen(listener);
  }

  /** Ends listening; the maps are not its own. */
  close(): void {
    this.#records.close();
  }
}
