import type { weft } from '../../../proto/gen/codecs.js';
import type { NackedTable, PortHits, StatusChange, StatusSource } from '../api/status-source.js';
import type { Key } from '../compiler/entry.js';
import type { Change, ChangeSource, Effect, Tables } from '../store/change.js';
import type { MovingPort, MovingPorts } from './moving-ports.js';
import { isNackedResource, type NackedResource, NackedResources } from './nacked-resources.js';
import type { Nack } from './nacks.js';
import { type AgentDescription, NodeBoard } from './nodes.js';
import type { PortNack } from './port-nacks.js';
import { PortBoard } from './ports.js';
import { RuleHitBook } from './rule-hits.js';
import type { Transition } from './transitions.js';

export interface StatusBoardOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Without a heartbeat for so long a node is NOT_READY. */
  readonly silenceMs: number;
  /** What a node has applied, of what it has been sent or is still to be sent. */
  readonly ackedRevisionOf: (nodeId: string) => number;
  /** Entries that the node had nacked are no longer. */
  readonly onNackResolved?: (nodeId: string) => void;
  /** As PortBoardOptions. */
  readonly onTakeover?: (move: MovingPort) => void;
  readonly onMove?: (portId: string) => void;
}

/** The observed state of all resources: what nodes report, joined with what is desired. In memory only. */
export class StatusBoard implements StatusSource {
  readonly #nodes: NodeBoard;
  readonly #ports: PortBoard;
  readonly #resources: NackedResources;
  readonly #hits: RuleHitBook;
  readonly #options: StatusBoardOptions;
  readonly #listeners = new Set<(changes: readonly StatusChange[]) => void>();
  readonly #transitionListeners = new Set<(transition: Transition) => void>();
  #changedPorts = new Set<string>();
  #changedNodes = new Set<string>();
  /** By table and id. */
  #changedResources = new Map<string, NackedResource>();
  #notifying = false;

