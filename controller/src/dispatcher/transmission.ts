import type { Key, Value } from '../compiler/entry.js';
import type { Walk } from '../compiler/entry-table.js';
import type { CompiledNetwork, CompiledNode } from '../compiler/topology.js';
import { chunkFrame, deltaFrame, FrameContent, messageFrame } from './frames.js';
import type { PendingWork } from './pending.js';

/**
 * The frames of one revision, made one by one as the stream takes them: a snapshot, or a delta. However long that takes and whatever
 * changes meanwhile, they say exactly what is right for `revision`: single entries are taken at the beginning, tables are read by walks (entry-table.ts).
 */
export interface Transmission {
  readonly revision: number;
  readonly kind: 'snapshot' | 'delta';
  /** The next frame; null when all were made. There is at least one. */
  next(): Buffer | null;
  /** All were made. */
  readonly done: boolean;
  /** Must be called if it is not read to its end. */
  close(): void;
}

/** Frames that were made before, for several streams. */
export class ReadyFrames implements Transmission {
  readonly kind = 'delta';
  readonly revision: number;
  readonly #frames: readonly Buffer[];
  #at = 0;

  constructor(revision: number, frames: readonly Buffer[]) {
    this.revision = revision;
    this.#frames = frames;
  }

  get done(): boolean {
    return this.#at >= this.#frames.length;
  }

  next(): Buffer | null {
    return this.#frames[this.#at++] ?? null;
  }

  close(): void {}
}

/** A delta of entries and whole networks: everything that waits for a node. */
export class DeltaFrames implements Transmission {
  readonly kind = 'delta';
  readonly revision: number;
  readonly #frameTargetBytes: number;
  readonly #removes: Iterator<Key>;
  readonly #puts: ValueReader;
  readonly #lastRemoves: Key[];
  #removing = true;
  #done = false;
  /** Read ahead, to know whether more follows. */
  #ahead: Value | null = null;

  constructor(revision: number, work: PendingWork & { kind: 'merged' }, frameTargetBytes: number) {
    this.revision = revision;
    this.#frameTargetBytes = frameTargetBytes;
    this.#removes = work.removes[Symbol.iterator]();
    this.#puts = new ValueReader(work.puts, work.wholeNetworks);
    this.#lastRemoves = [...work.lastRemoves].reverse();
  }

  get done(): boolean {
    return this.#done;
  }

  next(): Buffer | null {
    if (this.#done) return null;
    const content = new FrameContent(this.#frameTargetBytes);
    while (this.#removing && !content.full) {
      const step = this.#removes.next();
      if (step.done) {
        this.#removing = false;
        this.#ahead = this.#puts.next();
      } else {
        content.remove(step.value);
      }
    }
    while (this.#ahead !== null && !content.full) {
      content.put(this.#ahead);
      this.#ahead = this.#puts.next();
    }
    const allPut = !this.#removing && this.#ahead === null;
    while (allPut && !content.full) {
      const key = this.#lastRemoves.pop();
      if (key === undefined) break;
      content.remove(key);
    }
    this.#done = allPut && this.#lastRemoves.length === 0;
    return deltaFrame(this.revision, content, !this.#done);
  }

  close(): void {
    this.#done = true;
    this.#puts.close();
  }
}

/** A node's whole set. */
export class SnapshotFrames implements Transmission {
  readonly kind = 'snapshot';
  readonly revision: number;
  readonly #frameTargetBytes: number;
  readonly #entryCount: number;
  readonly #values: ValueReader;
  #state: 'begin' | 'chunks' | 'done' = 'begin';

  constructor(revision: number, node: CompiledNode, frameTargetBytes: number) {
    this.revision = revision;
    this.#frameTargetBytes = frameTargetBytes;
    const scopes = node.portsPerScope.keys();
    const singles = new Map<Key, Value>();
    const networks: CompiledNetwork[] = [];
    for (const { key, value } of node.portsPerGroup.keys()) singles.set(key, value);
    for (const scope of scopes) {
      for (const peer of scope.subscribers) singles.set(peer.vtepKey, peer.vtep);
      for (const router of scope.routers) for (const [key, value] of router.routes) singles.set(key, value);
      networks.push(...scope.networks);
    }
    this.#entryCount = singles.size + node.table.size + networks.reduce((sum, n) => sum + n.table.size, 0);
    this.#values = new ValueReader(singles.values(), [node, ...networks]);
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  next(): Buffer | null {
    const { revision } = this;
    const entryCount = this.#entryCount;
    if (this.#state === 'done') return null;
    if (this.#state === 'begin') {
      this.#state = 'chunks';
      return messageFrame({ snapshotBegin: { revision, entryCount } });
    }
    const content = new FrameContent(this.#frameTargetBytes);
    while (!content.full) {
      const value = this.#values.next();
      if (value === null) break;
      content.put(value);
    }
    if (content.bytes > 0) return chunkFrame(content);
    this.#state = 'done';
    return messageFrame({ snapshotEnd: { revision, entryCount } });
  }

  close(): void {
    this.#state = 'done';
    this.#values.close();
  }
}

/** Single values, then what tables hold now. */
class ValueReader {
  readonly #values: Iterator<Value>;
  #walks: Walk[];

  constructor(values: Iterable<Value>, tables: Iterable<{ readonly table: { walk(): Walk } }>) {
    this.#values = values[Symbol.iterator]();
    this.#walks = Array.from(tables, ({ table }) => table.walk()).reverse();
  }

  next(): Value | null {
    const step = this.#values.next();
    if (!step.done) return step.value;
    for (;;) {
      const walk = this.#walks.at(-1);
      if (!walk) return null;
      const value = walk.next();
      if (value !== null) return value;
      this.#walks.pop();
    }
  }

  close(): void {
    for (const walk of this.#walks) walk.close();
    this.#walks = [];
  }
}
