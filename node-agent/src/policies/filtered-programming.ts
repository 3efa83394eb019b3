import type { LocalPorts } from '../plugs/local-ports.js';
import type { Reconciler } from '../reconcile/reconciler.js';
import type { DesiredState } from '../state/desired-state.js';
import type { Policies } from './policies.js';

/**
 * Brings the kernel to what is wanted, in an order in which nothing passes that must not: which groups ports are in, then policies and the ports that are up and judged by
 * them, then the ports that waited for their policy.
 */
export class FilteredProgramming {
  readonly #state: Pick<DesiredState, 'portGroups' | 'ports'>;
  readonly #reconciler: Reconciler;
  readonly #policies: Policies;
  readonly #ports: Pick<LocalPorts, 'refresh'>;

  constructor(parts: {
    state: Pick<DesiredState, 'portGroups' | 'ports'>;
    reconciler: Reconciler;
    policies: Policies;
    ports: Pick<LocalPorts, 'refresh'>;
  }) {
    this.#state = parts.state;
    this.#reconciler = parts.reconciler;
    this.#policies = parts.policies;
    this.#ports = parts.ports;
  }

  /** As Reconciler.flushBehind: ports that come up wait for `program`. */
  writeTables(): Promise<void> {
    this.#policies.membersLeave(this.#state.portGroups.takeLeft());
    return this.#reconciler.flushBehind();
  }

  /** Resolves when all was tried, with the ids of ports that came by a policy; what was refused is in the failures of the reconciler and of the policies. */
  async program(): Promise<string[]> {
    this.#policies.membersLeave(this.#state.portGroups.takeLeft());
    await this.#reconciler.flush();
    const admitted = await this.#policies.settle();
    const portIds = [...admitted].flatMap((datapathId) => this.#state.ports.get(datapathId)?.portId ?? []);
    if (portIds.length === 0) return portIds;
    for (const portId of portIds) this.#ports.refresh(portId);
    await this.#reconciler.flush();
    return portIds;
  }
}