  constructor(source: Pick<ChangeSource, 'rows'>, options: StatusBoardOptions) {
    this.#options = options;
    const onTransition = (transition: Transition) => {
      for (const listener of this.#transitionListeners) listener(transition);
    };
    this.#nodes = new NodeBoard(source.rows('node'), {
      now: options.now,
      silenceMs: options.silenceMs,
      onChange: (id) => {
        this.#changedNodes.add(id);
        this.#notifySoon();
      },
      onReadyChange: (id) => this.#ports.nodeChanged(id),
      onTransition,
    });
    this.#ports = new PortBoard(source.rows('port'), {
      now: options.now,
      onChange: (id) => {
        this.#changedPorts.add(id);
        this.#notifySoon();
      },
      onTransition,
      onTakeover: (move) => this.#options.onTakeover?.(move),
      onMove: (id) => this.#options.onMove?.(id),
    });
    this.#hits = new RuleHitBook((portId, role) => this.#ports.bindingOf(portId, role), options.now);
    this.#resources = new NackedResources((resource) => {
      this.#changedResources.set(`${resource.table} ${resource.id}`, resource);
      this.#notifySoon();
    });
  }

  nackedStatus(table: NackedTable, id: string): weft.v1.NetworkStatus.$Properties {
    return this.#resources.status({ table, id });
  }

  portStatus(port: Tables['port']): weft.v1.PortStatus.$Properties {
    return this.#ports.status(port, (nodeId) => this.#nodes.isReady(nodeId));
  }

  ruleHits(portId: string): PortHits | null {
    return this.#hits.of(portId);
  }

  nodeStatus(node: Tables['node']): weft.v1.NodeStatus.$Properties {
    const id = node.metadata?.id ?? '';
    return this.#nodes.status(node, {
      ackedRevision: this.#options.ackedRevisionOf(id),
      ports: this.#ports.portsOf(id),
    });
  }

  subscribe(listener: (changes: readonly StatusChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back for each change of a state, at once and in order. Returns what ends the subscription. */
  onTransition(listener: (transition: Transition) => void): () => void {
    this.#transitionListeners.add(listener);
    return () => this.#transitionListeners.delete(listener);
  }

  get nodesReady(): number {
    return this.#nodes.ready;
  }

  /** Follows the desired state. */
  apply(changes: readonly Change[]): void {
    for (const { effects, revision, timeUnixMs } of changes) {
      for (const effect of effects) {
        if (effect.table === 'node') {
          this.#nodes.apply(effect, timeUnixMs);
        } else if (effect.table === 'port') {
          this.#ports.apply(effect, revision, timeUnixMs);
          this.#followHits(effect);
          // The number of ports is part of a node's status.
          for (const row of [effect.before, effect.after]) {
            if (row?.activeBinding?.nodeId) this.#changedNodes.add(row.activeBinding.nodeId);
          }
        } else if (hasNacks(effect) && !effect.after) {
          this.#resources.deleted(effect);
        }
      }
    }
  }

  /** The node's agent has opened a stream. Another run of it knows nothing of earlier nacks. */
  connected(nodeId: string, agent: AgentDescription): void {
    if (this.#nodes.instanceOf(nodeId) !== agent.instance) this.forgetNacks(nodeId);
    this.#nodes.connected(nodeId, agent);
    this.#ports.connected(nodeId);
    this.#hits.forgetNode(nodeId);
  }

  /** The node's agent was not let in, for that reason. */
  refused(nodeId: string, message: string): void {
    this.#nodes.refused(nodeId, message);
  }

  /** The agent begins from nothing, and will name again what it can't apply. */
  forgetNacks(nodeId: string): void {
    for (const nack of this.#nodes.nacksOf(nodeId)?.clear() ?? []) this.#resolved(nodeId, nack);
    this.#options.onNackResolved?.(nodeId);
  }

  heartbeat(nodeId: string, message: string): void {
    this.#nodes.heartbeat(nodeId, message);
  }

  report(nodeId: string, report: weft.v1.PortReport): void {
    this.#ports.report(nodeId, report);
  }

  /** What rules did at the node's ports. */
  ruleHitsTold(nodeId: string, report: weft.v1.RuleHitsReport.$Properties): void {
    this.#hits.told(nodeId, report);
  }

  /** Counters of rules' hits that are kept, and how many found no room, each time that they were told. */
  get ruleHitCounters(): { readonly kept: number; readonly refused: number } {
    return { kept: this.#hits.size, refused: this.#hits.refused };
  }

  /** The ports that are being moved. */
  get moving(): MovingPorts {
    return this.#ports.moving;
  }

  /** The node of such a nack of the port; null: there is none. */
  portNackedBy(portId: string, concerns: (nack: PortNack) => boolean): string | null {
    return this.#ports.nackedBy(portId, concerns);
  }

  /** The port of a datapath id; null if there is none. */
  portIdOf(datapathId: number): string | null {
    return this.#ports.idOfDatapathId(datapathId);
  }

  nack(nodeId: string, nack: Nack): void {
    const nacks = this.#nodes.nacksOf(nodeId);
    if (!nacks) return;
    const earlier = nacks.get(nack.key);
    if (earlier) this.#resolved(nodeId, earlier);
    const forgotten = nacks.add(nack);
    if (forgotten) this.#resolved(nodeId, forgotten);
    this.#nacked(nodeId, nack);
    this.#changedNodes.add(nodeId);
    this.#notifySoon();
  }

  /** What is nacked has another value: it may be of other resources, which may not know of the nack. */
  retellNack(nodeId: string, key: Key, concerned: Pick<Nack, 'entry' | 'subjects'>): void {
    const nacks = this.#nodes.nacksOf(nodeId);
    const earlier = nacks?.get(key);
    if (!nacks || !earlier) return;
    const nack = { ...earlier, ...concerned };
    this.#resolved(nodeId, earlier);
    nacks.replace(nack);
    this.#nacked(nodeId, nack);
    this.#changedNodes.add(nodeId);
    this.#notifySoon();
  }

  /** The node holds the entry now, or need not hold it any more. Returns the number of resources in whose status the nack was. */
  resolveNack(nodeId: string, key: Key): number {
    const nack = this.#nodes.nacksOf(nodeId)?.resolve(key);
    if (nack) this.#resolved(nodeId, nack);
    this.#options.onNackResolved?.(nodeId);
    this.#changedNodes.add(nodeId);
    this.#notifySoon();
    return nack?.subjects.length ?? 0;
  }

  /** Is there anything that could be resolved? */
  hasNacks(nodeId: string): boolean {
    return (this.#nodes.nacksOf(nodeId)?.count ?? 0) > 0;
  }

  nackedKeys(nodeId: string): Key[] {
    return this.#nodes.nacksOf(nodeId)?.keys() ?? [];
  }

  hasNack(nodeId: string, key: Key): boolean {
    return this.#nodes.nacksOf(nodeId)?.has(key) ?? false;
  }

  close(): void {
    this.#nodes.close();
  }

  /** Hits are those of a binding. */
  #followHits({ id, before, after }: Effect & { readonly table: 'port' }): void {
    const pending = before?.pendingBinding ?? null;
    const stays = sameBinding(before?.activeBinding, after?.activeBinding);
    const activated = pending !== null && sameBinding(pending, after?.activeBinding);
    if (!stays && !activated) this.#hits.forgetPort(id);
    else if (pending && !sameBinding(pending, after?.pendingBinding)) this.#hits.endPending(id, activated);
  }

  /** Tells it of what the entry is of. */
  #nacked(nodeId: string, nack: Nack): void {
    const { subjects, key, entry, reason, message } = nack;
    const text = `node ${nodeId} could not apply ${entry}: ${reason} ${message}`;
    for (const subject of subjects) {
      if (isNackedResource(subject)) this.#resources.nacked(subject, nodeId, nack);
      else this.#ports.nacked(subject.id, { nodeId, key, reason, text });
    }
  }

  #resolved(nodeId: string, nack: Nack): void {
    for (const subject of nack.subjects) {
      if (isNackedResource(subject)) this.#resources.resolved(subject, nodeId, nack);
      else this.#ports.resolved(subject.id, nodeId, nack.key);
    }
  }

  /** All that changes in one turn of the event loop is told once. */
  #notifySoon(): void {
    if (this.#notifying) return;
    this.#notifying = true;
    queueMicrotask(() => {
      this.#notifying = false;
      const changes: StatusChange[] = [];
      for (const id of this.#changedPorts) changes.push({ table: 'port', id });
      for (const id of this.#changedNodes) changes.push({ table: 'node', id });
      changes.push(...this.#changedResources.values());
      this.#changedResources = new Map();
      this.#changedPorts = new Set();
      this.#changedNodes = new Set();
      for (const listener of this.#listeners) listener(changes);
    });
  }
}

/** Of a row of such a table nodes hold entries whose nacks are told with it. */
function hasNacks(effect: Effect): effect is Effect & { readonly table: NackedTable } {
  return effect.table === 'network' || effect.table === 'subnet' || effect.table === 'router';
}

type Binding = Tables['port']['activeBinding'];

function sameBinding(a: Binding | undefined, b: Binding | undefined): boolean {
  return a?.nodeId === b?.nodeId && a?.generation === b?.generation;
}
