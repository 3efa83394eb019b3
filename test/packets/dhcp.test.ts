import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dhcpMessage, dhcpOptions } from './dhcp-frames.js';
import { runFrame } from './fixture.js';
import { asking, dhcpFixtures, giveDhcp, question } from './fixtures/dhcp.js';
import type { Node } from './node.js';
import { a1, makeNode } from './topology.js';

let node: Node;
beforeAll(() => {
  node = makeNode();
});
afterAll(() => {
  node?.close();
  node?.netns.delete();
});
beforeEach(() => {
  node.resetCounts();
  giveDhcp(node);
});

test.each(dhcpFixtures)('$name', (fixture) => {
  fixture.given?.(node);
  const { verdict, out, mark } = runFrame(node, fixture);
  expect(node.counts()).toEqual(fixture.counts);
  expect(verdict).toBe(fixture.verdict);
  const expected = fixture.out instanceof Buffer ? fixture.out : fixture.frame;
  expect(out.toString('hex')).toBe(expected.toString('hex'));
  if (fixture.markOut) expect(mark).toBe(fixture.markOut(node));
});

test('a message that was cut anywhere is not answered', () => {
  const options = dhcpOptions([
    [53, Uint8Array.of(3)],
    [61, Buffer.alloc(7, 1)],
    [50, Buffer.from([10, 0, 0, 11])],
  ]);
  const whole = dhcpMessage({ mac: a1.mac, options });
  for (let length = 0; length < whole.length; length++) {
    const { verdict } = runFrame(node, {
      program: 'from_port',
      on: a1.device,
      frame: asking({}, whole.subarray(0, length)),
    });
    expect(verdict, `${length} bytes`).toBe('consumed');
  }
  expect(node.drops(1, 'DHCP_MALFORMED')).toBe(whole.length);
  expect(runFrame(node, { program: 'from_port', on: a1.device, frame: asking({}, whole) }).verdict).toBe('redirect');
});

test('a UDP header that says more or less than there is', () => {
  const frame = question(1);
  for (const length of [0, 7, 8, 247, 251, frame.length - 34 + 1, 0xffff]) {
    const lying = Buffer.from(frame);
    lying.writeUInt16BE(length, 14 + 20 + 4);
    expect(runFrame(node, { program: 'from_port', on: a1.device, frame: lying }).verdict, `${length}`).toBe('consumed');
  }
  expect(node.drops(1, 'DHCP_MALFORMED')).toBe(7);
});

test('a large segmented datagram is read, and answered with a small one', () => {
  const options = Buffer.concat([dhcpOptions([[53, Uint8Array.of(1)]]), Buffer.alloc(2000)]);
  const frame = asking({}, dhcpMessage({ mac: a1.mac, options }));
  const { verdict, out } = runFrame(node, { program: 'from_port', on: a1.device, frame, gsoSize: 1400 });
  expect(verdict).toBe('redirect');
  expect(out.length).toBeLessThan(590);
});
