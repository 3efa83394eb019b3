import { weft } from '../../../proto/gen/codecs.js';
import type { Effect, Tables } from '../store/change.js';
import { Nacks } from './nacks.js';
import { timestamp } from './ports.js';
import type { Transition } from './transitions.js';

const { NodeState } = weft.v1;

/** What an agent says of itself when its stream begins. */
export interface AgentDescription {
  readonly instance: string;
  readonly version: string;
  readonly kernelRelease: string;
  readonly underlayMtu: number;
}

interface NodeRecord {
  readonly id: string;
  state: weft.v1.NodeState;
  sinceMs: number;
  lastHeartbeatMs: number | null;
  agent: AgentDescription | null;
  /** Why the agent was refused; empty if it is not. */
  refusal: string;
  /** What the agent says does not work although it goes on; empty if all is well. */
  trouble: string;
  /** Runs while the node is READY, anew with each heartbeat. */
  timer: NodeJS.Timeout | null;
  readonly nacks: Nacks;
}

export interface NodeBoardOptions {
  readonly now: () => number;
  /** Without a heartbeat for so long a node is NOT_READY. */
  readonly silenceMs: number;
  readonly onChange: (nodeId: string) => void;
  readonly onReadyChange: (nodeId: string) => void;
  readonly onTransition: (transition: Transition) => void;
}

/** Of what an agent says of itself. */
const TROUBLE_CHARACTERS_MAX = 1_000;

function messageOf({ refusal, trouble }: Pick<NodeRecord, 'refusal' | 'trouble'>): string {
  return refusal || trouble;
}

/** The observed state of nodes: READY while the heartbeats of its agent arrive, whatever becomes of the stream. */
export class NodeBoard {
  readonly #nodes = new Map<string, NodeRecord>();
  readonly #options: NodeBoardOptions;
  #ready = 0;

  constructor(rows: Iterable<Tables['node']>, options: NodeBoardOptions) {
    this.#options = options;
    const now = options.now();
    for (const row of rows) this.#create(row.metadata?.id ?? '', now);
  }

  /** Nodes that are READY. */
  get ready(): number {
    return this.#ready;
  }

  isReady(nodeId: string): boolean {
    return this.#nodes.get(nodeId)?.state === NodeState.READY;
  }

  /** The node's nacks; undefined if it does not exist. */
  nacksOf(nodeId: string): Nacks | undefined {
    return this.#nodes.get(nodeId)?.nacks;
  }

  instanceOf(nodeId: string): string | undefined {
    return this.#nodes.get(nodeId)?.agent?.instance;
  }

  apply(effect: Effect & { table: 'node' }, timeUnixMs: number): void {
    const known = this.#nodes.get(effect.id);
    if (!effect.after) {
      if (!known) return;
      if (known.timer) clearTimeout(known.timer);
      if (known.state === NodeState.READY) this.#ready--;
      this.#nodes.delete(effect.id);
      this.#transition(known, known.state, true, timeUnixMs);
    } else if (!known) {
      const created = this.#create(effect.id, timeUnixMs);
      this.#transition(created, NodeState.NODE_STATE_UNSPECIFIED, false, timeUnixMs);
    } else {
      return;
    }
    this.#options.onChange(effect.id);
  }

  /** The node's agent has opened a stream. */
  connected(nodeId: string, agent: AgentDescription): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    node.agent = agent;
    this.#alive(node);
    this.#say(node, { refusal: '' });
    this.#options.onChange(nodeId);
  }

  /** The node's agent wanted to open a stream, and was refused for that reason. A stream that it has goes on. */
  refused(nodeId: string, message: string): void {
    const node = this.#nodes.get(nodeId);
    if (node) this.#say(node, { refusal: message });
  }

  /** The node's agent is alive, and says what does not work. */
  heartbeat(nodeId: string, trouble: string): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    this.#alive(node);
    this.#say(node, { trouble: trouble.slice(0, TROUBLE_CHARACTERS_MAX) });
  }

  #alive(node: NodeRecord): void {
    node.lastHeartbeatMs = this.#options.now();
    if (node.timer) {
      node.timer.refresh();
    } else {
      const timer = setTimeout(() => this.#silent(node, timer), this.#options.silenceMs);
      timer.unref();
      node.timer = timer;
    }
    if (node.state === NodeState.READY) return;
    this.#setState(node, NodeState.READY);
  }

  /** Stops all timers. */
  close(): void {
    for (const node of this.#nodes.values()) {
      if (node.timer) clearTimeout(node.timer);
      node.timer = null;
    }
  }

  status(row: Tables['node'], observed: { ackedRevision: number; ports: number }): weft.v1.NodeStatus.$Properties {
    const node = this.#nodes.get(row.metadata?.id ?? '');
    return {
      state: node?.state ?? NodeState.NOT_READY,
      since: timestamp(node?.sinceMs ?? this.#options.now()),
      lastHeartbeat: node?.lastHeartbeatMs == null ? null : timestamp(node.lastHeartbeatMs),
      agentInstance: node?.agent?.instance ?? '',
      agentVersion: node?.agent?.version ?? '',
      kernelRelease: node?.agent?.kernelRelease ?? '',
      ackedRevision: observed.ackedRevision,
      underlayMtu: node?.agent?.underlayMtu ?? 0,
      ports: observed.ports,
      nacks: node?.nacks.shown() ?? [],
      nackCount: node?.nacks.count ?? 0,
      message: node ? messageOf(node) : '',
    };
  }

  #create(id: string, timeUnixMs: number): NodeRecord {
    const node: NodeRecord = {
      id,
      state: NodeState.NOT_READY,
      sinceMs: timeUnixMs,
      lastHeartbeatMs: null,
      agent: null,
      refusal: '',
      trouble: '',
      timer: null,
      nacks: new Nacks(),
    };
    this.#nodes.set(id, node);
    return node;
  }

  /** Heartbeats may have arrived while this process was busy: they are read before the verdict. */
  #silent(node: NodeRecord, timer: NodeJS.Timeout): void {
    const heard = node.lastHeartbeatMs;
    setImmediate(() => {
      if (this.#nodes.get(node.id) !== node || node.timer !== timer || node.lastHeartbeatMs !== heard) return;
      node.timer = null;
      this.#setState(node, NodeState.NOT_READY);
    });
  }

  #say(node: NodeRecord, said: Partial<Pick<NodeRecord, 'refusal' | 'trouble'>>): void {
    const before = messageOf(node);
    Object.assign(node, said);
    if (messageOf(node) === before) return;
    this.#transition(node, node.state, false, this.#options.now());
    this.#options.onChange(node.id);
  }

  #setState(node: NodeRecord, state: weft.v1.NodeState): void {
    const previous = node.state;
    node.state = state;
    node.sinceMs = this.#options.now();
    this.#ready += state === NodeState.READY ? 1 : -1;
    this.#transition(node, previous, false, node.sinceMs);
    this.#options.onReadyChange(node.id);
    this.#options.onChange(node.id);
  }

  #transition(node: NodeRecord, previousState: weft.v1.NodeState, deleted: boolean, timeUnixMs: number): void {
    this.#options.onTransition({
      kind: 'node',
      timeUnixMs,
      nodeId: node.id,
      previousState,
      state: node.state,
      deleted,
      message: messageOf(node),
    });
  }
}
