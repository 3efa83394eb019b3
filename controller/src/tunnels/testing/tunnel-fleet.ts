import { weft } from '../../../../proto/gen/codecs.js';
import type { Change, ChangeSource, Effect, TableName, Tables } from '../../store/change.js';
import type { SharedScopes } from '../scope-sharing.js';
import { timestampOf } from '../tick-clock.js';
import { TunnelBoard } from '../tunnel-board.js';
import { oneScope } from './one-scope.js';

const { TUNNEL_UP } = weft.v1.TunnelState;
type Report = weft.v1.TunnelReport.$Properties;
type Batch = weft.v1.TunnelBatch.$Properties;

/** Nodes h0, h1, ... and networks with their agents' batches, told to a board. For tests. */
export class TunnelFleet {
  now = 1_800_000_000_000;
  readonly source: Pick<ChangeSource, 'rows' | 'subscribe'>;
  board: TunnelBoard;
  readonly #nodes = new Map<string, weft.v1.Node>();
  readonly #networks = new Map<string, weft.v1.Network>();
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  readonly #sequences = new Map<string, number>();
  instance = 'run-1';

  constructor(
    nodes: number,
    options: { viewsMax?: number; scopes?: SharedScopes; networks?: Record<string, number> } = {},
  ) {
    for (let i = 0; i < nodes; i++) this.#nodes.set(`h${i}`, nodeRow(`h${i}`, i + 1));
    for (const [id, vni] of Object.entries(options.networks ?? {})) {
      this.#networks.set(id, weft.v1.Network.create({ metadata: { id }, tenantId: 'acme', vni, mtu: 1450 }));
    }
    this.source = {
      rows: <T extends TableName>(table: T) =>
        (table === 'node'
          ? [...this.#nodes.values()]
          : table === 'network'
            ? [...this.#networks.values()]
            : []) as Tables[T][],
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    this.board = new TunnelBoard({ source: this.source, scopes: oneScope, now: () => this.now, ...options });
    this.board.setConnected(true);
  }

  vtepId(node: string): number {
    return this.#nodes.get(node)?.vtepId ?? 0;
  }

  /** A batch of the node; the refusal, if there is one. */
  tell(node: string, batch: Batch): string | null {
    const sequence = batch.sequence ?? (this.#sequences.get(node) ?? 0) + 1;
    this.#sequences.set(node, sequence);
    const about = { nodeId: node, vtepId: this.vtepId(node), agentInstance: this.instance, sequence };
    const time = timestampOf(this.now);
    const whole = { ...about, time, repeatMs: 30_000, batchMs: 1_000, ...batch };
    // As it would come from the wire.
    return this.board.receive(node, weft.v1.TunnelBatch.decode(weft.v1.TunnelBatch.encode(whole).finish()));
  }

  report(to: string, state: weft.v1.TunnelState = TUNNEL_UP, more: Partial<Report> = {}): Report {
    const lastReply = timestampOf(state === weft.v1.TunnelState.TUNNEL_DOWN ? this.now - 500 : this.now);
    const times = { since: timestampOf(this.now), lastReply, intervalMs: 100 };
    return { remoteVtepId: this.vtepId(to), remoteNodeId: to, state, ...times, rttP50Ns: 200_000, ...more };
  }

  /** The node says that of its tunnels to those. */
  says(node: string, to: readonly string[], state?: weft.v1.TunnelState, more?: Partial<Report>): void {
    this.tell(node, { reports: to.map((other) => this.report(other, state, more)) });
  }

  /** Everybody says that everybody is up. */
  allUp(): void {
    const all = [...this.#nodes.keys()];
    for (const node of all)
      this.says(
        node,
        all.filter((other) => other !== node),
      );
  }

  move(node: string, address: number): void {
    const before = this.#nodes.get(node) ?? null;
    const after = nodeRow(node, before?.vtepId ?? 0, address);
    this.#nodes.set(node, after);
    this.#tell({ table: 'node', id: node, before, after });
  }

  remove(node: string): void {
    const before = this.#nodes.get(node) ?? null;
    this.#nodes.delete(node);
    this.#tell({ table: 'node', id: node, before, after: null });
  }

  add(node: string, vtepId: number): void {
    const after = nodeRow(node, vtepId);
    this.#nodes.set(node, after);
    this.#tell({ table: 'node', id: node, before: null, after });
  }

  /** Lets time pass, with sweeps as often as there are. */
  pass(ms: number): void {
    for (const end = this.now + ms; this.now < end; ) {
      this.now = Math.min(end, this.now + 250);
      this.board.sweep();
    }
  }

  #tell(effect: Effect): void {
    for (const listener of this.#listeners) listener([{ revision: 1, timeUnixMs: this.now, effects: [effect] }]);
  }
}

function nodeRow(id: string, vtepId: number, address = vtepId): weft.v1.Node {
  const bytes = Uint8Array.of(10, 0, address >> 8, address & 0xff);
  return weft.v1.Node.create({ metadata: { id }, vtepId, vteps: [{ bytes }] });
}
