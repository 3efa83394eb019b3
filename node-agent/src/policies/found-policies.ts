import { type Datapath, type PolicyTableName, policyTableNames, type Table } from '../datapath/datapath.js';
import { NOTE } from './port-words.js';
import type { StoredPolicy } from './stored-policy.js';

/** What was found of one policy. */
interface Found {
  readonly keys: Map<PolicyTableName, number[]>;
  readonly namedGroups: Set<number>;
  firstClass: number;
  lastClass: number;
}

/**
 * What the kernel has, by policy: rows say which policy they are of, or which class, and those which policy's the class is. Rows of classes that no policy has
 * are of policy 0, which there is none of.
 */
export function findPolicies(datapath: Pick<Datapath, 'table'>): StoredPolicy[] {
  const found = new Map<number, Found>();
  const policyOfClass = new Map<number, number>();
  const of = (id: number): Found => {
    let policy = found.get(id);
    if (!policy) {
      policy = { keys: new Map(), namedGroups: new Set(), firstClass: 0, lastClass: 0 };
      found.set(id, policy);
    }
    return policy;
  };
  const note = (id: number, table: PolicyTableName, key: Uint32Array): Found => {
    const policy = of(id);
    const keys = policy.keys.get(table);
    if (keys) keys.push(...key);
    else policy.keys.set(table, [...key]);
    return policy;
  };
  const noteClass = (policy: Found, classId: number): void => {
    if (policy.firstClass === 0 || classId < policy.firstClass) policy.firstClass = classId;
    if (classId > policy.lastClass) policy.lastClass = classId;
  };
  const side = (name: 'policy_ip4' | 'policy_ip6' | 'policy_group', policyOf: (key: Uint32Array) => number) =>
    eachRow(datapath.table(name), (key, value) => {
      const id = policyOf(key) >>> 1;
      const policy = note(id, name, key);
      policyOfClass.set(value[0] ?? 0, id);
      noteClass(policy, value[0] ?? 0);
      if (name === 'policy_group') policy.namedGroups.add(key[1] ?? 0);
    });
  side('policy_ip4', (key) => swapped(key[1] ?? 0));
  side('policy_ip6', (key) => swapped(key[1] ?? 0));
  side('policy_group', (key) => key[0] ?? 0);
  eachRow(datapath.table('policy_class'), (key) => {
    const classId = key[0] ?? 0;
    noteClass(note(policyOfClass.get(classId) ?? 0, 'policy_class', key), classId);
  });
  eachRow(datapath.table('policy_l4'), (key) => {
    const classId = swapped(key[1] ?? 0);
    noteClass(note(policyOfClass.get(classId) ?? 0, 'policy_l4', key), classId);
  });
  eachRow(datapath.table('policy'), (key) => {
    if (key[0] !== NOTE) note(key[0] ?? 0, 'policy', key);
  });
  return [...found].map(([id, { keys, namedGroups, firstClass, lastClass }]) => ({
    id,
    digest: null,
    namedGroups,
    classes: { first: firstClass, count: firstClass === 0 ? 0 : lastClass - firstClass + 1 },
    keys: new Map(
      policyTableNames.flatMap((name) => {
        const words = keys.get(name);
        return words ? [[name, [Uint32Array.from(words)]] as const] : [];
      }),
    ),
  }));
}

function eachRow(table: Table, visit: (key: Uint32Array, value: Uint32Array) => void): void {
  const keyWords = table.keySize / 4;
  const valueWords = table.valueSize / 4;
  table.readAll((keys, values, count) => {
    for (let i = 0; i < count; i++) {
      visit(keys.subarray(i * keyWords, (i + 1) * keyWords), values.subarray(i * valueWords, (i + 1) * valueWords));
    }
  });
}

/** A number in network byte order, from the word that lies in memory. */
function swapped(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
