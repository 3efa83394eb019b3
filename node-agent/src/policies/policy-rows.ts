import {
  encodePolicyIp4Key,
  encodePolicyIp6Key,
  encodePolicyL4Key,
  POLICY_BYTES,
  POLICY_CLASS_BYTES,
  POLICY_GROUP_KEY_BYTES,
  POLICY_IP4_KEY_BYTES,
  POLICY_IP6_KEY_BYTES,
  POLICY_L4_KEY_BYTES,
  type PolicyDirection,
} from '../datapath/bpf/layout.gen.js';
import type { PolicyTableName, TablePart } from '../datapath/datapath.js';
import type { RemoteGroup } from '../state/entities.js';
import { ip4Number } from '../state/rows.js';
import type { CompiledClass, CompiledPolicy, RuleName } from './compiled-policy.js';

/** Rows of one table. */
export interface PolicyRows extends Omit<TablePart, 'table'> {
  readonly table: PolicyTableName;
}

/** Rows that a policy takes in each table. */
export function rowCounts({ classes, l4Rows }: CompiledPolicy): Record<PolicyTableName, number> {
  const counts = { policy_l4: l4Rows, policy_ip4: 0, policy_ip6: 0, policy_group: 0, policy: 1 };
  for (const { remotes } of classes) for (const remote of remotes) counts[tableOf(remote)]++;
  return { ...counts, policy_class: widerNumbers(classes).size };
}

/**
 * The rows of a policy under its id and those of its classes, which begin at `firstClass`; batches in the order in which they are to be written: the row that says that the
 * policy is whole comes last.
 */
export function* policyRows(policy: CompiledPolicy, id: number, firstClass: number): Generator<PolicyRows> {
  const { classes } = policy;
  const idOf = (number: number) => (number === 0 ? 0 : firstClass + number - 1);
  const l4 = new Batch('policy_l4', POLICY_L4_KEY_BYTES, RULE_BYTES);
  for (const [i, { l4: rows }] of classes.entries()) {
    for (const { protocol, first, bits, rule } of rows) {
      const { keys, at, values, valueAt } = l4.row();
      encodePolicyL4Key({ prefixLen: L4_BITS + bits, classId: idOf(i + 1), protocol, l4Port: first }, keys, at);
      writeRule(rule, values, valueAt);
      if (l4.isFull) yield l4.take();
    }
  }
  yield* l4.rest();
  const wider = new Batch('policy_class', 4, POLICY_CLASS_BYTES);
  for (const number of widerNumbers(classes)) {
    const of = classes[number - 1];
    if (!of) continue;
    const { keys, at, values, valueAt } = wider.row();
    keys.writeUInt32LE(idOf(number), at);
    writeClass(of, idOf(number), idOf(of.wider), values, valueAt);
    if (wider.isFull) yield wider.take();
  }
  yield* wider.rest();
  const sides = {
    policy_ip4: new Batch('policy_ip4', POLICY_IP4_KEY_BYTES, POLICY_CLASS_BYTES),
    policy_ip6: new Batch('policy_ip6', POLICY_IP6_KEY_BYTES, POLICY_CLASS_BYTES),
    policy_group: new Batch('policy_group', POLICY_GROUP_KEY_BYTES, POLICY_CLASS_BYTES),
  };
  for (const [i, one] of classes.entries()) {
    for (const remote of one.remotes) {
      const batch = sides[tableOf(remote)];
      const { keys, at, values, valueAt } = batch.row();
      writeRemote(keyOf(id, one.direction), remote, keys, at);
      writeClass(one, idOf(i + 1), idOf(one.wider), values, valueAt);
      if (batch.isFull) yield batch.take();
    }
  }
  for (const batch of Object.values(sides)) yield* batch.rest();
  const whole = new Batch('policy', 4, POLICY_BYTES);
  const { keys, at, values, valueAt } = whole.row();
  keys.writeUInt32LE(id, at);
  values.write(policy.digest, valueAt, 'hex');
  values.writeUInt32LE(policy.flags, valueAt + 16);
  values.writeUInt32LE(policy.rules, valueAt + 20);
  yield whole.take();
}

