import * as fc from 'fast-check';
import { type Ip, type Prefix, parseIp } from '../../proto/src/ip.js';
import { EtherType, ethernet } from './frames.js';
import { family4, family6 } from './ip-families.js';
import type { Direction, Packet, Rule } from './policy-rules.js';

/** Rules and packets at random, drawn so close to each other that many rules are about many packets. */

export interface Neighbour {
  readonly datapathId: number;
  readonly vtepId: number;
  readonly mac: string;
  /** IPv4, IPv6. */
  readonly addresses: readonly [string, string];
}

/** Ports that can be at the other end. */
export const neighbours: readonly Neighbour[] = [20, 21, 22, 85, 148].map((host, i) => ({
  datapathId: 50 + i,
  vtepId: 1 + (i % 2),
  mac: `02:0a:00:00:00:${host.toString(16)}`,
  addresses: [`10.1.0.${host}`, `2001:db8:1::${host.toString(16)}`],
}));

/** Prefixes nest around these. */
const centres = {
  4: ['10.1.0.20', '10.1.0.21', '10.1.0.148', '192.0.2.77'].map((text) => parseIp(text)),
  6: ['2001:db8:1::14', '2001:db8:1::94', '2001:db8:ffff::1'].map((text) => parseIp(text)),
};
const l4Ports = [0, 1, 22, 80, 443, 1023, 1024, 32_767, 32_768, 65_535];
const groupIds = Array.from({ length: 20 }, (_, i) => 1000 + i);
export const ICMP = { 4: 1, 6: 58 } as const;

/** An address with the bits after `length` at zero. */
function cut(ip: Ip, length: number): Ip {
  return Uint8Array.from(ip, (byte, i) => byte & (0xff << (8 - Math.min(8, Math.max(0, length - 8 * i))))) as Ip;
}

const prefix = (family: 4 | 6): fc.Arbitrary<Prefix> =>
  fc
    .tuple(fc.constantFrom(...centres[family]), fc.nat(family === 4 ? 32 : 128))
    .map(([ip, length]) => ({ address: cut(ip, length), length }));

const l4Range = fc
  .tuple(fc.oneof(fc.constantFrom(...l4Ports), fc.nat(65_535)), fc.oneof(fc.constantFrom(...l4Ports), fc.nat(65_535)))
  .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
const every = { first: 0, last: 65_535 };
const icmpRange = fc.oneof(
  fc.constant(every),
  fc.constantFrom(0, 8, 128, 129).map((type) => ({ first: type << 8, last: (type << 8) | 255 })),
  fc.tuple(fc.constantFrom(0, 8, 128, 129), fc.constantFrom(0, 1, 255)).map(([type, code]) => ({
    first: (type << 8) | code,
    last: (type << 8) | code,
  })),
);

const what = (families: readonly (4 | 6)[]) =>
  fc.oneof(
    fc.constant({ protocol: 0, ...every }),
    fc.tuple(fc.constantFrom(6, 17), l4Range).map(([protocol, range]) => ({ protocol, ...range })),
    fc
      .tuple(fc.constantFrom(...families.map((family) => ICMP[family])), icmpRange)
      .map(([protocol, range]) => ({ protocol, ...range })),
    fc.constantFrom(47, 132).map((protocol) => ({ protocol, ...every })),
  );

const direction = fc.constantFrom<Direction>('ingress', 'ingress', 'egress');

const rule: fc.Arbitrary<Omit<Rule, 'number'>> = fc
  .oneof(
    { weight: 3, arbitrary: fc.record({ what: what([4]), remote: prefix(4) }) },
    { weight: 3, arbitrary: fc.record({ what: what([6]), remote: prefix(6) }) },
    { weight: 1, arbitrary: fc.record({ what: what([4, 6]), remote: fc.constant(null) }) },
    { weight: 2, arbitrary: fc.record({ what: what([4, 6]), remote: fc.constantFrom(...groupIds) }) },
  )
  .chain((chosen) =>
    fc
      .record({ direction, group: fc.constantFrom(7, 8, 9) })
      .map((rest) => ({ ...rest, ...chosen.what, remote: chosen.remote })),
  );

