import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { anyEntry, anyKey } from '../testing/entries.js';
import { type EntrySink, readEntries } from './entry-reader.js';
import { readFrame } from './frame.js';

const bytesOf = (b: Uint8Array) => Buffer.from(b).toString('hex');

/** Notes what it is given, as text. */
class Notes implements EntrySink {
  readonly lines: string[] = [];
  putFdb(vni: number, mac: Uint8Array, vtepId: number, datapathId: number, groupIds: readonly number[]): void {
    this.lines.push(`fdb ${vni} ${bytesOf(mac)} ${vtepId} ${datapathId} ${groupIds}`);
  }
  putNeighbor(vni: number, address: Uint8Array, mac: Uint8Array): void {
    this.lines.push(`neighbor ${vni} ${bytesOf(address)} ${bytesOf(mac)}`);
  }
  putMember(vni: number, vtepId: number, acceptOnly: boolean): void {
    this.lines.push(`member ${vni} ${vtepId} ${acceptOnly}`);
  }
  putOther(entry: weft.v1.Entry): void {
    this.lines.push(`other ${JSON.stringify(entry.toJSON())}`);
  }
  remove(key: weft.v1.EntryKey): void {
    this.lines.push(`remove ${JSON.stringify(key.toJSON())}`);
  }
}

/** The same through the generated codec. */
function slowly(message: weft.v1.ControllerMessage): string[] {
  const notes = new Notes();
  for (const key of message.delta?.remove ?? [])
    notes.remove(weft.v1.EntryKey.decode(weft.v1.EntryKey.encode(key).finish()));
  for (const entry of message.delta?.put ?? message.snapshotChunk?.put ?? []) {
    const { fdb, neighbor, member } = entry;
    if (fdb)
      notes.putFdb(fdb.vni ?? 0, fdb.mac ?? new Uint8Array(), fdb.vtepId ?? 0, fdb.datapathId ?? 0, fdb.groupIds ?? []);
    else if (neighbor)
      notes.putNeighbor(
        neighbor.vni ?? 0,
        neighbor.address?.bytes ?? new Uint8Array(),
        neighbor.mac ?? new Uint8Array(),
      );
    else if (member) notes.putMember(member.vni ?? 0, member.vtepId ?? 0, member.acceptOnly ?? false);
    else notes.putOther(weft.v1.Entry.decode(weft.v1.Entry.encode(entry).finish()));
  }
  return notes.lines;
}

function quickly(bytes: Uint8Array): string[] {
  const notes = new Notes();
  const frame = readFrame(bytes);
  if (frame.kind === 'delta' || frame.kind === 'snapshotChunk') readEntries(frame, notes);
  return notes.lines;
}

test('entries are read as the generated codec reads them', () => {
  fc.assert(
    fc.property(fc.array(anyEntry), fc.array(anyKey), fc.boolean(), (put, remove, inDelta) => {
      const message = inDelta ? { delta: { revision: 3, put, remove } } : { snapshotChunk: { put } };
      const bytes = weft.v1.ControllerMessage.encode(message).finish();
      expect(quickly(bytes)).toEqual(slowly(weft.v1.ControllerMessage.decode(bytes)));
    }),
    { numRuns: 300 },
  );
});

test('a head says revision and more without reading entries', () => {
  const bytes = weft.v1.ControllerMessage.encode({
    delta: { revision: 2 ** 40 + 7, more: true, put: [{ member: { vni: 1, vtepId: 2 } }] },
  }).finish();
  expect(readFrame(bytes)).toMatchObject({ kind: 'delta', revision: 2 ** 40 + 7, more: true });
});

test('removals come first, whatever their place in the bytes', () => {
  const put = weft.v1.ControllerMessage.encode({ delta: { put: [{ member: { vni: 1, vtepId: 2 } }] } }).finish();
  const remove = weft.v1.ControllerMessage.encode({ delta: { remove: [{ vtep: { vtepId: 9 } }] } }).finish();
  // One Delta whose fields are in the other order (protobuf allows any).
  const body = Buffer.concat([put.subarray(2), remove.subarray(2)]);
  const bytes = Buffer.concat([Uint8Array.of((5 << 3) | 2, body.length), body]);
  expect(quickly(bytes)[0]).toMatch(/^remove/);
  expect(quickly(bytes)).toHaveLength(2);
});

test('bytes that are cut or mutated are a protocol violation or some other message, never anything else', () => {
  fc.assert(
    fc.property(
      fc.array(anyEntry, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.nat(255),
      fc.boolean(),
      (put, at, byte, cut) => {
        const whole = Buffer.from(weft.v1.ControllerMessage.encode({ snapshotChunk: { put } }).finish());
        const bytes = cut ? whole.subarray(0, at % whole.length) : Buffer.from(whole);
        if (!cut) bytes[at % whole.length] = byte;
        try {
          quickly(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'PROTOCOL_VIOLATION' });
        }
      },
    ),
    { numRuns: 2000 },
  );
});
