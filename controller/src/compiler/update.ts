import type { Key, Value } from './entry.js';
import type { CompiledNetwork, CompiledNode, Scope } from './topology.js';

/** What a batch of changes means for the nodes. Says how the state after it differs from the state before; nothing about the way. */
export interface Update {
  /** Revision of the last change of the batch. */
  readonly revision: number;
  /** What changed of a network: for every node that had the network before the batch and still has it, its scope's subscribers but those that join it. */
  readonly networks: ReadonlyMap<CompiledNetwork, readonly EntryList[]>;
  /** VTEPs for every subscriber of a scope. */
  readonly vteps: ReadonlyMap<Scope, EntryList>;
  /** What concerns single nodes, besides. Applied before all that is said above. */
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
  /** The network that the keys belong to; null for NodeConfig, LocalPort and Vtep. */
  readonly network: CompiledNetwork | null;
  readonly entries: ReadonlyMap<Key, Value | null>;
  /** Keys that nobody had before the batch: who was not told of them need not be told that they are gone. */
  readonly created: ReadonlySet<Key>;
}

export interface NodeUpdate {
  readonly lists: EntryList[];
  /** Networks that the node had before and has no more. */
  readonly left: Set<CompiledNetwork>;
  /** Networks that the node did not have before: it needs all of them, and the VTEPs of their scopes. */
  readonly joined: Set<CompiledNetwork>;
}
