import { WeftError } from '../../../proto/src/errors.js';
import { type CursorMove, generationCursor } from './cursors.js';
import type { NumberKind } from './graveyard.js';
import { cursorOf, type Planning } from './plan.js';

/** Highest 32-bit number. 0 is no number: it means "none" in messages and maps. */
const max32 = 0xff_ff_ff_ff;

/**
 * Gives out VNIs, datapath ids of ports and routers, and VTEP ids: ascending, going round at the end of the range, never one that a resource has or that a node may still
 * hold.
 */
export function allocateNumber(
  p: Planning,
  kind: NumberKind,
  isFree: (n: number) => boolean = () => true,
): { readonly number: number; readonly cursor: CursorMove } {
  const [first, last] = kind === 'vni' ? [p.settings.vniFirst, p.settings.vniLast] : [1, max32];
  const taken = p.topology.numbers[kind];
  let from = (cursorOf(p, kind) ?? first - 1) + 1;
  let start: number | null = null;
  for (;;) {
    const number = taken.nextFree(from, first, last);
    if (number === null || number === start) throw exhausted(kind, first, last, p.topology.graveyard.size);
    if (isFree(number)) return { number, cursor: { name: kind, value: number } };
    start ??= number;
    from = number + 1;
  }
}

function exhausted(kind: NumberKind, first: number, last: number, waiting: number): WeftError {
  const what = kind === 'vni' ? 'VNI' : `${kind} id`;
  const description = `no ${what} of ${first}..${last} is free; ${waiting} numbers of deleted resources wait until every node has acked the deletion`;
  return new WeftError('NUMBERS_EXHAUSTED', description, { quota: { subject: kind, description } });
}

/** The generation of a port's new binding. `last` is the generation of the binding that it replaces, 0 if there is none. */
export function nextGeneration(p: Planning, last: number): number {
  const generation = Math.max(last, cursorOf(p, generationCursor) ?? 0) + 1;
  if (generation > max32) {
    const description = `generations are used up: the limit is ${max32}`;
    throw new WeftError('NUMBERS_EXHAUSTED', description, { quota: { subject: 'generation', description } });
  }
  return generation;
}

/** What ends a binding without a successor: later bindings of any port get higher generations. */
export function endBinding(p: Planning, generation: number): CursorMove[] {
  const floor = cursorOf(p, generationCursor) ?? 0;
  return generation > floor ? [{ name: generationCursor, value: generation }] : [];
}
