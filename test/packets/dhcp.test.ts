import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dhcpMessage, dhcpOptions } from './dhcp-frames.js';
import { runFrame } from './fixture.js';
import { asking, dhcpFixtures, giveDhcp, question } from './fixtures/dhcp.js';
import { checksum } from './frames.js';
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

test('whatever a message says, an answer is whole, of the gateway, and about no other address', () => {
  const option = fc.tuple(
    fc.constantFrom(0, 1, 12, 50, 52, 53, 54, 55, 61, 255),
    fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constantFrom(Buffer.from([10, 0, 0, 11]), Buffer.from([10, 0, 0, 1]))),
  );
  const messages = fc.record({
    type: fc.integer({ min: 0, max: 9 }),
    options: fc.array(option, { maxLength: 6 }),
    ciaddr: fc.constantFrom('0.0.0.0', '10.0.0.11', '10.0.0.12'),
    broadcast: fc.boolean(),
    flip: fc.option(fc.tuple(fc.nat({ max: 400 }), fc.integer({ min: 1, max: 255 })), { freq: 2 }),
  });
  let answered = 0;
  fc.assert(
    fc.property(messages, ({ type, options, ciaddr, broadcast, flip }) => {
      const frame = question(type, options, { ciaddr, broadcast });
      // Behind the UDP header.
      const at = flip ? 42 + (flip[0] % (frame.length - 42)) : 0;
      if (flip) frame.writeUInt8((frame[at] ?? 0) ^ flip[1], at);
      const { verdict, out } = runFrame(node, { program: 'from_port', on: a1.device, frame });
      if (verdict !== 'redirect') return;
      answered++;
      const datagram = out.subarray(34);
      const pseudo = Buffer.concat([out.subarray(26, 34), Buffer.from([0, 17, 0, 0])]);
      pseudo.writeUInt16BE(datagram.length, 10);
      expect(out.subarray(6, 12).toString('hex')).toBe('fe5700000001');
      expect(checksum(out.subarray(14, 34))).toBe(0);
      expect(checksum(Buffer.concat([pseudo, datagram]))).toBe(0);
      expect(out.readUInt16BE(16)).toBe(out.length - 14);
      expect(datagram.readUInt16BE(4)).toBe(datagram.length);
      expect(['0.0.0.0', '10.0.0.11']).toContain(out.subarray(58, 62).join('.'));
      expect(out.length).toBeGreaterThanOrEqual(14 + 28 + 300);
    }),
    { numRuns: 5000, seed: 0x77656674 },
  );
  expect(answered).toBeGreaterThan(500);
});
