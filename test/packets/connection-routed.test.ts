import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import { runFrame } from './fixture.js';
import { ethernet, Protocol, udp } from './frames.js';
import { families } from './ip-families.js';
import { key, type Node } from './node.js';
import { layOut } from './policy-layout.js';
import type { Rule } from './policy-rules.js';
import { arrangeRouted, b1, gatewayMac, makeRoutedNode, type RoutedPort, r1, r2 } from './routed-topology.js';

/** r1 and b1 are in different networks of one router, on one node (routed-topology.ts). */

let node: Node;
let last = 0;
const takeAway: (() => void)[] = [];
beforeAll(() => {
  node = makeRoutedNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
afterEach(() => {
  for (const port of [r1, b1]) {
    point(port, 0);
    const nothing = { ended: 0, left4: 0, left6: 0, fragments: 0, telling: 0 };
    const sweep = { scope: layout.ConnectionSweepScope.PORT, datapathId: port.id, ...nothing };
    runSyscall(node.program('connection_sweep'), layout.encodeConnectionSweep(sweep));
  }
  for (const remove of takeAway.splice(0)) remove();
  node.resetCounts();
  arrangeRouted(node);
});

function point(port: RoutedPort, policy: number): void {
  const context = layout.encodePolicySwitch({ slot: port.slot, policy, version: ++last });
  expect(runSyscall(node.program('policy_switch'), context).retval).toBe(0);
}
function police(port: RoutedPort, rules: readonly Rule[]): void {
  const policy = ++last;
  takeAway.push(layOut(node, policy, rules, policy * 100));
  point(port, policy);
}
const rule = (direction: Rule['direction'], protocol: number, remote: Rule['remote'] = null): Rule => ({
  group: 900,
  number: 1,
  direction,
  protocol,
  first: 0,
  last: 65_535,
  remote,
});
const group = 500;
const isIn = (port: RoutedPort, ...groups: number[]) =>
  update(node.map('port_groups'), key(port.id), layout.encodePortGroups({ id: groups }));

describe.each(families)('$name', (family) => {
  const [r1Address, b1Address] = [family.address(1, 11), family.address(3, 11)];
  const sends = (from: RoutedPort, packet: Buffer, toMac = gatewayMac) =>
    runFrame(node, {
      program: 'from_port',
      on: from.device,
      frame: ethernet(toMac, from.mac, family.etherType, packet),
    }).verdict;
  const datagram = (source: string, destination: string, from: number, to: number, more = {}) =>
    family.packet({ source, destination, ...more }, udp(from, to, Buffer.alloc(10)));
  const question = datagram(r1Address, b1Address, 1000, 53);
  const answer = datagram(b1Address, r1Address, 53, 1000);

  test('a routed packet is of the groups of the port that has its address, and is asked about at both ends', () => {
    police(r1, [rule('egress', Protocol.UDP, group)]);
    police(b1, [rule('ingress', Protocol.UDP, group), rule('egress', 132)]);
    isIn(r1, group);
    isIn(b1, group + 1);
    expect(sends(r1, question)).toBe('consumed');
    expect(node.allDrops()).toEqual({ [r1.slot]: { EGRESS_DENIED: 1 } });
    isIn(b1, group);
    isIn(r1, group + 1);
    expect(sends(r1, question)).toBe('consumed');
    expect(node.drops(b1.slot, 'INGRESS_DENIED')).toBe(1);
    isIn(r1, group);
    expect([sends(r1, question), sends(b1, answer)]).toEqual(['redirect', 'redirect']);
    expect(node.drops(b1.slot, 'EGRESS_DENIED')).toBe(0);
  });

  test.each([
    ['a group', group],
    ['everybody', null],
  ])('what may go to %s behind the router goes to the gateway, not to a port of the own network', (_to, remote) => {
    police(r1, [rule('egress', Protocol.UDP, remote)]);
    isIn(b1, group);
    expect(sends(r1, question)).toBe('redirect');
    // Also of a connection that is there.
    for (const packet of [question, datagram(r1Address, b1Address, 1001, 53)]) {
      expect(sends(r1, packet, r2.mac)).toBe('consumed');
    }
    expect(node.allDrops()).toEqual({ [r1.slot]: { EGRESS_DENIED: 2 } });
    // Nobody's address: it may be behind any port.
    const outside = datagram(r1Address, family.address(200, 9), 1000, 53);
    if (remote === null) expect(sends(r1, outside, r2.mac)).toBe('redirect');
    // All may leave.
    police(r1, [rule('ingress', Protocol.TCP)]);
    expect(sends(r1, question, r2.mac)).toBe('redirect');
  });

  test('what gateways say is not asked about, what is said to them is', () => {
    police(r1, [rule('egress', family.icmpProtocol), rule('egress', Protocol.UDP)]);
    const fields = { source: r1Address, destination: family.address(1, 1) };
    expect(sends(r1, family.icmp(fields, family.echoRequest, 0, 1, Buffer.alloc(16)))).toBe('redirect');
    // An error about a packet that may be sent.
    expect(sends(r1, datagram(r1Address, b1Address, 1, 2, { ttl: 1 }))).toBe('redirect');
    expect(node.drops(r1.slot, 'TTL_EXPIRED')).toBe(1);
    police(r1, [rule('egress', Protocol.TCP)]);
    expect(sends(r1, family.icmp(fields, family.echoRequest, 0, 2, Buffer.alloc(16)))).toBe('consumed');
    expect(node.drops(r1.slot, 'EGRESS_DENIED')).toBe(1);
  });
});
