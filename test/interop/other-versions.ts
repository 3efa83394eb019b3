import { join } from 'node:path';
import protobuf from 'protobufjs';
import { Reader, Writer } from 'protobufjs/minimal.js';

const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith('/') ? target : join(process.cwd(), 'proto', target));
root.loadSync(join(process.cwd(), 'proto/weft/v1/sync.proto')).resolveAll();

/** Field number of what a later version adds: one of each wire type, in every message. */
const LATER_FIELD = 1000;
/** Kind of entry, of message, reason of a nack that a later version has. */
export const LATER_KIND = 31;

/** The message as a version that has more fields sends it: `before` says for each message whether its new fields come first. */
export function withLaterFields(bytes: Uint8Array, type: string, before: () => boolean): Buffer {
  return rewrite(bytes, root.lookupType(`weft.v1.${type}`), (fields) => {
    const later = Writer.create();
    later.uint32(LATER_FIELD << 3).uint32(7);
    later.uint32(((LATER_FIELD + 1) << 3) | 1).fixed64(7);
    later.uint32(((LATER_FIELD + 2) << 3) | 2).string('later');
    later.uint32(((LATER_FIELD + 3) << 3) | 5).fixed32(7);
    const added = Buffer.from(later.finish());
    return before() ? [added, ...fields] : [...fields, added];
  });
}

/** The message as a version sends it that does not have the fields yet, each named as `Member.accept_only`. */
export function withoutFields(bytes: Uint8Array, type: string, names: ReadonlySet<string>): Buffer {
  return rewrite(bytes, root.lookupType(`weft.v1.${type}`), (fields, of) =>
    fields.filter((field) => {
      const { name } = of.fieldsById[Reader.create(field).uint32() >>> 3] ?? {};
      return !names.has(`${of.name}.${name}`);
    }),
  );
}

/** Fields of one length-delimited kind: what a later version's entries, keys and messages begin with. */
export function laterKind(id: number, text?: string): Buffer {
  const body = Writer.create().uint32(8).uint32(id);
  if (text !== undefined) body.uint32((2 << 3) | 2).string(text);
  return field(LATER_KIND, body.finish());
}

/** A length-delimited field. */
export function field(number: number, body: Uint8Array): Buffer {
  return Buffer.from(
    Writer.create()
      .uint32((number << 3) | 2)
      .bytes(body)
      .finish(),
  );
}

/** `edit` gets the fields of each message, the innermost first, each with its tag. */
function rewrite(
  bytes: Uint8Array,
  type: protobuf.Type,
  edit: (fields: Buffer[], type: protobuf.Type) => Buffer[],
): Buffer {
  const reader = Reader.create(bytes);
  const fields: Buffer[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    const inner = type.fieldsById[tag >>> 3]?.resolvedType;
    if (inner instanceof protobuf.Type) {
      fields.push(field(tag >>> 3, rewrite(reader.bytes(), inner, edit)));
    } else {
      reader.skipType(tag & 7);
      fields.push(Buffer.from(bytes.subarray(start, reader.pos)));
    }
  }
  return Buffer.concat(edit(fields, type));
}
