import { weft } from '../../../proto/gen/codecs.js';
import type { Incidents } from './incidents.js';
import { timestampOf } from './tick-clock.js';
import type { TrafficRow } from './traffic-table.js';
import type { TunnelBoard } from './tunnel-board.js';
import type { NodeIndex, TunnelListener, TunnelSource, ViewFigures } from './tunnel-source.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UNKNOWN, TUNNEL_UP } = weft.v1.TunnelState;

/** Inner flows of two nodes on a VNI that are told at most: those with most bytes. */
export const INNER_FLOWS_TOLD = 1_000;

/** What is shown of the board and its incidents. */
export class TunnelPicture implements TunnelSource {
  readonly #board: TunnelBoard;
  readonly #incidents: Incidents;
  readonly #now: () => number;

  constructor(board: TunnelBoard, incidents: Incidents, now: () => number) {
    this.#board = board;
    this.#incidents = incidents;
    this.#now = now;
  }

  nodeIds(): readonly string[] {
    return this.#board.nodes.ids;
  }

  *figures(): Iterable<ViewFigures> {
    const { views } = this.#board;
    for (let view = 0; view < 2 * views.pairs.slots; view++) if (views.columns.isTold(view)) yield this.#figures(view);
  }

  figuresOf(from: NodeIndex, to: NodeIndex): ViewFigures | null {
    const view = this.#board.views.find(from, to);
    return view < 0 ? null : this.#figures(view);
  }

  summary(): weft.v1.TunnelSummary.$Properties {
    const { views, connected } = this.#board;
    return {
      up: views.pairsIn(TUNNEL_UP),
      degraded: views.pairsIn(TUNNEL_DEGRADED),
      down: views.pairsIn(TUNNEL_DOWN),
      unknown: views.pairsIn(TUNNEL_UNKNOWN),
      connected,
      droppedViews: views.dropped,
    };
  }

  tunnel(nodeA: string, nodeB: string): weft.v1.Tunnel.$Properties | null {
    const { nodes, views } = this.#board;
    const a = nodes.byId(nodeA);
    const b = nodes.byId(nodeB);
    const pair = a && b ? views.pairs.find(a.index, b.index) : -1;
    return pair < 0 ? null : this.#board.tunnel(pair);
  }

  history(from: string, to: string): weft.v1.TunnelSample.$Properties[] {
    const { nodes, views } = this.#board;
    const view = views.find(nodes.byId(from)?.index ?? -1, nodes.byId(to)?.index ?? -1);
    if (view < 0) return [];
    return views.samples(view).map(({ tick, state, rttP50Us, lossOutPpm, lossBackPpm }) => ({
      time: timestampOf(views.columns.clock.unixMs(tick)),
      state,
      rttP50Ns: rttP50Us * 1000,
      lossOutPpm,
      lossBackPpm,
    }));
  }

  incidents(openOnly: boolean): weft.v1.TunnelIncident.$Properties[] {
    return this.#incidents.list(openOnly);
  }

  *traffic(vni: number, innerFlows: boolean): Iterable<weft.v1.NodeTraffic.$Properties> {
    for (const row of this.trafficBehind(vni, null)) yield this.nodeTraffic(row, innerFlows);
  }

  /** The rows of a VNI or (0) all, in the order of (vni, node id, remote node id), behind a place in that order. */
  *trafficBehind(only: number, place: { vni: number; from: string; to: string } | null): Iterable<TrafficRow> {
    const { traffic, nodes } = this.#board;
    const now = this.#now();
    const compare = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
    for (const vni of only === 0 ? traffic.vnis() : [only]) {
      if (place && vni < place.vni) continue;
      const isBehind = (row: number) => {
        if (!place || vni > place.vni) return true;
        const order =
          compare(nodes.idAt(traffic.from(row)), place.from) || compare(nodes.idAt(traffic.to(row)), place.to);
        return order > 0;
      };
      const rows = Array.from(traffic.rowsOf(vni)).filter(isBehind);
      rows.sort(
        (x, y) =>
          nodes.rank(traffic.from(x)) - nodes.rank(traffic.from(y)) ||
          nodes.rank(traffic.to(x)) - nodes.rank(traffic.to(y)),
      );
      for (const row of rows) yield traffic.read(row, now);
    }
  }

  nodeTraffic(row: TrafficRow, innerFlows: boolean): weft.v1.NodeTraffic.$Properties {
    const { nodes } = this.#board;
    const { vni, from, to, sentBytesPerSecond, receivedBytesPerSecond, ...counters } = row;
    const remote = { remoteVtepId: nodes.at(to)?.vtepId ?? 0, remoteNodeId: nodes.idAt(to) };
    const { sentPackets, sentBytes, receivedPackets, receivedBytes } = counters;
    return {
      nodeId: nodes.idAt(from),
      networkId: this.#board.networkOf(vni),
      total: { vni, ...remote, sentPackets, sentBytes, receivedPackets, receivedBytes },
      sentBytesPerSecond,
      receivedBytesPerSecond,
      innerFlows: innerFlows ? this.#innerFlows(row).map((flow) => ({ ...flow, ...remote })) : [],
    };
  }

  /** What nodes send to each other, of tenants. */
  tenantBytesPerSecond(): number {
    return this.#board.traffic.sentBytesPerSecond(this.#now());
  }

  subscribe(listener: TunnelListener): () => void {
    return this.#board.changed.subscribe(listener);
  }

  #innerFlows({ vni, from, to }: TrafficRow): weft.v1.InnerFlow.$Properties[] {
    const flows = this.#board.innerFlows.read(vni, from, to);
    return flows.sort((x, y) => (y.bytes ?? 0) - (x.bytes ?? 0)).slice(0, INNER_FLOWS_TOLD);
  }

  #figures(view: number): ViewFigures {
    const { views } = this.#board;
    const { columns } = views;
    return {
      from: views.from(view),
      to: views.to(view),
      state: columns.state(view),
      rttP50Us: columns.rttP50Us(view),
      lossOutPpm: columns.lossOutPpm(view),
      lossBackPpm: columns.lossBackPpm(view),
    };
  }
}
