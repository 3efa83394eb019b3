import { weft } from '../../../proto/gen/codecs.js';
import { nodeEventSubject, portEventSubject, tunnelEventSubject } from '../../../proto/src/subjects.js';
import { timestamp } from '../status/ports.js';
import type { Transition } from '../status/transitions.js';

/** Subject and payload of a NATS message. */
export interface EventMessage {
  readonly subject: string;
  readonly payload: Uint8Array;
}

/** The event of a change of state, as of the revision at which it was observed. */
export function eventMessage(transition: Transition, epoch: string, revision: number): EventMessage {
  const about = { time: timestamp(transition.timeUnixMs), epoch, revision };
  if (transition.kind === 'node') {
    const { nodeId, previousState, state, deleted, message } = transition;
    const node = { nodeId, previousState, state, deleted, message };
    return { subject: nodeEventSubject(nodeId), payload: weft.v1.Event.encode({ ...about, node }).finish() };
  }
  const { portId, tenantId, networkId, nodeId, generation, previousState, state, deleted } = transition;
  const port = { portId, tenantId, networkId, nodeId, generation, previousState, state, deleted };
  return {
    subject: portEventSubject(tenantId, networkId, portId),
    payload: weft.v1.Event.encode({ ...about, port }).finish(),
  };
}

/** The event of an incident of tunnels: on the subject of its first node. */
export function incidentEvent(
  tunnel: weft.v1.TunnelIncident.$Properties,
  timeUnixMs: number,
  epoch: string,
  revision: number,
): EventMessage {
  const time = timestamp(timeUnixMs);
  return {
    subject: tunnelEventSubject(tunnel.nodeIds?.[0] ?? ''),
    payload: weft.v1.Event.encode({ time, epoch, revision, tunnel }).finish(),
  };
}
