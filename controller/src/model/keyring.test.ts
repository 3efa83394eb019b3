import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { beginRotation, createKeyring, keyringId, nextStage, probeKeyBytes } from './keyring.js';
import { MemoryCluster } from './testing/memory-cluster.js';

const { KEYRING_SETTLED, KEYRING_LEARN, KEYRING_USE, KEYRING_FORGET } = weft.v1.KeyringStage;

const key = (n: number) => new Uint8Array(probeKeyBytes).fill(n);
const keysOf = (row: weft.v1.Keyring | null) => row?.probeKeys.map(([first]) => first);

describe('a keyring', () => {
  it('is made once', () => {
    const cluster = new MemoryCluster();
    const row = cluster.run((p) => createKeyring(p, key(1)));
    expect(row).toMatchObject({ metadata: { id: keyringId, revision: 1 }, stage: KEYRING_SETTLED });
    expect(keysOf(cluster.run((p) => createKeyring(p, key(2))))).toEqual([1]);
    expect(cluster.revision).toBe(1);
  });

  it('learns the new key, uses it, forgets the old one, and is settled', () => {
    const cluster = new MemoryCluster();
    cluster.run((p) => createKeyring(p, key(1)));
    const stages: unknown[] = [];
    let row = cluster.run((p) => beginRotation(p, key(2)));
    for (;;) {
      stages.push([row.stage, keysOf(row), row.metadata?.revision]);
      if (row.stage === KEYRING_SETTLED) break;
      const revision = row.metadata?.revision ?? 0;
      row = cluster.run((p) => nextStage(p, revision));
    }
    expect(stages).toEqual([
      [KEYRING_LEARN, [1, 2], 2],
      [KEYRING_USE, [2, 1], 3],
      [KEYRING_FORGET, [2], 4],
      [KEYRING_SETTLED, [2], 5],
    ]);
    expect(cluster.topology.get('keyring', keyringId)?.metadata?.createTime).not.toEqual(row.metadata?.updateTime);
  });

  it('has one rotation at a time, and each of its steps is made once', () => {
    const cluster = new MemoryCluster();
    cluster.run((p) => createKeyring(p, key(1)));
    cluster.run((p) => beginRotation(p, key(2)));
    expect(keysOf(cluster.run((p) => beginRotation(p, key(3))))).toEqual([1, 2]);
    cluster.run((p) => nextStage(p, 2));
    expect(cluster.run((p) => nextStage(p, 2))).toMatchObject({ stage: KEYRING_USE, metadata: { revision: 3 } });
    expect(cluster.revision).toBe(3);
  });

  it('that is made by a rotation has to become known', () => {
    const cluster = new MemoryCluster();
    const row = cluster.run((p) => beginRotation(p, key(1)));
    expect([row.stage, keysOf(row)]).toEqual([KEYRING_FORGET, [1]]);
  });
});
