import type { weft } from '../../../proto/gen/codecs.js';

/** Number of a node in the picture of tunnels: small, and its own while the picture knows the node. */
export type NodeIndex = number;

/** What one end knows of a tunnel, as far as a picture of all tunnels shows it. */
export interface ViewFigures {
  readonly from: NodeIndex;
  readonly to: NodeIndex;
  /** TUNNEL_UNKNOWN also where what was told is out of date. */
  readonly state: weft.v1.TunnelState;
  /** 0: not known. */
  readonly rttP50Us: number;
  readonly lossOutPpm: number;
  readonly lossBackPpm: number;
}

/** What serves pictures of tunnels reads: gRPC and the web page. All calls are synchronous and answer from memory. */
export interface TunnelSource {
  /** Ids of nodes by index; '' where a node is no more. */
  nodeIds(): readonly string[];
  /** Every view there is. */
  figures(): Iterable<ViewFigures>;
  figuresOf(from: NodeIndex, to: NodeIndex): ViewFigures | null;
  summary(): weft.v1.TunnelSummary.$Properties;
  /** Both views joined; null if no end ever told of the tunnel. */
  tunnel(nodeA: string, nodeB: string): weft.v1.Tunnel.$Properties | null;
  /** Samples of one end, oldest first. */
  history(from: string, to: string): weft.v1.TunnelSample.$Properties[];
  incidents(openOnly: boolean): weft.v1.TunnelIncident.$Properties[];
  /** Passive counters, of one VNI or (0) of all. Ordered by (vni, node id, remote node id). */
  traffic(vni: number, innerFlows: boolean): Iterable<weft.v1.NodeTraffic.$Properties>;
  /**
   * Calls back with the views that changed, at most once for each in a second, but at once where a state changed; and with the nodes that came or went. Returns what ends it.
   */
  subscribe(listener: TunnelListener): () => void;
}

export interface TunnelListener {
  views(changed: readonly (readonly [from: NodeIndex, to: NodeIndex])[]): void;
  nodes(): void;
  incident(incident: weft.v1.TunnelIncident.$Properties): void;
}
