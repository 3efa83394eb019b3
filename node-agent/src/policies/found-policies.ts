import {
  decodePolicy,
  POLICY_BYTES,
  POLICY_REMOTES,
  type Policy,
  PolicyFlags,
  PolicyRemote,
} from '../datapath/bpf/layout.gen.js';
import type { Datapath } from '../datapath/datapath.js';
import { bytesOf } from '../state/rows.js';
import { intervalsOf } from './interval-tree.js';
import { NOTE } from './port-words.js';
import type { StoredPolicy } from './stored-policy.js';

/** The policies that the kernel has, each whole: of one that was being laid out when its agent was killed there is nothing but words in blocks that nobody has. */
export function findPolicies(datapath: Pick<Datapath, 'table'>): StoredPolicy[] {
  const heads = new Map<number, Policy>();
  datapath.table('policy_head').readAll((keys, values, count) => {
    for (let i = 0; i < count; i++) {
      const id = keys[i] ?? NOTE;
      const row = values.subarray((i * POLICY_BYTES) / 4, ((i + 1) * POLICY_BYTES) / 4);
      if (id !== NOTE) heads.set(id, decodePolicy(bytesOf(row)));
    }
  });
  const named = namedGroupsOf(datapath, heads);
  return [...heads].map(([id, { digest, first, blocks }]) => ({
    id,
    digest: Buffer.from(digest).toString('hex'),
    namedGroups: named.get(id) ?? new Set(),
    blocks: { first, count: blocks },
  }));
}

/** Security groups in the trees that say what rules name them. Only if there are such trees, blocks are read. */
function namedGroupsOf(
  datapath: Pick<Datapath, 'table'>,
  heads: ReadonlyMap<number, Policy>,
): Map<number, ReadonlySet<number>> {
  const naming = [...heads].filter(([, { flags }]) => flags & (PolicyFlags.INGRESS_GROUPS | PolicyFlags.EGRESS_GROUPS));
  const named = new Map<number, ReadonlySet<number>>();
  if (naming.length === 0) return named;
  datapath.table('policy_block').readAll((_keys, blocks) => {
    for (const [id, { first: block, root }] of naming) {
      const groups = new Set<number>();
      for (let at: number = PolicyRemote.GROUP; at < root.length; at += POLICY_REMOTES) {
        for (const { first } of intervalsOf(root[at] ?? 0, blocks, block)) groups.add(first);
      }
      named.set(id, groups);
    }
  });
  return named;
}
