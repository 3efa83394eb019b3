import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BpfProgram, close, update } from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { parseIp } from '../../proto/src/ip.js';
import { runFrame, underlayMark } from './fixture.js';
import { checksum, EtherType, ethernet, ip4, Protocol, tcp, udp, vxlan } from './frames.js';
import { key, type Node } from './node.js';
import { outer6, packet6 } from './outer-frames.js';
import { a1, a2, acme, arrange, far, here, makeNode, stranger, there } from './topology.js';
import {
  type Family,
  families,
  loadXdp,
  openToXdp,
  useFamily,
  vtep6,
  wrap,
  Xdp,
  type XdpProgram,
  xdpPrograms,
} from './underlay-programs.js';

let node: Node;
let xdp: Readonly<Record<string, BpfProgram>>;
beforeAll(() => {
  node = makeNode();
  xdp = loadXdp(node);
});
afterAll(() => {
  for (const program of Object.values(xdp ?? {})) close(program);
  node?.close();
  node?.netns.delete();
});
afterEach(() => arrange(node));

const use = (family: Family, changes: { vtepPacketsPerS?: number } = {}) => useFamily(node, family, changes);

const payload = (protocol: number = Protocol.UDP, tos = 0) =>
  ip4(
    { source: far.ip, destination: '10.0.0.12', protocol, tos },
    protocol === Protocol.TCP ? tcp(1000, 2000, 0x10, Buffer.alloc(30)) : udp(1000, 2000, Buffer.alloc(30, 7)),
  );
const inner = (mac: string, ip: Buffer = payload(), type: number = EtherType.IP4) => ethernet(mac, far.mac, type, ip);

function runXdp(program: XdpProgram, frame: Buffer) {
  const found = xdp[program];
  if (!found) throw new Error(`no program ${program}`);
  node.resetCounts();
  const { retval, dataOut } = testRun(found, { data: frame, netns: node.netns.path });
  return { retval, out: dataOut, counts: node.counts() };
}

const [, family6] = families;

