import type { weft } from '../../../proto/gen/codecs.js';
import type { NackedTable } from '../api/status-source.js';
import { type Nack, type NackSubject, nackedEntry, SHOWN_NACKS } from './nacks.js';

/** A resource whose observed state is which of its entries nodes could not apply. */
export type NackedResource = NackSubject & { readonly table: NackedTable };

/** The observed state of networks, subnets and routers: which entries of theirs (ports' apart) nodes could not apply. */
export class NackedResources {
  /** Only resources that have any: (node, key) -> nack, the oldest first. As many as nodes remember: see Nacks. */
  readonly #nacks = new Map<string, Map<string, { readonly nodeId: string; readonly nack: Nack }>>();
  readonly #onChange: (resource: NackedResource) => void;

  constructor(onChange: (resource: NackedResource) => void) {
    this.#onChange = onChange;
  }

  /** The node could not apply an entry of the resource. */
  nacked(resource: NackedResource, nodeId: string, nack: Nack): void {
    const name = nameOf(resource);
    const nacks = this.#nacks.get(name) ?? new Map();
    const source = sourceOf(nodeId, nack);
    nacks.delete(source);
    nacks.set(source, { nodeId, nack });
    this.#nacks.set(name, nacks);
    this.#onChange(resource);
  }

  /** It can now, or need not any more. */
  resolved(resource: NackedResource, nodeId: string, nack: Nack): void {
    const name = nameOf(resource);
    const nacks = this.#nacks.get(name);
    if (!nacks?.delete(sourceOf(nodeId, nack))) return;
    if (nacks.size === 0) this.#nacks.delete(name);
    this.#onChange(resource);
  }

  deleted(resource: NackedResource): void {
    this.#nacks.delete(nameOf(resource));
  }

  status(resource: NackedResource): weft.v1.NetworkStatus.$Properties {
    const nacks = this.#nacks.get(nameOf(resource));
    if (!nacks) return { nacks: [], nackCount: 0 };
    const shown = [...nacks.values()].slice(-SHOWN_NACKS);
    return { nacks: shown.map(({ nodeId, nack }) => ({ ...nackedEntry(nack), nodeId })), nackCount: nacks.size };
  }
}

/** Whether a nack is of an entry of such a resource. */
export function isNackedResource(subject: NackSubject): subject is NackedResource {
  return subject.table !== 'port';
}

function nameOf({ table, id }: NackedResource): string {
  return `${table} ${id}`;
}

function sourceOf(nodeId: string, { key }: Nack): string {
  return `${nodeId} ${key}`;
}
