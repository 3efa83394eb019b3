import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createKeyring, keyringId, probeKeyBytes } from './model/keyring.js';
import type { Store } from './store/store.js';

/**
 * Sees to it that the store has a keyring: a new one has none, nor has one that an older version made. It is an ordinary transaction, so nodes learn of it as
 * of anything else. While the store takes no writes there is none, and tunnels are not probed: `make` is to be called again when it does.
 */
export function keepKeyring(store: Store, log: Logger): { make(): Promise<void> } {
  return {
    async make() {
      if (store.committedRow('keyring', keyringId)) return;
      try {
        const { revision } = await store.commit((p) => createKeyring(p, randomBytes(probeKeyBytes)));
        log.info({ revision }, 'the key of tunnel probes was made');
      } catch (error) {
        log.warn({ err: error }, 'the key of tunnel probes is not made yet: tunnels are not probed');
      }
    },
  };
}
