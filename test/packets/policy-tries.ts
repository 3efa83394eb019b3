import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, close, createMap, MapType, update } from '../../node-agent/src/datapath/bpf/native.js';
import type { Ip, Prefix } from '../../proto/src/ip.js';
import { key } from './node.js';
import type { Rule } from './policy-rules.js';
import { directionNumber } from './policy-tables.js';

/** Policies in tries, as agents laid them out before there were blocks. */

/** The maps that such an agent left. */
export class PolicyTries {
  readonly #maps: ReadonlyMap<string, BpfMap>;
  #classes = 0;

  constructor() {
    const noPrealloc = 1;
    const kinds: [name: string, type: number, keyBytes: number, valueBytes: number][] = [
      ['policy', MapType.HASH, 4, 24],
      ['policy_ip4', MapType.LPM_TRIE, 12, 16],
      ['policy_ip6', MapType.LPM_TRIE, 24, 16],
      ['policy_group', MapType.HASH, 8, 16],
      ['policy_class', MapType.HASH, 4, 16],
      ['policy_l4', MapType.LPM_TRIE, 12, 8],
    ];
    this.#maps = new Map(
      kinds.map(([name, type, keyBytes, valueBytes]) => [
        name,
        createMap(name, { type, keyBytes, valueBytes, maxEntries: 4_096, flags: noPrealloc }),
      ]),
    );
  }

  map(name: string): BpfMap | null {
    return this.#maps.get(name) ?? null;
  }

  note(flags: number, version: number): void {
    this.#write('policy', key(0), Buffer.concat([Buffer.alloc(16), key(flags), key(version)]));
  }

  layOut(policy: number, rules: readonly Rule[]): void {
    const sides = sidesOf(rules, this.#classes + 1);
    this.#classes += sides.length;
    for (const side of sides) {
      const { rules: ofSide, classId, remote } = side;
      const value = classValue(classId, widerOf(side, sides), lowest(ofSide.filter((rule) => rule.protocol === 0)));
      this.#write('policy_class', key(classId), value);
      const policyAndDirection = policy * 2 + directionNumber(side.direction);
      if (typeof remote === 'number') {
        this.#write('policy_group', Buffer.concat([key(policyAndDirection), key(remote)]), value);
      } else {
        const { address, length } = remote;
        const row = Buffer.concat([key(32 + length), bigEndian(policyAndDirection), address]);
        this.#write(address.length === 4 ? 'policy_ip4' : 'policy_ip6', row, value);
      }
      for (const { protocol, first, bits, rule } of l4Rows(ofSide)) {
        const l4 = Buffer.from([protocol, 0, first >> 8, first & 255]);
        this.#write('policy_l4', Buffer.concat([key(48 + bits), bigEndian(classId), l4]), u64(rule));
      }
    }
    this.#write('policy', key(policy), Buffer.concat([Buffer.alloc(16, 7), key(flagsOf(rules)), key(rules.length)]));
  }

  close(): void {
    for (const map of this.#maps.values()) close(map);
  }

  #write(name: string, row: Buffer, value: Buffer): void {
    const map = this.#maps.get(name);
    if (!map) throw new Error(`no map ${name}`);
    update(map, row, value);
  }
}

function bigEndian(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
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
