import { HashIndex, hashOf } from '../compiler/hash-index.js';

/** Where a port belongs, and who has it. */
export interface PortPlace {
  readonly id: string;
  readonly tenantId: string;
  readonly networkId: string;
  readonly datapathId: number;
  /** Empty: unbound. */
  readonly nodeId: string;
  readonly generation: number;
}

/** The state that a node reports, in bits. */
export const PLUGGED = 1;
export const LINK_UP = 2;
export const PROGRAMMED = 4;

/** The ports of one node: a list through the slots. */
interface NodeList {
  first: number;
  count: number;
}

const NONE = -1;

/**
 * What is known of each port, by column: a port is a number, its slot, until it is removed. There may be a million of them, and an object each would take
 * three times the memory.
 */
export class PortTable {
  readonly #ids: string[] = [];
  readonly #tenantIds: string[] = [];
  readonly #networkIds: string[] = [];
  readonly #nodeIds: string[] = [];
  readonly #interfaces: string[] = [];
  #hashes = new Int32Array(16);
  #datapathIds = new Uint32Array(16);
  #generations = new Uint32Array(16);
  #sinceMs = new Float64Array(16);
  #facts = new Uint8Array(16);
  /** The next and previous port of the same node. */
  #next = new Int32Array(16);
  #previous = new Int32Array(16);
  readonly #free: number[] = [];
  readonly #byId = new HashIndex((slot) => this.#hashes[slot] ?? 0);
  readonly #byDatapathId = new HashIndex((slot) => hashOfNumber(this.datapathId(slot)));
  readonly #nodes = new Map<string, NodeList>();
  /** Ids of tenants, networks and nodes: each row has its own copy of them, the columns share one. */
  readonly #shared = new Map<string, string>();

  /** The port's slot; -1 if there is none. */
  find(id: string): number {
    const hash = hashOf(id);
    return this.#byId.find(hash, (slot) => this.#hashes[slot] === hash && this.#ids[slot] === id);
  }

  findDatapathId(datapathId: number): number {
    return this.#byDatapathId.find(hashOfNumber(datapathId), (slot) => this.#datapathIds[slot] === datapathId);
  }

  /** Returns the slot. No facts are known of the port. */
  add(place: PortPlace, sinceMs: number): number {
    const slot = this.#free.pop() ?? this.#ids.length;
    if (slot === this.#hashes.length) this.#grow();
    this.#ids[slot] = place.id;
    this.#tenantIds[slot] = this.#share(place.tenantId);
    this.#networkIds[slot] = this.#share(place.networkId);
    this.#nodeIds[slot] = this.#share(place.nodeId);
    this.#interfaces[slot] = '';
    this.#hashes[slot] = hashOf(place.id);
    this.#datapathIds[slot] = place.datapathId;
    this.#generations[slot] = place.generation;
    this.#sinceMs[slot] = sinceMs;
    this.#facts[slot] = 0;
    this.#byId.add(slot);
    this.#byDatapathId.add(slot);
    if (place.nodeId !== '') this.#link(slot, this.nodeId(slot));
    return slot;
  }

  remove(slot: number): void {
    this.#byId.remove(slot);
    this.#byDatapathId.remove(slot);
    const nodeId = this.nodeId(slot);
    if (nodeId !== '') this.#unlink(slot, nodeId);
    this.#ids[slot] = '';
    this.#interfaces[slot] = '';
    this.#free.push(slot);
  }

  id(slot: number): string {
    return this.#ids[slot] ?? '';
  }

  place(slot: number): PortPlace {
    return {
      id: this.id(slot),
      tenantId: this.#tenantIds[slot] ?? '',
      networkId: this.#networkIds[slot] ?? '',
      datapathId: this.datapathId(slot),
      nodeId: this.nodeId(slot),
      generation: this.generation(slot),
    };
  }

  datapathId(slot: number): number {
    return this.#datapathIds[slot] ?? 0;
  }

  nodeId(slot: number): string {
    return this.#nodeIds[slot] ?? '';
  }

  generation(slot: number): number {
    return this.#generations[slot] ?? 0;
  }

  sinceMs(slot: number): number {
    return this.#sinceMs[slot] ?? 0;
  }

  setSinceMs(slot: number, unixMs: number): void {
    this.#sinceMs[slot] = unixMs;
  }

  /** PLUGGED, LINK_UP and PROGRAMMED. */
  facts(slot: number): number {
    return this.#facts[slot] ?? 0;
  }

  interface(slot: number): string {
    return this.#interfaces[slot] ?? '';
  }

  setFacts(slot: number, facts: number, name: string): void {
    this.#facts[slot] = facts;
    this.#interfaces[slot] = name;
  }

  countOfNode(nodeId: string): number {
    return this.#nodes.get(nodeId)?.count ?? 0;
  }

  /** The slots of a node's ports; none may be added or removed meanwhile. */
  *ofNode(nodeId: string): Iterable<number> {
    let slot = this.#nodes.get(nodeId)?.first ?? NONE;
    while (slot !== NONE) {
      yield slot;
      slot = this.#next[slot] ?? NONE;
    }
  }

  #link(slot: number, nodeId: string): void {
    const list = this.#nodes.get(nodeId) ?? { first: NONE, count: 0 };
    this.#nodes.set(nodeId, list);
    this.#next[slot] = list.first;
    this.#previous[slot] = NONE;
    if (list.first !== NONE) this.#previous[list.first] = slot;
    list.first = slot;
    list.count++;
  }

  #unlink(slot: number, nodeId: string): void {
    const list = this.#nodes.get(nodeId);
    if (!list) return;
    const next = this.#next[slot] ?? NONE;
    const previous = this.#previous[slot] ?? NONE;
    if (next !== NONE) this.#previous[next] = previous;
    if (previous !== NONE) this.#next[previous] = next;
    else list.first = next;
    list.count--;
    if (list.count === 0) this.#nodes.delete(nodeId);
  }

  #share(id: string): string {
    const known = this.#shared.get(id);
    if (known !== undefined) return known;
    // Ids of what was deleted stay: begin anew at some time.
    if (this.#shared.size >= 100_000) this.#shared.clear();
    this.#shared.set(id, id);
    return id;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#hashes.length * 1.5);
    this.#hashes = grown(this.#hashes, new Int32Array(capacity));
    this.#datapathIds = grown(this.#datapathIds, new Uint32Array(capacity));
    this.#generations = grown(this.#generations, new Uint32Array(capacity));
    this.#sinceMs = grown(this.#sinceMs, new Float64Array(capacity));
    this.#facts = grown(this.#facts, new Uint8Array(capacity));
    this.#next = grown(this.#next, new Int32Array(capacity));
    this.#previous = grown(this.#previous, new Int32Array(capacity));
  }
}

function grown<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

function hashOfNumber(n: number): number {
  const h = Math.imul(n, 0x9e3779b1);
  return h ^ (h >>> 15);
}
