import { weft } from '../../../proto/gen/codecs.js';
import { createdMetadata, touched } from './metadata.js';
import { type Plan, type Planning, planNothing, planPut } from './plan.js';
import type { Tables } from './tables.js';

/** Rules of the secrets that nodes share. One key of tunnel probes is in use; a second one is there while they are rotated. */

type Keyring = Tables['keyring'];

const { KEYRING_SETTLED, KEYRING_LEARN, KEYRING_USE, KEYRING_FORGET } = weft.v1.KeyringStage;

/** Id of the one row. */
export const keyringId = 'probe';

/** Bytes of a key: tunnel_types.h, WEFT_PROBE_KEY_LEN. */
export const probeKeyBytes = 16;

/** The keyring, if there is none yet. */
export function createKeyring(p: Planning, key: Uint8Array): Plan<Keyring> {
  return existing(p, planNothing) ?? putNew(p, key, KEYRING_SETTLED);
}

/** Begins a rotation to `key`, unless one is in progress. A keyring that is made only now has to become known, as at the end of a rotation. */
export function beginRotation(p: Planning, key: Uint8Array): Plan<Keyring> {
  const begun = existing(p, (row) =>
    row.stage === KEYRING_SETTLED ? put(p, row, [...row.probeKeys, key], KEYRING_LEARN) : planNothing(row),
  );
  return begun ?? putNew(p, key, KEYRING_FORGET);
}

/** The next stage of the rotation in progress, if it is at the stage that began at `revision`; otherwise somebody else has gone on with it. */
export function nextStage(p: Planning, revision: number): Plan<Keyring> {
  const next = existing(p, (row) => {
    if (row.metadata?.revision !== revision) return planNothing(row);
    const [first = new Uint8Array(), ...others] = row.probeKeys;
    switch (row.stage) {
      case KEYRING_LEARN:
        return put(p, row, [...others, first], KEYRING_USE);
      case KEYRING_USE:
        return put(p, row, [first], KEYRING_FORGET);
      case KEYRING_FORGET:
        return put(p, row, row.probeKeys, KEYRING_SETTLED);
      default:
        return planNothing(row);
    }
  });
  if (!next) throw new Error('there is no keyring');
  return next;
}

function existing(p: Planning, plan: (row: Keyring) => Plan<Keyring>): Plan<Keyring> | null {
  const row = p.topology.get('keyring', keyringId);
  return row && plan(row);
}

function putNew(p: Planning, key: Uint8Array, stage: weft.v1.KeyringStage): Plan<Keyring> {
  const metadata = createdMetadata(p, 'keyring', { id: keyringId }, 'keyring');
  const row = weft.v1.Keyring.create({ metadata, probeKeys: [key], stage });
  return planPut('keyring', keyringId, null, row);
}

function put(p: Planning, before: Keyring, probeKeys: Uint8Array[], stage: weft.v1.KeyringStage): Plan<Keyring> {
  const after = weft.v1.Keyring.create({ metadata: touched(p, before.metadata ?? {}), probeKeys, stage });
  return planPut('keyring', keyringId, before, after);
}
