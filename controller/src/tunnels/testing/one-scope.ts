import type { SharedScopes } from '../scope-sharing.js';

/** Every node has all to do with every other one. */
export const oneScope: SharedScopes = { shareScope: () => true, hasNetwork: () => true };
