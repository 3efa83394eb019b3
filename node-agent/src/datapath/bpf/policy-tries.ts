import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { BlockRoom } from '../../policies/block-room.js';
import type { CompiledPolicy } from '../../policies/compiled-policy.js';
import { Pace } from '../../policies/pace.js';
import { packPolicy } from '../../policies/pack-policy.js';
import { BLOCK_WORDS } from '../../policies/policy-blocks.js';
import { blockRows, headRow, noteRow } from '../../policies/policy-writes.js';
import { RemoteSides } from '../../policies/remote-sides.js';
import type { RemoteGroup, RemotePrefix } from '../../state/entities.js';
import { decodePolicy, PolicyDirection } from './layout.gen.js';
import { type BpfMap, close, lookup, lookupAll, openPinnedMap, update, updateBatch } from './native.js';
import type { Pins } from './pins.js';

/**
 * Policies as agents before this one laid them out: rows in longest-prefix tries and hash tables, by these names.
 *
 *   policy                  id -> digest, flags, rules. Row 0 is a note, as in policy_head
 *   policy_ip4, policy_ip6  prefix length, policy << 1 | direction, address -> class, wider class, rule for every protocol
 *   policy_group            policy << 1 | direction, group -> the same
 *   policy_class            class -> the same, of those that are wider ones
 *   policy_l4               prefix length, class, protocol, l4 port -> rule
 */
const names = ['policy', 'policy_ip4', 'policy_ip6', 'policy_group', 'policy_class', 'policy_l4'] as const;

/**
 * Lays out in blocks whatever policies there are in tries, under the same ids: ports go on being judged when they get programs that ask blocks. To be called before they do, again
 * if it was interrupted. One that does not fit is left out, and its ports closed for what is new until the agent has programmed them.
 */
export function takeOverTries(pins: Pins, warn: (message: string) => void): void {
  const opened: BpfMap[] = [];
  const open = (name: string) => {
    const map = openPinnedMap(join(pins.maps, name));
    if (map) opened.push(map);
    return map;
  };
  try {
    const [heads, blocks] = [open('policy_head'), open('policy_block')];
    if (heads && blocks) layOutTries(open, { heads, blocks }, warn);
  } finally {
    for (const map of opened) close(map);
  }
}

/** As takeOverTries, from maps to maps. */
export function layOutTries(
  from: (name: (typeof names)[number]) => BpfMap | null,
  { heads, blocks }: { readonly heads: BpfMap; readonly blocks: BpfMap },
  warn: (message: string) => void,
): void {
  const policies = from('policy');
  if (!policies) return;
  const rules = rulesInTries(from);
  const room = roomBeside(heads, blocks.maxEntries);
  eachRow(policies, (key, value) => {
    if (lookup(heads, key)) return;
    const id = key.readUInt32LE(0);
    const [flags, count] = [value.readUInt32LE(16), value.readUInt32LE(20)];
    if (id === 0) {
      update(heads, key, bytesOf(noteRow(flags, count)));
      return;
    }
    const policy = packed(rules.get(id) ?? new RemoteSides(), flags, count);
    const range = room.take(policy.words.length / BLOCK_WORDS);
    if (!range) {
      warn(`policy ${id} of an earlier agent does not fit into ${blocks.maxEntries} blocks`);
      return;
    }
    for (const rows of blockRows(policy, range)) {
      const { failure } = updateBatch(blocks, bytesOf(rows.keys), bytesOf(rows.values), rows.count);
      if (failure) throw new Error(`policy ${id} can't be laid out in blocks: ${failure.errno}`);
    }
    update(heads, key, bytesOf(headRow(policy, range)));
  });
}

/** To be called once every link has programs that ask blocks. */
export function removeTries(pins: Pins): void {
  for (const name of names) rmSync(join(pins.maps, name), { force: true });
}

/** What tries say, by policy: for each side rules in the order in which they count. */
function rulesInTries(open: (name: (typeof names)[number]) => BpfMap | null): Map<number, RemoteSides> {
  const l4 = l4Rows(open('policy_l4'));
  const sides = new Map<number, RemoteSides>();
  const add = (policy: number, remote: RemotePrefix | RemoteGroup, value: Buffer) => {
    const of = sides.get(policy >>> 1) ?? new RemoteSides();
    sides.set(policy >>> 1, of);
    const direction = policy & 1 ? PolicyDirection.EGRESS : PolicyDirection.INGRESS;
    const any = { protocol: 0, first: 0, last: 0xffff, ...ruleAt(value, 8) };
    for (const { groupId, number, ...range } of [...(l4.get(value.readUInt32LE(0)) ?? []), any]) {
      if (number !== 0) of.add({ groupId, rule: { number, direction, remote, ...range } });
    }
  };
  for (const name of ['policy_ip4', 'policy_ip6'] as const) {
    eachRow(open(name), (key, value) => {
      const prefix = Uint8Array.from(key.subarray(8));
      add(key.readUInt32BE(4), { prefix, length: key.readUInt32LE(0) - 32 }, value);
    });
  }
  eachRow(open('policy_group'), (key, value) => {
    add(key.readUInt32LE(0), { groupId: key.readUInt32LE(4) }, value);
  });
  return sides;
}

interface TrieRule {
  readonly protocol: number;
  readonly first: number;
  readonly last: number;
  readonly groupId: number;
  readonly number: number;
}

/** By class; the longest prefixes of l4 ports first, for those count. */
function l4Rows(map: BpfMap | null): Map<number, TrieRule[]> {
  const rows = new Map<number, (TrieRule & { readonly bits: number })[]>();
  eachRow(map, (key, value) => {
    const bits = key.readUInt32LE(0) - 48;
    const classId = key.readUInt32BE(4);
    const first = key.readUInt16BE(10);
    const row = { bits, protocol: key.readUInt8(8), first, last: first + (0x10000 >> bits) - 1, ...ruleAt(value, 0) };
    const ofClass = rows.get(classId);
    if (ofClass) ofClass.push(row);
    else rows.set(classId, [row]);
  });
  for (const ofClass of rows.values()) ofClass.sort((a, b) => b.bits - a.bits);
  return new Map([...rows].map(([id, all]) => [id, all.map(({ bits: _, ...row }) => row)]));
}

/** weft_rule: security group << 32 | number */
function ruleAt(value: Buffer, at: number): { groupId: number; number: number } {
  return { number: value.readUInt32LE(at), groupId: value.readUInt32LE(at + 4) };
}

function packed(sides: RemoteSides, flags: number, rules: number): CompiledPolicy {
  const steps = packPolicy(sides, { flags, rules }, Number.POSITIVE_INFINITY, new Pace());
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Without what was taken over before an interruption. */
function roomBeside(heads: BpfMap, capacity: number): BlockRoom {
  const room = new BlockRoom(capacity);
  eachRow(heads, (_key, value) => {
    const { first, blocks } = decodePolicy(value);
    if (blocks > 0) room.found({ first, count: blocks });
  });
  return room;
}

function eachRow(map: BpfMap | null, visit: (key: Buffer, value: Buffer) => void): void {
  if (!map) return;
  const { keys, values, count } = lookupAll(map);
  for (let i = 0; i < count; i++) {
    visit(
      keys.subarray(i * map.keyBytes, (i + 1) * map.keyBytes),
      values.subarray(i * map.valueBytes, (i + 1) * map.valueBytes),
    );
  }
}

function bytesOf(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}
