import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { a1, a2, acme, b1, type Fabric, g, makeFabric, vtepA, vtepB } from './fabric.js';
import { underlayMark } from './fixture.js';
import { BROADCAST, EtherType, ethernet, ip4, tagged, udp, underlay, vxlan } from './frames.js';
import { markKernelLog, waitUntil } from './namespace.js';

let fabric: Fabric;
let kernel: ReturnType<typeof markKernelLog>;
beforeAll(() => {
  kernel = markKernelLog();
  fabric = makeFabric();
});
afterAll(() => {
  fabric?.delete();
  expect(kernel.troubleSince()).toEqual([]);
});
beforeEach(() => {
  fabric.a.resetCounts();
  fabric.b.resetCounts();
});

const vm = (name: string) => fabric.vm[name]!;
const ping = (from: string, to: string, ...options: string[]) =>
  vm(from).run('ping', '-c', '3', '-i', '0.05', '-W', '1', ...options, to);
/** Sends random bytes by TCP and checks that the same arrive. */
async function transfer(from: string, to: string, address: string, bytes: number): Promise<void> {
  const tool = ['/usr/bin/python3', `${import.meta.dirname}/tcp-transfer.py`];
  const receiver = vm(to).start([...tool, 'receive', '5201'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let output = '';
    receiver.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await waitUntil(() => output.includes('listening\n'));
    const sent = vm(from).run('timeout', '30', ...tool, 'send', address, '5201', String(bytes));
    await waitUntil(() => output.endsWith(sent));
  } finally {
    receiver.kill();
  }
}
/** A frame with a text in it that is easily found again. */
const marked = (text: string, destination: string, source: { mac: string; ip: string }, bytes = 40) =>
  ethernet(
    destination,
    source.mac,
    EtherType.IP4,
    ip4({ source: source.ip, destination: '10.0.0.255' }, udp(1000, 2000, Buffer.alloc(bytes, text))),
  );
const saying = (text: string) => (frame: Buffer) => frame.includes(text);
/** What the fabric is asked to deliver on node b. */
const toB = (inner: Buffer, fields = {}, vni = acme) =>
  underlay({ source: vtepA.ip, destination: vtepB.ip, destinationMac: vtepB.mac, ...fields }, vxlan(vni, inner));
/** NOPs: the direct way leaves such packets to the vxlan device. */
const options = { options: Buffer.from([1, 1, 1, 0]) };

describe('between machines', () => {
  test('on one node', () => {
    expect(ping('a1', a2.ip)).toContain('3 received');
    expect(fabric.a.allDrops()).toEqual({});
    expect(fabric.b.counts()).toEqual({});
  });

  test('on two nodes, and no wrong port sees any of it', async () => {
    const others = await Promise.all([vm('a2').capture('eth0'), vm('g').capture('eth0')]);
    expect(ping('a1', b1.ip)).toContain('3 received');
    expect(ping('b1', a2.ip, '-s', '8000')).toContain('3 received');
    const [atA2, atG] = await Promise.all(others.map((c) => c.stop()));
    expect(atA2!.filter((f) => f.includes(Buffer.from([10, 0, 0, 11])))).toEqual([]);
    expect(atG).toEqual([]);
    expect([fabric.a.allDrops(), fabric.b.allDrops()]).toEqual([{}, {}]);
    expect(fabric.b.counts()[g.slot]).toBeUndefined();
  });

  test('TCP across nodes arrives whole', async () => {
    await transfer('a1', 'b1', b1.ip, 20 << 20);
    const { received } = fabric.b.counts()[b1.slot]!;
    // GSO frames stay whole on the way: far fewer frames than segments.
    expect(received![1] / received![0]).toBeGreaterThan(16_384);
    expect([fabric.a.allDrops(), fabric.b.allDrops()]).toEqual([{}, {}]);
  });

  test("a machine that checks whether its own address is taken finds it free, a neighbor's taken", () => {
    // arping -D of iputils and the kernel do the same; ping's resolver is enough for the positive case.
    const probe = (target: string) =>
      ethernet(
        BROADCAST,
        a1.mac,
        EtherType.ARP,
        Buffer.concat([
          Buffer.from('0001080006040001020a0000001100000000000000000000', 'hex'),
          Buffer.from(target.split('.').map(Number)),
        ]),
      );
    return vm('a1')
      .capture('eth0')
      .then(async (capture) => {
        vm('a1').send('eth0', [probe(a1.ip), probe(b1.ip)]);
        const answers = await capture.until((frames) => frames.some((f) => f.readUInt16BE(20) === 2));
        expect(answers.filter((f) => f.readUInt16BE(20) === 2).map((f) => f.subarray(22, 32).toString('hex'))).toEqual([
          `020a00000021${Buffer.from(b1.ip.split('.').map(Number)).toString('hex')}`,
        ]);
      });
  });
});

describe('broadcast', () => {
  test('reaches each machine of the network once, on both nodes, and no other', async () => {
    const captures = await Promise.all(['a1', 'a2', 'b1', 'g'].map((name) => vm(name).capture('eth0')));
    const text = 'to all of acme';
    vm('a1').send('eth0', [marked(text, BROADCAST, a1)]);
    const b1Saw = await captures[2]!.until((frames) => frames.some(saying(text)));
    const [a1Saw, a2Saw, gSaw] = await Promise.all([captures[0]!.stop(), captures[1]!.stop(), captures[3]!.stop()]);
    expect(a1Saw.filter(saying(text))).toHaveLength(1); // as it left
    expect(a2Saw.filter(saying(text)).map(String)).toEqual([marked(text, BROADCAST, a1)].map(String));
    expect(b1Saw.filter(saying(text)).map(String)).toEqual([marked(text, BROADCAST, a1)].map(String));
    expect(gSaw.filter(saying(text))).toEqual([]);
  });

  test("copies for other nodes are sent even while the underlay's neighbor is unresolved", async () => {
    fabric.a.netns.ip('neigh flush dev underlay');
    const capture = await vm('b1').capture('eth0');
    vm('a1').send('eth0', [marked('unresolved', BROADCAST, a1)]);
    expect((await capture.until((f) => f.some(saying('unresolved')))).filter(saying('unresolved'))).toHaveLength(1);
    expect(fabric.a.allDrops()).toEqual({});
  });

  test('ethertypes that are not IP cross nodes too', async () => {
    const capture = await vm('b1').capture('eth0');
    const unicast = ethernet(b1.mac, a1.mac, EtherType.LLDP, Buffer.alloc(60, 'not ip, to one'));
    const multicast = ethernet('01:80:c2:00:00:0e', a1.mac, EtherType.LLDP, Buffer.alloc(60, 'not ip, to all'));
    vm('a1').send('eth0', [unicast, multicast]);
    const seen = await capture.until((f) => f.some(saying('not ip, to one')) && f.some(saying('not ip, to all')));
    expect(
      seen
        .filter(saying('not ip'))
        .map((f) => f.toString('hex'))
        .sort(),
    ).toEqual([unicast, multicast].map((f) => f.toString('hex')).sort());
  });
});

describe('apart', () => {
  test('a VLAN-tagged frame of a machine never appears on the underlay', async () => {
    const wire = await fabric.b.netns.capture('underlay');
    const frame = marked('tagged', b1.mac, a1);
    const sent = [
      tagged(frame, 5),
      tagged(frame, 0),
      tagged(frame, 5, EtherType.QINQ),
      tagged(tagged(frame, 6), 5),
      tagged(marked('tagged', BROADCAST, a1), 7),
    ];
    vm('a1').send('eth0', [...sent, marked('the end', b1.mac, a1)]);
    const seen = await wire.until((f) => f.some(saying('the end')));
    expect(seen.filter(saying('tagged'))).toEqual([]);
    // Nor has any other frame an outer tag.
    expect(seen.filter((f) => [EtherType.VLAN, EtherType.QINQ].includes(f.readUInt16BE(12) as 0x8100))).toEqual([]);
    expect(fabric.a.allDrops()).toEqual({ [a1.slot]: { TAGGED: sent.length } });
  });

  test('frames that are cut off inside their IPv4 header', async () => {
    const frame = marked('cut', b1.mac, a1);
    vm('a1').send(
      'eth0',
      [14, 15, 33, 34].map((length) => frame.subarray(0, length)),
    );
    await waitUntil(() => fabric.a.drops(a1.slot, 'TRUNCATED') === 4);
    fabric.a.netns.send('underlay', [toB(frame).subarray(0, 33), toB(frame).subarray(0, 20)]);
    expect(fabric.b.allDrops()).toEqual({});
  });

  test("frames of the host's stack reach no machine, and a machine's not the host", async () => {
    const { netns } = fabric.a;
    for (const device of [a1.device, a2.device]) netns.sysctl(`net.ipv6.conf.${device}.disable_ipv6`, 0);
    vm('a1').sysctl('net.ipv6.conf.eth0.disable_ipv6', 0);
    netns.ip('addr add 10.0.0.1/24 dev p1');
    const malformed = Buffer.alloc(60, 0x60);
    const machine = await vm('a1').capture('eth0');
    const host = await netns.capture('vxlan');
    // The host's stack: ARP, a ping, multicast. The machine: neighbor discovery, a ping to the host's address.
    expect(() => netns.run('ping', '-c', '2', '-i', '0.05', '-W', '1', a1.ip)).toThrow();
    netns.send(a1.device, [
      marked('from the host', a1.mac, { mac: '02:00:00:00:00:99', ip: '10.0.0.1' }),
      marked('from the host', BROADCAST, { mac: '02:00:00:00:00:99', ip: '10.0.0.1' }),
    ]);
    expect(() => vm('a1').run('ping', '-c', '2', '-i', '0.05', '-W', '1', '10.0.0.1')).toThrow();
    vm('a1').send('eth0', [ethernet('33:33:00:00:00:02', a1.mac, EtherType.IP6, malformed)]);
    await waitUntil(() => fabric.a.drops(a1.slot, 'TRUNCATED') > 0);
    const hostMac = JSON.parse(netns.ip('-j link show p1'))[0].address.replaceAll(':', '');
    const seen = await machine.stop();
    expect(seen.filter(saying('from the host'))).toEqual([]);
    expect(seen.filter((f) => f.subarray(6, 12).toString('hex') === hostMac)).toEqual([]);
    expect((await host.stop()).filter((f) => f.includes(malformed))).toEqual([]);
    expect(fabric.a.drops(a1.slot, 'HOST_STACK')).toBeGreaterThanOrEqual(3);
    expect(JSON.parse(netns.ip('-j neigh show dev p1')).filter((n: { lladdr?: string }) => n.lladdr)).toEqual([]);
    netns.ip('addr del 10.0.0.1/24 dev p1');
    // Quiet again: other tests count what there is.
    vm('a1').sysctl('net.ipv6.conf.eth0.disable_ipv6', 1);
  });
});

describe('through the metadata device', () => {
  test("a tenant's own VXLAN inside the port carries ping and TCP", async () => {
    for (const [name, own, other] of [
      ['a1', a1, b1],
      ['b1', b1, a1],
    ] as const) {
      vm(name).ip(`link add inner type vxlan id 9 remote ${other.ip} dstport 4789`);
      vm(name).ip(`addr add 172.16.0.${own.id}/24 dev inner`);
      vm(name).ip('link set inner up');
    }
    expect(ping('a1', `172.16.0.${b1.id}`)).toContain('3 received');
    try {
      await transfer('a1', 'b1', `172.16.0.${b1.id}`, 20 << 20);
    } finally {
      for (const name of ['a1', 'b1']) vm(name).ip('link del inner');
    }
    expect(fabric.b.allDrops()).toEqual({});
  });

  test('outer fragments are reassembled by the host and delivered', async () => {
    const capture = await vm('b1').capture('eth0');
    const whole = toB(marked('in pieces', b1.mac, a1, 1000), { dontFragment: false, id: 77 });
    const payload = whole.subarray(34);
    const fields = { source: vtepA.ip, destination: vtepB.ip, id: 77 };
    const pieces = [
      ip4({ ...fields, moreFragments: true }, payload.subarray(0, 512)),
      ip4({ ...fields, fragmentOffset: 512 }, payload.subarray(512)),
    ];
    fabric.a.netns.send(
      'underlay',
      pieces.map((p) => ethernet(vtepB.mac, vtepA.mac, EtherType.IP4, p)),
    );
    const [seen] = (await capture.until((f) => f.some(saying('in pieces')))).filter(saying('in pieces'));
    expect(seen!.equals(marked('in pieces', b1.mac, a1, 1000))).toBe(true);
  });

  test('IP options, trailing bytes and tiny frames arrive as well', async () => {
    const capture = await vm('b1').capture('eth0');
    const tiny = ethernet(b1.mac, a1.mac, EtherType.LLDP, Buffer.from('tiny'));
    fabric.a.netns.send('underlay', [
      toB(marked('with options', b1.mac, a1), options),
      Buffer.concat([toB(marked('with a tail', b1.mac, a1)), Buffer.alloc(9)]),
      toB(tiny),
    ]);
    const seen = await capture.until((f) =>
      ['with options', 'with a tail', 'tiny'].every((text) => f.some(saying(text))),
    );
    expect(seen.find(saying('with options'))!.equals(marked('with options', b1.mac, a1))).toBe(true);
    expect(seen.find(saying('with a tail'))!.equals(marked('with a tail', b1.mac, a1))).toBe(true);
    expect(seen.find(saying('tiny'))!.equals(tiny)).toBe(true);
  });

  test('a broadcast that only the device can take apart reaches each local port once', async () => {
    const [atB1, atG] = await Promise.all([vm('b1').capture('eth0'), vm('g').capture('eth0')]);
    fabric.a.netns.send('underlay', [toB(marked('flooded', BROADCAST, a1), options)]);
    expect((await atB1!.until((f) => f.some(saying('flooded')))).filter(saying('flooded'))).toHaveLength(1);
    expect(await atG!.stop()).toEqual([]);
  });

  test("the device's frames pass the same checks", async () => {
    const good = marked('refused', b1.mac, a1);
    const refused: [string, Buffer][] = [
      ['VXLAN_SOURCE', toB(good, { ...options, source: '192.0.2.77' })],
      ['VXLAN_SOURCE', toB(good, { ...options, source: vtepA.ip }, 77)],
      ['VXLAN_UNKNOWN_VNI', toB(good, options, 78)],
      ['TAGGED', toB(tagged(good, 5), options)],
      ['TAGGED', toB(tagged(tagged(good, 5), 6), options)],
      ['UNKNOWN_DESTINATION', toB(marked('refused', '02:0a:00:00:00:99', a1), options)],
      ['PORT_GONE', toB(marked('refused', a2.mac, a1), options)],
    ];
    const capture = await vm('b1').capture('eth0');
    fabric.a.netns.send('underlay', [
      ...refused.map(([, frame]) => frame),
      toB(marked('the end', b1.mac, a1), options),
    ]);
    expect((await capture.until((f) => f.some(saying('the end')))).filter(saying('refused'))).toEqual([]);
    const expected: Record<string, number> = {};
    for (const [reason] of refused) expected[reason] = (expected[reason] ?? 0) + 1;
    expect(fabric.b.allDrops()).toEqual({ 0: expected });
  });

  test('VXLAN to another address of the host than the VTEP reaches no machine', async () => {
    // The device listens on all addresses of the host, on all its interfaces.
    fabric.b.netns.ip('addr add 192.0.2.200/32 dev underlay');
    const capture = await vm('b1').capture('eth0');
    fabric.a.netns.send('underlay', [
      toB(marked('elsewhere', b1.mac, a1), { destination: '192.0.2.200' }),
      toB(marked('the end', b1.mac, a1), options),
    ]);
    const seen = await capture.until((f) => f.some(saying('the end')));
    fabric.b.netns.ip('addr del 192.0.2.200/32 dev underlay');
    expect(seen.filter(saying('elsewhere'))).toEqual([]);
    expect(fabric.b.allDrops()).toEqual({ 0: { NOT_FROM_FABRIC: 1 } });
  });

  test('VXLAN that comes in by another interface than the underlay reaches no machine', async () => {
    const { a, b } = fabric;
    const sideMac = '02:00:00:00:fe:02';
    a.netns.veth('side', { device: 'side', in: b.netns, mac: sideMac });
    try {
      // The host's own check of where a source may come from would hide ours.
      for (const device of ['all', 'side']) b.netns.sysctl(`net.ipv4.conf.${device}.rp_filter`, 0);
      const capture = await vm('b1').capture('eth0');
      const forged = marked('by the side', b1.mac, a1);
      const toSide = { destinationMac: sideMac };
      const frames = [
        toB(forged, toSide),
        toB(forged, { ...options, ...toSide }),
        toB(marked('by the side', BROADCAST, a1), toSide),
      ];
      a.netns.send('side', frames);
      // Whoever knew the mark could not send it: it ends with the namespace.
      a.netns.send('side', frames, underlayMark(b));
      await waitUntil(() => (b.allDrops()[0]?.NOT_FROM_FABRIC ?? 0) === 6);
      a.netns.send('underlay', [toB(marked('the end', b1.mac, a1), options)]);
      const seen = await capture.until((f) => f.some(saying('the end')));
      expect(seen.filter(saying('by the side'))).toEqual([]);
      expect(b.allDrops()).toEqual({ 0: { NOT_FROM_FABRIC: 6 } });
    } finally {
      a.netns.ip('link del side');
    }
  });

  test('a priority tag of the underlay (VLAN 0) is no other interface', async () => {
    const capture = await vm('b1').capture('eth0');
    fabric.a.netns.send('underlay', [tagged(toB(marked('with priority', b1.mac, a1)), 0)]);
    await capture.until((f) => f.some(saying('with priority')));
  });

  test('frames that a local process puts on the device are not from the fabric', async () => {
    // What the vxlan device sends without tunnel metadata goes nowhere; nothing of it may come back in.
    fabric.b.netns.send('vxlan', [marked('looped', b1.mac, a1)]);
    const capture = await vm('b1').capture('eth0');
    fabric.a.netns.send('underlay', [toB(marked('the end', b1.mac, a1))]);
    expect((await capture.until((f) => f.some(saying('the end')))).filter(saying('looped'))).toEqual([]);
  });
});
