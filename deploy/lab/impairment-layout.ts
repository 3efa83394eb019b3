import type { ImpairedDirection, ImpairmentCounts, ImpairmentEffects } from './impairment.js';

/** Rules as the kernel has them: struct rule and its neighbors in impair.bpf.c. Little-endian, as the machine is. */

export const ruleSlots = 64;
const ruleBytes = 88;
const anyPath = 0xffffffff;
const mostUplinks = 4;

export interface Rule {
  readonly host: number;
  readonly direction: ImpairedDirection;
  readonly peer: number | null;
  readonly path: number | null;
  readonly control: boolean;
  readonly effects: ImpairmentEffects;
}

export interface RuleTargets {
  /** Addresses of the peer, of 16 bytes, at most two. */
  readonly peerAddresses: readonly Uint8Array[];
  /** By uplink: ifindex of the tap that delays. */
  readonly lines: readonly number[];
}

export const freeRule = Buffer.alloc(ruleBytes);
export const noCounts = Buffer.alloc(40);

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** enum way. */
export function wayOf(direction: ImpairedDirection): number {
  return direction === 'out' ? 1 : 2;
}

/** An IPv4 address as the IPv6 address that stands for it (RFC 4291 section 2.5.5.2); an IPv6 address as it is. */
export function mappedAddress(ip: Uint8Array): Uint8Array {
  return ip.length === 16 ? ip : Buffer.concat([Buffer.alloc(10), Buffer.of(255, 255), ip]);
}

export function encodeRule(rule: Rule, { peerAddresses, lines }: RuleTargets): Buffer {
  const { cut, loss, mtu, delayMs } = rule.effects;
  const bytes = Buffer.alloc(ruleBytes);
  bytes.writeUInt32LE(rule.host, 0);
  bytes.writeUInt32LE(wayOf(rule.direction), 4);
  bytes.writeUInt32LE(rule.peer ?? 0, 8);
  bytes.writeUInt32LE(rule.path ?? anyPath, 12);
  for (const [i, address] of peerAddresses.slice(0, 2).entries()) bytes.set(mappedAddress(address), 16 + 16 * i);
  bytes.writeUInt32LE(rule.control ? 1 : 0, 48);
  bytes.writeUInt32LE(cut ? 1 : 0, 52);
  bytes.writeUInt32LE(Math.min(0xffffffff, Math.round((loss ?? 0) * 2 ** 32)), 56);
  bytes.writeUInt32LE(mtu ?? 0, 60);
  bytes.writeUInt32LE(Math.round((delayMs ?? 0) * 1000), 64);
  for (const [i, line] of lines.slice(0, mostUplinks).entries()) bytes.writeUInt32LE(line, 68 + 4 * i);
  return bytes;
}

/** Null: the slot is free. */
export function decodeRule(bytes: Buffer): Rule | null {
  const at = (offset: number) => bytes.readUInt32LE(offset);
  if (at(0) === 0) return null;
  return {
    host: at(0),
    direction: at(4) === 1 ? 'out' : 'in',
    peer: at(8) || null,
    path: at(12) === anyPath ? null : at(12),
    control: at(48) !== 0,
    effects: {
      ...(at(52) !== 0 && { cut: true }),
      ...(at(56) !== 0 && { loss: Number((at(56) / 2 ** 32).toPrecision(6)) }),
      ...(at(60) !== 0 && { mtu: at(60) }),
      ...(at(64) !== 0 && { delayMs: at(64) / 1000 }),
    },
  };
}

export function decodeCounts(bytes: Buffer): ImpairmentCounts {
  const at = (index: number) => Number(bytes.readBigUInt64LE(index * 8));
  return { packets: at(0), cut: at(1), lost: at(2), tooLarge: at(3), delayed: at(4) };
}

/** struct attachment, struct origin. */
export function pair(first: number, second: number): Buffer {
  return Buffer.concat([u32(first), u32(second)]);
}