describe('tc, VXLAN over IPv6', () => {
  const run = (frame: Buffer, gsoSize = 0) => {
    use(family6);
    node.resetCounts();
    return { ...runFrame(node, { program: 'from_underlay', on: 'underlay', frame, gsoSize }), counts: node.counts() };
  };

  test.each([
    ['IPv4', inner(a1.mac)],
    ['IPv6', inner(a1.mac, packet6({}, udp(1, 2, Buffer.alloc(40))), EtherType.IP6)],
  ])('a frame of %s is stripped and delivered', (_, frame) => {
    const { verdict, out, counts } = run(wrap(family6, frame));
    expect(verdict).toBe('redirect');
    expect(out.toString('hex')).toBe(frame.toString('hex'));
    expect(counts).toEqual({ [a1.slot]: { received: [1, frame.length] } });
  });

  test('what a port sends is encapsulated byte for byte', () => {
    use(family6);
    node.resetCounts();
    const packet = ip4({ source: a1.ips[0] ?? '', destination: far.ip, tos: 0xb9 }, udp(7, 8, Buffer.alloc(100, 1)));
    const frame = ethernet(far.mac, a1.mac, EtherType.IP4, packet);
    const { verdict, out } = runFrame(node, { program: 'from_port', on: a1.device, frame });
    expect(verdict).toBe('redirect');
    expect(out.length).toBe(frame.length + 70);
    const sourceL4Port = out.readUInt16BE(54);
    expect(sourceL4Port).toBeGreaterThanOrEqual(49152);
    const flowLabel = out.readUInt32BE(14) & 0xfffff;
    expect(flowLabel).toBeGreaterThan(0);
    const expected = outer6(
      {
        source: vtep6(here.ip),
        destination: vtep6(there.ip),
        destinationMac: far.mac,
        sourceMac: a1.mac,
        tos: 0xb9,
        sourceL4Port,
        flowLabel,
      },
      vxlan(acme, frame),
    );
    // The neighbor's output writes the Ethernet header anew.
    expect(out.subarray(14).toString('hex')).toBe(expected.subarray(14).toString('hex'));
  });

  test('of several uplinks the routes choose; without one the frame is dropped', () => {
    use(family6);
    node.configure({ vtepIp4: 0, vtepIp6: parseIp(vtep6(here.ip)), underlayCount: 2 });
    for (const device of ['lo', 'underlay']) node.netns.sysctl(`net.ipv6.conf.${device}.disable_ipv6`, 0);
    node.netns.sysctl('net.ipv6.conf.lo.forwarding', 1);
    const packet = ip4({ source: a1.ips[0] ?? '', destination: far.ip }, udp(7, 8, Buffer.alloc(20)));
    const frame = ethernet(far.mac, a1.mac, EtherType.IP4, packet);
    const send = () => {
      node.resetCounts();
      return runFrame(node, { program: 'from_port', on: a1.device, frame }).verdict;
    };
    try {
      expect(send()).toBe('consumed');
      expect(node.drops(a1.slot, 'ENCAP_FAILED')).toBe(1);
      node.netns.ip(`-6 route add ${vtep6(there.ip)}/128 dev underlay`);
      expect(send()).toBe('redirect');
      expect(node.allDrops()).toEqual({});
    } finally {
      for (const device of ['lo', 'underlay']) node.netns.sysctl(`net.ipv6.conf.${device}.disable_ipv6`, 1);
    }
  });

  test('a frame that fits with 50 bytes and not with 70 is too big', () => {
    const packet = ip4({ source: a1.ips[0] ?? '', destination: far.ip }, udp(7, 8, Buffer.alloc(1550 - 28)));
    const frame = ethernet(far.mac, a1.mac, EtherType.IP4, packet);
    const send = () => runFrame(node, { program: 'from_port', on: a1.device, frame }).verdict;
    expect(send()).toBe('redirect');
    use(family6);
    node.resetCounts();
    expect(send()).toBe('consumed');
    expect(node.drops(a1.slot, 'TOO_BIG')).toBe(1);
  });

  test.each([
    ['a stranger to the network', { source: vtep6(stranger.ip) }, acme, 'VXLAN_SOURCE'],
    ['an address that is no VTEP', { source: '2001:db8::bad' }, acme, 'VXLAN_SOURCE'],
    ['ourselves', { source: vtep6(here.ip) }, acme, 'VXLAN_SOURCE'],
    ['a VNI that nobody has here', {}, 4242, 'VXLAN_UNKNOWN_VNI'],
  ] as const)('%s is dropped', (_, fields, vni, reason) => {
    const { verdict, counts } = run(wrap(family6, inner(a1.mac), fields, vni));
    expect(verdict).toBe('consumed');
    expect(counts).toEqual({ 0: { drops: { [reason]: 1 } } });
  });

  test.each([
    ['fragments', { extension: { type: 44, bytes: '1100000100000001' } }, true],
    ['destination options', { extension: { type: 60, bytes: '1100010400000000' } }, true],
    ['later fragments have no UDP header', { extension: { type: 44, bytes: '1100010100000001' } }, false],
  ] as const)('%s: left to the host, marked for the device if they begin a datagram', (_, fields, marked) => {
    const frame = wrap(family6, inner(a1.mac), fields);
    const { verdict, out, mark, counts } = run(frame);
    expect(verdict).toBe('pass');
    expect(out.equals(frame)).toBe(true);
    expect(mark).toBe(marked ? underlayMark(node) : 0);
    expect(counts).toEqual({});
  });

  test('bytes behind the packet: left to the device', () => {
    const { verdict, mark } = run(Buffer.concat([wrap(family6, inner(a1.mac)), Buffer.alloc(3)]));
    expect(verdict).toBe('pass');
    expect(mark).toBe(underlayMark(node));
  });

  test('cut off anywhere, nothing is delivered', () => {
    const frame = wrap(family6, inner(a1.mac));
    for (let length = 14 + 40; length < frame.length; length++) {
      const { verdict } = run(frame.subarray(0, length));
      expect(verdict, `${length} bytes`).not.toBe('redirect');
    }
  });

  test('ECN: combined as RFC 6040 says, in packets of both families', () => {
    const table = [
      [3, 2, 3],
      [1, 2, 1],
      [2, 1, 1],
      [0, 1, 1],
    ] as const;
    for (const [outerEcn, innerEcn, result] of table) {
      for (const make of [
        (ecn: number) => inner(a1.mac, payload(Protocol.UDP, 0xb8 | ecn)),
        (ecn: number) => inner(a1.mac, packet6({ tos: 0xb8 | ecn }, udp(1, 2, Buffer.alloc(9))), EtherType.IP6),
      ]) {
        const { out } = run(wrap(family6, make(innerEcn), { tos: outerEcn }));
        expect(out.toString('hex')).toBe(make(result).toString('hex'));
      }
    }
    const { counts } = run(wrap(family6, inner(a1.mac), { tos: 3 }));
    expect(counts).toEqual({ [a1.slot]: { drops: { ECN: 1 } } });
  });
});

