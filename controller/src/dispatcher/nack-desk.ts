import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import type { Compiler } from '../compiler/compiler.js';
import { entryOfValue, fdbKey, type Key, keyOf, type Value } from '../compiler/entry.js';
import type { CompiledNode } from '../compiler/topology.js';
import type { Update } from '../compiler/update.js';
import { entryText } from '../status/entry-text.js';
import type { StatusBoard } from '../status/status-board.js';
import { cut } from './agent-message.js';
import { violation } from './hello.js';
import type { DispatcherMetrics } from './metrics.js';

const { NackReason } = weft.v1;

/** Takes nacks: checks them against what the node should hold, finds the port that they concern, and forgets them when they are over. */
export class NackDesk {
  readonly #compiler: () => Compiler;
  readonly #status: StatusBoard;
  readonly #metrics: DispatcherMetrics;
  readonly #log: Logger;

  constructor(compiler: () => Compiler, status: StatusBoard, metrics: DispatcherMetrics, log: Logger) {
    this.#compiler = compiler;
    this.#status = status;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** A nack of an entry that the node need no longer hold is only counted. */
  received(nodeId: string, nack: weft.v1.Nack.$Properties): void {
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
    if (reason === NackReason.RESOLVED) {
      this.#status.resolveNack(nodeId, key);
      return;
    }
    const node = this.#compiler().node(nodeId);
    const held = node && heldValue(node, key);
    if (!held) return;
    const entry = entryText(nack.key);
    const message = cut(nack.message ?? '');
    this.#log.warn({ node: nodeId, revision, entry, reason: reasonName, message }, 'a node could not apply an entry');
    const portId = portOf(held, (datapathId) => this.#status.portIdOf(datapathId));
    this.#status.nack(nodeId, { revision, key, entry, reason: reasonName, message, portId });
  }

  /** Entries that a node no longer has to hold are no longer nacked. */
  updated(update: Update): void {
    for (const [node, { lists, left }] of update.nodes) {
      for (const list of lists) this.#forgetRemoved(node, list.entries);
      if (left.size > 0) this.#forgetUnheld(node);
    }
    for (const [network, lists] of update.networks) {
      for (const node of network.scope.subscribers) for (const list of lists) this.#forgetRemoved(node, list.entries);
    }
  }

  #forgetRemoved(node: CompiledNode, entries: ReadonlyMap<Key, Value | null>): void {
    if (!this.#status.hasNacks(node.id)) return;
    for (const [key, value] of entries) {
      if (value === null && this.#status.hasNack(node.id, key)) this.#status.resolveNack(node.id, key);
    }
  }

  #forgetUnheld(node: CompiledNode): void {
    for (const key of this.#status.nackedKeys(node.id)) {
      if (!heldValue(node, key)) this.#status.resolveNack(node.id, key);
    }
  }
}

interface Held {
  readonly value: Value;
  /** The table that it was found in. */
  readonly table: { get(key: Key): Value | undefined };
}

/** The value that the node should hold; undefined if it should not hold any. */
function heldValue(node: CompiledNode, key: Key): Held | undefined {
  const own = node.table.get(key);
  if (own !== undefined) return { value: own, table: node.table };
  for (const scope of node.portsPerScope.keys()) {
    for (const { table } of scope.networks) {
      const value = table.get(key);
      if (value !== undefined) return { value, table };
    }
    for (const peer of scope.subscribers) if (peer.vtepKey === key) return { value: peer.vtep, table: node.table };
  }
  return undefined;
}

/** The port that an entry is made of; null if it is made of something else. */
function portOf({ value, table }: Held, idOfDatapathId: (datapathId: number) => string | null): string | null {
  const { localPort, fdb, neighbor } = entryOfValue(value);
  if (localPort) return idOfDatapathId(localPort.datapathId ?? 0);
  if (fdb) return idOfDatapathId(fdb.datapathId ?? 0);
  if (!neighbor) return null;
  const target = table.get(fdbKey(neighbor.vni ?? 0, neighbor.mac ?? new Uint8Array()));
  return target === undefined ? null : portOf({ value: target, table }, idOfDatapathId);
}
