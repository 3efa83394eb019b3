/** Two nodes that probe each other over a veth, with nothing of user space but what says when. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BpfTunnelProbes, tunnelMaps } from '../../node-agent/src/datapath/bpf/bpf-tunnel-probes.js';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { type BpfMap, deleteEntry, update } from '../../node-agent/src/datapath/bpf/native.js';
import { outcomesAfter } from '../../node-agent/src/tunnels/requests.js';
import { bucketStartNs, RoundTrips } from '../../node-agent/src/tunnels/round-trips.js';
import { parseIp } from '../../proto/src/ip.js';
import { markKernelLog, Namespace, waitUntil } from '../packets/namespace.js';
import { key, Node } from '../packets/node.js';
import { Capture } from './capture.js';
import {
  clusterKey,
  forgetProbes,
  openTunnel,
  probeDrops,
  probePeer,
  roundTrips,
  send,
  setKeys,
  tunnelPath,
} from './probes.js';

/*
 *   node a, VTEP 1 -- underlay ---- underlay -- node b, VTEP 2
 */
const hosts = [
  { vtepId: 1, mac: '02:00:00:00:fe:01', ip4: '192.0.2.1', ip6: '2001:db8::1' },
  { vtepId: 2, mac: '02:00:00:00:fe:02', ip4: '192.0.2.2', ip6: '2001:db8::2' },
] as const;
const MTU = 9000;
const session = 1_700_000_000_000_000;

let namespaces: [Namespace, Namespace];
let kernel: ReturnType<typeof markKernelLog>;
beforeAll(() => {
  kernel = markKernelLog();
  const [a, b] = [new Namespace('tunnel-a'), new Namespace('tunnel-b')];
  namespaces = [a, b];
  a.veth('underlay', { device: 'underlay', in: b, mac: hosts[1].mac }, MTU);
  a.ip(`link set underlay address ${hosts[0].mac}`);
  for (const [i, netns] of namespaces.entries()) {
    netns.sysctl('net.ipv6.conf.underlay.disable_ipv6', 0);
    netns.ip(`addr add ${hosts[i]!.ip4}/24 dev underlay`);
    netns.ip(`addr add ${hosts[i]!.ip6}/64 dev underlay nodad`);
    netns.ip('link add vxlan type vxlan external nolearning dstport 4789');
    netns.ip('link set vxlan up');
  }
});
afterAll(() => {
  for (const netns of namespaces ?? []) netns.delete();
  expect(kernel.troubleSince()).toEqual([]);
});

