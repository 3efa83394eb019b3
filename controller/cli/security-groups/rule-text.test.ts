import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { UsageError } from '../exit.js';
import { formatRule, parseRule } from './rule-text.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;
const ip4 = (...bytes: number[]) => ({ bytes: Uint8Array.from(bytes) });

test('a line of words is a rule', () => {
  expect(parseRule('in')).toEqual({ direction: INGRESS });
  expect(parseRule('sql: in tcp 5432 from group web # the web asks')).toEqual({
    id: 'sql',
    direction: INGRESS,
    protocol: 6,
    firstL4Port: 5432,
    lastL4Port: 5432,
    remoteSecurityGroupId: 'web',
    description: 'the web asks',
  });
  expect(parseRule('egress udp 33434-33534 to 192.0.2.0/24')).toEqual({
    direction: EGRESS,
    protocol: 17,
    firstL4Port: 33434,
    lastL4Port: 33534,
    remotePrefix: { address: ip4(192, 0, 2, 0), length: 24 },
  });
  expect(parseRule('in icmp 3/4')).toEqual({ direction: INGRESS, protocol: 1, icmpType: 3, icmpCode: 4 });
  expect(parseRule('in icmp6 0')).toEqual({ direction: INGRESS, protocol: 58, icmpType: 0 });
  expect(parseRule('out any to any')).toEqual({ direction: EGRESS, protocol: 0 });
});

test.each([
  ['', 'begins with in or out'],
  ['tcp 80', 'begins with in or out'],
  ['in tpc', 'no such protocol'],
  ['in tcp 70000', 'no such l4 ports'],
  ['in tcp 1-2-3', 'no such l4 ports'],
  ['in sctp 80', 'no such l4 ports'],
  ['in icmp 8/', 'no such l4 ports or ICMP type'],
  ['in tcp 80 to 10.0.0.0/8', '"in" goes with "from"'],
  ['out from group web', '"out" goes with "to"'],
  ['in from', 'nothing after "from"'],
  ['in from group', 'no id after "group"'],
  ['in from 10.0.0.1', 'not a prefix'],
  ['in tcp 80 from any more', '"more" is too much'],
  [': in', 'an empty id'],
])('%j is refused: %s', (text, why) => {
  expect(() => parseRule(text)).toThrow(UsageError);
  expect(() => parseRule(text)).toThrow(why);
});

test('what is shown can be read again', () => {
  const port = fc.integer({ min: 1, max: 65_535 });
  const byte = fc.nat(255);
  const match = fc.oneof(
    fc.constant({}),
    fc.integer({ min: 1, max: 255 }).map((protocol) => ({ protocol })),
    fc.tuple(fc.constantFrom(6, 17), port, port).map(([protocol, a, b]) => ({
      protocol,
      firstL4Port: Math.min(a, b),
      lastL4Port: Math.max(a, b),
    })),
    fc.tuple(fc.constantFrom(1, 58), byte).map(([protocol, icmpType]) => ({ protocol, icmpType })),
    fc.tuple(fc.constantFrom(1, 58), byte, byte).map(([protocol, icmpType, icmpCode]) => ({
      protocol,
      icmpType,
      icmpCode,
    })),
  );
  const remote = fc.oneof(
    fc.constant({}),
    fc.constantFrom('web', 'any', 'group', 'from').map((remoteSecurityGroupId) => ({ remoteSecurityGroupId })),
    fc
      .tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.nat(32))
      .map(([bytes, length]) => ({ remotePrefix: { address: { bytes }, length } })),
  );
  const named = fc.oneof(fc.constant({}), fc.constant({ id: 'r1' }));
  const described = fc.oneof(fc.constant({}), fc.constant({ description: 'of # the team: in tcp' }));
  fc.assert(
    fc.property(named, fc.constantFrom(INGRESS, EGRESS), match, remote, described, (id, direction, what, who, text) => {
      const rule = { ...id, direction, ...what, ...who, ...text };
      expect(parseRule(formatRule(rule))).toEqual(rule);
    }),
  );
});
