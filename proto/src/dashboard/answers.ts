/** JSON that the dashboard's server answers. Times are milliseconds since the epoch; 0: never. States and reasons are numbers of weft.v1.TunnelState and TunnelReason. */

export interface PictureStatus {
  readonly timeMs: number;
  /** The controller hears NATS. If not, all is as it was heard last. */
  readonly connected: boolean;
  /** Tunnels (pairs) by state. */
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly unknown: number;
  /** Views that found no room in the controller. */
  readonly droppedViews: number;
  /** Nodes that have no room in the picture. */
  readonly leftOutNodes: number;
}

export interface OpenIncidents {
  /** Newest first, at most INCIDENTS_SHOWN. */
  readonly incidents: readonly IncidentAnswer[];
  readonly total: number;
}

export const INCIDENTS_SHOWN = 200;

export interface IncidentAnswer {
  readonly id: string;
  /** weft.v1.TunnelIncidentKind. */
  readonly kind: number;
  readonly sinceMs: number;
  /** 0 while it lasts. */
  readonly endedMs: number;
  readonly nodeIds: readonly string[];
  readonly tunnels: number;
  readonly tunnelsTotal: number;
  readonly reasons: readonly number[];
  readonly message: string;
}

/** GET /data/pair?a=<node>&b=<node> */
export interface PairAnswer {
  /** In byte order. */
  readonly nodeA: string;
  readonly nodeB: string;
  readonly timeMs: number;
  readonly state: number;
  readonly lossAToBPpm: number;
  readonly lossBToAPpm: number;
  readonly diagnosis: string;
  readonly a: EndAnswer;
  readonly b: EndAnswer;
  /** That concern one of the nodes: those that last, then those that ended in the last hour; at most 20. */
  readonly incidents: readonly IncidentAnswer[];
}

/** What one end says. */
export interface EndAnswer {
  /** Null: nothing was told, or it is out of date. */
  readonly view: ViewAnswer | null;
  readonly staleSinceMs: number;
  readonly underlay: UnderlayAnswer | null;
  /** Oldest first, at most 60. */
  readonly history: readonly SampleAnswer[];
}

export interface ViewAnswer {
  readonly state: number;
  readonly sinceMs: number;
  readonly reasons: readonly number[];
  readonly rttP50Us: number;
  readonly rttP99Us: number;
  readonly rttLastUs: number;
  readonly rttMinUs: number;
  readonly rttReferenceUs: number;
  readonly jitterUs: number;
  readonly lossOutPpm: number;
  readonly lossBackPpm: number;
  readonly requests: number;
  readonly replies: number;
  readonly reordered: number;
  readonly pathMtu: number;
  readonly neededMtu: number;
  readonly starvedVnis: readonly number[];
  readonly deadPaths: readonly number[];
  readonly lastReplyMs: number;
  readonly lastHeardMs: number;
  readonly lastTrafficMs: number;
  readonly intervalMs: number;
}

export interface UnderlayAnswer {
  readonly route: string;
  readonly interface: string;
  /** As text; '' if the VTEP is on the link itself. */
  readonly nextHop: string;
  readonly neighborState: string;
  readonly neighborMac: string;
  readonly interfaceUp: boolean;
  readonly error: string;
}

export interface SampleAnswer {
  readonly timeMs: number;
  readonly state: number;
  readonly rttP50Us: number;
  readonly lossOutPpm: number;
  readonly lossBackPpm: number;
}

/** GET /data/networks */
export interface NetworksAnswer {
  /** Those with the most bytes first, at most NETWORKS_SHOWN. */
  readonly networks: readonly NetworkTotals[];
  readonly total: number;
}

export const NETWORKS_SHOWN = 500;

export interface NetworkTotals {
  readonly vni: number;
  /** '' if it is no more. */
  readonly networkId: string;
  readonly bytesPerSecond: number;
  readonly bytes: number;
}

/** GET /data/traffic?vni=<vni>: between nodes. Each direction once, as counted by whichever end counted more. */
export interface TrafficAnswer {
  readonly vni: number;
  readonly networkId: string;
  /** The TRAFFIC_NODES nodes with the most bytes, then, if there are others, '' for all of those. */
  readonly nodes: readonly string[];
  readonly otherNodes: number;
  /** From which to which of `nodes`. */
  readonly flows: readonly TrafficFlow[];
}

export const TRAFFIC_NODES = 30;

export interface TrafficFlow {
  readonly from: number;
  readonly to: number;
  readonly bytesPerSecond: number;
  readonly bytes: number;
  readonly packets: number;
}

/** GET /data/flows?vni=<vni>&a=<node>&b=<node>: between inner addresses, where agents count them (--tunnel-flows). */
export interface InnerFlowsAnswer {
  readonly vni: number;
  readonly nodeA: string;
  readonly nodeB: string;
  /** Those with the most bytes first, at most INNER_FLOWS_SHOWN. */
  readonly flows: readonly InnerFlowAnswer[];
  readonly total: number;
}

export const INNER_FLOWS_SHOWN = 200;

export interface InnerFlowAnswer {
  readonly from: string;
  readonly to: string;
  readonly source: string;
  readonly destination: string;
  readonly packets: number;
  readonly bytes: number;
}
