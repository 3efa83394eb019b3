import protobuf from 'protobufjs/minimal.js';

/** A compiled .proto file: the bytes of its google.protobuf.FileDescriptorProto, and what it names. */
export interface DescribedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly dependencies: readonly string[];
}

/**
 * Which file defines what, in a google.protobuf.FileDescriptorSet as protoc writes it. Only the parts of descriptor.proto that name things
 * are read; files are handed on as the bytes that protoc made.
 */
export class DescriptorIndex {
  readonly #files = new Map<string, DescribedFile>();
  readonly #fileOfSymbol = new Map<string, DescribedFile>();
  /** "<extended message> <field number>" -> file. */
  readonly #fileOfExtension = new Map<string, DescribedFile>();
  readonly services: readonly string[];

  /** Throws if the bytes are not a FileDescriptorSet. */
  constructor(descriptorSet: Uint8Array) {
    const services: string[] = [];
    for (const bytes of lengthDelimited(descriptorSet, 1)) this.#addFile(bytes, services);
    this.services = services.sort();
  }

  file(name: string): DescribedFile | undefined {
    return this.#files.get(name);
  }

  /** `symbol`: full name of a message, enum, enum value, field, oneof, extension, service or method, without leading dot. */
  fileOfSymbol(symbol: string): DescribedFile | undefined {
    return this.#fileOfSymbol.get(symbol);
  }

  fileOfExtension(message: string, number: number): DescribedFile | undefined {
    return this.#fileOfExtension.get(`${message} ${number}`);
  }

  /** Field numbers of all known extensions of a message; null if the message is not known. */
  extensionNumbers(message: string): number[] | null {
    if (!this.#fileOfSymbol.has(message)) return null;
    const prefix = `${message} `;
    const keys = [...this.#fileOfExtension.keys()].filter((k) => k.startsWith(prefix));
    return keys.map((k) => Number(k.slice(prefix.length))).sort((a, b) => a - b);
  }

  /** The file and all that it imports, directly or not, each once; the file first. */
  withDependencies(file: DescribedFile): DescribedFile[] {
    const found = new Map([[file.name, file]]);
    for (const { dependencies } of found.values()) {
      for (const name of dependencies) {
        const dependency = this.#files.get(name);
        if (dependency) found.set(name, dependency);
      }
    }
    return [...found.values()];
  }

  #addFile(bytes: Uint8Array, services: string[]): void {
    // Fields of FileDescriptorProto.
    const name = text(bytes, 1);
    const scope = text(bytes, 2);
    const file = { name, bytes, dependencies: lengthDelimited(bytes, 3).map((b) => Buffer.from(b).toString()) };
    this.#files.set(name, file);
    for (const message of lengthDelimited(bytes, 4)) this.#addMessage(file, scope, message);
    for (const enumeration of lengthDelimited(bytes, 5)) this.#addEnum(file, scope, enumeration);
    for (const service of lengthDelimited(bytes, 6)) {
      const full = this.#add(file, scope, service);
      services.push(full);
      for (const method of lengthDelimited(service, 2)) this.#add(file, full, method);
    }
    for (const extension of lengthDelimited(bytes, 7)) this.#addExtension(file, scope, extension);
  }

  #addMessage(file: DescribedFile, scope: string, message: Uint8Array): void {
    const full = this.#add(file, scope, message);
    for (const field of lengthDelimited(message, 2)) this.#add(file, full, field);
    for (const nested of lengthDelimited(message, 3)) this.#addMessage(file, full, nested);
    for (const enumeration of lengthDelimited(message, 4)) this.#addEnum(file, full, enumeration);
    for (const extension of lengthDelimited(message, 6)) this.#addExtension(file, full, extension);
    for (const oneof of lengthDelimited(message, 8)) this.#add(file, full, oneof);
  }

  #addEnum(file: DescribedFile, scope: string, enumeration: Uint8Array): void {
    this.#add(file, scope, enumeration);
    // Values of an enum are siblings of it (protobuf language guide, "Enumerations").
    for (const value of lengthDelimited(enumeration, 2)) this.#add(file, scope, value);
  }

  #addExtension(file: DescribedFile, scope: string, extension: Uint8Array): void {
    this.#add(file, scope, extension);
    this.#fileOfExtension.set(`${text(extension, 2).replace(/^\./, '')} ${varint(extension, 3)}`, file);
  }

  #add(file: DescribedFile, scope: string, descriptor: Uint8Array): string {
    const full = scope === '' ? text(descriptor, 1) : `${scope}.${text(descriptor, 1)}`;
    this.#fileOfSymbol.set(full, file);
    return full;
  }
}

/** All values of a length-delimited field of an encoded message. */
function lengthDelimited(message: Uint8Array, field: number): Uint8Array[] {
  const reader = protobuf.Reader.create(message);
  const values: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === ((field << 3) | 2)) values.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return values;
}

function text(message: Uint8Array, field: number): string {
  return Buffer.from(lengthDelimited(message, field).at(-1) ?? []).toString();
}

function varint(message: Uint8Array, field: number): number {
  const reader = protobuf.Reader.create(message);
  let value = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === field << 3) value = reader.int32();
    else reader.skipType(tag & 7);
  }
  return value;
}
