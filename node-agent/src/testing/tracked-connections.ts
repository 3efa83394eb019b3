import fc from 'fast-check';
import { ConnectionState, PolicyDirection, TcpSideFlags } from '../datapath/bpf/layout.gen.js';
import type { TrackedConnection } from '../datapath/tracked-connections.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';

/** For tests: a port with both families, a pair of each, and a security group. */
export function movingPort(over: Partial<LocalPort> = {}): LocalPort {
  return {
    datapathId: 11,
    portId: 'p',
    generation: 3,
    role: PortRole.PENDING,
    otherGeneration: 2,
    vni: 7,
    mac: Uint8Array.of(2, 0, 0, 0, 0, 11),
    ip4: [Uint8Array.of(10, 0, 0, 11)],
    ip6: [ip6(11)],
    pairs: [
      { prefix: Uint8Array.of(172, 16, 8, 0), length: 21, mac: Uint8Array.of(2, 0, 0, 0, 0, 11) },
      { prefix: ip6(0), length: 121, mac: Uint8Array.of(2, 0, 0, 0, 0, 12) },
    ],
    floodPacketsPerSecond: 1_000,
    groupIds: [900],
    limits: { egress: null, ingress: null },
    ...over,
  };
}

/** 2001:db8:: and this in the last byte. */
export function ip6(last: number): Uint8Array {
  return Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last);
}

/** An answered UDP connection of the port, from its l4 port `n`. */
export function udpConnection(n: number, over: Partial<TrackedConnection> = {}): TrackedConnection {
  return {
    own: Uint8Array.of(10, 0, 0, 11),
    remote: Uint8Array.of(192, 0, 2, n & 0xff),
    ownL4Port: n & 0xffff,
    remoteL4Port: 53,
    protocol: 17,
    began: PolicyDirection.EGRESS,
    state: ConnectionState.ESTABLISHED,
    ageMs: 5_000,
    idleMs: 1_000,
    isCut: false,
    sides: [noSide, noSide],
    ...over,
  };
}

const noSide = { scale: 0, flags: 0 };

const side = fc.record({
  scale: fc.integer({ min: 0, max: 14 }),
  flags: fc
    .subarray([TcpSideFlags.SCALED, TcpSideFlags.FIN, TcpSideFlags.FIN_ACKED, TcpSideFlags.SYN])
    .map((flags) => flags.reduce((sum: number, flag) => sum | flag, 0)),
});

/** Any connection that `movingPort` may have. */
export const anyConnection: fc.Arbitrary<TrackedConnection> = fc
  .record({
    is6: fc.boolean(),
    inPair: fc.boolean(),
    own: fc.integer({ min: 0, max: 127 }),
    remote: fc.integer({ min: 0, max: 255 }),
    ownL4Port: fc.integer({ min: 0, max: 65_535 }),
    remoteL4Port: fc.integer({ min: 0, max: 65_535 }),
    protocol: fc.constantFrom(6, 6, 17, 1, 58, 47, 0, 255),
    began: fc.constantFrom(PolicyDirection.INGRESS, PolicyDirection.EGRESS),
    tcpState: fc.constantFrom(...Object.values(ConnectionState)),
    state: fc.constantFrom(ConnectionState.NEW, ConnectionState.ESTABLISHED),
    ageMs: fc.integer({ min: 9_000, max: 100_000_000 }),
    idleMs: fc.integer({ min: 0, max: 8_000 }),
    isCut: fc.boolean(),
    sides: fc.tuple(side, side),
  })
  .map(({ is6, inPair, own, remote, tcpState, ...more }) => ({
    ...more,
    own: is6 ? ip6(inPair ? own : 11) : inPair ? Uint8Array.of(172, 16, 8, own) : Uint8Array.of(10, 0, 0, 11),
    remote: is6 ? ip6(remote) : Uint8Array.of(192, 0, 2, remote),
    state: more.protocol === 6 ? tcpState : more.state,
    sides: more.protocol === 6 ? more.sides : [noSide, noSide],
  }));
