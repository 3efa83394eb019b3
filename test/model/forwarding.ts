import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import type { Cloud } from './cloud.js';
import type { Expectation } from './expectation.js';
import type { FarNode, PortSpec } from './topology.js';
import type { Underlay } from './underlay.js';

/** What the rules of a protocol ask of the model: the cloud, and how a frame that passes them goes on. */
export interface Forwarding {
  readonly cloud: Cloud;
  readonly vniOf: (network: string) => number;
  readonly underlay: Underlay;
  /** XDP runs on the underlay. */
  readonly xdp: boolean;
  /** As a frame of the port's own network. */
  bridge(port: PortSpec, frame: Buffer): Expectation;
  /** Why the security groups of a port do not let a frame of it go; null: they do. Asked once about each frame. */
  mayLeave(port: PortSpec, frame: Buffer): DropReasonName | null;
  /** To a port of this node, if its security groups let it in. `node`: that it came from. */
  deliver(port: PortSpec, node: string, what: string, frame: Buffer): Expectation;
  /** Copies for every port of a network but the one that sends it; if one does, for the other nodes as well. */
  flood(from: PortSpec | FarNode, network: string, frame: Buffer): Expectation;
  /** As a frame of a network, its MTU met. */
  towards(from: PortSpec, network: string, frame: Buffer): Expectation;
}
