// BTF types in, the text of layout.gen.ts out.

const HEADER = `// Generated from the layouts in modules/include/weft (through BTF) by node-agent/native/generate-layout.mjs; do not edit.
//
// Each struct has its size, an interface, an encoder and a decoder. Numbers are host order in the interface whatever the order in
// the map (an IPv4 address 10.0.0.1 is 0x0a000001). 64-bit fields are numbers: exact to 2^53 - 1, rounded above (nanoseconds since
// boot are exact for 104 days, then to 2 ns); those that have a type of our own are made of parts, and bigints. Byte arrays are
// copies. Arrays with a count in C are plain arrays here; longer than the limit is a RangeError. Those without one have their C
// length. Padding and locks are written as zero, because the kernel compares keys as bytes.

`;

const SUPPORT = `
function readU64(b: Buffer, at: number): number {
  return b.readUInt32LE(at) + b.readUInt32LE(at + 4) * 4294967296;
}

function writeU64(b: Buffer, value: number, at: number): void {
  b.writeUInt32LE(value % 4294967296, at);
  b.writeUInt32LE(Math.floor(value / 4294967296), at + 4);
}

function readU64BE(b: Buffer, at: number): number {
  return b.readUInt32BE(at) * 4294967296 + b.readUInt32BE(at + 4);
}

function writeU64BE(b: Buffer, value: number, at: number): void {
  b.writeUInt32BE(Math.floor(value / 4294967296), at);
  b.writeUInt32BE(value % 4294967296, at + 4);
}

function writeBytes(b: Buffer, value: Uint8Array, at: number, length: number, field: string): void {
  if (value.length !== length) throw new RangeError(\`\${field} has \${value.length} bytes, not \${length}\`);
  b.set(value, at);
}

function checkCount(values: readonly unknown[], count: number, field: string): void {
  if (values.length !== count) throw new RangeError(\`\${field} has \${values.length} elements, not \${count}\`);
}

function checkLength(values: readonly unknown[], limit: number, field: string): void {
  if (values.length > limit) throw new RangeError(\`\${field} has \${values.length} elements, at most \${limit} fit\`);
}
`;

/** How numbers of a C type are read and written: methods of Buffer, or the 64-bit functions above. */
const INTEGERS = {
  1: { read: (at) => `b.readUInt8(${at})`, write: (v, at) => `b.writeUInt8(${v}, ${at})` },
  2: { read: (at) => `b.readUInt16LE(${at})`, write: (v, at) => `b.writeUInt16LE(${v}, ${at})` },
  4: { read: (at) => `b.readUInt32LE(${at})`, write: (v, at) => `b.writeUInt32LE(${v}, ${at})` },
  8: { read: (at) => `readU64(b, ${at})`, write: (v, at) => `writeU64(b, ${v}, ${at})` },
};
const BIG_ENDIAN = {
  8: { read: (at) => `readU64BE(b, ${at})`, write: (v, at) => `writeU64BE(b, ${v}, ${at})` },
  2: { read: (at) => `b.readUInt16BE(${at})`, write: (v, at) => `b.writeUInt16BE(${v}, ${at})` },
  4: { read: (at) => `b.readUInt32BE(${at})`, write: (v, at) => `b.writeUInt32BE(${v}, ${at})` },
};

/** 64 bits with a type of our own. */
const WHOLE = { read: (at) => `b.readBigUInt64LE(${at})`, write: (v, at) => `b.writeBigUInt64LE(${v}, ${at})` };

const camel = (name) => name.replace(/_(\w)/g, (_, c) => c.toUpperCase());
const pascal = (name) => camel(`_${name.replace(/^weft_/, '')}`);
const constant = (name) => name.replace(/^weft_/, '').toUpperCase();

/** The module's text. `defines` are [name, integer] of the headers. */
export function layoutModule(types, defines) {
  const byId = new Map(types.map((t) => [t.id, t]));
  const ours = types.filter((t) => t.name.startsWith('weft_'));
  const structs = ours.filter((t) => t.kind === 'STRUCT').map((t) => ({ ...t, fields: fieldsOf(t, byId) }));
  return (
    HEADER +
    defines.map(([name, value]) => `export const ${name} = ${value};\n`).join('') +
    ours
      .filter((t) => t.kind === 'ENUM')
      .map(enumeration)
      .join('') +
    structs.map(structure).join('') +
    SUPPORT
  );
}

function enumeration(type) {
  const names = type.values.map((v) => v.name);
  let prefix = names[0].slice(0, names[0].lastIndexOf('_') + 1);
  while (!names.every((n) => n.startsWith(prefix)))
    prefix = prefix.slice(0, prefix.lastIndexOf('_', prefix.length - 2) + 1);
  const name = pascal(type.name);
  const values = type.values.map((v) => `  ${v.name.slice(prefix.length)}: ${v.val},\n`).join('');
  return `\n/** enum ${type.name} */\nexport const ${name} = {\n${values}} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];\n`;
}

/** Name, byte offset, kind and size of each member; refuses what the codecs do not know and padding that is not named. */
function fieldsOf(struct, byId) {
  let end = 0;
  const fields = struct.members.map((member) => {
    if (member.bits_offset % 8 || member.bitfield_size) throw new Error(`${struct.name}.${member.name} is a bit field`);
    const at = member.bits_offset / 8;
    if (at !== end) throw new Error(`${struct.name} has implicit padding before ${member.name}`);
    const shape = shapeOf(member.type_id, byId, `${struct.name}.${member.name}`);
    end = at + shape.size;
    return { name: member.name, at, ...shape, padding: shape.kind === 'lock' || /^pad\d*$/.test(member.name) };
  });
  if (end !== struct.size) throw new Error(`${struct.name} has implicit padding at its end`);
  const arrays = fields.filter((f) => f.kind === 'list');
  for (const array of arrays) {
    const count = fields.find((f) => f.name === `${array.name}_count` || (arrays.length === 1 && f.name === 'count'));
    if (!count) continue;
    array.count = count;
    count.counts = array;
  }
  return fields;
}

