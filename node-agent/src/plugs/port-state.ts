import type { Link } from '../links/link.js';
import type { LocalPort } from '../state/entities.js';
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

/** Says why a plugged interface is not there. `found`: what has its name. */
export function absenceOf(plug: StoredPlug, found: Link | null): string {
  if (!found) return `interface ${plug.interface} is away`;
  return `interface ${plug.interface} is another one now (${found.kind} ${found.mac}, plugged was ${plug.kind} ${plug.mac}): plug it again`;
}
