import { formatIp } from '../../../proto/src/ip.js';
import { formatMac } from '../../../proto/src/mac.js';
import { DhcpOption, DhcpType, dhcpFrame, dhcpMessage, dhcpOptions } from '../../packets/dhcp-frames.js';
import { arp, BROADCAST, EtherType, ethernet, udp, underlay, vxlan } from '../../packets/frames.js';
import { type Family, family4, family6 } from '../../packets/ip-families.js';
import { gatewayMac } from '../../packets/routed-topology.js';
import type { LocalPort, TablesHost } from './tables-lab.js';
import type { Outcome, TableKey, TimedProgramName } from './timed-programs.js';

/** A way through a program, and frames that take it. */
export interface FrameCase {
  readonly test: string;
  /** Of the keys' addresses. */
  readonly family: 4 | 6;
  readonly program: TimedProgramName;
  /** Interface that the frame comes in on. */
  readonly on: (host: TablesHost) => number;
  readonly expected: Outcome;
  /** Does each key make another frame? Otherwise it is always the same. */
  readonly keyed: boolean;
  readonly frame: (host: TablesHost, key: TableKey) => Buffer;
}

const tcRedirect = 7;
const tcConsumed = 2;
const tcPass = -1;
const xdp = { DROP: 1, PASS: 2, REDIRECT: 4 } as const;
/** Outer IPv4, UDP and VXLAN headers and the inner Ethernet header. */
const tunnelBytes = 50;

/** 18 bytes of payload make a 64-byte Ethernet frame of IPv4. */
const datagram = udp(1000, 2000, Buffer.alloc(18, 7));

function packet(family: Family, from: LocalPort, destination: string): Buffer {
  const source = family === family4 ? from.ip4 : from.ip6;
  return family.packet({ source, destination }, datagram);
}

function ipFrame(family: Family, from: LocalPort, destination: string, destinationMac: string): Buffer {
  return ethernet(destinationMac, from.mac, family.etherType, packet(family, from, destination));
}

const addressOf = (family: Family, port: LocalPort) => (family === family4 ? port.ip4 : port.ip6);
const fromOwn = (host: TablesHost) => host.own.ifindex;
const fromNear = (host: TablesHost) => host.near.ifindex;
const fromUnderlay = (host: TablesHost) => host.underlay.ifindex;
const delivered: Outcome = { retval: tcRedirect, grows: 0 };
const encapsulated: Outcome = { retval: tcRedirect, grows: tunnelBytes };
const dropped: Outcome = { retval: tcConsumed, grows: 0 };

const families = [
  [4, family4],
  [6, family6],
] as const;

function fromPortCases(): FrameCase[] {
  return families.flatMap(([digit, family]): FrameCase[] => [
    {
      test: `bridged${digit}_local`,
      family: digit,
      program: 'from_port',
      on: fromOwn,
      expected: delivered,
      keyed: false,
      frame: (host) => ipFrame(family, host.own, addressOf(family, host.peer), host.peer.mac),
    },
    {
      // To a MAC of the table, in one flow: the FDB alone is drawn at random.
      test: `bridged${digit}_remote`,
      family: digit,
      program: 'from_port',
      on: fromOwn,
      expected: encapsulated,
      keyed: true,
      frame: (host, key) => ipFrame(family, host.own, addressOf(family, host.peer), formatMac(key.mac)),
    },
    {
      // To MAC and address of the table: each key is a flow as well.
      test: `bridged${digit}_remote_flows`,
      family: digit,
      program: 'from_port',
      on: fromOwn,
      expected: encapsulated,
      keyed: true,
      frame: (host, key) => ipFrame(family, host.own, formatIp(key.address), formatMac(key.mac)),
    },
    {
      test: `routed${digit}_local`,
      family: digit,
      program: 'from_port',
      on: fromNear,
      expected: delivered,
      keyed: false,
      frame: (host) => ipFrame(family, host.near, addressOf(family, host.peer), gatewayMac),
    },
    {
      // Each key is a neighbor, an FDB entry and a flow.
      test: `routed${digit}_remote_flows`,
      family: digit,
      program: 'from_port',
      on: fromNear,
      expected: encapsulated,
      keyed: true,
      frame: (host, key) => ipFrame(family, host.near, formatIp(key.address), gatewayMac),
    },
    {
      test: `spoofed${digit}`,
      family: digit,
      program: 'from_port',
      on: fromOwn,
      expected: dropped,
      keyed: false,
      frame: (host) =>
        ethernet(host.peer.mac, host.own.mac, family.etherType, packet(family, host.peer, addressOf(family, host.tap))),
    },
  ]);
}

