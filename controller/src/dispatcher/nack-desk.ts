import type { Logger } from 'pino';
import { weft } from '../../../proto/gen/codecs.js';
import type { Compiler } from '../compiler/compiler.js';
import { entryOfValue, fdbKey, type Key, keyOf, type Value } from '../compiler/entry.js';
import type { CompiledNetwork, CompiledNode, CompiledRouter } from '../compiler/topology.js';
import type { Update } from '../compiler/update.js';
import { entryText } from '../status/entry-text.js';
import type { NackSubject } from '../status/nacks.js';
import type { StatusBoard } from '../status/status-board.js';
import { cut } from './agent-message.js';
import { violation } from './hello.js';
import type { DispatcherMetrics } from './metrics.js';

const { NackReason } = weft.v1;

/** Takes nacks: checks them against what the node should hold, finds what they concern, and forgets them when they are over. */
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
    const subject = subjectOf(held, (datapathId) => this.#status.portIdOf(datapathId));
    this.#status.nack(nodeId, { revision, key, entry, reason: reasonName, message, subject });
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
  /** The network that it is part of; null: none. */
  readonly network: CompiledNetwork | null;
  /** The router that it is a route of; null: none. */
  readonly router?: CompiledRouter;
}

/** The value that the node should hold; undefined if it should not hold any. */
function heldValue(node: CompiledNode, key: Key): Held | undefined {
  const own = node.table.get(key);
  if (own !== undefined) return { value: own, network: null };
  for (const scope of node.portsPerScope.keys()) {
    for (const network of scope.networks) {
      const value = network.table.get(key);
      if (value !== undefined) return { value, network };
    }
    for (const router of scope.routers) {
      const value = router.routes.get(key);
      if (value !== undefined) return { value, network: null, router };
    }
    for (const peer of scope.subscribers) if (peer.vtepKey === key) return { value: peer.vtep, network: null };
  }
  return undefined;
}

/** What an entry is made of: a port, router, subnet or network; null if it is none of them (a node). */
function subjectOf(
  { value, network, router }: Held,
  idOfDatapathId: (datapathId: number) => string | null,
): NackSubject | null {
  if (router) return { table: 'router', id: router.id };
  const { localPort, fdb, neighbor, subnet } = entryOfValue(value);
  const port = localPort ?? fdb;
  if (port) {
    const id = idOfDatapathId(port.datapathId ?? 0);
    return id === null ? null : { table: 'port', id };
  }
  if (subnet) return { table: 'subnet', id: subnet.subnetId ?? '' };
  if (!network) return null;
  if (!neighbor) return { table: 'network', id: network.id };
  const target = network.table.get(fdbKey(neighbor.vni ?? 0, neighbor.mac ?? new Uint8Array()));
  return target === undefined ? null : subjectOf({ value: target, network }, idOfDatapathId);
}
