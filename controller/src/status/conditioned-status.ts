import type { weft } from '../../../proto/gen/codecs.js';
import type { NackedTable, PortHits, StatusChange, StatusSource } from '../api/status-source.js';
import type { Tables } from '../store/change.js';

type Condition = weft.v1.Condition.$Properties;

/** What is wrong with resources although they go on, from whoever observes it. */
export interface ConditionSource {
  ofNode(id: string): Condition[];
  ofNetwork(id: string): Condition[];
  /** Calls back with the resources whose conditions changed. */
  subscribe(listener: (changes: readonly StatusChange[]) => void): () => void;
}

/** What nodes report, with the conditions of nodes and networks. */
export class ConditionedStatus implements StatusSource {
  readonly #reported: StatusSource;
  readonly #conditions: ConditionSource;

  constructor(reported: StatusSource, conditions: ConditionSource) {
    this.#reported = reported;
    this.#conditions = conditions;
  }

  portStatus(port: Tables['port']): weft.v1.PortStatus.$Properties {
    return this.#reported.portStatus(port);
  }

  nackedStatus(table: NackedTable, id: string): weft.v1.NetworkStatus.$Properties {
    const status = this.#reported.nackedStatus(table, id);
    return table === 'network' ? { ...status, conditions: this.#conditions.ofNetwork(id) } : status;
  }

  ruleHits(portId: string): PortHits | null {
    return this.#reported.ruleHits(portId);
  }

  nodeStatus(node: Tables['node']): weft.v1.NodeStatus.$Properties {
    return { ...this.#reported.nodeStatus(node), conditions: this.#conditions.ofNode(node.metadata?.id ?? '') };
  }

  subscribe(listener: (changes: readonly StatusChange[]) => void): () => void {
    const stops = [this.#reported.subscribe(listener), this.#conditions.subscribe(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }
}
