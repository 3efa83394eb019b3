import type { weft } from '../../proto/gen/codecs.js';
import { digestOf, keyDigestOf } from './entry-digest.js';
import { EntrySet, type SetDigest } from './entry-set.js';

/** A local port as its agent reports it. */
export interface HeldPort {
  readonly portId: string;
  readonly generation: number;
  /** It takes over from another binding, or is to. */
  readonly takesOver: boolean;
}

/** What a simulated agent holds, by the rules of sync.proto: throws when a frame breaks one. */
export class CompactState {
  clusterId = '';
  epoch = '';
  /** Revision of the complete state; 0 if there is none. */
  revision = 0;
  snapshots = 0;
  deltas = 0;
  #entries = new EntrySet();
  /** By datapath id. */
  #ports = new Map<number, HeldPort>();
  #newPorts: HeldPort[] = [];
  /** Of the stream. */
  #phase: 'welcome' | 'begin' | 'chunks' | 'deltas' | 'more' = 'welcome';
  #streamRevision = 0;
  #streamEpoch = '';
  #snapshot = { entries: new EntrySet(), ports: new Map<number, HeldPort>(), announced: 0 };

  /** A new stream begins. What was received of an incomplete snapshot is forgotten. */
  streamBegins(): void {
    this.#phase = 'welcome';
  }

  forget(): void {
    this.clusterId = '';
    this.epoch = '';
    this.revision = 0;
    this.#entries = new EntrySet();
    this.#ports = new Map();
    this.#newPorts = [];
  }

  digest(): SetDigest {
    return this.#entries.digest();
  }

  ports(): HeldPort[] {
    return [...this.#ports.values()];
  }

  /** Ports that came, or were bound anew, since the last call. */
  takeNewPorts(): HeldPort[] {
    return this.#newPorts.splice(0);
  }

  /** Applies a message; returns the revision to ack, null if nothing is to be acked. */
  apply(message: weft.v1.ControllerMessage): number | null {
    const { welcome, snapshotBegin, snapshotChunk, snapshotEnd, delta } = message;
    if (delta) return this.#delta(delta);
    if (snapshotChunk) this.#chunk(snapshotChunk);
    else if (snapshotBegin) this.#begin(snapshotBegin);
    else if (snapshotEnd) return this.#end(snapshotEnd);
    else if (welcome) this.#welcome(welcome);
    else if (message.connectionsWanted || message.connections) return null;
    else throw new Error('an empty message');
    return null;
  }

  #welcome(welcome: weft.v1.Welcome.$Properties): void {
    this.#expect('welcome');
    const resumes = welcome.resume === 2;
    if (resumes && (welcome.epoch !== this.epoch || this.revision === 0)) throw new Error('deltas to nothing');
    if (this.clusterId !== '' && welcome.clusterId !== this.clusterId) throw new Error('another cluster');
    this.clusterId = welcome.clusterId ?? '';
    this.#streamEpoch = welcome.epoch ?? '';
    this.#streamRevision = resumes ? this.revision - 1 : 0;
    this.#phase = resumes ? 'deltas' : 'begin';
  }

  #begin(begin: weft.v1.SnapshotBegin.$Properties): void {
    this.#expect('begin');
    this.#phase = 'chunks';
    this.#streamRevision = begin.revision ?? 0;
    this.#snapshot = { entries: new EntrySet(), ports: new Map(), announced: begin.entryCount ?? 0 };
  }

  #chunk(chunk: weft.v1.SnapshotChunk.$Properties): void {
    this.#expect('chunks');
    for (const entry of chunk.put ?? []) this.#put(this.#snapshot.entries, this.#snapshot.ports, entry, true);
  }

  #end(end: weft.v1.SnapshotEnd.$Properties): number {
    this.#expect('chunks');
    const { entries, ports, announced } = this.#snapshot;
    if (end.revision !== this.#streamRevision) throw new Error('a snapshot ends at another revision than it began at');
    if (entries.size !== announced || end.entryCount !== announced) {
      throw new Error(`a snapshot of ${entries.size} entries; ${announced} and ${end.entryCount} were announced`);
    }
    this.#entries = entries;
    this.#ports = ports;
    this.#snapshot = { entries: new EntrySet(), ports: new Map(), announced: 0 };
    this.snapshots++;
    this.#phase = 'deltas';
    return this.#complete();
  }

  #delta(delta: weft.v1.Delta.$Properties): number | null {
    const revision = delta.revision ?? 0;
    if (this.#phase === 'more') {
      if (revision !== this.#streamRevision) throw new Error('frames of one delta with different revisions');
    } else {
      this.#expect('deltas');
      if (revision <= this.#streamRevision) throw new Error(`delta ${revision} after ${this.#streamRevision}`);
    }
    this.#streamRevision = revision;
    for (const key of delta.remove ?? []) this.#remove(key);
    for (const entry of delta.put ?? []) this.#put(this.#entries, this.#ports, entry, false);
    this.#phase = delta.more ? 'more' : 'deltas';
    if (delta.more) return null;
    this.deltas++;
    return this.#complete();
  }

  #put(entries: EntrySet, ports: Map<number, HeldPort>, entry: weft.v1.Entry.$Properties, once: boolean): void {
    const known = entries.put(digestOf(entry));
    if (known && once) throw new Error(`a snapshot names a key twice: ${JSON.stringify(entry)}`);
    const { localPort } = entry;
    if (!localPort) return;
    const { portId, generation, otherGeneration } = localPort;
    const port = {
      portId: portId ?? '',
      generation: generation ?? 0,
      takesOver: (otherGeneration ?? 0) !== 0 && (otherGeneration ?? 0) < (generation ?? 0),
    };
    ports.set(localPort.datapathId ?? 0, port);
    this.#newPorts.push(port);
  }

  #remove(key: weft.v1.EntryKey.$Properties): void {
    this.#entries.remove(keyDigestOf(key));
    if (key.localPort) this.#ports.delete(key.localPort.datapathId ?? 0);
    if (key.network) this.#entries.removeNetwork(key.network.vni ?? 0);
  }

  #complete(): number {
    this.revision = this.#streamRevision;
    this.epoch = this.#streamEpoch;
    return this.revision;
  }

  #expect(phase: string): void {
    if (this.#phase !== phase) throw new Error(`${phase} is not expected: ${this.#phase} is`);
  }
}
