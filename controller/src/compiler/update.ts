import type { Key, Value } from './entry.js';
import type { CompiledNode, Scope } from './topology.js';

/** What a batch of changes means for the nodes. Says how the state after it differs from the state before; nothing about the way. */
export interface Update {
  /** Revision of the last change of the batch. */
  readonly revision: number;
  /** For every node that subscribed to the scope before the batch and still does. A node's own lists (`nodes`) are applied before these. */
  readonly scopes: ReadonlyMap<Scope, readonly EntryList[]>;
  /** What concerns single nodes, besides. */
  readonly nodes: ReadonlyMap<CompiledNode, NodeUpdate>;
  readonly deletedNodes: readonly CompiledNode[];
}

/**
 * New values of keys, null for what is gone. One object for all nodes that get it: what is made of it can be shared.
 */
export interface EntryList {
  /** Unique in this process. */
  readonly id: number;
  readonly revision: number;
  /** The scope that the keys belong to; null for NodeConfig, LocalPort and Vtep. */
  readonly scope: Scope | null;
  readonly entries: ReadonlyMap<Key, Value | null>;
  /** Keys that nobody had before the batch: who was not told of them need not be told that they are gone. */
  readonly created: ReadonlySet<Key>;
}

export interface NodeUpdate {
  readonly lists: EntryList[];
  /** Scopes that the node subscribed to before and does no more, each with the keys of the networks that it had then. */
  readonly left: Map<Scope, readonly Key[]>;
  /** Scopes that the node did not subscribe to before: it needs all of it. */
  readonly joined: Set<Scope>;
}
