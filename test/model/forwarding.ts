import type { Cloud } from './cloud.js';
import type { Expectation, ExpectedFrame } from './expectation.js';
import type { PortSpec } from './topology.js';
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
  /** Copies for every port of a network but the one that sends it; if one does, for the other nodes as well. */
  flood(from: PortSpec | null, network: string, frame: Buffer): ExpectedFrame[];
  /** As a frame of a network, its MTU met. */
  towards(from: PortSpec, network: string, frame: Buffer): Expectation;
}
