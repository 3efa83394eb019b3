import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import type { Compiler } from '../compiler/compiler.js';
import { isLocalPortKey, isSecurityGroupKey, type Key, keyOf, type Value } from '../compiler/entry.js';
import type { CompiledNode } from '../compiler/topology.js';
import type { EntryList, Update } from '../compiler/update.js';
import type { Nack } from '../status/nacks.js';
import type { StatusBoard } from '../status/status-board.js';
import { cut } from './agent-message.js';
import { GroupPorts } from './group-ports.js';
import { describeEntry, type HeldEntry, heldEntry } from './held-entry.js';
import { violation } from './hello.js';
import type { DispatcherMetrics } from './metrics.js';

const { NackReason } = weft.v1;

/** Takes nacks: checks them against what the node should hold, finds what they concern, follows it, and forgets them when they are over. */
export class NackDesk {
  readonly #compiler: () => Compiler;
  readonly #status: StatusBoard;
  readonly #metrics: DispatcherMetrics;
  readonly #log: Logger;
  readonly #groupPorts = new GroupPorts();

  constructor(compiler: () => Compiler, status: StatusBoard, metrics: DispatcherMetrics, log: Logger) {
    this.#compiler = compiler;
    this.#status = status;
    this.#metrics = metrics;
    this.#log = log;
  }

  /**
   * A nack of an entry that the node need no longer hold is only counted. Returns what it cost: the number of resources in whose status it was put, or from
   * which it was taken.
   */
  received(nodeId: string, nack: weft.v1.Nack.$Properties): number {
    const key = nack.key ? keyOf(nack.key) : null;
    const reason = nack.reason ?? NackReason.NACK_REASON_UNSPECIFIED;
    const reasonName = NackReason[reason] as string | undefined;
    const revision = nack.revision ?? 0;
    if (!nack.key || key === null) throw violation('a nack without a key');
    if (reasonName === undefined || reason === NackReason.NACK_REASON_UNSPECIFIED)
      throw violation('a nack without a reason');
    if (revision > this.#compiler().revision)
      throw violation(`a nack of revision ${revision}, which does not exist yet`);

    this.#metrics.nacks.inc({ reason: reasonName });
    if (reason === NackReason.RESOLVED) return this.#status.resolveNack(nodeId, key);
    const node = this.#compiler().node(nodeId);
    const held = node && heldEntry(node, key);
    if (!held) return 0;
    const concerned = this.#concernedBy(node, held);
    const message = cut(nack.message ?? '');
    this.#log.warn(
      { node: nodeId, revision, entry: concerned.entry, reason: reasonName, message },
      'a node could not apply an entry',
    );
    this.#status.nack(nodeId, { revision, key, ...concerned, reason: reasonName, message });
    return concerned.subjects.length;
  }

  /** Entries that a node no longer has to hold are no longer nacked; those that are nacked may be of other resources now. */
  updated(update: Update): void {
    for (const [node, { lists, left }] of update.nodes) {
      const ports = (this.#groupPorts.knows(node) || this.#status.hasNacks(node.id)) && lists.some(hasLocalPort);
      if (ports) this.#groupPorts.changed(node);
      for (const list of lists) this.#follow(node, list.entries);
      if (left.size > 0) this.#forgetUnheld(node);
      if (ports) this.#followGroups(node);
    }
    for (const [network, lists] of update.networks) {
      for (const node of network.scope.subscribers) for (const list of lists) this.#follow(node, list.entries);
    }
  }

  #follow(node: CompiledNode, entries: ReadonlyMap<Key, Value | null>): void {
    if (!this.#status.hasNacks(node.id)) return;
    for (const [key, value] of entries) {
      if (!this.#status.hasNack(node.id, key)) continue;
      const held = value === null ? undefined : heldEntry(node, key);
      if (held) this.#status.retellNack(node.id, key, this.#concernedBy(node, held));
      else this.#status.resolveNack(node.id, key);
    }
  }

  /** Other ports of the node may be in a group that is nacked, or a port in another generation, which has not been told. */
  #followGroups(node: CompiledNode): void {
    for (const key of this.#status.nackedKeys(node.id)) {
      const held = isSecurityGroupKey(key) ? heldEntry(node, key) : undefined;
      if (held) this.#status.retellNack(node.id, key, this.#concernedBy(node, held));
    }
  }

  #forgetUnheld(node: CompiledNode): void {
    for (const key of this.#status.nackedKeys(node.id)) {
      if (!heldEntry(node, key)) this.#status.resolveNack(node.id, key);
    }
  }

  #concernedBy(node: CompiledNode, held: HeldEntry): Pick<Nack, 'entry' | 'subjects'> {
    const { text, subjects } = describeEntry(
      held,
      (datapathId) => this.#status.portIdOf(datapathId),
      (groupId) => this.#groupPorts.of(node, groupId),
    );
    return { entry: text, subjects };
  }
}

function hasLocalPort({ entries }: EntryList): boolean {
  for (const key of entries.keys()) if (isLocalPortKey(key)) return true;
  return false;
}
