import { weft } from '../../../proto/gen/codecs.js';
import type { Change, ChangeSource } from '../store/change.js';
import { intervalsOf, refusalOf } from './batch-check.js';
import { type BothEnds, type End, joinEnds } from './both-ends.js';
import { ChangedViews } from './changed-views.js';
import { InnerFlows } from './inner-flows.js';
import { NetworkNames } from './network-names.js';
import { type NodeRecord, NodeTable } from './node-table.js';
import type { SharedScopes } from './scope-sharing.js';
import { Staleness } from './staleness.js';
import { StarvedViews } from './starved-views.js';
import { TickClock, timestampOf, unixMsOf } from './tick-clock.js';
import { TrafficTable } from './traffic-table.js';
import { TunnelViews, VIEWS_MAX, type ViewsListener } from './tunnel-views.js';
import { UnderlayViews } from './underlay-views.js';

const { TUNNEL_DOWN } = weft.v1.TunnelState;
type Report = weft.v1.TunnelReport.$Properties;

/** Counters that are not told any more are looked for so often, in milliseconds. */
const TIDY_MS = 5_000;
/** A gap counts as no more lost batches than this. */
const GAP_MAX = 1_000_000;

export interface TunnelBoardOptions {
  readonly source: Pick<ChangeSource, 'rows' | 'subscribe'>;
  readonly scopes: SharedScopes;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly viewsMax?: number;
}

/** What changes of the picture are told to: incidents and conditions. */
export interface BoardListener {
  readonly pairChanged: ViewsListener['pairChanged'];
  /** What passes of that network's packets, as one end measures it, may have changed. */
  starvedChanged(vni: number, view: number): void;
  /** Nobody tells of the pair any more. The last call for its number, which may be another pair's soon. */
  pairGone(pair: number): void;
}

/**
 * The picture of all tunnels: what agents tell, as long as it is fresh. In memory only; rebuilt from what agents repeat. Its limits: VIEWS_MAX views,
 * TRAFFIC_MAX and INNER_FLOWS_MAX counters, and the samples of a SampleRing; what is beyond is dropped and counted.
 */
export class TunnelBoard {
  readonly nodes = new NodeTable();
  readonly views: TunnelViews;
  readonly traffic = new TrafficTable();
  readonly innerFlows = new InnerFlows();
  readonly starved: StarvedViews;
  readonly changed = new ChangedViews();
  readonly #underlays = new UnderlayViews();
  readonly #staleness: Staleness;
  readonly #networks = new NetworkNames();
  readonly #scopes: SharedScopes;
  readonly #now: () => number;
  #tidiedMs = 0;
  readonly #listeners = new Set<Partial<BoardListener>>();
  /** Batches that came, that were lost on the way as their numbers tell, and what was told of VTEPs and networks that the node has nothing to do with. */
  batches = 0;
  batchesLost = 0;
  foreign = 0;

