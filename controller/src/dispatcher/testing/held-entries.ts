import { weft } from '../../../../proto/gen/codecs.js';
import { entryOfValue, entryValue, type Key, keyOf, securityGroupKey, type Value } from '../../compiler/entry.js';

export interface HeldLocalPort {
  readonly portId: string;
  readonly generation: number;
  readonly role: weft.v1.LocalPortRole;
  /** 0: the port has no other binding. */
  readonly otherGeneration: number;
}

/** What an agent holds: applies the controller's frames by the rules of sync.proto and throws when one breaks them. For tests and simulators. */
export class HeldEntries {
  entries = new Map<Key, Value>();
  /** The ports of this node, by the keys of their entries. */
  readonly localPorts = new Map<Key, HeldLocalPort>();
  /** Those that are in security groups: the keys of the groups' entries. */
  readonly #groupsOfPorts = new Map<Key, readonly Key[]>();
  clusterId = '';
  epoch = '';
  /** Revision of the complete state; 0 if there is none. */
  revision = 0;
  snapshots = 0;
  deltas = 0;
  /** Of the stream. */
  #phase: 'welcome' | 'begin' | 'chunks' | 'deltas' | 'more' = 'welcome';
  #snapshot = new Map<Key, Value>();
  #expected = 0;
  #revision = 0;
  /** What Welcome said. */
  welcome: weft.v1.Welcome.$Properties | null = null;

  /** A new stream begins. What was received of an incomplete snapshot is forgotten. */
  streamBegins(): void {
    this.#phase = 'welcome';
  }

  /** Applies a message; returns the revision to ack, null if nothing is to be acked. */
  apply(message: weft.v1.ControllerMessage): number | null {
    const { welcome, snapshotBegin, snapshotChunk, snapshotEnd, delta } = message;
    if (welcome) this.#welcome(welcome);
    else if (snapshotBegin) this.#begin(snapshotBegin);
    else if (snapshotChunk) this.#chunk(snapshotChunk);
    else if (snapshotEnd) return this.#end(snapshotEnd);
    else if (delta) return this.#delta(delta);
    else if (message.connectionsWanted || message.connections) this.#expect('deltas', 'more');
    else throw new Error('an empty message');
    return null;
  }

  #welcome(welcome: weft.v1.Welcome.$Properties): void {
    this.#expect('welcome');
    this.welcome = welcome;
    this.#phase = welcome.resume === 1 ? 'begin' : 'deltas';
    this.#revision = 0;
    if (welcome.resume === 2 && welcome.epoch !== this.epoch) throw new Error('deltas of another epoch');
    this.clusterId = welcome.clusterId ?? '';
  }

  #begin(begin: weft.v1.SnapshotBegin.$Properties): void {
    this.#expect('begin');
    this.#phase = 'chunks';
    this.#snapshot = new Map();
    this.#expected = begin.entryCount ?? 0;
    this.#revision = begin.revision ?? 0;
  }

  #chunk(chunk: weft.v1.SnapshotChunk.$Properties): void {
    this.#expect('chunks');
    for (const entry of chunk.put ?? []) {
      const key = requiredKey(entry);
      if (this.#snapshot.has(key)) throw new Error(`a snapshot names a key twice: ${JSON.stringify(entry)}`);
      this.#snapshot.set(key, entryValue(entry));
      this.#noteLocalPort(key, entry);
    }
  }

  #end(end: weft.v1.SnapshotEnd.$Properties): number {
    this.#expect('chunks');
    if (end.revision !== this.#revision) throw new Error('a snapshot ends with another revision than it began with');
    if (end.entryCount !== this.#expected || this.#snapshot.size !== this.#expected) {
      throw new Error(
        `a snapshot of ${this.#snapshot.size} entries; ${this.#expected} and ${end.entryCount} were announced`,
      );
    }
    this.entries = this.#snapshot;
    for (const ports of [this.localPorts, this.#groupsOfPorts]) {
      for (const key of ports.keys()) if (!this.entries.has(key)) ports.delete(key);
    }
    this.#requireGroups();
    this.#snapshot = new Map();
    this.snapshots++;
    this.#phase = 'deltas';
    return this.#complete(this.#revision);
  }

  #delta(delta: weft.v1.Delta.$Properties): number | null {
    const revision = delta.revision ?? 0;
    if (this.#phase === 'more') {
      if (revision !== this.#revision) throw new Error('frames of one delta with different revisions');
    } else {
      this.#expect('deltas');
      if (revision <= this.#revision) throw new Error(`delta ${revision} after ${this.#revision}`);
    }
    this.#revision = revision;
    for (const key of delta.remove ?? []) this.#remove(key);
    for (const entry of delta.put ?? []) {
      const key = requiredKey(entry);
      this.entries.set(key, entryValue(entry));
      this.#noteLocalPort(key, entry);
    }
    this.#requireGroups();
    this.#phase = delta.more ? 'more' : 'deltas';
    if (delta.more) return null;
    this.deltas++;
    return this.#complete(revision);
  }

  #remove(message: weft.v1.EntryKey.$Properties): void {
    this.entries.delete(requiredKey(message));
    if (message.localPort) this.#forgetLocalPort(requiredKey(message));
    const vni = message.network?.vni;
    if (vni == null) return;
    for (const [key, value] of this.entries) {
      const { fdb, neighbor, member, subnet } = entryOfValue(value);
      if ((fdb ?? neighbor ?? member ?? subnet)?.vni === vni) this.entries.delete(key);
    }
  }

  #noteLocalPort(key: Key, { localPort }: weft.v1.Entry.$Properties): void {
    if (!localPort) return;
    this.localPorts.set(key, {
      portId: localPort.portId ?? '',
      generation: localPort.generation ?? 0,
      role: localPort.role ?? weft.v1.LocalPortRole.ACTIVE_BINDING,
      otherGeneration: localPort.otherGeneration ?? 0,
    });
    if (localPort.groupIds?.length) this.#groupsOfPorts.set(key, localPort.groupIds.map(securityGroupKey));
    else this.#groupsOfPorts.delete(key);
  }

  #forgetLocalPort(key: Key): void {
    this.localPorts.delete(key);
    this.#groupsOfPorts.delete(key);
  }

  /** A group comes with the first port that is in it, or before, and goes with the last, or after. */
  #requireGroups(): void {
    for (const [port, groups] of this.#groupsOfPorts) {
      if (!groups.every((group) => this.entries.has(group))) {
        throw new Error(`port ${this.localPorts.get(port)?.portId} is in a security group that the node does not have`);
      }
    }
  }

  #complete(revision: number): number {
    this.revision = revision;
    this.epoch = this.welcome?.epoch ?? '';
    return revision;
  }

  #expect(...phases: string[]): void {
    if (!phases.includes(this.#phase)) throw new Error(`${phases.join(' or ')} is not expected: ${this.#phase} is`);
  }
}

function requiredKey(message: weft.v1.EntryKey.$Properties): Key {
  const key = keyOf(message);
  if (key === null) throw new Error('an entry without a key');
  return key;
}
