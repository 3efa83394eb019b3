import fc from 'fast-check';
import { Reader, Writer } from 'protobufjs/minimal.js';
import { describe, expect, test } from 'vitest';
import { macOfDatapathId } from '../../controller/src/model/ports.js';
import { weft } from '../../proto/gen/codecs.js';
import { field, laterKind, withLaterFields, withoutFields } from './other-versions.js';
import { keptRecordings, type Recording } from './recording.js';
import { replayToAgent, replayToController } from './replay.js';

const { NackReason, Resume } = weft.v1;
const RUNS = 4;
/** NackReason of a later version. */
const LATER_REASON: number = 99;

const recordedMessages = (recording: Recording) =>
  recording.steps.flatMap(({ messages }) =>
    messages.filter(({ from }) => from === 'agent').map(({ bytes }) => weft.v1.AgentMessage.decode(bytes)),
  );
const acksOf = (messages: readonly weft.v1.AgentMessage[]) => messages.flatMap((m) => m.ack?.revision ?? []);
const nacksOf = (messages: readonly weft.v1.AgentMessage[]) =>
  messages.flatMap((m) => (m.nack ? JSON.stringify(weft.v1.Nack.fromObject(m.nack).toJSON()) : []));
const statusesOf = (recording: Recording) => recording.steps.flatMap(({ status }) => (status ? [status] : []));

/** How many entries of each kind that has a map for itself. */
function rowsOf(held: unknown): Record<string, number> {
  const entries = (held as string[]).map((text) => JSON.parse(text));
  const count = (kind: string, bytes?: number) =>
    entries.filter((entry) => entry[kind] && (!bytes || sizeOf(entry[kind].address ?? entry[kind].gateway) === bytes))
      .length;
  const sizeOf = (address: { bytes: string }) => Buffer.from(address.bytes, 'base64').length;
  return {
    fdb: count('fdb'),
    neighbor4: count('neighbor', 4),
    neighbor6: count('neighbor', 16),
    member: count('member'),
    vtep: count('vtep'),
    gateway4: count('subnet', 4),
    gateway6: count('subnet', 16),
    port_groups: entries.filter(({ fdb }) => fdb?.groupIds?.length > 0).length,
  };
}

/** What an agent of today holds of it: where a controller of before said no flood limit, the standard one. */
function heldToday({ held }: Recording): string[] {
  return (held as string[]).map((text) => {
    const entry = JSON.parse(text) as { localPort?: { floodPacketsPerSecond?: number } };
    if (!entry.localPort) return text;
    const floodPacketsPerSecond = entry.localPort.floodPacketsPerSecond ?? 1_000;
    return JSON.stringify({ localPort: { ...entry.localPort, floodPacketsPerSecond } });
  });
}

/** Two entries of a kind that came later in each snapshot, one of which goes with the next delta. */
function withLaterEntries(bytes: Buffer): Buffer {
  const reader = Reader.create(bytes);
  const kind = reader.uint32() >>> 3;
  const body = reader.bytes();
  const more = (...parts: Uint8Array[]) => field(kind, Buffer.concat([body, ...parts]));
  const { snapshotBegin, snapshotEnd, snapshotChunk, delta } = weft.v1.ControllerMessage.decode(bytes);
  const count = (n = 0) =>
    Writer.create()
      .uint32(2 << 3)
      .uint64(n + 2)
      .finish();
  if (snapshotBegin) return more(count(snapshotBegin.entryCount ?? 0));
  if (snapshotEnd) return more(count(snapshotEnd.entryCount ?? 0));
  if (snapshotChunk) return more(field(1, laterKind(1, 'a')), field(1, laterKind(2, 'b')));
  if (delta) return more(field(2, laterKind(1)));
  return bytes;
}

