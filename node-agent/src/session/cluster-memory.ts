import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WeftError } from '../../../proto/src/errors.js';
import { replaceFile } from '../durable-file.js';

/** Which cluster the node belongs to, in <state-dir>/cluster-id: kept even when the journal is lost. */
export class ClusterMemory {
  readonly #path: string;
  /** Empty until the first Welcome. */
  id: string;

  constructor(stateDirectory: string) {
    this.#path = join(stateDirectory, 'cluster-id');
    this.id = existsSync(this.#path) ? readFileSync(this.#path, 'utf8').trim() : '';
  }

  /** Remembers the first cluster; CLUSTER_MISMATCH for any other. */
  require(clusterId: string): void {
    if (this.id === clusterId) return;
    if (this.id !== '') {
      throw new WeftError(
        'CLUSTER_MISMATCH',
        `this node belongs to cluster ${this.id}, the controller to ${clusterId}; to move the node, stop the agent, run \`cleanup\` and remove its state directory`,
      );
    }
    replaceFile(this.#path, `${clusterId}\n`);
    this.id = clusterId;
  }
}
