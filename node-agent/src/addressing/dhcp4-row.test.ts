import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIp } from '../../../proto/src/ip.js';
import { decodeDhcp4 } from '../datapath/bpf/layout.gen.js';
import { bytesOf, dhcp4 } from '../state/rows.js';
import { type Dhcp4Facts, dhcp4Row } from './dhcp4-row.js';

const facts: Dhcp4Facts = {
  address: parseIp('10.0.0.11'),
  prefixLength: 24,
  gateway: parseIp('10.0.0.1'),
  routed: true,
  dnsServers: [parseIp('192.0.2.53'), parseIp('192.0.2.54')],
  leaseSeconds: 86_400,
  mtu: 1450,
  hostRoutes: [],
};

function rowOf(changes: Partial<Dhcp4Facts> = {}) {
  const result = dhcp4Row({ ...facts, ...changes });
  if ('defect' in result) throw new Error(result.defect);
  return result.row;
}

const defectOf = (changes: Partial<Dhcp4Facts>) => {
  const result = dhcp4Row({ ...facts, ...changes });
  return 'defect' in result ? result.defect : null;
};

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Options as a client reads them. */
function decode(bytes: Uint8Array): Map<number, string> {
  const options = new Map<number, string>();
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at] ?? 0;
    if (code === 0) {
      at++;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    expect(at + 2 + length).toBeLessThanOrEqual(bytes.length);
    expect(options.has(code)).toBe(false);
    options.set(code, hex(bytes.subarray(at + 2, at + 2 + length)));
    at += 2 + length;
  }
  return options;
}

test('the row of a port, byte by byte', () => {
  const row = rowOf({ hostRoutes: [{ prefix: parseIp('10.9.128.0'), length: 17, nextHop: parseIp('10.0.0.7') }] });
  expect(row.clientIp4).toBe(0x0a00000b);
  expect(row.serverIp4).toBe(0x0a000001);
  expect(hex(row.lease)).toBe('330400015180' + '3a040000a8c0' + '3b0400012750' + '0000');
  expect(hex(row.options.subarray(0, row.optionsLen))).toBe(
    '0104ffffff00' +
      '1c040a0000ff' +
      '1a0205aa' +
      '03040a000001' +
      '0608c0000235c0000236' +
      // 10.9.128.0/17 by .7, and the default route, which option 3 no longer says.
      '790d110a09800a000007000a000001' +
      '00',
  );
  expect(row.optionsLen % 4).toBe(0);
  expect(row.options.subarray(row.optionsLen).every((b) => b === 0)).toBe(true);
});

test('without a router there is no way out', () => {
  const hostRoutes = [{ prefix: parseIp('10.9.0.0'), length: 16, nextHop: parseIp('10.0.0.7') }];
  const options = decode(rowOf({ routed: false, hostRoutes }).options);
  expect(options.has(3)).toBe(false);
  expect(options.get(121)).toBe('100a090a000007');
});

test("a default route that the subnet's routes have is the only one", () => {
  const hostRoutes = [{ prefix: parseIp('0.0.0.0'), length: 0, nextHop: parseIp('10.0.0.7') }];
  expect(decode(rowOf({ hostRoutes }).options).get(121)).toBe('000a000007');
});

test('what the API takes at most fits', () => {
  const longest = { prefix: parseIp('10.9.0.1'), length: 32, nextHop: parseIp('10.0.0.7') };
  const row = rowOf({ hostRoutes: Array(16).fill(longest), dnsServers: Array(4).fill(parseIp('192.0.2.53')) });
  expect(decode(row.options).get(121)).toHaveLength(2 * (16 * 9 + 5));
});

test('what does not fit is named and never cut', () => {
  const longest = { prefix: parseIp('10.9.0.1'), length: 32, nextHop: parseIp('10.0.0.7') };
  expect(defectOf({ hostRoutes: Array(28).fill(longest) })).toBe(
    'DHCP option 121 would have 257 bytes; the limit is 255',
  );
  expect(defectOf({ dnsServers: Array(60).fill(parseIp('192.0.2.53')) })).toBe(
    'the DHCP options for 10.0.0.11 need 264 bytes; there is room for 248',
  );
  expect(defectOf({ leaseSeconds: 0 })).toBe('the lease for 10.0.0.11 is 0 seconds');
});

const ip4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
const anyFacts: fc.Arbitrary<Dhcp4Facts> = fc.record({
  address: ip4,
  prefixLength: fc.integer({ min: 8, max: 30 }),
  gateway: ip4,
  routed: fc.boolean(),
  dnsServers: fc.array(ip4, { maxLength: 8 }),
  leaseSeconds: fc.integer({ min: 1, max: 0xfffffffe }),
  mtu: fc.integer({ min: 576, max: 65_535 }),
  hostRoutes: fc.array(fc.record({ prefix: ip4, length: fc.integer({ min: 0, max: 32 }), nextHop: ip4 }), {
    maxLength: 20,
  }),
});

test('options decode to what went in', () => {
  fc.assert(
    fc.property(anyFacts, (f) => {
      const result = dhcp4Row(f);
      if ('defect' in result) return;
      const options = decode(result.row.options.subarray(0, result.row.optionsLen));
      const lease = decode(result.row.lease);
      const number = (o: Map<number, string>, code: number) => Number.parseInt(o.get(code) ?? '', 16);
      const address = Buffer.from(f.address).readUInt32BE(0);
      const hostBits = 2 ** (32 - f.prefixLength) - 1;
      expect(number(options, 1)).toBe(0xffffffff - hostBits);
      expect(number(options, 28)).toBe(address - (address % (hostBits + 1)) + hostBits);
      expect(number(options, 26)).toBe(f.mtu);
      expect(options.get(3)).toBe(f.routed ? hex(f.gateway) : undefined);
      expect(options.get(6)).toBe(f.dnsServers.length > 0 ? f.dnsServers.map(hex).join('') : undefined);
      expect(number(lease, 51)).toBe(f.leaseSeconds);
      expect(number(lease, 58)).toBeLessThanOrEqual(number(lease, 59));
      expect(number(lease, 59)).toBeLessThanOrEqual(f.leaseSeconds);
      expect(options.has(121)).toBe(f.hostRoutes.length > 0);
    }),
  );
});

test('a row is read again from the map as it was laid out', () => {
  fc.assert(
    fc.property(anyFacts, (f) => {
      const result = dhcp4Row(f);
      if ('defect' in result) return;
      const { row } = result;
      const read = decodeDhcp4(bytesOf(dhcp4(row)));
      const plain = (r: typeof row) => ({ ...r, lease: hex(r.lease), options: hex(r.options) });
      expect(plain(read)).toEqual(plain(row));
    }),
  );
});
