import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { deleteEntry, update } from '../../node-agent/src/datapath/bpf/native.js';
import type { Ip, Prefix } from '../../proto/src/ip.js';
import { key } from './node.js';
import type { Rule } from './policy-rules.js';
import { directionNumber, ip4Number, type PolicyTables } from './policy-tables.js';

/** Rules as a policy in the tables, by the plainest way that policy_types.h allows; written apart from the agent's, to check it. */

/** Lays rules out as a policy. @returns what takes it away again */
export function layOut(
  tables: Pick<PolicyTables, 'map'>,
  policy: number,
  rules: readonly Rule[],
  firstClass = 1,
): () => void {
  const written: [map: string, key: Buffer][] = [];
  const write = (map: string, row: Buffer, value: Buffer) => {
    update(tables.map(map), row, value);
    written.push([map, row]);
  };
  const sides = sidesOf(rules, firstClass);
  for (const side of sides) {
    const { rules: ofSide, classId, remote } = side;
    const value = classValue(classId, widerOf(side, sides), lowest(ofSide.filter((rule) => rule.protocol === 0)));
    write('policy_class', key(classId), value);
    const policyAndDirection = policy * 2 + directionNumber(side.direction);
    if (typeof remote === 'number') {
      write('policy_group', layout.encodePolicyGroupKey({ policy: policyAndDirection, groupId: remote }), value);
    } else {
      const [map, row] = prefixKey(policyAndDirection, remote);
      write(map, row, value);
    }
    for (const { protocol, first, bits, rule } of l4Rows(ofSide)) {
      write(
        'policy_l4',
        layout.encodePolicyL4Key({ prefixLen: 48 + bits, classId, protocol, l4Port: first }),
        u64(rule),
      );
    }
  }
  const value = layout.encodePolicy({ digest: new Uint8Array(16), flags: flagsOf(rules), rules: rules.length });
  write('policy', key(policy), value);
  return () => {
    for (const [map, row] of written.reverse()) deleteEntry(tables.map(map), row);
  };
}

/** The rules of one direction for one remote side: a class of its own. */
interface Side {
  readonly direction: Rule['direction'];
  readonly remote: Prefix | number;
  readonly classId: number;
  readonly rules: Rule[];
}

const everybody: readonly Prefix[] = [4, 16].map((bytes) => ({ address: new Uint8Array(bytes) as Ip, length: 0 }));

function sidesOf(rules: readonly Rule[], firstClass: number): Side[] {
  const sides = new Map<string, Side>();
  for (const rule of rules) {
    for (const remote of rule.remote === null ? everybody : [rule.remote]) {
      const text =
        typeof remote === 'number' ? `${remote}` : `${Buffer.from(remote.address).toString('hex')}/${remote.length}`;
      const name = `${rule.direction} ${text}`;
      const side = sides.get(name) ?? {
        direction: rule.direction,
        remote,
        classId: firstClass + sides.size,
        rules: [],
      };
      side.rules.push(rule);
      sides.set(name, side);
    }
  }
  return [...sides.values()];
}

function widerOf({ direction, remote }: Side, sides: readonly Side[]): number {
  if (typeof remote === 'number') return 0;
  let wider: { classId: number; length: number } | null = null;
  for (const other of sides) {
    if (typeof other.remote === 'number' || other.direction !== direction) continue;
    const { address, length } = other.remote;
    if (address.length !== remote.address.length || length >= remote.length) continue;
    if (bitsOf(address, length) !== bitsOf(remote.address, length)) continue;
    if (!wider || length > wider.length) wider = { classId: other.classId, length };
  }
  return wider?.classId ?? 0;
}

const bitsOf = (address: Uint8Array, length: number) =>
  [...address]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, length);

/** Rows of every prefix that some rule's range has, each with the lowest rule that has all of it. */
function l4Rows(rules: readonly Rule[]): { protocol: number; first: number; bits: number; rule: Rule }[] {
  const rows = new Map<string, { protocol: number; first: number; bits: number; rule: Rule }>();
  for (const { protocol, first: from, last: to } of rules.filter((rule) => rule.protocol !== 0)) {
    for (const { first, bits } of prefixes(from, to, 0, 0)) {
      const last = first + (65_536 >> bits) - 1;
      const covers = (rule: Rule) =>
        rule.protocol === 0 || (rule.protocol === protocol && rule.first <= first && rule.last >= last);
      const rule = lowest(rules.filter(covers));
      if (rule) rows.set(`${protocol} ${first}/${bits}`, { protocol, first, bits, rule });
    }
  }
  return [...rows.values()];
}

/** The numbers from `from` to `to` that are in the prefix (first, bits), as prefixes. */
function prefixes(from: number, to: number, first: number, bits: number): { first: number; bits: number }[] {
  const last = first + (65_536 >> bits) - 1;
  if (last < from || first > to) return [];
  if (first >= from && last <= to) return [{ first, bits }];
  return [first, first + (65_536 >> (bits + 1))].flatMap((half) => prefixes(from, to, half, bits + 1));
}

function lowest(rules: readonly Rule[]): Rule | undefined {
  return [...rules].sort((a, b) => a.group - b.group || a.number - b.number)[0];
}

function prefixKey(policy: number, { address, length }: Prefix): [map: string, key: Buffer] {
  const prefixLen = 32 + length;
  if (address.length === 16) return ['policy_ip6', layout.encodePolicyIp6Key({ prefixLen, policy, remote: address })];
  return ['policy_ip4', layout.encodePolicyIp4Key({ prefixLen, policy, remote: ip4Number(address) })];
}

function u64(rule: Rule | undefined): Buffer {
  return Buffer.concat([key(rule?.number ?? 0), key(rule?.group ?? 0)]);
}

function classValue(classId: number, wider: number, any: Rule | undefined): Buffer {
  return Buffer.concat([key(classId), key(wider), u64(any)]);
}

function flagsOf(rules: readonly Rule[]): number {
  const { INGRESS_GROUPS, EGRESS_GROUPS, EGRESS_OPEN } = layout.PolicyFlags;
  const names = (direction: Rule['direction']) =>
    rules.some((rule) => rule.direction === direction && typeof rule.remote === 'number');
  return (
    (names('ingress') ? INGRESS_GROUPS : 0) |
    (names('egress') ? EGRESS_GROUPS : 0) |
    (rules.some((rule) => rule.direction === 'egress') ? 0 : EGRESS_OPEN)
  );
}
