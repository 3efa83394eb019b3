import { Draft } from '../draft.js';
import type { ClusterSettings, Plan, Planning } from '../plan.js';
import { Topology } from '../topology.js';

/** The rules on a state in memory, one transaction after the other: what the store does, without a disk. For tests. */
export class MemoryCluster {
  readonly topology = new Topology();
  readonly settings: ClusterSettings;
  revision = 0;
  /** The lowest revision that every node has acked. */
  ackedFloor = 0;
  #ids = 0;

  constructor(settings: Partial<ClusterSettings> = {}) {
    this.settings = { vniFirst: 4096, vniLast: 0xff_ff_fe, underlayMtu: 1500, underlayFamily: 4, ...settings };
  }

  run<Row>(rule: (p: Planning) => Plan<Row>, tenant: string | null = null): Row {
    this.topology.release(this.ackedFloor, 10_000);
    const revision = this.revision + 1;
    const { effects, cursors, row } = rule({
      topology: this.topology,
      tenant,
      settings: this.settings,
      draft: new Draft(),
      revision,
      timeUnixMs: 1_700_000_000_000 + revision,
      etag: `e-${revision}`,
      newId: (prefix) => `${prefix}-${++this.#ids}`,
    });
    if (effects.length > 0) {
      this.topology.apply(revision, effects, cursors);
      this.revision = revision;
    }
    return row;
  }
}
