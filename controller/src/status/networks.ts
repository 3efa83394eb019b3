import type { weft } from '../../../proto/gen/codecs.js';
import { type Nack, nackedEntry, SHOWN_NACKS } from './nacks.js';

/** The observed state of networks: which entries of theirs (their ports' apart) nodes could not apply. */
export class NetworkBoard {
  /** Only networks that have any: (node, key) -> nack, the oldest first. As many as nodes remember: see Nacks. */
  readonly #nacks = new Map<string, Map<string, { readonly nodeId: string; readonly nack: Nack }>>();
  readonly #onChange: (networkId: string) => void;

  constructor(onChange: (networkId: string) => void) {
    this.#onChange = onChange;
  }

  /** The node could not apply an entry of the network. */
  nacked(networkId: string, nodeId: string, nack: Nack): void {
    const nacks = this.#nacks.get(networkId) ?? new Map();
    const source = sourceOf(nodeId, nack);
    nacks.delete(source);
    nacks.set(source, { nodeId, nack });
    this.#nacks.set(networkId, nacks);
    this.#onChange(networkId);
  }

  /** It can now, or need not any more. */
  resolved(networkId: string, nodeId: string, nack: Nack): void {
    const nacks = this.#nacks.get(networkId);
    if (!nacks?.delete(sourceOf(nodeId, nack))) return;
    if (nacks.size === 0) this.#nacks.delete(networkId);
    this.#onChange(networkId);
  }

  deleted(networkId: string): void {
    this.#nacks.delete(networkId);
  }

  status(networkId: string): weft.v1.NetworkStatus.$Properties {
    const nacks = this.#nacks.get(networkId);
    if (!nacks) return { nacks: [], nackCount: 0 };
    const shown = [...nacks.values()].slice(-SHOWN_NACKS);
    return { nacks: shown.map(({ nodeId, nack }) => ({ ...nackedEntry(nack), nodeId })), nackCount: nacks.size };
  }
}

function sourceOf(nodeId: string, { key }: Nack): string {
  return `${nodeId} ${key}`;
}
