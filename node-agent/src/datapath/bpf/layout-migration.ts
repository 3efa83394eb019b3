import type { BpfMap } from './native.js';

/**
 * Fills maps of this agent's layout from those of another one. Map names are those of the modules; `from` is null for a map that there
 * was not. Afterwards `config` must have this agent's layout version, and all that forwards must be there: links get
 * the new programs right after it. It may run again after a crash, then with empty maps as before.
 */
export type LayoutMigration = (from: (name: string) => BpfMap | null, to: (name: string) => BpfMap) => void;
