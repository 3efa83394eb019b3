/** One message of the kernel's netlink protocol, without its header. */
export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

export const HEADER_BYTES = 16;
const ATTRIBUTE_HEADER_BYTES = 4;
/** NLA_TYPE_MASK: above it are flags. */
const ATTRIBUTE_TYPE_MASK = 0x3fff;
const NLA_F_NESTED = 0x8000;

const aligned = (bytes: number): number => (bytes + 3) & ~3;

/** The messages in a buffer. Throws RangeError if the last one is cut off. */
export function* netlinkMessages(buffer: Buffer): Generator<NetlinkMessage> {
  for (let offset = 0; offset < buffer.length; ) {
    const length = offset + HEADER_BYTES <= buffer.length ? buffer.readUInt32LE(offset) : 0;
    if (length < HEADER_BYTES || offset + length > buffer.length) throw new RangeError('a netlink message is cut off');
    yield {
      type: buffer.readUInt16LE(offset + 4),
      flags: buffer.readUInt16LE(offset + 6),
      body: buffer.subarray(offset + HEADER_BYTES, offset + length),
    };
    offset += aligned(length);
  }
}

/** Attributes by type; of one that comes twice the last. Throws RangeError if one is cut off. */
export function netlinkAttributes(buffer: Buffer): Map<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let offset = 0; offset < buffer.length; ) {
    const length = offset + ATTRIBUTE_HEADER_BYTES <= buffer.length ? buffer.readUInt16LE(offset) : 0;
    if (length < ATTRIBUTE_HEADER_BYTES || offset + length > buffer.length) {
      throw new RangeError('a netlink attribute is cut off');
    }
    const type = buffer.readUInt16LE(offset + 2) & ATTRIBUTE_TYPE_MASK;
    attributes.set(type, buffer.subarray(offset + ATTRIBUTE_HEADER_BYTES, offset + length));
    offset += aligned(length);
  }
  return attributes;
}

export function netlinkMessage(type: number, flags: number, ...parts: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const message = Buffer.concat([header, ...parts]);
  message.writeUInt32LE(message.length, 0);
  message.writeUInt16LE(type, 4);
  message.writeUInt16LE(flags, 6);
  return message;
}

export function netlinkAttribute(type: number, value: Uint8Array): Buffer {
  const length = ATTRIBUTE_HEADER_BYTES + value.length;
  const attribute = Buffer.alloc(aligned(length));
  attribute.writeUInt16LE(length, 0);
  attribute.writeUInt16LE(type, 2);
  attribute.set(value, ATTRIBUTE_HEADER_BYTES);
  return attribute;
}

/** An attribute that holds attributes. */
export function netlinkNest(type: number, ...attributes: readonly Uint8Array[]): Buffer {
  return netlinkAttribute(type | NLA_F_NESTED, Buffer.concat(attributes));
}

/** Text of an attribute: up to its zero byte. */
export function netlinkText(value: Buffer | undefined): string {
  if (!value) return '';
  const end = value.indexOf(0);
  return value.toString('utf8', 0, end < 0 ? value.length : end);
}
