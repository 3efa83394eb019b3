import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIp } from '../../../proto/src/ip.js';
import { decodeRa } from '../datapath/bpf/layout.gen.js';
import { bytesOf, ra } from '../state/rows.js';
import { internetChecksum } from './internet-checksum.js';
import { readAdvertisement } from './read-advertisement.js';
import {
  type AdvertisementFacts,
  finalAdvertisement,
  routerAdvertisement,
  type Withdrawn,
} from './router-advertisement.js';

const slaac = { prefix: parseIp('2001:db8:1::'), length: 64, autonomous: true };
const managed = { prefix: parseIp('2001:db8:2::'), length: 96, autonomous: false };
const facts: AdvertisementFacts = { mtu: 1450, routed: true, prefixes: [slaac], dnsServers: [parseIp('2001:db8::53')] };

function frameOf(f: AdvertisementFacts, withdrawn?: Withdrawn): Buffer {
  const result = routerAdvertisement(f, withdrawn);
  if ('defect' in result) throw new Error(result.defect);
  return result.frame;
}

/** What a host reads out of an advertisement, after the checks of RFC 4861 section 6.1.2. */
function decode(frame: Buffer) {
  const message = frame.subarray(54);
  expect(frame.subarray(0, 14).toString('hex')).toBe('333300000001fe570000000186dd');
  expect(frame.readUInt16BE(18)).toBe(message.length);
  expect([frame[20], frame[21]]).toEqual([58, 255]);
  const pseudo = Buffer.concat([frame.subarray(22, 54), Buffer.alloc(8)]);
  pseudo.writeUInt32BE(message.length, 32);
  pseudo[39] = 58;
  expect(internetChecksum(pseudo, message)).toBe(0);
  const found = {
    managed: ((message[5] ?? 0) & 0x80) !== 0,
    routerLifetime: message.readUInt16BE(6),
    mac: '',
    mtu: 0,
    prefixes: [] as { prefix: string; length: number; flags: number; validS: number; preferredS: number }[],
    dns: [] as { servers: string[]; lifetimeS: number }[],
  };
  for (let at = 16; at < message.length; at += 8 * (message[at + 1] ?? 0)) {
    const option = message.subarray(at, at + 8 * (message[at + 1] ?? 0));
    expect(option.length).toBeGreaterThan(0);
    if (option[0] === 1) found.mac = option.subarray(2, 8).toString('hex');
    else if (option[0] === 5) found.mtu = option.readUInt32BE(4);
    else if (option[0] === 3) {
      found.prefixes.push({
        prefix: option.subarray(16, 32).toString('hex'),
        length: option[2] ?? 0,
        flags: option[3] ?? 0,
        validS: option.readUInt32BE(4),
        preferredS: option.readUInt32BE(8),
      });
    } else if (option[0] === 25) {
      const servers = Array.from({ length: (option.length - 8) / 16 }, (_, i) =>
        option.subarray(8 + 16 * i, 24 + 16 * i).toString('hex'),
      );
      found.dns.push({ servers, lifetimeS: option.readUInt32BE(4) });
    } else throw new Error(`option ${option[0]}`);
  }
  return found;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('an advertisement, byte by byte', () => {
  expect(frameOf(facts).toString('hex')).toBe(
    // Ethernet and IPv6: the gateway's MAC and its link-local address, to all nodes, hop limit 255
    '333300000001fe570000000186dd' +
      '6000000000583aff' +
      'fe80000000000000fc5700fffe000001' +
      'ff020000000000000000000000000001' +
      // router advertisement: hop limit 64, no flags, router lifetime 65535
      '8600b64b' +
      '4000ffff0000000000000000' +
      '0101fe5700000001' +
      '05010000000005aa' +
      '030440c000278d0000093a800000000020010db8000100000000000000000000' +
      '190300000000ffff20010db8000000000000000000000053',
  );
});

test('flags follow from the prefixes, and the router lifetime from a router', () => {
  const both = decode(frameOf({ ...facts, routed: false, prefixes: [slaac, managed] }));
  expect(both.managed).toBe(true);
  expect(both.routerLifetime).toBe(0);
  expect(both.prefixes.map((p) => [p.length, p.flags])).toEqual([
    [64, 0xc0],
    [96, 0x80],
  ]);
  expect(decode(frameOf(facts)).managed).toBe(false);
});

test('what is withdrawn comes with lifetime 0', () => {
  const found = decode(frameOf(facts, { prefixes: [managed], dnsServers: [parseIp('2001:db8::54')] }));
  expect(found.prefixes.map((p) => [p.prefix, p.validS, p.preferredS])).toEqual([
    [hex(slaac.prefix), 2_592_000, 604_800],
    [hex(managed.prefix), 0, 0],
  ]);
  expect(found.dns.map((d) => d.lifetimeS)).toEqual([65_535, 0]);
  // A withdrawn managed prefix does not make hosts look for DHCPv6.
  expect(found.managed).toBe(false);
});

test('the last advertisement ends everything', () => {
  const found = decode(finalAdvertisement(facts));
  expect(found.routerLifetime).toBe(0);
  expect(found.prefixes.map((p) => [p.validS, p.preferredS])).toEqual([[0, 0]]);
  expect(found.dns.map((d) => d.lifetimeS)).toEqual([0]);
});

test('what does not fit is named and never cut', () => {
  const prefixes = Array.from({ length: 38 }, (_, i) => ({ ...slaac, prefix: parseIp(`2001:db8:${i + 1}::`) }));
  expect(routerAdvertisement({ ...facts, prefixes })).toEqual({
    defect: 'its router advertisement with 38 prefixes and 1 resolvers needs 1326 bytes; there is room for 1292',
  });
});

const ip6 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const prefix = fc.record({ prefix: ip6, length: fc.integer({ min: 16, max: 126 }), autonomous: fc.boolean() });
const anyFacts = fc.record({
  mtu: fc.integer({ min: 1280, max: 65_535 }),
  routed: fc.boolean(),
  prefixes: fc.array(prefix, { minLength: 1, maxLength: 40 }),
  dnsServers: fc.array(ip6, { maxLength: 8 }),
});
test('options decode to what went in', () => {
  fc.assert(
    fc.property(anyFacts, (f) => {
      const result = routerAdvertisement(f);
      if ('defect' in result) return;
      const found = decode(result.frame);
      expect(found.mtu).toBe(f.mtu);
      expect(found.mac).toBe('fe5700000001');
      expect(found.routerLifetime > 0).toBe(f.routed);
      expect(found.managed).toBe(f.prefixes.some((p) => !p.autonomous));
      expect(found.prefixes.map((p) => [p.prefix, p.length, p.flags])).toEqual(
        f.prefixes.map((p) => [hex(p.prefix), p.length, p.autonomous ? 0xc0 : 0x80]),
      );
      expect(found.dns.flatMap((d) => d.servers)).toEqual(f.dnsServers.map(hex));
    }),
  );
});

test('a row of the kernel says again what was advertised', () => {
  fc.assert(
    fc.property(anyFacts, (f) => {
      const result = routerAdvertisement(f);
      if ('defect' in result) return;
      const { frame, length } = decodeRa(bytesOf(ra(result.frame)));
      expect(readAdvertisement(frame.subarray(0, length))).toEqual(f);
    }),
  );
});

test('what is no advertisement is not read as one, whatever it is', () => {
  const frame = frameOf(facts);
  for (let length = 0; length < 70; length++) expect(readAdvertisement(frame.subarray(0, length))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(frame.length), (noise, at) => {
      const broken = Buffer.concat([frame.subarray(0, at), noise]);
      expect(() => readAdvertisement(broken)).not.toThrow();
    }),
  );
});