const answerCases: readonly FrameCase[] = [
  {
    test: 'arp',
    family: 4,
    program: 'from_port',
    on: fromOwn,
    expected: delivered,
    keyed: true,
    frame: ({ own }, key) => {
      const question = arp({ senderMac: own.mac, senderIp: own.ip4, targetIp: formatIp(key.address) });
      return ethernet(BROADCAST, own.mac, EtherType.ARP, question);
    },
  },
  {
    test: 'nd',
    family: 6,
    program: 'from_port',
    on: fromOwn,
    expected: delivered,
    keyed: true,
    frame: ({ own }, key) => solicitation(own, key.address),
  },
  {
    test: 'dhcp4',
    family: 4,
    program: 'from_port',
    on: fromOwn,
    // The answer is as long as the network's options make it.
    expected: { retval: tcRedirect, grows: null },
    keyed: false,
    frame: ({ own }) => discover(own),
  },
];

/** For an address, from one that knows nobody (RFC 4861 section 4.3). */
function solicitation(own: LocalPort, target: Uint8Array): Buffer {
  const group = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, ...target.subarray(13));
  const sourceMac = Buffer.from(`0101${own.mac.replaceAll(':', '')}`, 'hex');
  const body = Buffer.concat([target, sourceMac]);
  const message = family6.icmp({ source: own.ip6, destination: formatIp(group), ttl: 255 }, 135, 0, 0, body);
  const groupMac = formatMac(Uint8Array.of(0x33, 0x33, ...group.subarray(12)));
  return ethernet(groupMac, own.mac, EtherType.IP6, message);
}

function discover(own: LocalPort): Buffer {
  const options = dhcpOptions([
    [DhcpOption.TYPE, Uint8Array.of(DhcpType.DISCOVER)],
    [DhcpOption.PARAMETERS, Uint8Array.of(1, 3, 6, 26)],
  ]);
  const addresses = { source: '0.0.0.0', destination: '255.255.255.255' };
  return dhcpFrame(
    { ...addresses, sourceMac: own.mac, destinationMac: BROADCAST },
    [68, 67],
    dhcpMessage({ mac: own.mac, options }),
  );
}

/** A frame of the fabric: from a VTEP, with a packet of the key's machine inside. */
function arriving(family: Family, host: TablesHost, key: TableKey, to: LocalPort, from = vtepOf(host, key)): Buffer {
  const inner = family.packet({ source: formatIp(key.address), destination: addressOf(family, to) }, datagram);
  return underlay(
    { source: from, destination: host.vtep, destinationMac: host.underlay.mac },
    vxlan(host.vni, ethernet(to.mac, formatMac(key.mac), family.etherType, inner)),
  );
}

/** Any of the VTEPs, always the same for a key. */
function vtepOf({ remoteVteps }: TablesHost, { mac }: TableKey): string {
  return remoteVteps[(mac[5] ?? 0) % remoteVteps.length] ?? '';
}

const stranger = '172.16.99.99';

function fabricCases(): FrameCase[] {
  const stripped: Outcome = { retval: tcRedirect, grows: -tunnelBytes };
  return [
    ...families.flatMap(([digit, family]): FrameCase[] => [
      {
        test: `fabric${digit}`,
        family: digit,
        program: 'from_underlay',
        on: fromUnderlay,
        expected: stripped,
        keyed: true,
        frame: (host, key) => arriving(family, host, key, host.own),
      },
      {
        test: `fabric${digit}_tap`,
        family: digit,
        program: 'from_underlay',
        on: fromUnderlay,
        expected: stripped,
        keyed: true,
        frame: (host, key) => arriving(family, host, key, host.tap),
      },
      {
        test: `xdp${digit}_tap`,
        family: digit,
        program: 'underlay_native',
        on: fromUnderlay,
        expected: { retval: xdp.REDIRECT, grows: -tunnelBytes },
        keyed: true,
        frame: (host, key) => arriving(family, host, key, host.tap),
      },
      {
        // To a veth: on to tc.
        test: `xdp${digit}_pass`,
        family: digit,
        program: 'underlay_native',
        on: fromUnderlay,
        expected: { retval: xdp.PASS, grows: 0 },
        keyed: true,
        frame: (host, key) => arriving(family, host, key, host.own),
      },
    ]),
    {
      test: 'fabric_forged',
      family: 4,
      program: 'from_underlay',
      on: fromUnderlay,
      expected: dropped,
      keyed: true,
      frame: (host, key) => arriving(family4, host, key, host.own, stranger),
    },
    {
      test: 'xdp_forged',
      family: 4,
      program: 'underlay_native',
      on: fromUnderlay,
      expected: { retval: xdp.DROP, grows: 0 },
      keyed: true,
      frame: (host, key) => arriving(family4, host, key, host.own, stranger),
    },
  ];
}

/** Next to nothing: not IP. What timing itself takes. */
export const timingCases: readonly FrameCase[] = (
  [
    ['floor_tc', 'from_underlay', tcPass],
    ['floor_xdp', 'underlay_native', xdp.PASS],
  ] as const
).map(([test, program, retval]) => ({
  test,
  family: 4,
  program,
  on: fromUnderlay,
  expected: { retval, grows: 0 },
  keyed: false,
  frame: ({ underlay: { mac } }) => ethernet(mac, mac, EtherType.LLDP),
}));

export const frameCases: readonly FrameCase[] = [...fromPortCases(), ...answerCases, ...fabricCases()];
