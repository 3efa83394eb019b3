import type { weft } from '../../../proto/gen/codecs.js';
import {
  INNER_FLOWS_SHOWN,
  type InnerFlowAnswer,
  type InnerFlowsAnswer,
  NETWORKS_SHOWN,
  type NetworksAnswer,
  type NetworkTotals,
  TRAFFIC_NODES,
  type TrafficAnswer,
  type TrafficFlow,
} from '../../../proto/src/dashboard/answers.js';
import type { TunnelSource } from '../tunnels/tunnel-source.js';
import { addressText } from './pair-answer.js';

interface Counted {
  bytesPerSecond: number;
  bytes: number;
  packets: number;
}

/** One direction between two nodes. */
interface Direction extends Counted {
  readonly from: string;
  readonly to: string;
}

/** Networks that have traffic between nodes. */
export function networksAnswer(source: TunnelSource): NetworksAnswer {
  const byVni = new Map<number, { networkId: string; directions: Directions }>();
  for (const row of source.traffic(0, false)) {
    const vni = row.total?.vni ?? 0;
    const network = byVni.get(vni) ?? { networkId: row.networkId ?? '', directions: new Directions() };
    byVni.set(vni, network);
    network.directions.count(row);
  }
  const networks: NetworkTotals[] = Array.from(byVni, ([vni, { networkId, directions }]) => {
    const sum = { bytesPerSecond: 0, bytes: 0 };
    for (const { bytesPerSecond, bytes } of directions.all()) {
      sum.bytesPerSecond += bytesPerSecond;
      sum.bytes += bytes;
    }
    return { vni, networkId, ...sum };
  });
  networks.sort((x, y) => y.bytesPerSecond - x.bytesPerSecond || y.bytes - x.bytes || x.vni - y.vni);
  return { networks: networks.slice(0, NETWORKS_SHOWN), total: networks.length };
}

/** Traffic of one network between nodes: the busiest by name, the rest as one. */
export function trafficAnswer(source: TunnelSource, vni: number): TrafficAnswer {
  const directions = new Directions();
  let network = '';
  for (const row of source.traffic(vni, false)) {
    network = row.networkId ?? network;
    directions.count(row);
  }
  const bytesOf = new Map<string, Counted>();
  for (const direction of directions.all()) {
    for (const id of [direction.from, direction.to]) add(bytesOf, id, direction);
  }
  const ranked = [...bytesOf].sort(
    ([x, a], [y, b]) => b.bytesPerSecond - a.bytesPerSecond || b.bytes - a.bytes || (x < y ? -1 : 1),
  );
  const named = ranked.slice(0, TRAFFIC_NODES).map(([id]) => id);
  const otherNodes = ranked.length - named.length;
  const nodes = otherNodes > 0 ? [...named, ''] : named;
  const indexes = new Map(named.map((id, i) => [id, i]));
  const flows = new Map<string, TrafficFlow & Counted>();
  for (const direction of directions.all()) {
    const from = indexes.get(direction.from) ?? named.length;
    const to = indexes.get(direction.to) ?? named.length;
    const flow = flows.get(`${from} ${to}`) ?? { from, to, bytesPerSecond: 0, bytes: 0, packets: 0 };
    flows.set(`${from} ${to}`, flow);
    addTo(flow, direction);
  }
  return { vni, networkId: network, nodes, otherNodes, flows: [...flows.values()] };
}

/** What goes between inner addresses on two nodes. Each direction of each pair of addresses once, as the end that counted more of it has it. */
export function innerFlowsAnswer(source: TunnelSource, vni: number, nodeA: string, nodeB: string): InnerFlowsAnswer {
  const flows = new Map<string, InnerFlowAnswer>();
  for (const { nodeId: id, innerFlows } of source.traffic(vni, true)) {
    const nodeId = id ?? '';
    if (nodeId !== nodeA && nodeId !== nodeB) continue;
    for (const flow of innerFlows ?? []) {
      const remote = flow.remoteNodeId ?? '';
      if (remote !== (nodeId === nodeA ? nodeB : nodeA)) continue;
      const [from, to] = flow.received ? [remote, nodeId] : [nodeId, remote];
      const [source, destination] = [addressText(flow.source), addressText(flow.destination)];
      const key = `${from} ${source} ${destination}`;
      const bytes = flow.bytes ?? 0;
      const known = flows.get(key);
      if (known && known.bytes >= bytes) continue;
      flows.set(key, { from, to, source, destination, packets: flow.packets ?? 0, bytes });
    }
  }
  const ranked = [...flows.values()].sort((x, y) => y.bytes - x.bytes);
  return { vni, nodeA, nodeB, flows: ranked.slice(0, INNER_FLOWS_SHOWN), total: ranked.length };
}

/** Both ends count the same packets: the one that counted more is believed, the other has missed reports, or packets were lost on the way. */
class Directions {
  readonly #directions = new Map<string, Direction>();

  count({ nodeId, total, sentBytesPerSecond, receivedBytesPerSecond }: weft.v1.NodeTraffic.$Properties): void {
    const own = nodeId ?? '';
    const remote = total?.remoteNodeId ?? '';
    this.#most(own, remote, sentBytesPerSecond, total?.sentBytes, total?.sentPackets);
    this.#most(remote, own, receivedBytesPerSecond, total?.receivedBytes, total?.receivedPackets);
  }

  all(): Iterable<Direction> {
    return this.#directions.values();
  }

  #most(from: string, to: string, rate: Figure, bytes: Figure, packets: Figure): void {
    const key = `${from} ${to}`;
    const direction = this.#directions.get(key) ?? { from, to, bytesPerSecond: 0, bytes: 0, packets: 0 };
    this.#directions.set(key, direction);
    direction.bytesPerSecond = Math.max(direction.bytesPerSecond, rate ?? 0);
    direction.bytes = Math.max(direction.bytes, bytes ?? 0);
    direction.packets = Math.max(direction.packets, packets ?? 0);
  }
}

type Figure = number | null | undefined;
function add(sums: Map<string, Counted>, id: string, counted: Counted): void {
  const sum = sums.get(id) ?? { bytesPerSecond: 0, bytes: 0, packets: 0 };
  sums.set(id, sum);
  addTo(sum, counted);
}

function addTo(sum: Counted, { bytesPerSecond, bytes, packets }: Counted): void {
  sum.bytesPerSecond += bytesPerSecond;
  sum.bytes += bytes;
  sum.packets += packets;
}
