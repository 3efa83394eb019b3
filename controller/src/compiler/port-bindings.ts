import { weft } from '../../../proto/gen/codecs.js';
import { otherBinding } from '../model/bindings.js';
import type { Tables } from '../store/change.js';

const { LocalPortRole } = weft.v1;

/** Where a port is, or is about to be, or was until now, and what it is there. */
export interface PortBinding {
  readonly nodeId: string;
  readonly generation: number;
  readonly role: weft.v1.LocalPortRole;
  /** Generation of the port's other binding; 0: there is none. */
  readonly otherGeneration: number;
}

/** The binding that forwards; null: the port is bound nowhere. */
export function activeBinding(port: Tables['port']): PortBinding | null {
  const nodeId = port.activeBinding?.nodeId;
  if (!nodeId) return null;
  const generation = port.activeBinding?.generation ?? 0;
  const otherGeneration = otherBinding(port)?.generation ?? 0;
  return { nodeId, generation, role: LocalPortRole.ACTIVE_BINDING, otherGeneration };
}

/** The one beside the active one; null: the port is not being moved. */
export function movingBinding(port: Tables['port']): PortBinding | null {
  const other = otherBinding(port);
  if (!other) return null;
  const role = port.pendingBinding ? LocalPortRole.PENDING_BINDING : LocalPortRole.DEPARTING_BINDING;
  const otherGeneration = port.activeBinding?.generation ?? 0;
  return { nodeId: other.nodeId ?? '', generation: other.generation ?? 0, role, otherGeneration };
}

/** All bindings of a port, the active one first. */
export function bindingsOf(port: Tables['port'] | null): readonly PortBinding[] {
  const active = port && activeBinding(port);
  if (!active) return none;
  const moving = movingBinding(port);
  return moving ? [active, moving] : [active];
}

const none: readonly PortBinding[] = [];