  constructor({ source, scopes, now, viewsMax = VIEWS_MAX }: TunnelBoardOptions) {
    this.#scopes = scopes;
    this.#now = now;
    const clock = new TickClock(now());
    this.starved = new StarvedViews((vni, view) => {
      for (const listener of this.#listeners) listener.starvedChanged?.(vni, view);
    });
    this.views = new TunnelViews(
      clock,
      {
        pairChanged: (pair, before, after) => {
          for (const listener of this.#listeners) listener.pairChanged?.(pair, before, after);
          if (before !== after) this.changed.state(this.views.from(2 * pair), this.views.to(2 * pair));
          if (after === 0) for (const listener of this.#listeners) listener.pairGone?.(pair);
        },
        viewChanged: (view) => this.changed.view(this.views.from(view), this.views.to(view)),
      },
      viewsMax,
    );
    this.#staleness = new Staleness(this.nodes, this.views, (view) => this.close(view));
    for (const row of source.rows('node')) this.#putNode(row);
    for (const row of source.rows('network')) this.#networks.put(row);
    source.subscribe((changes) => this.#follow(changes));
  }

  /** Calls back for each change as it happens. Returns what ends it. */
  listen(listener: Partial<BoardListener>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether agents are heard at all. If not, all stays as it was heard last. */
  get connected(): boolean {
    return this.#staleness.connected;
  }

  setConnected(connected: boolean): void {
    this.#staleness.setConnected(connected, this.#now());
    this.changed.nodes();
  }

  /** Takes a batch that came on a node's subject; why not, or null. */
  receive(nodeId: string, batch: weft.v1.TunnelBatch): string | null {
    const refusal = refusalOf(this.nodes, nodeId, batch);
    const node = this.nodes.byId(nodeId);
    if (refusal !== null || !node) return refusal;
    const now = this.#now();
    if (batch.agentInstance === node.instance && batch.sequence <= node.sequence) return null;
    this.batches++;
    this.#heard(node, batch, now);
    for (const report of batch.reports) this.#report(node, report, now);
    for (const { report, underlay } of batch.transitions) {
      const view = report ? this.#report(node, report, now) : -1;
      if (view >= 0 && underlay && report?.state === TUNNEL_DOWN) this.#underlays.set(view, underlay);
    }
    for (const vtepId of batch.closedVtepIds) {
      const remote = this.nodes.byVtepId(vtepId);
      const view = remote ? this.views.find(node.index, remote.index) : -1;
      if (view >= 0) this.close(view);
    }
    for (const traffic of batch.traffic) {
      const remote = this.#remote(node, traffic.remoteVtepId);
      if (remote && this.#hasVni(node, traffic.vni))
        this.traffic.tell(node.index, remote.index, traffic, now, node.batchMs);
    }
    for (const flow of batch.innerFlows) {
      const remote = this.#remote(node, flow.remoteVtepId);
      if (remote && this.#hasVni(node, flow.vni)) this.innerFlows.tell(node.index, remote.index, flow, now);
    }
    return null;
  }

  /** What is out of date is so now. To be called every quarter of a second. */
  sweep(): void {
    const now = this.#now();
    this.#staleness.sweep(now);
    if (this.connected && (now < this.#tidiedMs || now - this.#tidiedMs >= TIDY_MS)) {
      this.#tidiedMs = now;
      const isOver = (from: number, to: number, toldMs: number) => {
        const node = this.nodes.at(from);
        return !node || !this.nodes.at(to) || now - toldMs > 3 * node.repeatMs + 5_000;
      };
      this.traffic.removeWhere(isOver);
      this.innerFlows.removeWhere(isOver);
    }
    this.changed.tick(now);
  }

  /** The network of a VNI; '' if there is none. */
  networkOf(vni: number): string {
    return this.#networks.idOf(vni);
  }

  /** The VNI of a network; 0 if there is none. */
  vniOf(networkId: string): number {
    return this.#networks.vniOf(networkId);
  }

  /** What one end says, as far as it is fresh. */
  end(view: number): End {
    const { columns } = this.views;
    const from = this.views.from(view);
    const fresh = columns.isTold(view) && columns.staleMs(view) === 0;
    const toldMs = columns.toldMs(view) + (this.nodes.at(from)?.clockAheadMs ?? 0);
    return { nodeId: this.nodes.idAt(from), report: fresh ? this.report(view) : null, toldMs };
  }

  /** The last report of a view. */
  report(view: number): Report {
    const to = this.nodes.at(this.views.to(view));
    return {
      remoteVtepId: to?.vtepId ?? 0,
      remoteNodeId: to?.id ?? '',
      ...this.views.columns.read(view),
      starvedVnis: [...this.starved.vnisOf(view)],
    };
  }

  /** What both ends know, in the order of their ids. */
  joined(pair: number): { a: End; b: End; joined: BothEnds; aView: number; bView: number } {
    const swap = this.nodes.idAt(this.views.from(2 * pair)) > this.nodes.idAt(this.views.from(2 * pair + 1));
    const aView = 2 * pair + (swap ? 1 : 0);
    const a = this.end(aView);
    const b = this.end(aView ^ 1);
    return { a, b, joined: joinEnds(a, b), aView, bView: aView ^ 1 };
  }

  /** The underlay as a view's end saw it when the tunnel went down last. */
  underlay(view: number): weft.v1.UnderlayView.$Properties | null {
    return this.#underlays.get(view);
  }

  /** The pair as callers are told of it. */
  tunnel(pair: number): weft.v1.Tunnel.$Properties {
    const { a, b, joined, aView, bView } = this.joined(pair);
    const stale = (view: number) => timestampOf(this.views.columns.staleMs(view));
    return {
      nodeA: a.nodeId,
      nodeB: b.nodeId,
      state: joined.state,
      aView: a.report,
      bView: b.report,
      aStaleSince: stale(aView),
      bStaleSince: stale(bView),
      lossAToBPpm: joined.lossAToBPpm,
      lossBToAPpm: joined.lossBToAPpm,
      diagnosis: joined.diagnosis,
      aUnderlay: this.underlay(aView),
      bUnderlay: this.underlay(bView),
    };
  }

  /** A view is no more. */
  close(view: number): void {
    this.starved.set(view, []);
    this.#underlays.delete(view);
    this.views.close(view);
  }

  #heard(node: NodeRecord, batch: weft.v1.TunnelBatch, now: number): void {
    const timeMs = unixMsOf(batch.time);
    if (batch.agentInstance !== node.instance) {
      // Another run of the agent: what the former one said is of the past.
      for (const view of this.#viewsOf(node)) this.views.expire(view, now);
      node.instance = batch.agentInstance;
      node.gapMs = now;
    } else {
      const lost = batch.sequence - node.sequence - 1;
      this.batchesLost += Math.min(lost, GAP_MAX);
      if (lost > 0) node.gapMs = now;
    }
    node.sequence = batch.sequence;
    node.clockAheadMs = timeMs === 0 ? 0 : timeMs - now;
    Object.assign(node, intervalsOf(batch));
    this.#staleness.heard(node, now);
  }

  #report(node: NodeRecord, report: Report, now: number): number {
    const remote = this.#remote(node, report.remoteVtepId);
    if (!remote) return -1;
    const view = this.views.tell(node.index, remote.index, report, now);
    if (view >= 0) this.starved.set(view, report.starvedVnis?.filter((vni) => this.#hasVni(node, vni)) ?? []);
    return view;
  }

  #remote(node: NodeRecord, vtepId: number | null | undefined): NodeRecord | null {
    const remote = this.nodes.byVtepId(vtepId ?? 0);
    if (remote && remote !== node && this.#scopes.shareScope(node.id, remote.id)) return remote;
    this.foreign++;
    return null;
  }

  #hasVni(node: NodeRecord, vni: number | null | undefined): boolean {
    const has = this.#scopes.hasNetwork(node.id, this.networkOf(vni ?? 0));
    if (!has) this.foreign++;
    return has;
  }

  #viewsOf(node: NodeRecord): number[] {
    return this.views.pairs.pairsOf(node.index).map((pair) => this.views.pairs.viewOf(pair, node.index));
  }

  #follow(changes: readonly Change[]): void {
    for (const { effects } of changes) {
      for (const effect of effects) {
        if (effect.table === 'node') {
          if (effect.after) this.#putNode(effect.after);
          else this.#removeNode(effect.id);
        } else if (effect.table === 'network') {
          if (effect.after) this.#networks.put(effect.after);
          else this.#networks.remove(effect.id);
        }
      }
    }
  }

  #putNode(row: weft.v1.Node.$Properties): void {
    const { node, news } = this.nodes.put(row);
    if (news === 'same') return;
    // What was measured is of the former address.
    if (news === 'moved') {
      const now = this.#now();
      node.gapMs = now;
      for (const view of this.#viewsOf(node)) {
        const remote = this.nodes.at(this.views.to(view));
        if (remote) remote.gapMs = now;
        this.views.expire(view, now);
        this.views.expire(view ^ 1, now);
      }
    }
    this.changed.nodes();
  }

  #removeNode(id: string): void {
    const node = this.nodes.byId(id);
    if (!node) return;
    for (const view of this.#viewsOf(node)) {
      this.close(view);
      this.close(view ^ 1);
    }
    // Its index may be another node's soon.
    const isOver = (from: number, to: number) => from === node.index || to === node.index;
    this.traffic.removeWhere(isOver);
    this.innerFlows.removeWhere(isOver);
    this.nodes.remove(node);
    this.changed.nodes();
  }
}
