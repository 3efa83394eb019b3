/** What other nodes send to where a port was goes on to where it is (weft/departing.h), over departing-fabric.ts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseIp } from '../../proto/src/ip.js';
import { carried, forgetCarried, innerFlows } from './carried.js';
import {
  type DepartingFabric,
  makeDepartingFabric,
  moved,
  movedTap,
  SENT_ON_SLOT,
  sender,
  vni,
  vteps,
} from './departing-fabric.js';
import { runFrame } from './fixture.js';
import { arp, BROADCAST, EtherType, ethernet, type Ip4Fields, ip4, udp, vxlan } from './frames.js';
import { markKernelLog, waitUntil } from './namespace.js';
import { type Outer, outer4, outer6, packet6 } from './outer-frames.js';

let kernel: ReturnType<typeof markKernelLog>;
beforeAll(() => {
  kernel = markKernelLog();
});
afterAll(() => expect(kernel.troubleSince()).toEqual([]));

const families = [
  { name: 'IPv4', address: 'ip4', tunnelBytes: 50, outer: outer4, ttlAt: 22 },
  { name: 'IPv6', address: 'ip6', tunnelBytes: 70, outer: outer6, ttlAt: 21 },
] as const;

const macBytes = (mac: string) => Buffer.from(mac.replaceAll(':', ''), 'hex');

describe.each(families)('over $name', (family) => {
  let fabric: DepartingFabric;
  beforeAll(() => {
    fabric = makeDepartingFabric(family.name, 9000);
  }, 30_000);
  afterAll(() => fabric?.delete());
  beforeEach(() => {
    for (const node of Object.values(fabric.nodes)) {
      forgetCarried(node);
      node.resetCounts();
    }
  });

  /** Of node b's configuration. */
  const outerAddresses = family.name === 'IPv4' ? {} : { vtepIp4: 0, vtepIp6: parseIp(vteps.b.ip6) };
  const text = (body: string) => udp(1000, 2000, Buffer.alloc(40, body));
  const four = (fields: Partial<Ip4Fields> = {}, payload = text('four')) =>
    ethernet(
      moved.mac,
      sender.mac,
      EtherType.IP4,
      ip4({ source: sender.ip, destination: moved.ip, ...fields }, payload),
    );
  const six = (tos = 0, payload = text('six')) =>
    ethernet(
      moved.mac,
      sender.mac,
      EtherType.IP6,
      packet6({ source: sender.ip6, destination: moved.ip6, tos, flowLabel: 0x12345 }, payload),
    );
  const unicastArp = ethernet(
    moved.mac,
    sender.mac,
    EtherType.ARP,
    arp({ senderMac: sender.mac, senderIp: sender.ip, targetIp: moved.ip }),
  );
  const end = four({}, text('the end'));
  /** A frame as node a sends it to b. */
  const toB = (frame: Buffer, fields: Partial<Outer> = {}, ttl = 64) => {
    const { a, b } = vteps;
    const addresses = { source: a[family.address], destination: b[family.address] };
    const outer = family.outer(
      { ...addresses, sourceMac: a.mac, destinationMac: b.mac, ...(family.name === 'IPv4' && { ttl }), ...fields },
      vxlan(vni, frame),
    );
    if (family.name === 'IPv6') outer[family.ttlAt] = ttl;
    return outer;
  };
  /** Sends frames from a to b, and gives what came into c's underlay of them, up to that which ends. */
  const sendOn = async (frames: readonly Buffer[], last = end) => {
    const { a, c } = fabric.nodes;
    const capture = await c.netns.capture('underlay');
    a.netns.send('underlay', [...frames, toB(last)]);
    const isVxlan = (f: Buffer) =>
      f.length > family.tunnelBytes + 14 && f.includes(Buffer.from('08000000abcdef00', 'hex'));
    const seen = await capture.until((all) => all.some((f) => isVxlan(f) && f.includes('the end')));
    return seen.filter((f) => isVxlan(f) && f.subarray(6, 12).equals(macBytes(vteps.b.mac)));
  };
  /** The frame as node b sends it on to c: as its own port would, but for half of the time to live. */
  const fromB = (frame: Buffer, seen: Buffer, fields: { tos?: number; ttl?: number; id?: number } = {}) => {
    const { b, c } = vteps;
    const { tos = 0, ttl = 32, id = 0 } = fields;
    const sourceL4Port = seen.readUInt16BE(family.tunnelBytes - 16);
    const flowLabel = family.name === 'IPv6' ? seen.readUInt32BE(14) & 0xfffff : 0;
    const addresses = { source: b[family.address], destination: c[family.address] };
    const outer = family.outer(
      {
        ...addresses,
        sourceMac: b.mac,
        destinationMac: c.mac,
        tos,
        sourceL4Port,
        flowLabel,
        ...(family.name === 'IPv4' && { ttl, id }),
      },
      vxlan(vni, frame),
    );
    if (family.name === 'IPv6') outer[family.ttlAt] = ttl;
    return outer;
  };
  const hex = (frames: readonly Buffer[]) => frames.map((f) => f.toString('hex'));

  test('frames of every kind go on in an outer header of this node', async () => {
    const frames = [four({ tos: 0xb8 }), six(0xb8), unicastArp, four({ moreFragments: true }), end];
    const seen = await sendOn(frames.slice(0, -1).map((f) => toB(f)));
    // The vxlan device, which sends what is not IP, numbers IPv4 packets.
    const fieldsOf = (i: number) => ({ tos: i < 2 ? 0xb8 : 0, id: i === 2 ? seen[i]!.readUInt16BE(18) : 0 });
    expect(hex(seen)).toEqual(hex(frames.map((f, i) => fromB(f, seen[i]!, fieldsOf(i)))));
    // By the flow, as the sender's node chose it: what it sent last before it learnt of the move takes the same way.
    for (const i of [0, 1]) {
      const { out } = runFrame(fabric.nodes.a, { program: 'from_port', on: sender.device, frame: frames[i]! });
      const at = family.tunnelBytes - 16;
      expect(seen[i]!.readUInt16BE(at)).toBe(out.readUInt16BE(at));
    }
    expect(fabric.nodes.b.counts()).toEqual({});
    // Carried twice, and counted both times.
    const [three, one]: [number, number][] = [
      [3, 3 * end.length],
      [1, six().length],
    ];
    const fours = `${sender.ip}>${moved.ip}`;
    const sixes = `${sender.ip6}>${moved.ip6}`;
    const flows = innerFlows(fabric.nodes.b);
    for (const tunnel of [`${vni}<${vteps.a.id}`, `${vni}>${vteps.c.id}`])
      expect([flows[`${tunnel} ${fours}`], flows[`${tunnel} ${sixes}`]]).toEqual([three, one]);
    const bytes = frames.reduce((sum, f) => sum + f.length, 0);
    expect(carried(fabric.nodes.b)[SENT_ON_SLOT + vteps.c.id]?.sent).toEqual([frames.length, bytes]);
  });

  test('they arrive whole at the port', async () => {
    const capture = await fabric.vm.moved.capture('eth0');
    const frames = [four(), six(), unicastArp, four({ options: Buffer.alloc(4, 1) }), end];
    fabric.nodes.a.netns.send(
      'underlay',
      frames.map((f) => toB(f)),
    );
    const seen = await capture.until((all) => all.some((f) => f.includes('the end')));
    const sent = new Set(hex(frames));
    expect(hex(seen).filter((f) => sent.has(f))).toEqual(hex(frames));
    for (const node of Object.values(fabric.nodes)) expect(node.allDrops()[0]).toBeUndefined();
  });

  test('the new node delivers also while its FDB names the old one, by either way', async () => {
    const { b, c } = fabric.nodes;
    c.fdb(vni, moved.mac, { vtepId: vteps.b.id, datapathId: moved.id });
    const capture = await fabric.vm.moved.capture('eth0');
    // Bytes behind the packet: only the device takes it apart.
    const frames = [four(), six(), end];
    const toC = (frame: Buffer) => toB(frame, { destination: vteps.c[family.address], destinationMac: vteps.c.mac });
    fabric.nodes.a.netns.send('underlay', [toC(four()), Buffer.concat([toC(six()), Buffer.alloc(5)]), toB(end)]);
    await capture.until((all) => frames.every((frame) => all.some((f) => f.equals(frame))));
    expect([b.allDrops()[0], c.allDrops()[0]]).toEqual([undefined, undefined]);
    c.fdb(vni, moved.mac, { vtepId: vteps.c.id, datapathId: moved.id });
  });

  test('congestion that is marked on the way to the old place is known at the new one (RFC 6040, twice)', async () => {
    const seen = await sendOn([
      toB(four({ tos: 2 }), { tos: 3 }),
      toB(six(2), { tos: 3 }),
      toB(four({ tos: 2 }), { tos: 2 }),
      toB(four({ tos: 0 }), { tos: 3 }),
    ]);
    const [marked4, marked6, unmarked] = seen as [Buffer, Buffer, Buffer];
    expect(marked4.toString('hex')).toBe(fromB(four({ tos: 3 }), marked4, { tos: 3 }).toString('hex'));
    expect(marked6.toString('hex')).toBe(fromB(six(3), marked6, { tos: 3 }).toString('hex'));
    expect(unmarked.toString('hex')).toBe(fromB(four({ tos: 2 }), unmarked, { tos: 2 }).toString('hex'));
    expect(seen).toHaveLength(4); // and the one that ends
    expect(fabric.nodes.b.allDrops()).toEqual({ 0: { ECN: 1 } });
  });

  test('only what is for the port that departs goes on', async () => {
    const { b } = fabric.nodes;
    const other = (mac: string) =>
      ethernet(mac, sender.mac, EtherType.IP4, ip4({ source: sender.ip, destination: '10.0.0.99' }, text('other')));
    b.fdb(vni, '02:0a:00:00:00:31', { vtepId: vteps.c.id, datapathId: 31 });
    b.fdb(vni, '02:0a:00:00:00:32', { vtepId: vteps.c.id, datapathId: 32 });
    b.departs(32, vni + 1);
    const frames = [
      other(BROADCAST),
      other('33:33:00:00:00:01'),
      other('02:0a:00:00:00:31'),
      other('02:0a:00:00:00:32'),
      other('02:0a:00:00:00:99'),
    ];
    const direct = await sendOn(frames.map((f) => toB(f)));
    expect(hex(direct)).toEqual([fromB(end, direct[0]!).toString('hex')]);
    expect(b.allDrops()).toEqual({ 0: { PORT_GONE: 2, UNKNOWN_DESTINATION: 1 } });
    b.resetCounts();
    // What only the device takes apart is asked the same. The kernel takes packets that are not to be fragmented, in fragments, too.
    if (family.name === 'IPv4') {
      const options = { options: Buffer.alloc(4, 1) } as Partial<Outer>;
      const byDevice = await sendOn(frames.map((f) => toB(f, options)));
      expect(byDevice).toHaveLength(1);
      expect(b.allDrops()).toEqual({ 0: { PORT_GONE: 2, UNKNOWN_DESTINATION: 1 } });
    }
    b.departed(32);
  });

  test('a VTEP that is not known, and a packet that does not fit, are said', async () => {
    const { b } = fabric.nodes;
    b.departs(33, vni);
    b.fdb(vni, '02:0a:00:00:00:33', { vtepId: 9, datapathId: 33 });
    await sendOn([toB(ethernet('02:0a:00:00:00:33', sender.mac, EtherType.IP4, four().subarray(14)))]);
    expect(b.allDrops()).toEqual({ 0: { UNKNOWN_VTEP: 1 } });
    b.departed(33);
    b.resetCounts();
    b.netns.ip('link add small mtu 1400 type bridge');
    b.netns.ip('link set small up');
    b.configure({ ...outerAddresses, underlayIfindex: b.netns.ifindex('small') });
    fabric.nodes.a.netns.send('underlay', [toB(four({}, udp(1, 2, Buffer.alloc(1400))))]);
    await waitUntil(() => b.drops(0, 'TOO_BIG') === 1);
    b.configure(outerAddresses);
  });

  test('of several uplinks the routes choose', async () => {
    const { netns } = fabric.nodes.b;
    if (family.name === 'IPv6') netns.sysctl('net.ipv6.conf.lo.disable_ipv6', 0);
    netns.sysctl(`net.${family.name.toLowerCase()}.conf.lo.forwarding`, 1);
    fabric.nodes.b.configure({ ...outerAddresses, underlayCount: 2 });
    const seen = await sendOn([toB(six())]);
    expect(hex(seen)).toEqual(hex([six(), end].map((f, i) => fromB(f, seen[i]!))));
    fabric.nodes.b.configure(outerAddresses);
  });

  test('nothing goes round for ever, whatever nodes believe', async () => {
    const { a, b, c } = fabric.nodes;
    await sendOn([toB(four(), {}, 2), toB(four(), {}, 1)]);
    expect(b.allDrops()).toEqual({ 0: { TTL_EXPIRED: 1 } });
    b.resetCounts();
    forgetCarried(b);
    c.fdb(vni, '02:0a:00:00:00:34', { vtepId: vteps.b.id, datapathId: 34 });
    b.fdb(vni, '02:0a:00:00:00:34', { vtepId: vteps.c.id, datapathId: 34 });
    for (const node of [b, c]) node.departs(34, vni);
    forgetCarried(c);
    a.netns.send('underlay', [toB(ethernet('02:0a:00:00:00:34', sender.mac, EtherType.IP4, four().subarray(14)))]);
    await waitUntil(() => b.drops(0, 'TTL_EXPIRED') + c.drops(0, 'TTL_EXPIRED') === 1);
    const rounds = (node: typeof b, to: number) => innerFlows(node)[`${vni}>${to} ${sender.ip}>${moved.ip}`]?.[0];
    expect([rounds(b, vteps.c.id), rounds(c, vteps.b.id)]).toEqual([3, 3]);
    for (const node of [b, c]) node.departed(34);
  });

  test('workloads talk over the old place, in super-frames that stay whole', async () => {
    const { b } = fabric.nodes;
    const { vm } = fabric;
    for (const address of [moved.ip, moved.ip6]) vm.sender.run('ping', '-c', '2', '-i', '0.05', '-W', '2', address);
    const tool = ['/usr/bin/python3', `${import.meta.dirname}/tcp-transfer.py`];
    for (const [port, address] of [
      ['5201', moved.ip],
      ['5202', moved.ip6],
    ] as const) {
      const receiver = vm.moved.start([...tool, 'receive', port, address], { stdio: ['ignore', 'pipe', 'inherit'] });
      try {
        let output = '';
        receiver.stdout!.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
        await waitUntil(() => output.includes('listening\n'));
        forgetCarried(b);
        const sent = vm.sender.run('timeout', '30', ...tool, 'send', address, port, String(8 << 20));
        await waitUntil(() => output.endsWith(sent));
      } finally {
        receiver.kill();
      }
      const { [SENT_ON_SLOT + vteps.a.id]: came, [SENT_ON_SLOT + vteps.c.id]: went } = carried(b);
      expect(came?.received).toEqual(went?.sent);
      const [packets = 0, bytes = 0] = went?.sent ?? [];
      expect(bytes).toBeGreaterThan(8 << 20);
      expect(bytes / packets).toBeGreaterThan(9000);
    }
    expect(b.allDrops()).toEqual({});
  });

  test('a machine behind a tap gets whole GSO frames', async () => {
    const args = [`${import.meta.dirname}/tap-machine.py`, 'sink', movedTap.device, movedTap.mac, movedTap.ip];
    const child = fabric.nodes.c.netns.start(['/usr/bin/python3', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    try {
      await waitUntil(() => output.includes('ready'));
      const upload = `import socket; s = socket.create_connection(("${movedTap.ip}", 9), 5); s.sendall(bytes(${4 << 20})); s.shutdown(1); s.recv(1)`;
      fabric.vm.sender.run('/usr/bin/python3', '-c', upload);
      await waitUntil(() => output.includes('largest'));
      const { received, largest } = JSON.parse(output.split('\n')[1]!);
      expect(received).toBe(4 << 20);
      expect(largest.bytes).toBeGreaterThan(16_384);
      expect(largest).toMatchObject({ gsoType: 1, needsChecksum: 1 });
    } finally {
      child.kill();
    }
  });
});
