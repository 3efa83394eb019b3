import { maxUplinks } from './fabric.js';
import { LabError } from './lab-error.js';
import type { LabState, LabXdp, UnderlayFamily } from './state.js';
import { maxFabricHosts, maxHosts } from './underlay.js';

/** What one may choose of a lab, and the limits. */

export interface LabOptions {
  readonly nodes: number;
  /** Default 1500. */
  readonly underlayMtu?: number;
  /** What names of namespaces, interfaces and pins begin with. Labs of different prefixes live side by side. */
  readonly prefix?: string;
  /** Default: WEFT_LAB_DIR or /var/lib/weft-lab. */
  readonly directory?: string;
  /** Interval of the agents' heartbeats; default: the controller's. */
  readonly heartbeatMs?: number;
  /** Family of the VTEPs; default ipv4. */
  readonly underlayFamily?: UnderlayFamily;
  /** XDP of the agents on the underlay; default: theirs, which is off on veths. */
  readonly xdp?: LabXdp;
  /** Underlay interfaces of a host, 1 to 4; default 1. */
  readonly uplinks?: number;
  /** For the agents, beside those of the lab; default: none. */
  readonly agentFlags?: readonly string[];
}

/** Most hosts of a lab whose hosts have as many underlay interfaces. */
export function mostNodes(uplinks: number): number {
  return uplinks > 1 ? maxFabricHosts : maxHosts;
}

/** The options with what they are if nobody chooses. @throws LabError where one is beyond its limits */
export function checkedSettings(options: LabOptions): Omit<LabState, 'prefix' | 'addressSlot'> {
  const { nodes, underlayMtu = 1500, uplinks = 1 } = options;
  if (!Number.isInteger(uplinks) || uplinks < 1 || uplinks > maxUplinks) {
    throw new LabError(`a host has 1 to ${maxUplinks} underlay interfaces, not ${uplinks}`);
  }
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > mostNodes(uplinks)) {
    throw new LabError(`a lab has 1 to ${mostNodes(uplinks)} nodes, not ${nodes}`);
  }
  if (!Number.isInteger(underlayMtu) || underlayMtu < 1280 || underlayMtu > 65_535) {
    throw new LabError(`underlay MTU ${underlayMtu} is not in 1280..65535`);
  }
  return {
    underlayMtu,
    uplinks,
    heartbeatMs: options.heartbeatMs ?? null,
    underlayFamily: options.underlayFamily ?? 'ipv4',
    xdp: options.xdp ?? null,
    ...(options.agentFlags && { agentFlags: options.agentFlags }),
  };
}