describe.each(families)('XDP, VXLAN over $name', (family) => {
  test.each([
    ['a stranger to the network', { source: family.address(stranger.ip) }, acme, 'VXLAN_SOURCE'],
    ['an address that is no VTEP', { source: family.address('192.0.2.99') }, acme, 'VXLAN_SOURCE'],
    ['ourselves', { source: family.address(here.ip) }, acme, 'VXLAN_SOURCE'],
    ['a VNI that nobody has here', {}, 4242, 'VXLAN_UNKNOWN_VNI'],
  ] as const)('%s is dropped', (_, fields, vni, reason) => {
    use(family);
    for (const program of xdpPrograms) {
      const { retval, counts } = runXdp(program, wrap(family, inner(a1.mac), fields, vni));
      expect(retval).toBe(Xdp.DROP);
      expect(counts).toEqual({ 0: { drops: { [reason]: 1 } } });
    }
  });

  test('for a tap: the inner frame, byte for byte, straight to its device', () => {
    use(family);
    openToXdp(node);
    const frames = [
      inner(a2.mac),
      inner(a2.mac, payload(Protocol.ICMP)),
      inner(a2.mac, packet6({}, udp(1, 2, Buffer.alloc(40))), EtherType.IP6),
      inner(
        a2.mac,
        packet6({ next: 44 }, Buffer.concat([Buffer.from('1100000100000001', 'hex'), Buffer.alloc(40)])),
        EtherType.IP6,
      ),
    ];
    for (const frame of frames) {
      const { retval, out, counts } = runXdp('underlay_native', wrap(family, frame));
      expect(retval).toBe(Xdp.REDIRECT);
      expect(out.toString('hex')).toBe(frame.toString('hex'));
      expect(counts).toEqual({ [a2.slot]: { received: [1, frame.length] } });
    }
  });

  test('what the stack may join, copies or cannot be sure of goes on to tc, untouched and uncounted', () => {
    use(family);
    openToXdp(node);
    const passed: Record<string, Buffer> = {
      TCP: wrap(family, inner(a2.mac, payload(Protocol.TCP))),
      broadcast: wrap(family, inner('ff:ff:ff:ff:ff:ff')),
      'a port that takes none': wrap(family, inner(a1.mac)),
      'not IP': wrap(family, inner(a2.mac, Buffer.alloc(46), EtherType.LLDP)),
      'unknown destination': wrap(family, inner('02:0a:00:00:00:77')),
      'trailing bytes': Buffer.concat([wrap(family, inner(a2.mac)), Buffer.alloc(3)]),
      'another l4 port': wrap(family, inner(a2.mac), { l4Port: 53 }),
      'another address': wrap(family, inner(a2.mac), { destination: family.address('192.0.2.98') }),
      'a multicast MAC': wrap(family, inner(a2.mac), { destinationMac: '01:00:5e:00:00:01' }),
      'not IP at all': ethernet(here.mac, there.mac, EtherType.LLDP, Buffer.alloc(60)),
    };
    for (const [what, frame] of Object.entries(passed)) {
      const { retval, out, counts } = runXdp('underlay_native', frame);
      expect(retval, what).toBe(Xdp.PASS);
      expect(out.equals(frame), what).toBe(true);
      expect(counts, what).toEqual({});
    }
    const frame = wrap(family, inner(a2.mac));
    expect(runXdp('underlay_generic', frame)).toMatchObject({ retval: Xdp.PASS, counts: {} });
    // A port with a policy: tc asks it.
    update(node.map('port_policy'), key(a2.slot), Buffer.concat([key(1), key(1)]));
    expect(runXdp('underlay_native', frame)).toMatchObject({ retval: Xdp.PASS, counts: {} });
    update(node.map('port_policy'), key(a2.slot), Buffer.alloc(8));
    expect(runXdp('underlay_native', frame).retval).toBe(Xdp.REDIRECT);
  });

  test('for a port that departs from here: to tc, which sends it on; for one that moves here: as for any', () => {
    use(family);
    openToXdp(node);
    const departing = wrap(family, inner(far.mac));
    node.departs(far.id, acme);
    for (const program of xdpPrograms)
      expect(runXdp(program, departing)).toMatchObject({ retval: Xdp.PASS, counts: {}, out: departing });
    node.fdb(acme, a2.mac, { vtepId: there.vtepId, datapathId: a2.id });
    const frame = inner(a2.mac);
    expect(runXdp('underlay_native', wrap(family, frame))).toMatchObject({
      retval: Xdp.REDIRECT,
      out: frame,
      counts: { [a2.slot]: { received: [1, frame.length] } },
    });
  });

  test('cut off at every byte: dropped as malformed or passed, never delivered', () => {
    use(family);
    openToXdp(node);
    const frame = wrap(family, inner(a2.mac));
    const udpEnd = 14 + family.bytes - 22;
    for (let length = 14; length < frame.length; length++) {
      const { retval, counts } = runXdp('underlay_native', frame.subarray(0, length));
      expect(retval, `${length} bytes`).toBe(length < udpEnd ? Xdp.PASS : Xdp.DROP);
      if (length >= udpEnd) expect(counts).toEqual({ 0: { drops: { VXLAN_MALFORMED: 1 } } });
    }
    const noFlag = Buffer.from(frame);
    noFlag[udpEnd] = 0;
    expect(runXdp('underlay_native', noFlag).counts).toEqual({ 0: { drops: { VXLAN_MALFORMED: 1 } } });
    // tc knows a GSO frame over 64 KB from a malformed one.
    expect(runXdp('underlay_generic', noFlag)).toMatchObject({ retval: Xdp.PASS, counts: {} });
  });

  test('ECN: combined, with the checksum of IPv4; congestion that the sender would not understand drops', () => {
    use(family);
    openToXdp(node);
    for (const [outerEcn, innerEcn, result] of [
      [3, 2, 3],
      [1, 2, 1],
      [2, 1, 1],
      [2, 0, 0],
    ] as const) {
      const make = (ecn: number) => inner(a2.mac, payload(Protocol.UDP, 0xb8 | ecn));
      const { out } = runXdp('underlay_native', wrap(family, make(innerEcn), { tos: outerEcn }));
      expect(out.toString('hex')).toBe(make(result).toString('hex'));
      expect(checksum(out.subarray(14, 34))).toBe(0);
    }
    const { retval, counts } = runXdp('underlay_native', wrap(family, inner(a2.mac), { tos: 3 }));
    expect(retval).toBe(Xdp.DROP);
    expect(counts).toEqual({ [a2.slot]: { drops: { ECN: 1 } } });
  });

  test('more than a node may send is dropped, other nodes are not concerned', () => {
    use(family, { vtepPacketsPerS: 8 });
    const frame = wrap(family, inner(a1.mac));
    const seen = Array.from({ length: 6 }, () => runXdp('underlay_generic', frame));
    expect(seen.map((s) => s.retval)).toContain(Xdp.PASS);
    expect(seen.at(-1)).toMatchObject({ retval: Xdp.DROP, counts: { 0: { drops: { VTEP_RATE: 1 } } } });
    const other = wrap(family, inner(a1.mac), { source: family.address(stranger.ip) });
    expect(runXdp('underlay_generic', other).counts).toEqual({ 0: { drops: { VXLAN_SOURCE: 1 } } });
  });

  test('without configuration everything passes', () => {
    node.configure(null);
    expect(runXdp('underlay_native', wrap(family, inner(a2.mac)))).toMatchObject({ retval: Xdp.PASS, counts: {} });
  });
});

