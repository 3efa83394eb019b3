import { weft } from '../../../proto/gen/codecs.js';

/** Bytes of entries after which a chunk is full. */
const FULL_BYTES = 512 << 10;
/** Room for the entry that fills it: frames are under 1 MB, so larger ones than this do not exist. */
const SLACK_BYTES = 1 << 20;
/** Room in front for the head of ControllerMessage.snapshot_chunk: a tag and a length. */
const HEAD_BYTES = 6;

/** Writes weft.v1.ControllerMessage.snapshot_chunk, entry by entry, into one buffer (proto3 wire format). */
export class ChunkWriter {
  readonly #buffer = Buffer.allocUnsafe(HEAD_BYTES + FULL_BYTES + SLACK_BYTES);
  #at = HEAD_BYTES;

  get isFull(): boolean {
    return this.#at >= HEAD_BYTES + FULL_BYTES;
  }

  get isEmpty(): boolean {
    return this.#at === HEAD_BYTES;
  }

  /** An entry of any kind. RangeError if it is larger than 1 MB. */
  entry(entry: weft.v1.Entry.$Properties): void {
    const bytes = weft.v1.Entry.encode(entry).finish();
    if (bytes.length > SLACK_BYTES - 16) throw new RangeError(`an entry of ${bytes.length} bytes`);
    this.#byte(tagOf(1, LENGTH_DELIMITED));
    this.#varint(bytes.length);
    this.#bytes(bytes);
  }

  fdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number, groupIds: readonly number[] = []): void {
    const groupBytes = groupIds.reduce((sum, id) => sum + varintBytes(id), 0);
    const groupField = groupBytes === 0 ? 0 : 1 + varintBytes(groupBytes) + groupBytes;
    const size = 3 + varintBytes(vni) + varintBytes(vtepId) + varintBytes(datapathId) + 2 + mac.length + groupField;
    this.#entryHead(5, size);
    this.#byte(tagOf(1, VARINT));
    this.#varint(vni);
    this.#byte(tagOf(2, LENGTH_DELIMITED));
    this.#byte(mac.length);
    this.#bytes(mac);
    this.#byte(tagOf(3, VARINT));
    this.#varint(vtepId);
    this.#byte(tagOf(4, VARINT));
    this.#varint(datapathId);
    if (groupBytes === 0) return;
    this.#byte(tagOf(5, LENGTH_DELIMITED));
    this.#varint(groupBytes);
    for (const id of groupIds) this.#varint(id);
  }

  /** `ip4` as a number: 10.0.0.1 is 0x0a000001. */
  neighbor4(vni: number, ip4: number, mac: Uint8Array): void {
    this.#entryHead(6, 1 + varintBytes(vni) + 2 + 2 + 4 + 2 + mac.length);
    this.#byte(tagOf(1, VARINT));
    this.#varint(vni);
    this.#byte(tagOf(2, LENGTH_DELIMITED));
    this.#byte(2 + 4);
    this.#byte(tagOf(1, LENGTH_DELIMITED));
    this.#byte(4);
    this.#at = this.#buffer.writeUInt32BE(ip4, this.#at);
    this.#byte(tagOf(3, LENGTH_DELIMITED));
    this.#byte(mac.length);
    this.#bytes(mac);
  }

  neighbor6(vni: number, ip6: Uint8Array, mac: Uint8Array): void {
    this.#entryHead(6, 1 + varintBytes(vni) + 2 + 2 + ip6.length + 2 + mac.length);
    this.#byte(tagOf(1, VARINT));
    this.#varint(vni);
    this.#byte(tagOf(2, LENGTH_DELIMITED));
    this.#byte(2 + ip6.length);
    this.#byte(tagOf(1, LENGTH_DELIMITED));
    this.#byte(ip6.length);
    this.#bytes(ip6);
    this.#byte(tagOf(3, LENGTH_DELIMITED));
    this.#byte(mac.length);
    this.#bytes(mac);
  }

  /** The chunk as a ControllerMessage: a copy. The writer is empty then. */
  take(): Uint8Array {
    const bodyBytes = this.#at - HEAD_BYTES;
    const start = HEAD_BYTES - 1 - varintBytes(bodyBytes);
    const end = this.#at;
    this.#at = start;
    this.#byte(tagOf(3, LENGTH_DELIMITED));
    this.#varint(bodyBytes);
    this.#at = HEAD_BYTES;
    return Uint8Array.prototype.slice.call(this.#buffer, start, end);
  }

  /** SnapshotChunk.put, and in it the kind of entry with that field number. */
  #entryHead(field: number, bodyBytes: number): void {
    this.#byte(tagOf(1, LENGTH_DELIMITED));
    this.#varint(1 + varintBytes(bodyBytes) + bodyBytes);
    this.#byte(tagOf(field, LENGTH_DELIMITED));
    this.#varint(bodyBytes);
  }

  #byte(value: number): void {
    this.#buffer[this.#at++] = value;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  #bytes(bytes: Uint8Array): void {
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function tagOf(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

function varintBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
