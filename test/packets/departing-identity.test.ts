/** Whom a policy takes the sender of a frame for that the node where its port was has sent on (weft/departing.h), over departing-fabric.ts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { type DepartingFabric, makeDepartingFabric, moved, type NodeName, vni, vteps } from './departing-fabric.js';
import { EtherType, ethernet, ip4, Protocol, udp, vxlan } from './frames.js';
import { waitUntil } from './namespace.js';
import { key } from './node.js';
import { outer4, outer6 } from './outer-frames.js';
import { layOut } from './policy-layout.js';

const GROUP = 500;
const POLICY = 1;
/** A port of node b, in the group that may begin connections to the one that has moved. */
const member = { id: 41, mac: '02:0a:00:00:00:41', ip: '10.0.0.41' };

const families = [
  { name: 'IPv4', address: 'ip4', outer: outer4, ttlAt: 22 },
  { name: 'IPv6', address: 'ip6', outer: outer6, ttlAt: 21 },
] as const;

describe.each(families)('over $name', ({ name, address, outer, ttlAt }) => {
  let fabric: DepartingFabric;
  beforeAll(() => {
    fabric = makeDepartingFabric(name, 1600);
    const { b, c } = fabric.nodes;
    for (const node of [b, c]) {
      node.fdb(vni, member.mac, { vtepId: vteps.b.id, datapathId: member.id });
      node.neighbor(vni, member.ip, member.mac);
    }
    update(c.map('port_groups'), key(member.id), layout.encodePortGroups({ id: [GROUP] }));
    const rule = {
      group: GROUP,
      number: 1,
      direction: 'ingress',
      protocol: Protocol.UDP,
      first: 0,
      last: 65_535,
    } as const;
    layOut(c, POLICY, [{ ...rule, remote: GROUP }]);
    const word = layout.encodePolicySwitch({ slot: moved.slot, policy: POLICY, version: 1 });
    expect(runSyscall(c.program('policy_switch'), word).retval).toBe(0);
  }, 30_000);
  afterAll(() => fabric?.delete());
  beforeEach(() => {
    for (const node of Object.values(fabric.nodes)) node.resetCounts();
  });

  /** Begins a connection of its own. */
  const frame = (l4Port: number) =>
    ethernet(
      moved.mac,
      member.mac,
      EtherType.IP4,
      ip4({ source: member.ip, destination: moved.ip }, udp(l4Port, 2000, Buffer.alloc(40))),
    );
  const carriedFrom = (from: NodeName, to: NodeName, inner: Buffer, ttl = 64) => {
    const [source, destination] = [vteps[from], vteps[to]];
    const addresses = { source: source[address], destination: destination[address] };
    const fields = { ...addresses, sourceMac: source.mac, destinationMac: destination.mac };
    const packet = outer({ ...fields, ...(name === 'IPv4' && { ttl }) }, vxlan(vni, inner));
    if (name === 'IPv6') packet[ttlAt] = ttl;
    return packet;
  };
  /** Bytes behind the packet: only the vxlan device takes it apart. */
  const byDevice = (packet: Buffer) => Buffer.concat([packet, Buffer.alloc(5)]);
  const denied = () => fabric.nodes.c.drops(moved.slot, 'INGRESS_DENIED');

  test('a port of the node that sends by itself is known', async () => {
    const capture = await fabric.vm.moved.capture('eth0');
    const packets = [carriedFrom('b', 'c', frame(1)), byDevice(carriedFrom('b', 'c', frame(2)))];
    fabric.nodes.b.netns.send('underlay', packets);
    await capture.until((all) => [frame(1), frame(2)].every((one) => all.some((f) => f.equals(one))));
    expect(denied()).toBe(0);
  });

  test('another node has nobody taken for a port of the node that sends on', async () => {
    fabric.nodes.a.netns.send('underlay', [carriedFrom('a', 'b', frame(3)), carriedFrom('a', 'b', frame(4), 255)]);
    await waitUntil(() => denied() === 2);
  });

  test('so it is with what only the device takes apart', async () => {
    fabric.nodes.b.netns.send('underlay', [byDevice(carriedFrom('b', 'c', frame(5), 32))]);
    await waitUntil(() => denied() === 1);
  });
});
