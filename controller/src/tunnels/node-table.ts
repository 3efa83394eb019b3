import type { weft } from '../../../proto/gen/codecs.js';
import type { NodeIndex } from './tunnel-source.js';

/** A node, and where its agent's batches have come to. */
export interface NodeRecord {
  readonly index: NodeIndex;
  readonly id: string;
  vtepId: number;
  /** Bytes of its VTEP's address, as text. */
  address: string;
  /** The run of the agent that was heard last; empty: none was. */
  instance: string;
  sequence: number;
  /** When a batch came last, in milliseconds; 0: never. */
  heardMs: number;
  batchMs: number;
  repeatMs: number;
  /** The agent's clock less ours. */
  clockAheadMs: number;
  /** No batch came for too long. */
  silent: boolean;
  /** What it told before may have been followed by something that was not heard, in milliseconds; 0: never. */
  gapMs: number;
}

/** The nodes of the cluster by index, id and VTEP. An index is used again for a later node, the longest unused first. */
export class NodeTable {
  readonly #nodes: (NodeRecord | undefined)[] = [];
  readonly #ids: string[] = [];
  readonly #byId = new Map<string, NodeRecord>();
  readonly #byVtepId = new Map<number, NodeRecord>();
  readonly #free: NodeIndex[] = [];
  /** Records by id; null: to be sorted. */
  #sorted: NodeRecord[] | null = null;
  #ranks = new Map<NodeIndex, number>();

  /** Ids by index; '' where there is none. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  get size(): number {
    return this.#byId.size;
  }

  at(index: NodeIndex): NodeRecord | undefined {
    return this.#nodes[index];
  }

  idAt(index: NodeIndex): string {
    return this.#ids[index] ?? '';
  }

  byId(id: string): NodeRecord | undefined {
    return this.#byId.get(id);
  }

  byVtepId(vtepId: number): NodeRecord | undefined {
    return this.#byVtepId.get(vtepId);
  }

  all(): IterableIterator<NodeRecord> {
    return this.#byId.values();
  }

  /** All nodes, ordered by id. */
  sorted(): readonly NodeRecord[] {
    if (this.#sorted) return this.#sorted;
    this.#sorted = [...this.#byId.values()].sort((x, y) => (x.id < y.id ? -1 : 1));
    this.#ranks = new Map(this.#sorted.map(({ index }, rank) => [index, rank]));
    return this.#sorted;
  }

  /** The node's place in `sorted()`. */
  rank(index: NodeIndex): number {
    this.sorted();
    return this.#ranks.get(index) ?? -1;
  }

  /** Whether the node is new, its VTEP is another one, or all is as it was. */
  put(row: weft.v1.Node.$Properties): { node: NodeRecord; news: 'added' | 'moved' | 'same' } {
    const id = row.metadata?.id ?? '';
    const vtepId = row.vtepId ?? 0;
    const address = Buffer.from(row.vteps?.[0]?.bytes ?? []).toString('hex');
    const known = this.#byId.get(id);
    if (known) {
      const news = known.vtepId === vtepId && known.address === address ? 'same' : 'moved';
      this.#byVtepId.delete(known.vtepId);
      known.vtepId = vtepId;
      known.address = address;
      this.#byVtepId.set(vtepId, known);
      return { node: known, news };
    }
    const index = this.#free.shift() ?? this.#nodes.length;
    const heard = { instance: '', sequence: 0, heardMs: 0, batchMs: 0, repeatMs: 0, clockAheadMs: 0, gapMs: 0 };
    const node: NodeRecord = { index, id, vtepId, address, ...heard, silent: false };
    this.#nodes[index] = node;
    this.#ids[index] = id;
    this.#byId.set(id, node);
    this.#byVtepId.set(vtepId, node);
    this.#sorted = null;
    return { node, news: 'added' };
  }

  remove(node: NodeRecord): void {
    this.#nodes[node.index] = undefined;
    this.#ids[node.index] = '';
    this.#byId.delete(node.id);
    this.#byVtepId.delete(node.vtepId);
    this.#free.push(node.index);
    this.#sorted = null;
  }
}
