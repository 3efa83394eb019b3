import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkHintOf, linkOfMessage, MessageType } from './link-message.js';
import {
  netlinkAttribute,
  netlinkAttributes,
  netlinkMessage,
  netlinkMessages,
  netlinkNest,
  netlinkText,
} from './netlink-message.js';

test('messages and attributes are read as they were written', () => {
  const nest = netlinkNest(26, netlinkAttribute(8, Uint8Array.of(1)), netlinkAttribute(9, Buffer.from('abc\0de')));
  const both = Buffer.concat([netlinkMessage(16, 5, nest), netlinkMessage(3, 0, Buffer.alloc(4))]);
  const [first, second, ...rest] = [...netlinkMessages(both)];
  expect(rest).toEqual([]);
  expect(first).toMatchObject({ type: 16, flags: 5 });
  expect(second).toMatchObject({ type: 3, flags: 0, body: Buffer.alloc(4) });
  const inner = netlinkAttributes(netlinkAttributes(first!.body).get(26)!);
  expect(inner.get(8)).toEqual(Buffer.of(1));
  expect(netlinkText(inner.get(9))).toBe('abc');
  expect(netlinkText(undefined)).toBe('');
});

test('what is cut off anywhere is refused, never read beyond', () => {
  const message = netlinkMessage(16, 0, Buffer.alloc(16), netlinkAttribute(3, Buffer.from('eth0\0')));
  for (let length = 1; length < message.length; length++) {
    expect(() => [...netlinkMessages(message.subarray(0, length))], String(length)).toThrow(RangeError);
  }
  expect(() => netlinkAttributes(Buffer.of(5, 0, 1, 0))).toThrow(RangeError);
  expect(() => netlinkAttributes(Buffer.of(0, 0, 0, 0))).toThrow(RangeError);
});

test('no bytes make reading hang or fail otherwise', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        for (const type of [MessageType.NEWLINK, MessageType.DELLINK]) {
          for (const message of netlinkMessages(netlinkMessage(type, 0, bytes))) {
            linkOfMessage(message);
            linkHintOf(message);
          }
        }
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test('messages about something else are not links', () => {
  const bridgePort = Buffer.alloc(16);
  bridgePort[0] = 7;
  for (const [type, body] of [
    [MessageType.NEWLINK, bridgePort],
    [MessageType.NEWLINK, Buffer.alloc(8)],
    [MessageType.ERROR, Buffer.alloc(20)],
  ] as const) {
    expect(linkOfMessage({ type, flags: 0, body })).toBeNull();
    expect(linkHintOf({ type, flags: 0, body })).toBeNull();
  }
});