describe.each(keptRecordings())('%s', (_name, recording) => {
  const recorded = recordedMessages(recording);

  test('what the controller sent ends, in this agent, where it ended', async () => {
    const { held, rows, heard } = await replayToAgent(recording, (bytes) => [bytes]);
    expect(held).toEqual(heldToday(recording));
    expect(rows).toEqual(rowsOf(recording.held));
    expect(acksOf(heard)).toEqual(acksOf(recorded));
    expect(nacksOf(heard)).toEqual(nacksOf(recorded));
  });

  test('a later controller has fields, messages and entries that this agent skips or nacks, and all else is applied', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (coins) => {
        const { held, rows, heard, heardBytes } = await replayToAgent(recording, (bytes) => {
          const before = () => coins.next().value ?? false;
          const later = withLaterFields(withLaterEntries(bytes), 'ControllerMessage', before);
          // A message of a kind that came later, anywhere but before Welcome.
          return [later, laterKind(1)];
        });
        expect(held).toEqual(heldToday(recording));
        expect(rows).toEqual(rowsOf(recording.held));
        expect(acksOf(heard)).toEqual(acksOf(recorded));
        const names = (bytes: Buffer | undefined) =>
          ['a', 'b'].filter((text, id) => bytes?.includes(laterKind(id + 1, text)));
        const unknown = heard.flatMap(({ nack }, i) => names(heardBytes[i]).map((name) => [nack?.reason, name]));
        expect(unknown).toEqual([
          [NackReason.UNKNOWN_ENTRY, 'a'],
          [NackReason.UNKNOWN_ENTRY, 'b'],
          [NackReason.RESOLVED, 'a'],
          // Said again on the second stream.
          [NackReason.UNKNOWN_ENTRY, 'b'],
        ]);
        expect(nacksOf(heard)).toEqual(expect.arrayContaining(nacksOf(recorded)));
      }),
      { numRuns: RUNS },
    );
  });

  test('an earlier controller has not the fields that came last or are for people', async () => {
    const missing = new Set(['Member.accept_only', 'NetworkEntry.tenant_id', 'Vtep.node_id', 'Welcome.revision']);
    const { rows, heard } = await replayToAgent(recording, (bytes) => [
      withoutFields(bytes, 'ControllerMessage', missing),
    ]);
    expect(rows).toEqual(rowsOf(recording.held));
    expect(acksOf(heard)).toEqual(acksOf(recorded));
    expect(nacksOf(heard)).toEqual(nacksOf(recorded));
  });

  test('what the agent sent brings this controller to the same statuses', async () => {
    const { statuses, welcomes } = await replayToController(recording, (bytes) => [bytes]);
    expect(statuses).toEqual(statusesOf(recording));
    expect(welcomes.map(({ resume }) => resume)).toEqual([Resume.SNAPSHOT, Resume.DELTA]);
  });

  test('a later agent has fields, messages, abilities, reasons and kinds that this controller skips', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (coins) => {
        const before = () => coins.next().value ?? false;
        const { statuses, welcomes, nacksSkipped } = await replayToController(recording, (bytes) => {
          const { hello, ack } = weft.v1.AgentMessage.decode(bytes);
          const message = hello ? { hello: { ...hello, protocolMax: 2, capabilities: ['ipv4', 'later'] } } : null;
          const own = message ? Buffer.from(weft.v1.AgentMessage.encode(message).finish()) : bytes;
          const later = withLaterFields(own, 'AgentMessage', before);
          if (!ack) return [later];
          const nack = weft.v1.Nack.encode({ revision: 1, reason: NackReason.UNKNOWN_ENTRY }).finish();
          const ofLaterKind = field(3, Buffer.concat([nack, field(2, laterKind(1, 'a'))]));
          return [laterKind(1), ofLaterKind, later];
        });
        expect(statuses).toEqual(statusesOf(recording));
        expect(welcomes.map(({ protocol, resume }) => [protocol, resume])).toEqual([
          [1, Resume.SNAPSHOT],
          [1, Resume.DELTA],
        ]);
        expect(nacksSkipped).toBe(acksOf(recorded).length);
      }),
      { numRuns: RUNS },
    );
  });

  test('an earlier agent says nothing of its abilities and of what is for people', async () => {
    const fields = ['capabilities', 'agent_version', 'kernel_release', 'underlay_mtu'].map((name) => `Hello.${name}`);
    const missing = new Set([...fields, 'PortFacts.interface', 'PortFacts.message', 'Heartbeat.sent_unix_ms']);
    const { statuses } = await replayToController(recording, (bytes) => [
      withoutFields(bytes, 'AgentMessage', missing),
    ]);
    expect(statuses).toEqual(statusesOf(recording));
  });
});

test('a nack with a reason that came later is shown with its number', async () => {
  const recording = keptRecordings().find(([, { scenario }]) => scenario === 'ports')?.[1];
  if (!recording) throw new Error('there is no recording');
  const key = { fdb: { vni: 4096, mac: macOfDatapathId(1) } };
  const reason = LATER_REASON as weft.v1.NackReason;
  const nack = weft.v1.AgentMessage.encode({ nack: { revision: 1, key, reason, message: 'too blue' } }).finish();
  const first = { ...recording, steps: recording.steps.slice(0, 2) };
  const { statuses } = await replayToController(first, (bytes) =>
    weft.v1.AgentMessage.decode(bytes).ack ? [Buffer.from(nack), bytes] : [bytes],
  );
  expect(statuses.at(-1)).toMatchObject({
    nackCount: 1,
    nacks: [{ reason: 'BAD_VALUE', message: `reason ${LATER_REASON} of a later version: too blue` }],
  });
});
