import type { DesiredState } from '../state/desired-state.js';
import type { LocalPort } from '../state/entities.js';

/** Whose flow it is. */
export interface PortOwner {
  readonly portId: string;
  readonly tenantId: string;
  readonly networkId: string;
  /** Of the port's last binding here. */
  readonly generation: number;
}

/** Ports that are gone and of which records may still come. One more, and the oldest is forgotten. */
const MAX_REMEMBERED = 4_096;

/**
 * Datapath id -> port, network and tenant, for flow records. A flow ends after its port may be gone: those are remembered
 * (datapath ids are not reused).
 */
export class PortDirectory {
  readonly #state: DesiredState;
  readonly #gone = new Map<number, PortOwner>();
  readonly #known = new Map<number, PortOwner>();

  constructor(state: DesiredState) {
    this.#state = state;
  }

  /** Learns owners as they are now; to be called after each change of ports or networks. */
  learn(removed: readonly LocalPort[]): void {
    for (const port of this.#state.ports.values()) {
      const network = this.#state.networks.get(port.vni);
      if (!network) continue;
      const { tenantId, networkId } = network;
      this.#known.set(port.datapathId, { portId: port.portId, tenantId, networkId, generation: port.generation });
    }
    for (const { datapathId } of removed) {
      const owner = this.#known.get(datapathId);
      if (!owner || this.#state.ports.has(datapathId)) continue;
      this.#known.delete(datapathId);
      this.#gone.set(datapathId, owner);
    }
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= MAX_REMEMBERED) break;
      this.#gone.delete(oldest);
    }
  }

  ownerOf(datapathId: number): PortOwner | null {
    return this.#known.get(datapathId) ?? this.#gone.get(datapathId) ?? null;
  }
}
