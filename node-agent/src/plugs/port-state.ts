import type { Link } from '../links/link.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import type { StoredPlug } from './plug-store.js';

/** What stands between a plug and a port that forwards. */
export interface PortState {
  readonly portId: string;
  readonly plug: StoredPlug;
  /** The interface, if it is there and the right one. */
  readonly link: Link | null;
  /** The controller's word, if it has bound the port here. */
  readonly port: LocalPort | null;
  /** Its rows are in the kernel and its links are attached. */
  readonly programmed: boolean;
  /** Why not, for people; or a warning. */
  readonly message: string;
  readonly failed: boolean;
}

/** Is it the interface that was plugged? */
export function isPlugged(plug: StoredPlug, link: Link): boolean {
  return link.mac === plug.mac && link.kind === plug.kind;
}

/** Why a port that has no other problem does not forward, or what may be wrong although it does; empty if all is well. For people. */
export function portMessage(of: {
  readonly plug: StoredPlug;
  readonly link: Link | null;
  /** What has the interface's name. */
  readonly named: Link | null;
  readonly port: LocalPort | null;
  /** Why it has not the policy of its security groups. */
  readonly unfiltered: string | null;
  readonly programmed: boolean;
  readonly isNodeReady: boolean;
  readonly networkMtu: number;
}): string {
  const { plug, link, port } = of;
  if (!link) return absenceOf(plug, of.named);
  if (!port) return 'the controller has not bound the port to this node';
  if (port.role === PortRole.DEPARTING) return 'the port has moved to another node';
  if (of.unfiltered !== null) return of.unfiltered;
  if (!of.programmed) {
    return of.isNodeReady
      ? 'the kernel did not take all entries of the port'
      : 'the node is not ready: its configuration, underlay interface or vxlan device is missing';
  }
  if (link.mtu < of.networkMtu) return `interface ${link.name} has MTU ${link.mtu}, the network has ${of.networkMtu}`;
  return '';
}

function absenceOf(plug: StoredPlug, named: Link | null): string {
  if (!named) return `interface ${plug.interface} is away`;
  return `interface ${plug.interface} is another one now (${named.kind} ${named.mac}, plugged was ${plug.kind} ${plug.mac}): plug it again`;
}