/** Bits of a key of policy_l4 in front of the l4 port. */
const L4_BITS = 48;
/** Bits of a key of policy_ip4 and policy_ip6 in front of the prefix. */
const POLICY_BITS = 32;
/** weft_rule */
const RULE_BYTES = 8;

/** Numbers of classes that others name as wider. */
function widerNumbers(classes: readonly CompiledClass[]): ReadonlySet<number> {
  return new Set(classes.map((c) => c.wider).filter((number) => number !== 0));
}

function tableOf(remote: CompiledClass['remotes'][number]): 'policy_ip4' | 'policy_ip6' | 'policy_group' {
  if ('groupId' in remote) return 'policy_group';
  return remote.prefix.length === 4 ? 'policy_ip4' : 'policy_ip6';
}

function keyOf(policyId: number, direction: PolicyDirection): number {
  return ((policyId << 1) | direction) >>> 0;
}

function writeRemote(policy: number, remote: CompiledClass['remotes'][number], keys: Buffer, at: number): void {
  if ('groupId' in remote) {
    writeGroup(policy, remote, keys, at);
    return;
  }
  const prefixLen = POLICY_BITS + remote.length;
  if (remote.prefix.length === 4) {
    encodePolicyIp4Key({ prefixLen, policy, remote: ip4Number(remote.prefix) }, keys, at);
  } else encodePolicyIp6Key({ prefixLen, policy, remote: remote.prefix }, keys, at);
}

function writeGroup(policy: number, { groupId }: RemoteGroup, keys: Buffer, at: number): void {
  keys.writeUInt32LE(policy, at);
  keys.writeUInt32LE(groupId, at + 4);
}

/** struct weft_policy_class */
function writeClass(of: CompiledClass, id: number, wider: number, values: Buffer, at: number): void {
  values.writeUInt32LE(id, at);
  values.writeUInt32LE(wider, at + 4);
  writeRule(of.any, values, at + 8);
}

/** weft_rule: 64 bits, more than a number of JavaScript holds. */
function writeRule(rule: RuleName | null, values: Buffer, at: number): void {
  values.writeUInt32LE(rule?.number ?? 0, at);
  values.writeUInt32LE(rule?.groupId ?? 0, at + 4);
}

/** Rows of a batch: as many as the event loop does not mind. */
const BATCH_ROWS = 1_024;

class Batch {
  readonly #table: PolicyTableName;
  readonly #keyBytes: number;
  readonly #valueBytes: number;
  #keys: Buffer;
  #values: Buffer;
  #count = 0;

  constructor(table: PolicyTableName, keyBytes: number, valueBytes: number) {
    this.#table = table;
    this.#keyBytes = keyBytes;
    this.#valueBytes = valueBytes;
    this.#keys = Buffer.alloc(0);
    this.#values = this.#keys;
  }

  get isFull(): boolean {
    return this.#count >= BATCH_ROWS;
  }

  /** Where the next row is to be written. */
  row(): { keys: Buffer; at: number; values: Buffer; valueAt: number } {
    if (this.#count === 0) {
      this.#keys = Buffer.from(new ArrayBuffer(BATCH_ROWS * this.#keyBytes));
      this.#values = Buffer.from(new ArrayBuffer(BATCH_ROWS * this.#valueBytes));
    }
    const index = this.#count++;
    return {
      keys: this.#keys,
      at: index * this.#keyBytes,
      values: this.#values,
      valueAt: index * this.#valueBytes,
    };
  }

  take(): PolicyRows {
    const count = this.#count;
    this.#count = 0;
    return {
      table: this.#table,
      keys: new Uint32Array(this.#keys.buffer, 0, (count * this.#keyBytes) / 4),
      values: new Uint32Array(this.#values.buffer, 0, (count * this.#valueBytes) / 4),
      count,
    };
  }

  *rest(): Generator<PolicyRows> {
    if (this.#count > 0) yield this.take();
  }
}
