import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TrafficSlot } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { carried, forgetCarried, innerFlows } from './carried.js';
import { a1, a2, acme, b1, type Fabric, makeFabric, vtepA, vtepB } from './fabric.js';
import { BROADCAST, EtherType, ethernet, ip4, udp, underlay, vxlan } from './frames.js';
import { waitUntil } from './namespace.js';

const slot = TrafficSlot.FIRST;
let fabric: Fabric;
beforeAll(() => {
  fabric = makeFabric();
  fabric.a.member(acme, vtepB.vtepId, slot);
  fabric.b.member(acme, vtepA.vtepId, slot);
});
afterAll(() => fabric?.delete());
beforeEach(() => {
  forgetCarried(fabric.a);
  forgetCarried(fabric.b);
});

const vm = (name: string) => fabric.vm[name]!;
/** NOPs: the direct way leaves such packets to the vxlan device. */
const options = { options: Buffer.from([1, 1, 1, 0]) };
const frame = (destination: string, text: string) =>
  ethernet(
    destination,
    a1.mac,
    EtherType.IP4,
    ip4({ source: a1.ip, destination: '10.0.0.255' }, udp(1000, 2000, Buffer.alloc(40, text))),
  );
const toB = (inner: Buffer, fields = {}, vni = acme) =>
  underlay({ source: vtepA.ip, destination: vtepB.ip, destinationMac: vtepB.mac, ...fields }, vxlan(vni, inner));

test('both ends count the same pings, by direction', () => {
  vm('a1').run('ping', '-c', '3', '-i', '0.05', '-s', '100', b1.ip);
  // 14 Ethernet + 20 IPv4 + 8 ICMP.
  const three: [number, number] = [3, 3 * 142];
  for (const node of [fabric.a, fabric.b]) expect(carried(node)).toEqual({ [slot]: { sent: three, received: three } });
  expect(innerFlows(fabric.a)).toEqual({
    [`${acme}>${vtepB.vtepId} ${a1.ip}>${b1.ip}`]: three,
    [`${acme}<${vtepB.vtepId} ${b1.ip}>${a1.ip}`]: three,
  });
});

test('TCP in super-frames: both ends count the same frames and bytes', async () => {
  const tool = ['/usr/bin/python3', `${import.meta.dirname}/tcp-transfer.py`];
  const receiver = vm('b1').start([...tool, 'receive', '5201'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let output = '';
    receiver.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await waitUntil(() => output.includes('listening\n'));
    const sent = vm('a1').run('timeout', '30', ...tool, 'send', b1.ip, '5201', String(8 << 20));
    await waitUntil(() => output.endsWith(sent));
  } finally {
    receiver.kill();
  }
  await waitUntil(() => {
    const [atA, atB] = [carried(fabric.a)[slot], carried(fabric.b)[slot]];
    return String(atA?.sent) === String(atB?.received) && String(atB?.sent) === String(atA?.received);
  });
  const [packets = 0, bytes = 0] = carried(fabric.b)[slot]?.received ?? [];
  expect(bytes).toBeGreaterThan(8 << 20);
  expect(bytes / packets).toBeGreaterThan(9000);
});

test('what only the vxlan device can take apart is counted there, once; what is dropped there is not', async () => {
  const unicast = frame(b1.mac, 'one');
  const broadcast = frame(BROADCAST, 'two');
  const end = frame(b1.mac, 'the end');
  const capture = await vm('b1').capture('eth0');
  fabric.a.netns.send('underlay', [
    toB(unicast, options),
    toB(broadcast, options),
    toB(frame('02:0a:00:00:00:99', 'nobody'), options),
    toB(frame(a2.mac, 'gone'), options),
    toB(unicast, { ...options, source: '192.0.2.77' }),
    toB(end, options),
  ]);
  await capture.until((frames) => frames.some((f) => f.includes('the end')));
  const total: [number, number] = [3, unicast.length + broadcast.length + end.length];
  expect(carried(fabric.b)).toEqual({ [slot]: { received: total } });
  expect(innerFlows(fabric.b)).toEqual({ [`${acme}<${vtepA.vtepId} ${a1.ip}>10.0.0.255`]: total });
});
