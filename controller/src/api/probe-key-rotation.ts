import { randomBytes } from 'node:crypto';
import { weft } from '../../../proto/gen/codecs.js';
import { beginRotation, nextStage, probeKeyBytes } from '../model/keyring.js';
import type { Store } from '../store/store.js';
import { originOf, type WriteCall } from './call-origin.js';
import type { IdentityOf } from './identity.js';
import type { ProgrammedSource } from './programmed-source.js';
import { checkedTimeout, untilProgrammed } from './programmed-wait.js';
import type { StatusSource } from './status-source.js';

export interface RotationParts {
  readonly store: Store;
  readonly programmed: ProgrammedSource;
  readonly status: StatusSource;
  readonly identityOf: IdentityOf;
}

const { KeyringStage, NodeState } = weft.v1;

/**
 * Serves ClusterService.RotateProbeKey. Each stage of a rotation is a transaction of its own, so what is done stays, whatever ends the call; a call
 * goes on with a rotation that is in progress. Calls at the same time carry on the same rotation: each step is made by the first that finds the
 * one before it done.
 */
export function rotationHandler(parts: RotationParts) {
  return async (
    request: weft.v1.RotateProbeKeyRequest,
    call: WriteCall<weft.v1.RotateProbeKeyRequest>,
  ): Promise<weft.v1.RotateProbeKeyResponse> => {
    const { store, programmed } = parts;
    const waiting = checkedTimeout(call, 'timeout_ms', request.timeoutMs);
    const counts = request.skipNotReady ? (nodeId: string) => isReady(parts, nodeId) : undefined;
    const origin = originOf(call, parts.identityOf);
    let { row } = await store.commit((p) => beginRotation(p, randomBytes(probeKeyBytes)), { origin });
    while (row.stage !== KeyringStage.KEYRING_SETTLED) {
      const revision = row.metadata?.revision ?? 0;
      await untilProgrammed(programmed, waiting, revision, counts);
      ({ row } = await store.commit((p) => nextStage(p, revision), { origin }));
    }
    return weft.v1.RotateProbeKeyResponse.create({ revision: row.metadata?.revision ?? 0 });
  };
}

function isReady({ store, status }: RotationParts, nodeId: string): boolean {
  const node = store.committedRow('node', nodeId);
  return node !== null && status.nodeStatus(node).state === NodeState.READY;
}