describe.each(['IPv4', 'IPv6'] as const)('over %s', (family) => {
  let a: Node;
  let b: Node;
  beforeAll(() => {
    const nodes = namespaces.map((netns, i) => {
      const { vtepId, ip4, ip6 } = hosts[i]!;
      const own = family === 'IPv4' ? {} : { vtepIp4: 0, vtepIp6: parseIp(ip6) };
      const node = new Node(netns, { vtepId, vtepIp: ip4, underlay: 'underlay', vxlan: 'vxlan', ...own });
      for (const host of hosts) {
        node.vtep(host.vtepId, host.ip4);
        if (family === 'IPv4') continue;
        const bytes = parseIp(host.ip6);
        update(node.map('vtep'), key(host.vtepId), layout.encodeVtep({ ip4: 0, ip6: bytes }));
        update(node.map('vtep_by_ip6'), Buffer.from(bytes), key(host.vtepId));
      }
      setKeys(node, clusterKey);
      node.attach('underlay', 'from_underlay', 'ingress');
      node.attach('vxlan', 'from_vxlan', 'ingress');
      return node;
    });
    [a, b] = nodes as [Node, Node];
  });
  beforeEach(() => {
    for (const node of [a, b]) {
      forgetProbes(node);
      node.resetCounts();
    }
    openTunnel(a, 2, session);
  });
  afterAll(() => {
    a?.close();
    b?.close();
  });
  const row = (path: number) => tunnelPath(a, 2, path);
  const answered = (path: number, count: number) => waitUntil(() => row(path).answered === count);

  test('a thousand probes: all answered, in order, and counted on both sides', async () => {
    const paths = [0, 1, 2, 3];
    for (let n = 1; n <= 250; n++) {
      for (const path of paths) expect(send(a, 2, path)).toBe(0);
      if (n === 1 || n % 25 === 0) for (const path of paths) await answered(path, n);
    }
    for (const path of paths) {
      expect(row(path)).toMatchObject({
        number: 250,
        answered: 250,
        newestAnswered: 250,
        remoteReceived: 250,
        reordered: 0,
        late: 0,
        refused: 0,
        session,
      });
      expect(probePeer(b, 1, path)).toMatchObject({ session, newest: 250, received: 250, reordered: 0 });
    }
    const counts = Object.values(roundTrips(a, 2));
    expect(counts.reduce((sum, count) => sum + count)).toBe(1000);
    expect([probeDrops(a), probeDrops(b)]).toEqual([{}, {}]);
    expect([a.counts(), b.counts()]).toEqual([{}, {}]);
    // What the agent makes of it.
    const reading = asAgent(a).read(2);
    const nowNs = Number(process.hrtime.bigint());
    for (const path of paths)
      expect(outcomesAfter(reading!.paths[path]!, 186, nowNs, 0)).toEqual(new Array(64).fill('answered'));
    expect(new RoundTrips(reading!.roundTrips, null).count).toBe(1000);
    expect(asAgent(b).read(1)).toBeNull();
  });

  test('both ways at once do not disturb each other', async () => {
    openTunnel(b, 1, session + 5);
    for (let n = 0; n < 20; n++) {
      send(a, 2, 0);
      send(b, 1, 0);
    }
    await answered(0, 20);
    await waitUntil(() => tunnelPath(b, 1, 0).answered === 20);
    expect(probePeer(a, 2, 0)).toMatchObject({ session: session + 5, received: 20 });
  });

  test('size probes up to the MTU are answered, small; one byte more is lost', async () => {
    const largest = MTU - (family === 'IPv4' ? 50 : 70) + 14;
    const path = layout.PROBE_SIZE_PATH;
    const capture = await namespaces[0].capture('underlay');
    for (const [n, length] of [98, 1400, 4000, largest].entries()) {
      expect(send(a, 2, path, length)).toBe(0);
      await answered(path, n + 1);
      expect(row(path).answeredLength).toBe(length);
    }
    send(a, 2, path, largest + 1);
    expect(row(path)).toMatchObject({ number: 5, answered: 4 });
    expect(probeDrops(a)).toEqual({ TOO_BIG: 1 });
    const outer = family === 'IPv4' ? 50 : 70;
    const probes = (frames: Buffer[]) =>
      frames.filter((f) => f.length > outer && f.readUIntBE(outer - 4, 3) === layout.PROBE_VNI);
    const frames = probes(await capture.until((f) => probes(f).length === 8));
    const small = outer + 98;
    expect(frames.map((f) => f.length)).toEqual([
      small,
      small,
      outer + 1400,
      small,
      outer + 4000,
      small,
      outer + largest,
      small,
    ]);
  });

  test('refused with a newer session, it goes on above it', async () => {
    openTunnel(a, 2, session + 100);
    send(a, 2, 0);
    await answered(0, 1);
    openTunnel(a, 2, session);
    send(a, 2, 0);
    await waitUntil(() => row(0).refused === 1);
    send(a, 2, 0);
    await answered(0, 1);
    expect(row(0)).toMatchObject({ session: session + 101, sessionNumber: 1, number: 2, remoteReceived: 1 });
    expect(probeDrops(b)).toEqual({ STALE_SESSION: 1 });
  });

  test('requests that get lost on the way there are told from replies that get lost on the way back', async () => {
    // Who does not know the sender's address drops what it sends.
    const deaf = async (node: Node, other: (typeof hosts)[number], during: () => Promise<void>) => {
      const byAddress = node.map(family === 'IPv4' ? 'vtep_by_ip4' : 'vtep_by_ip6');
      const address = Buffer.from(parseIp(family === 'IPv4' ? other.ip4 : other.ip6));
      deleteEntry(byAddress, address);
      await during();
      update(byAddress, address, key(other.vtepId));
    };
    const sendAll = (count: number) => {
      for (let i = 0; i < count; i++) send(a, 2, 0);
    };
    sendAll(1);
    await answered(0, 1);
    await deaf(b, hosts[0], async () => {
      sendAll(3);
      await waitUntil(() => b.drops(0, 'VXLAN_SOURCE') === 3);
    });
    await deaf(a, hosts[1], async () => {
      sendAll(5);
      await waitUntil(() => a.drops(0, 'VXLAN_SOURCE') === 5);
    });
    sendAll(1);
    await answered(0, 2);
    const { number, remoteReceived, answered: replies } = row(0);
    expect({ there: number - remoteReceived, back: remoteReceived - replies }).toEqual({ there: 3, back: 5 });
  });

  test('round trips agree with what a capture at the sender sees', async () => {
    const seen = await captureTimes(namespaces[0], family === 'IPv4' ? 50 : 70);
    const probed: number[] = [];
    for (let n = 1; n <= 200; n++) {
      send(a, 2, 0);
      await answered(0, n);
      probed.push(row(0).lastRttNs / 1000);
    }
    const captured = await seen.roundTripsUs(200);
    const median = (values: number[]) => values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)]!;
    // What is stamped in between: from tcx to the device's transmit, and from the device's receive to tcx.
    expect(median(probed)).toBeGreaterThanOrEqual(median(captured));
    expect(median(probed) - median(captured)).toBeLessThan(20);
    // The histogram's median is in the bucket of the median.
    const buckets = Object.entries(roundTrips(a, 2)).flatMap(([bucket, count]) =>
      Array<number>(count).fill(Number(bucket)),
    );
    const [from, to] = [0, 1].map((next) => bucketStartNs(buckets[Math.floor(buckets.length / 2)]! + next) / 1000);
    expect(median(probed)).toBeGreaterThanOrEqual(from!);
    expect(median(probed)).toBeLessThan(to!);
  });
});

/** The agent's view of a node's maps. */
function asAgent(node: Node): BpfTunnelProbes {
  const maps = Object.fromEntries(tunnelMaps.map((name) => [name, node.map(name)]));
  return new BpfTunnelProbes(maps as Record<(typeof tunnelMaps)[number], BpfMap>, node.program('probe_send'));
}

/** Times between each request and its reply as the kernel stamps them for tcpdump, at the underlay of a namespace. */
async function captureTimes(netns: Namespace, tunnelBytes: number) {
  const capture = await Capture.start(netns.name, 'underlay', 'port 4789');
  return {
    async roundTripsUs(count: number): Promise<number[]> {
      const sent = new Map<number, number>();
      const times: number[] = [];
      for (const { ns, frame } of await capture.until(2 * count)) {
        const probe = layout.decodeProbe(frame, 14 + tunnelBytes + 20);
        if (probe.kind === layout.ProbeKind.REQUEST) sent.set(probe.number, ns);
        else times.push((ns - (sent.get(probe.number) ?? Number.NaN)) / 1000);
      }
      return times;
    },
  };
}
