import { WeftError } from '../../../proto/src/errors.js';
import type { NodeBehind, ProgrammedSource } from '../api/programmed-source.js';
import { affectedBy } from '../compiler/affected.js';
import type { Compiler } from '../compiler/compiler.js';
import type { Key } from '../compiler/entry.js';
import type { Change } from '../store/change.js';
import { MAX_WAITED_FOR, MAX_WAITS, REMEMBERED_CHANGES, REMEMBERED_EFFECTS, RULES_LIKE_A_ROW } from './limits.js';

export interface ProgrammedWaitsOptions {
  readonly compiler: () => Compiler;
  readonly ackedBy: (nodeId: string) => number;
  readonly hasNack: (nodeId: string, key: Key) => boolean;
  readonly vxlanPort: number;
}

interface Wait {
  readonly revision: number;
  readonly needed: Needed;
  readonly behind: Set<string>;
  readonly finish: () => void;
}

/** What nodes must have applied. */
interface Needed {
  readonly keys: ReadonlySet<Key>;
  /** At single nodes, besides. */
  readonly keysOfNode: ReadonlyMap<string, ReadonlySet<Key>>;
}

/** The calls that wait until nodes have applied a change. Costs nothing while nobody waits, besides the changes that are remembered. */
export class ProgrammedWaits implements ProgrammedSource {
  readonly #options: ProgrammedWaitsOptions;
  /** The newest changes by revision, ascending. */
  readonly #changes = new Map<number, Change>();
  /** What those weigh. */
  #weight = 0;
  readonly #waits = new Set<Wait>();
  readonly #ofNode = new Map<string, Set<Wait>>();
  /** Pairs of a wait and a node. */
  #waitedFor = 0;

  constructor(options: ProgrammedWaitsOptions) {
    this.#options = options;
  }

  /** Waits in progress. */
  get size(): number {
    return this.#waits.size;
  }

  committed(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#changes.set(change.revision, change);
      this.#weight += weightOf(change);
    }
    for (const [revision, change] of this.#changes) {
      const few = this.#changes.size <= REMEMBERED_CHANGES && this.#weight <= REMEMBERED_EFFECTS;
      if (few || this.#changes.size === 1) break;
      this.#changes.delete(revision);
      this.#weight -= weightOf(change);
    }
  }

  async waitProgrammed(
    revision: number,
    timeoutMs: number,
    signal?: AbortSignal,
    counts: (nodeId: string) => boolean = () => true,
  ): Promise<readonly NodeBehind[]> {
    const { nodes, needed } = this.#neededBy(revision);
    const behind = new Set<string>();
    for (const nodeId of nodes) {
      if (this.#isBehind(nodeId, revision, needed) && counts(nodeId)) behind.add(nodeId);
    }
    if (behind.size === 0) return [];
    if (this.#waits.size >= MAX_WAITS || this.#waitedFor + behind.size > MAX_WAITED_FOR) {
      const description = `at most ${MAX_WAITS} waits, for ${MAX_WAITED_FOR} nodes in all`;
      throw new WeftError('LIMIT_REACHED', `too many calls wait until nodes are programmed: ${description}`, {
        quota: { subject: 'waits', description },
      });
    }
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        this.#waits.delete(wait);
        const left = [...wait.behind].sort();
        for (const nodeId of left) this.#unlink(wait, nodeId);
        resolve(left.map((nodeId) => this.#describe(nodeId, revision)));
      };
      const wait: Wait = { revision, needed, behind, finish };
      const timer = setTimeout(finish, timeoutMs);
      signal?.addEventListener('abort', finish);
      this.#waits.add(wait);
      this.#waitedFor += behind.size;
      for (const nodeId of behind) this.#link(wait, nodeId);
      if (signal?.aborted) finish();
    });
  }

  /** The node has acked, or has resolved a nack, or is no more. */
  progressed(nodeId: string): void {
    for (const wait of this.#ofNode.get(nodeId) ?? []) {
      if (this.#isBehind(nodeId, wait.revision, wait.needed)) continue;
      this.#unlink(wait, nodeId);
      wait.behind.delete(nodeId);
      if (wait.behind.size === 0) wait.finish();
    }
  }

  /** Ends all waits, as if their time had passed. */
  stop(): void {
    for (const { finish } of [...this.#waits]) finish();
  }

  #neededBy(revision: number): { nodes: Iterable<string>; needed: Needed } {
    const compiler = this.#options.compiler();
    const change = this.#changes.get(revision);
    if (!change) return { nodes: idsOf(compiler.nodes()), needed: { keys: new Set(), keysOfNode: new Map() } };
    const { nodes, keys, keysOfNode } = affectedBy(compiler, change, this.#options.vxlanPort);
    const byId = new Map(Array.from(keysOfNode, ([node, own]) => [node.id, own]));
    return { nodes: idsOf(nodes), needed: { keys, keysOfNode: byId } };
  }

  #isBehind(nodeId: string, revision: number, { keys, keysOfNode }: Needed): boolean {
    const { compiler, ackedBy, hasNack } = this.#options;
    if (!compiler().node(nodeId)) return false;
    if (ackedBy(nodeId) < revision) return true;
    for (const key of keys) if (hasNack(nodeId, key)) return true;
    for (const key of keysOfNode.get(nodeId) ?? []) if (hasNack(nodeId, key)) return true;
    return false;
  }

  #describe(nodeId: string, revision: number): NodeBehind {
    const ackedRevision = this.#options.ackedBy(nodeId);
    if (ackedRevision >= revision) return { nodeId, ackedRevision, reason: 'could not apply an entry of it' };
    return { nodeId, ackedRevision, reason: `has acked revision ${ackedRevision}` };
  }

  #link(wait: Wait, nodeId: string): void {
    const waits = this.#ofNode.get(nodeId);
    if (waits) waits.add(wait);
    else this.#ofNode.set(nodeId, new Set([wait]));
  }

  #unlink(wait: Wait, nodeId: string): void {
    const waits = this.#ofNode.get(nodeId);
    if (!waits?.delete(wait)) return;
    this.#waitedFor--;
    if (waits.size === 0) this.#ofNode.delete(nodeId);
  }
}

/** In rows of a usual size: a security group may have thousands of rules. */
function weightOf({ effects }: Change): number {
  let weight = effects.length;
  for (const effect of effects) {
    if (effect.table !== 'securityGroup') continue;
    for (const row of [effect.before, effect.after]) weight += Math.floor((row?.rules.length ?? 0) / RULES_LIKE_A_ROW);
  }
  return weight;
}

function* idsOf(nodes: Iterable<{ readonly id: string }>): Generator<string> {
  for (const { id } of nodes) yield id;
}
