import type { weft } from '../../../../proto/gen/codecs.js';
import type { Tables } from '../../model/tables.js';

type Wrong = (what: string) => void;
type Binding = weft.v1.Binding.$Properties | null | undefined;

const max32 = 0xff_ff_ff_ff;

/**
 * What must be true of the bindings of a port: the active one is where the port lives; at most one more, on another node: a pending one is younger, a
 * departing one older.
 */
export function checkBindings(port: Tables['port'], nodes: ReadonlySet<string>, wrong: Wrong): void {
  const { nodeId, activeBinding, pendingBinding, departingBinding } = port;
  const bound = activeBinding?.nodeId ?? '';
  if (bound !== nodeId) wrong(`is bound to "${bound}", but meant to live on "${nodeId}"`);
  if (nodeId !== '' && !nodes.has(nodeId)) wrong(`refers to node ${nodeId}, which does not exist`);
  checkGeneration(activeBinding, wrong);
  const active = activeBinding?.generation ?? 0;
  if (pendingBinding && departingBinding) wrong('is being moved from one node and to another at once');
  for (const [role, binding] of [['pending', pendingBinding] as const, ['departing', departingBinding] as const]) {
    if (!binding) continue;
    const { nodeId: other = '', generation = 0 } = binding;
    if (!activeBinding) wrong(`has a ${role} binding and no active one`);
    if (other === bound) wrong(`has a ${role} binding on node ${other}, where it lives`);
    if (!nodes.has(other ?? '')) wrong(`refers to node ${other}, which does not exist`);
    checkGeneration(binding, wrong);
    const isOrdered = role === 'pending' ? (generation ?? 0) > active : (generation ?? 0) < active;
    if (!isOrdered) wrong(`has a ${role} binding of generation ${generation}, and an active one of ${active}`);
  }
}

function checkGeneration(binding: Binding, wrong: Wrong): void {
  const generation = binding?.generation ?? 0;
  if (binding && (generation < 1 || generation > max32)) wrong(`has generation ${generation}`);
}
