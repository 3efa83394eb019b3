import type { weft } from '../../../proto/gen/codecs.js';

/** The bindings of a port: the active one, and while it is being moved one more: pending, where it goes to, or departing, where it has come from. */

/** The binding beside the active one; null: the port is not being moved. */
export function otherBinding(port: weft.v1.Port.$Properties): weft.v1.Binding.$Properties | null {
  return port.pendingBinding ?? port.departingBinding ?? null;
}

/** The highest generation of the port's bindings; 0: it is bound nowhere. */
export function lastGeneration(port: weft.v1.Port.$Properties): number {
  return Math.max(port.activeBinding?.generation ?? 0, otherBinding(port)?.generation ?? 0);
}
