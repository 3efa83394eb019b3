import type { SharedScopes } from '../shared-scopes.js';

/** Every node has all to do with every other one. */
export const oneScope: SharedScopes = { shareScope: () => true, hasNetwork: () => true };
