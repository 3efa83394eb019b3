import type { weft } from '../../../proto/gen/codecs.js';

/** Changes of state that the outside hears of as events. */
export interface PortTransition {
  readonly kind: 'port';
  readonly timeUnixMs: number;
  readonly portId: string;
  readonly tenantId: string;
  readonly networkId: string;
  readonly nodeId: string;
  readonly generation: number;
  /** PORT_STATE_UNSPECIFIED: the port was just created. */
  readonly previousState: weft.v1.PortState;
  /** Of a deleted port: the last state. */
  readonly state: weft.v1.PortState;
  readonly deleted: boolean;
}

export interface NodeTransition {
  readonly kind: 'node';
  readonly timeUnixMs: number;
  readonly nodeId: string;
  /** NODE_STATE_UNSPECIFIED: the node was just created. */
  readonly previousState: weft.v1.NodeState;
  readonly state: weft.v1.NodeState;
  readonly deleted: boolean;
  /** Why its agent is refused; empty if it is not. If the states are equal, this changed. */
  readonly message: string;
}

export type Transition = PortTransition | NodeTransition;