test.skipIf(!process.env['WEFT_FIGURES'])('figures: ns per packet', () => {
  const median = (values: number[]) => values.sort((x, y) => x - y)[values.length >> 1] ?? 0;
  for (const family of families) {
    use(family);
    const tc = (frame: Buffer, repeat: number) =>
      testRun(node.program('from_underlay'), {
        data: frame,
        context: encodeSkbContext({ ifindex: node.netns.ifindex('underlay') }),
        repeat,
        netns: node.netns.path,
      }).durationNs;
    const inXdp = (frame: Buffer, repeat: number) => {
      const program = xdp['underlay_native'];
      if (!program) throw new Error('no program');
      return testRun(program, { data: frame, repeat, netns: node.netns.path }).durationNs;
    };
    const forged = wrap(family, inner(a1.mac), { source: family.address('192.0.2.99') });
    const once = (run: () => number) => median(Array.from({ length: 4000 }, run));
    openToXdp(node);
    const frame = wrap(family, inner(a2.mac));
    console.log(family.name, 'forged: tc', tc(forged, 500_000), 'XDP', inXdp(forged, 500_000));
    console.log(
      family.name,
      'unicast to a tap: tc',
      once(() => tc(frame, 1)),
      'XDP',
      once(() => inXdp(frame, 1)),
    );
  }
});
