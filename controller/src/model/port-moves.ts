import { weft } from '../../../proto/gen/codecs.js';
import { invalidField, WeftError } from '../../../proto/src/errors.js';
import { lastGeneration, otherBinding } from './bindings.js';
import type { CursorMove } from './cursors.js';
import { requireId, requireReference } from './fields.js';
import { existingRow, touched } from './metadata.js';
import { endBinding, nextGeneration } from './numbers.js';
import { type Plan, type Planning, planNothing, planPut } from './plan.js';
import { adminsDecide } from './tenancy.js';

/**
 * Moving a bound port: a pending binding beside the active one, then that as the active one with the old one departing, then that alone. See
 * PortService in port.proto. What nodes report moves a port on as well: `portArrived` and `portDeparted` are for that.
 */

type Port = weft.v1.Port;

/** A port and the generation of one of its bindings; 0: the pending one. */
type BindingOfPort = Pick<weft.v1.ActivatePortMoveRequest, 'id' | 'generation'>;

export function movePort(p: Planning, request: Pick<weft.v1.MovePortRequest, 'id' | 'nodeId' | 'etag'>): Plan<Port> {
  adminsDecide(p, 'node_id', "a port's node");
  const id = requireId(request.id, 'id');
  const before = existingRow(p, 'port', id, request.etag);
  const nodeId = requireReference(p, 'node', request.nodeId, 'node_id');
  if (!before.activeBinding) throw notBound(id);
  if (nodeId === before.nodeId) throw invalidField('node_id', `port ${id} is bound to node ${nodeId} already`);
  const other = otherBinding(before);
  if (other) throw moveInProgress(id, other, before.pendingBinding ? 'pending' : 'departing');
  return put(p, before, { pendingBinding: { nodeId, generation: nextGeneration(p, lastGeneration(before)) } });
}

export function activatePortMove(p: Planning, request: BindingOfPort): Plan<Port> {
  adminsDecide(p, 'id', 'when a port moves');
  const { before, generation } = named(p, request);
  if (generation !== 0 && generation === before.activeBinding?.generation) return planNothing(before);
  requireNamed(before, before.pendingBinding ?? null, generation);
  return activate(p, before);
}

export function cancelPortMove(p: Planning, request: BindingOfPort): Plan<Port> {
  adminsDecide(p, 'id', 'when a port moves');
  const { before, generation } = named(p, request);
  // A port may go over at any moment: who calls a move off does not mean the departing binding, before the connections are where the port is.
  requireNamed(before, generation === 0 ? (before.pendingBinding ?? null) : otherBinding(before), generation);
  return before.pendingBinding ? endPending(p, before) : endDeparting(p, before);
}

/** The port has sent from its pending binding of that generation: makes it the active one. Late words, also of ports that are gone, have no effect. */
export function portArrived(p: Planning, id: string, generation: number): Plan<Port | null> {
  const before = p.topology.get('port', id);
  return before && before.pendingBinding?.generation === generation ? activate(p, before) : planNothing(before);
}

/** Nobody needs the port's departing binding of that generation any more: it ends. Late words, also of ports that are gone, have no effect. */
export function portDeparted(p: Planning, id: string, generation: number): Plan<Port | null> {
  const before = p.topology.get('port', id);
  return before && before.departingBinding?.generation === generation ? endDeparting(p, before) : planNothing(before);
}

/** What ends all bindings of a port that gets none instead. */
export function endBindings(p: Planning, before: Port): CursorMove[] {
  return endBinding(p, lastGeneration(before));
}

function activate(p: Planning, before: Port): Plan<Port> {
  const { activeBinding = null, pendingBinding = null } = before;
  const nodeId = pendingBinding?.nodeId ?? '';
  return put(p, before, {
    nodeId,
    activeBinding: pendingBinding,
    pendingBinding: null,
    departingBinding: activeBinding,
  });
}

function endPending(p: Planning, before: Port): Plan<Port> {
  return put(p, before, { pendingBinding: null }, endBindings(p, before));
}

/** The active one has the highest generation: no cursor has to remember this one. */
function endDeparting(p: Planning, before: Port): Plan<Port> {
  return put(p, before, { departingBinding: null });
}

function put(
  p: Planning,
  before: Port,
  bindings: Pick<weft.v1.Port.$Properties, 'nodeId' | 'activeBinding' | 'pendingBinding' | 'departingBinding'>,
  cursors: readonly CursorMove[] = [],
): Plan<Port> {
  const after = weft.v1.Port.create({ ...before, ...bindings, metadata: touched(p, before.metadata ?? {}) });
  return planPut('port', before.metadata?.id ?? '', before, after, cursors);
}

function named(p: Planning, { id, generation }: BindingOfPort): { before: Port; generation: number } {
  return { before: existingRow(p, 'port', requireId(id, 'id'), ''), generation };
}

/** NO_MOVE_IN_PROGRESS without the binding, STALE_GENERATION if the caller means another one. */
function requireNamed(port: Port, binding: weft.v1.Binding.$Properties | null, generation: number): void {
  const id = port.metadata?.id ?? '';
  if (!binding) {
    const { departingBinding: old } = port;
    const departs = old ? `: it has been, and departs from node ${old.nodeId} (generation ${old.generation})` : '';
    throw refused('NO_MOVE_IN_PROGRESS', id, `port ${JSON.stringify(id)} is not being moved${departs}`);
  }
  if (generation === 0 || generation === binding.generation) return;
  const description = `generation ${generation} is not that of its binding on node ${binding.nodeId}, ${binding.generation}`;
  throw new WeftError('STALE_GENERATION', `port ${JSON.stringify(id)}: ${description}`, {
    resource: { type: 'port', name: id },
    metadata: { generation: String(binding.generation) },
  });
}

function notBound(id: string): WeftError {
  return refused('PORT_NOT_BOUND', id, `port ${JSON.stringify(id)} is bound to no node; update its node_id instead`);
}

function moveInProgress(id: string, other: weft.v1.Binding.$Properties, role: string): WeftError {
  const what = `has a ${role} binding on node ${other.nodeId} (generation ${other.generation})`;
  return refused('MOVE_IN_PROGRESS', id, `port ${JSON.stringify(id)} is being moved: it ${what}`);
}

function refused(code: 'PORT_NOT_BOUND' | 'MOVE_IN_PROGRESS' | 'NO_MOVE_IN_PROGRESS', id: string, description: string) {
  return new WeftError(code, description, { preconditions: [{ type: code, subject: `port/${id}`, description }] });
}
