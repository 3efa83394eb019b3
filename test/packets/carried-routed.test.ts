import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TrafficSlot } from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { carried, forgetCarried, innerFlows } from './carried.js';
import { runFrame } from './fixture.js';
import { ethernet, udp } from './frames.js';
import { families } from './ip-families.js';
import type { Node } from './node.js';
import { blue, far, gatewayMac, makeRoutedNode, r1, red, there } from './routed-topology.js';

const [ofRed, ofBlue] = [TrafficSlot.FIRST, TrafficSlot.FIRST + 1];
let node: Node;
beforeAll(() => {
  node = makeRoutedNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
beforeEach(() => {
  node.member(red, there.vtepId, ofRed);
  node.member(blue, there.vtepId, ofBlue);
  forgetCarried(node);
});

test.each(families)('a routed packet of $name counts for the network that it goes on in', (family) => {
  const [source, destination] = [family.address(1, 11), family.address(far.subnet, far.host)];
  const toGateway = (ttl: number) =>
    ethernet(
      gatewayMac,
      r1.mac,
      family.etherType,
      family.packet({ source, destination, ttl }, udp(1, 2, Buffer.alloc(30))),
    );
  const frame = toGateway(64);
  expect(runFrame(node, { program: 'from_port', on: r1.device, frame }).verdict).toBe('redirect');
  // Answered with an ICMP error, on this node.
  expect(runFrame(node, { program: 'from_port', on: r1.device, frame: toGateway(1) }).verdict).toBe('redirect');
  const once: [number, number] = [1, frame.length];
  expect(carried(node)).toEqual({ [ofBlue]: { sent: once } });
  expect(innerFlows(node)).toEqual({ [`${blue}>${there.vtepId} ${source}>${destination}`]: once });
});