function shapeOf(id, byId, where) {
  let type = byId.get(id);
  let endian = INTEGERS;
  let isName = false;
  for (; type.kind === 'TYPEDEF'; type = byId.get(type.type_id)) {
    if (type.name.startsWith('__be')) endian = BIG_ENDIAN;
    if (type.name.startsWith('weft_')) isName = true;
  }
  if (type.kind === 'INT' && type.encoding === '(none)' && isName && type.size === 8)
    return { kind: 'number', size: 8, codec: WHOLE, isWhole: true };
  if (type.kind === 'INT' && type.encoding === '(none)')
    return { kind: 'number', size: type.size, codec: endian[type.size] };
  if (type.name === 'bpf_spin_lock') return { kind: 'lock', size: type.size };
  if (type.kind === 'STRUCT') return { kind: 'struct', size: type.size, type: type.name };
  if (type.kind === 'ARRAY') {
    const element = shapeOf(type.type_id, byId, where);
    const size = element.size * type.nr_elems;
    if (element.kind === 'number' && element.size === 1) return { kind: 'bytes', size };
    if (element.kind === 'number' || element.kind === 'struct')
      return { kind: 'list', size, limit: type.nr_elems, element };
  }
  throw new Error(`${where}: no codec for ${type.kind} ${type.name}`);
}

function typeOf(field) {
  if (field.kind === 'number') return field.isWhole ? 'bigint' : 'number';
  if (field.kind === 'bytes') return 'Uint8Array';
  if (field.kind === 'struct') return pascal(field.type);
  return `readonly ${typeOf(field.element)}[]`;
}
const noteOf = (field) =>
  ({
    number: field.size === 8 ? '64-bit' : '',
    bytes: `${field.size} bytes`,
    list: `${field.count ? 'at most' : 'exactly'} ${field.limit}`,
    struct: '',
  })[field.kind];

function structure(struct) {
  const name = pascal(struct.name);
  const bytes = `${constant(struct.name)}_BYTES`;
  const visible = struct.fields.filter((f) => !f.padding && !f.counts);
  return [
    '',
    `/** sizeof(struct ${struct.name}) */`,
    `export const ${bytes} = ${struct.size};`,
    '',
    `/** struct ${struct.name} */`,
    `export interface ${name} {`,
    ...visible.flatMap((f) => [
      ...(noteOf(f) ? [`  /** ${noteOf(f)} */`] : []),
      `  readonly ${camel(f.name)}: ${typeOf(f)};`,
    ]),
    '}',
    '',
    `/** Writes at \`at\` of \`b\`, by default a Buffer of its own; returns the Buffer. */`,
    `export function encode${name}(v: ${name}, b: Buffer = Buffer.alloc(${bytes}), at = 0): Buffer {`,
    ...struct.fields.flatMap((f) => encoder(struct, f).map((line) => `  ${line}`)),
    '  return b;',
    '}',
    '',
    `export function decode${name}(b: Buffer, at = 0): ${name} {`,
    '  return {',
    ...visible.map((f) => `    ${camel(f.name)}: ${decoder(f)},`),
    '  };',
    '}',
    '',
  ].join('\n');
}

const position = (at) => (at === 0 ? 'at' : `at + ${at}`);

function encoder(struct, field) {
  const value = `v.${camel(field.name)}`;
  const at = position(field.at);
  const label = `'${struct.name}.${field.name}'`;
  if (field.padding) return [`b.fill(0, ${at}, ${position(field.at + field.size)});`];
  if (field.counts) return [`${field.codec.write(`v.${camel(field.counts.name)}.length`, at)};`];
  if (field.kind === 'number') return [`${field.codec.write(value, at)};`];
  if (field.kind === 'bytes') return [`writeBytes(b, ${value}, ${at}, ${field.size}, ${label});`];
  if (field.kind === 'struct') return [`encode${pascal(field.type)}(${value}, b, ${at});`];
  const { element } = field;
  const place = `${at} + ${element.size} * i`;
  const write =
    element.kind === 'struct'
      ? `encode${pascal(element.type)}(element, b, ${place})`
      : element.codec.write('element', place);
  return [
    `${field.count ? 'checkLength' : 'checkCount'}(${value}, ${field.limit}, ${label});`,
    `b.fill(0, ${at}, ${position(field.at + field.size)});`,
    `${value}.forEach((element, i) => ${write});`,
  ];
}

function decoder(field) {
  const at = position(field.at);
  if (field.kind === 'number') return field.codec.read(at);
  if (field.kind === 'bytes') return `new Uint8Array(b.subarray(${at}, ${position(field.at + field.size)}))`;
  if (field.kind === 'struct') return `decode${pascal(field.type)}(b, ${at})`;
  const count = field.count && `Math.min(${field.count.codec.read(position(field.count.at))}, ${field.limit})`;
  const length = count || field.limit;
  const place = `${at} + ${field.element.size} * i`;
  const read =
    field.element.kind === 'struct'
      ? `decode${pascal(field.element.type)}(b, ${place})`
      : field.element.codec.read(place);
  return `Array.from({ length: ${length} }, (_, i) => ${read})`;
}