/** Numbers are not in the order of the rules. */
export const rules: fc.Arbitrary<Rule[]> = fc
  .array(rule, { maxLength: 40 })
  .map((all) => all.map((one, i) => ({ ...one, number: 1 + ((i * 17) % 41) })));

/** Groups of each neighbour: none, some, or as many as there can be. */
export const memberships: fc.Arbitrary<number[][]> = fc.tuple(
  ...neighbours.map(() =>
    fc
      .oneof(fc.subarray(groupIds, { maxLength: 3 }), fc.subarray(groupIds, { minLength: 15, maxLength: 16 }))
      .map((ids) => [...ids].sort((a, b) => a - b)),
  ),
);

export interface Sent {
  readonly direction: Direction;
  readonly family: 4 | 6;
  readonly remote: Ip;
  readonly protocol: number;
  readonly l4: number | null;
  /** Node that the frame comes from. */
  readonly vtepId: number;
}

const remoteOf = (family: 4 | 6): fc.Arbitrary<Ip> =>
  fc.oneof(
    fc.constantFrom(...neighbours).map(({ addresses }) => parseIp(addresses[family === 4 ? 0 : 1])),
    fc.tuple(fc.constantFrom(...centres[family]), fc.nat(family === 4 ? 31 : 127)).map(([ip, bit]) => flipped(ip, bit)),
  );

function flipped(ip: Ip, bit: number): Ip {
  return Uint8Array.from(ip, (byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte)) as Ip;
}

const near = (numbers: readonly number[]) =>
  fc.tuple(fc.constantFrom(...numbers), fc.constantFrom(-1, 0, 1)).map(([n, d]) => (n + d + 65_536) % 65_536);

export const sent: fc.Arbitrary<Sent> = fc
  .constantFrom(4 as const, 6 as const)
  .chain((family) =>
    fc.record({
      direction,
      family: fc.constant(family),
      remote: remoteOf(family),
      vtepId: fc.constantFrom(1, 2),
      l4OfProtocol: fc.oneof(
        fc.tuple(fc.constantFrom(6, 17), near(l4Ports)).map(([protocol, l4]) => ({ protocol, l4 })),
        fc
          .tuple(fc.constantFrom(0, 3, 8, 128, 129), fc.constantFrom(0, 1, 2, 255))
          .map(([type, code]) => ({ protocol: ICMP[family], l4: (type << 8) | code })),
        fc.constantFrom(47, 132).map((protocol) => ({ protocol, l4: null })),
      ),
    }),
  )
  .map(({ l4OfProtocol, ...rest }) => ({ ...rest, ...l4OfProtocol }));

/** What the oracle is to know of it: groups are believed only if the frame comes from the port's own node. */
export function packetOf(
  { direction, remote, protocol, l4, vtepId }: Sent,
  groups: readonly (readonly number[])[],
): Packet {
  const at = neighbours.findIndex(({ addresses }) =>
    addresses.some((address) => Buffer.compare(parseIp(address), remote) === 0),
  );
  const believed = direction === 'egress' || neighbours[at]?.vtepId === vtepId;
  return { direction, remote, protocol, l4, remoteGroups: (believed && groups[at]) || [] };
}

/** As it goes between the port's own address and the remote one. */
export function frameOf({ direction, family, protocol, l4 }: Sent, own: string, remote: string): Buffer {
  const [source, destination] = direction === 'egress' ? [own, remote] : [remote, own];
  const payload = Buffer.alloc(24, 0);
  if (protocol === 6 || protocol === 17) {
    payload.writeUInt16BE(40_000, 0);
    payload.writeUInt16BE(l4 ?? 0, 2);
    payload[12] = 5 << 4;
    payload[13] = 2;
  } else if (l4 !== null) {
    payload.writeUInt16BE(l4, 0);
  }
  const packet = (family === 4 ? family4 : family6).packet({ source, destination, protocol }, payload);
  return ethernet('02:0a:00:00:00:99', '02:0a:00:00:00:11', family === 4 ? EtherType.IP4 : EtherType.IP6, packet);
}
