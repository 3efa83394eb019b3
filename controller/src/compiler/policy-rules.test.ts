import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { deltaFrame, FRAME_TARGET_BYTES, FrameContent } from '../dispatcher/frames.js';
import { securityGroupEntry } from './contributions.js';
import { type Key, keyOf, type Value } from './entry.js';
import { policyRules } from './policy-rules.js';

const { SecurityGroup } = weft.v1;
type Rule = weft.v1.SecurityGroupRule.$Properties;

const numbers = new Map([['lb', 77]]);
const groupIdOf = (id: string): number => {
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`no group ${id}`);
  return number;
};
const group = (...rules: Rule[]) => SecurityGroup.create({ metadata: { id: 'g' }, datapathId: 5, rules });
const told = (...rules: Rule[]) => policyRules(group(...rules), groupIdOf);

describe('a rule as nodes get it', () => {
  const all = [0, 65_535];
  it.each<[string, Rule, number[]]>([
    ['every protocol', {}, all],
    ['a protocol without l4 ports', { protocol: 47 }, all],
    ['TCP', { protocol: 6 }, all],
    ['one TCP port', { protocol: 6, firstL4Port: 22 }, [22, 22]],
    ['a range of UDP ports', { protocol: 17, firstL4Port: 5_000, lastL4Port: 5_010 }, [5_000, 5_010]],
    ['ports from 0', { protocol: 6, lastL4Port: 1_023 }, [0, 1_023]],
    ['ICMP', { protocol: 1 }, all],
    ['an ICMP type', { protocol: 1, icmpType: 8 }, [0x800, 0x8ff]],
    ['the ICMP type 0', { protocol: 1, icmpType: 0 }, [0, 0xff]],
    ['an ICMP type and code', { protocol: 1, icmpType: 3, icmpCode: 4 }, [0x304, 0x304]],
    ['the ICMP type 0 and code 0', { protocol: 1, icmpType: 0, icmpCode: 0 }, [0, 0]],
    ['the last of ICMPv6', { protocol: 58, icmpType: 255, icmpCode: 255 }, [0xffff, 0xffff]],
  ])('%s', (_name, rule, range) => {
    const stored = weft.v1.SecurityGroupRule.decode(weft.v1.SecurityGroupRule.encode(rule).finish());
    for (const form of [rule, stored]) {
      const [{ first, last, protocol } = {}] = told(form);
      expect([[first, last], protocol]).toEqual([range, rule.protocol ?? 0]);
    }
  });

  it('says its remote side, and nothing for everybody', () => {
    const prefix = { address: { bytes: Uint8Array.of(10, 0, 0, 0) }, length: 8 };
    const [none, ofPrefix, ofGroup] = told(
      { number: 1 },
      { number: 2, remotePrefix: prefix },
      { number: 3, remoteSecurityGroupId: 'lb' },
    );
    expect(none).not.toHaveProperty('remotePrefix');
    expect(none).not.toHaveProperty('remoteGroupId');
    expect(ofPrefix?.remotePrefix).toEqual(prefix);
    expect(ofGroup?.remoteGroupId).toBe(77);
  });

  it('that names a group which does not exist is none for everybody, but a defect', () => {
    expect(() => told({ remoteSecurityGroupId: 'gone' })).toThrow('no group gone');
  });
});

describe('a group as nodes get it', () => {
  it('has the same bytes in whatever order its rules are, and whatever is said of them to people', () => {
    const rules = [7, 300, 2, 128].map((number) => ({ id: `r${number}`, number, direction: 1, protocol: 6 }));
    const [key, value] = securityGroupEntry(group(...rules), groupIdOf);
    expect(securityGroupEntry(group(...rules.reverse()), groupIdOf)).toEqual([key, value]);
    const described = rules.map((rule) => ({ ...rule, description: 'for people' }));
    expect(securityGroupEntry(group(...described), groupIdOf)).toEqual([key, value]);
    expect(told(...rules).map(({ number }) => number)).toEqual([2, 7, 128, 300]);
  });

  it('has room in a frame under 1 MB behind whatever else, also if it is as large as a group can be', () => {
    const rules = Array.from({ length: 4_096 }, (_, i) => ({
      id: `${i}`.padStart(63, 'r'),
      number: 0xffff_ffff - i,
      direction: 2,
      protocol: 58,
      icmpType: 255,
      icmpCode: 255,
      remotePrefix: { address: { bytes: new Uint8Array(16).fill(255) }, length: 128 },
    }));
    const largest = { metadata: { id: 'g'.repeat(63) }, datapathId: 0xffff_ffff, rules };
    const [key, value] = securityGroupEntry(SecurityGroup.create(largest), groupIdOf);
    expect(value.length).toBeLessThan(512 * 1024);
    const content = new FrameContent(FRAME_TARGET_BYTES);
    const small = 'x'.repeat(1_000) as Value;
    while (content.bytes + small.length + 1 < FRAME_TARGET_BYTES) content.put(small);
    expect(content.full).toBe(false);
    content.put(value);
    expect(deltaFrame(2 ** 53 - 1, content, true).length).toBeLessThan(1_000_000);
    expect(key).toBe(keyOf({ securityGroup: { groupId: 0xffff_ffff } }) as Key);
  });

  it('is named by an agent that does not know the kind with the key that it has', () => {
    const [key, value] = securityGroupEntry(group({ number: 1, direction: 1 }), groupIdOf);
    const bytes = Buffer.from(value, 'latin1').subarray(1);
    expect(keyOf(weft.v1.EntryKey.decode(bytes))).toBe(key);
  });
});
