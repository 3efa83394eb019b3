import type { RemoteGroup, RemotePrefix } from '../state/entities.js';
import { inPrefix } from '../state/entry-defects.js';

interface Side {
  readonly direction: number;
  readonly remote: RemotePrefix | RemoteGroup;
}

/**
 * For each side with a prefix the one with the next shorter prefix that has it, of the same direction and family. Sides are to be ordered by direction, family,
 * address and length, so that a prefix comes before those in it.
 */
export function widerOf<S extends Side>(ordered: readonly S[]): Map<S, S> {
  const wider = new Map<S, S>();
  /** Those that have the one before, the narrowest last. */
  let around: (S & { remote: RemotePrefix })[] = [];
  for (const side of ordered) {
    if (!hasPrefix(side)) {
      around = [];
      continue;
    }
    while (around.length > 0) {
      const last = around.at(-1);
      if (last && last.direction === side.direction && isIn(side.remote, last.remote)) {
        wider.set(side, last);
        break;
      }
      around.pop();
    }
    around.push(side);
  }
  return wider;
}

function hasPrefix<S extends Side>(side: S): side is S & { remote: RemotePrefix } {
  return 'prefix' in side.remote;
}

function isIn(inner: RemotePrefix, outer: RemotePrefix): boolean {
  return inner.length > outer.length && inPrefix(inner.prefix, outer.prefix, outer.length);
}
