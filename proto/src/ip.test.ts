import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkPrefix,
  contains,
  firstOf,
  formatIp,
  formatPrefix,
  type Ip,
  ipFromBigInt,
  ipToBigInt,
  lastOf,
  overlaps,
  parseIp,
  parsePrefix,
} from './ip.js';

const ip4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((b) => b as Ip);
const ip6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => b as Ip);

describe('IP addresses', () => {
  it('come back from their text', () => {
    fc.assert(
      fc.property(fc.oneof(ip4, ip6), (ip) => {
        expect(parseIp(formatIp(ip))).toEqual(ip);
      }),
    );
  });
  it('come back from their number', () => {
    fc.assert(
      fc.property(ip4, (ip) => {
        expect(ipFromBigInt(ipToBigInt(ip), 4)).toEqual(ip);
      }),
    );
    fc.assert(
      fc.property(ip6, (ip) => {
        expect(ipFromBigInt(ipToBigInt(ip), 6)).toEqual(ip);
      }),
    );
  });
  it('of IPv6 print as RFC 5952 says', () => {
    expect(formatIp(parseIp('2001:db8:0:0:1:0:0:1'))).toBe('2001:db8::1:0:0:1');
    expect(formatIp(parseIp('0:0:0:0:0:0:0:0'))).toBe('::');
    expect(formatIp(parseIp('2001:db8:0:1:1:1:1:1'))).toBe('2001:db8:0:1:1:1:1:1');
  });
  it.each([
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '',
    'a',
    '1:2',
    ':::',
    '1::2::3',
    '::ffff:1.2.3.4',
    '12345::',
  ])('refuses %j', (text) => {
    expect(() => parseIp(text, 'f')).toThrow(/^f: /);
  });
});

describe('prefixes', () => {
  it('contain exactly first..last', () => {
    fc.assert(
      fc.property(ip4, fc.integer({ min: 0, max: 32 }), ip4, (base, length, other) => {
        const p = checkPrefix(firstOf({ address: base, length }), length, 'p');
        const inRange = ipToBigInt(other) >= ipToBigInt(firstOf(p)) && ipToBigInt(other) <= ipToBigInt(lastOf(p));
        expect(contains(p, other)).toBe(inRange);
      }),
    );
  });
  it('overlap if one contains the other', () => {
    expect(overlaps(parsePrefix('10.0.0.0/8'), parsePrefix('10.1.0.0/16'))).toBe(true);
    expect(overlaps(parsePrefix('10.1.0.0/16'), parsePrefix('10.0.0.0/8'))).toBe(true);
    expect(overlaps(parsePrefix('10.0.0.0/16'), parsePrefix('10.1.0.0/16'))).toBe(false);
  });
  it('refuse host bits and say what was meant', () => {
    expect(() => parsePrefix('10.0.0.1/24')).toThrow('did you mean 10.0.0.0/24?');
    expect(formatPrefix(parsePrefix('10.0.0.0/24'))).toBe('10.0.0.0/24');
  });
  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '/24', 'x/24'])('refuse %j', (text) => {
    expect(() => parsePrefix(text)).toThrow();
  });
});
