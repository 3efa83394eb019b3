import { Writer } from 'protobufjs/minimal.js';
import { weft } from '../../../proto/gen/codecs.js';
import { decodeFdb, decodeFdbKey, decodeNeighbor, decodeNeighbor4Key } from '../datapath/bpf/layout.gen.js';
import type { DesiredState } from './desired-state.js';
import { bytesOf } from './rows.js';

/** Bytes of a chunk after which the next one begins. */
const CHUNK_BYTES = 512 << 10;

/** The state as the frames of a snapshot of it: SnapshotBegin, chunks, SnapshotEnd. Applied, they give an equal state. */
export function* encodeSnapshot(state: DesiredState, revision: number): Generator<Uint8Array> {
  const head = { revision, entryCount: countEntries(state) };
  yield weft.v1.ControllerMessage.encode({ snapshotBegin: head }).finish();
  let chunk = new ChunkWriter();
  for (const entry of entriesOf(state)) {
    chunk.add(entry);
    if (chunk.bytes < CHUNK_BYTES) continue;
    yield chunk.finish();
    chunk = new ChunkWriter();
  }
  if (chunk.bytes > 0) yield chunk.finish();
  yield weft.v1.ControllerMessage.encode({ snapshotEnd: head }).finish();
}

function countEntries(state: DesiredState): number {
  let count = 0;
  for (const _entry of entriesOf(state)) count++;
  return count;
}

function* entriesOf(state: DesiredState): Generator<weft.v1.Entry.$Properties> {
  if (state.nodeConfigEntry) yield { nodeConfig: state.nodeConfigEntry };
  for (const vtep of state.vteps.values()) yield { vtep };
  for (const [vni, facts] of state.networks) yield { network: { vni, ...facts } };
  for (const [vni, vtepId] of state.members.all()) yield { member: { vni, vtepId } };
  for (const p of state.ports.values()) {
    const { datapathId, portId, generation, vni, mac } = p;
    const addresses = p.ip4.map((bytes) => ({ bytes }));
    yield { localPort: { datapathId, portId, generation, vni, mac, addresses } };
  }
  const { fdb, neighbor4 } = state.tables.fromController;
  for (const [key, value] of fdb.wantedRows())
    yield { fdb: { ...decodeFdbKey(bytesOf(key)), ...decodeFdb(bytesOf(value)) } };
  for (const [key, value] of neighbor4.wantedRows()) {
    const { vni, ip4 } = decodeNeighbor4Key(bytesOf(key));
    const bytes = Uint8Array.of(ip4 >>> 24, ip4 >>> 16, ip4 >>> 8, ip4);
    yield { neighbor: { vni, address: { bytes }, ...decodeNeighbor(bytesOf(value)) } };
  }
  // What this agent can't program, another version may.
  for (const { entry } of state.bad.values()) if (entry) yield entry;
}

/** ControllerMessage.snapshot_chunk, entry by entry. */
class ChunkWriter {
  readonly #writer = new Writer();
  bytes = 0;

  add(entry: weft.v1.Entry.$Properties): void {
    const before = this.#writer.len;
    weft.v1.Entry.encode(entry, this.#writer.uint32(CHUNK_PUT_TAG).fork()).ldelim();
    this.bytes += this.#writer.len - before;
  }

  finish(): Uint8Array {
    const body = this.#writer.finish();
    return new Writer().uint32(SNAPSHOT_CHUNK_TAG).bytes(body).finish();
  }
}

const LENGTH_DELIMITED = 2;
const CHUNK_PUT_TAG = (1 << 3) | LENGTH_DELIMITED;
const SNAPSHOT_CHUNK_TAG = (3 << 3) | LENGTH_DELIMITED;
