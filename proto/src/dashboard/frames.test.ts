import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFrame, FRAME_BYTES_MAX, FrameKind, FrameReader, jsonFrame, jsonOf } from './frames.js';

describe('frames', () => {
  it('come out of a stream as they went in, whatever pieces it comes in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 30 })),
        (payloads, cuts) => {
          const frames = payloads.map((bytes, i) => {
            const { frame, payload } = emptyFrame(i + 1, bytes.byteLength);
            payload.set(bytes);
            return frame;
          });
          const stream = Uint8Array.from(frames.flatMap((frame) => [...frame]));
          const reader = new FrameReader();
          const read: { kind: number; payload: number[] }[] = [];
          for (let at = 0; at < stream.byteLength; ) {
            const { value: step } = cuts.next();
            for (const { kind, payload } of reader.push(stream.subarray(at, at + step)))
              read.push({ kind, payload: [...payload] });
            at += step;
          }
          expect(read).toEqual(payloads.map((bytes, i) => ({ kind: i + 1, payload: [...bytes] })));
        },
      ),
    );
  });

  it('carry JSON', () => {
    const [frame] = new FrameReader().push(jsonFrame(FrameKind.NODES, ['a', 'ü']));
    expect(frame && jsonOf(frame.payload)).toEqual(['a', 'ü']);
  });

  it('are bounded on both sides', () => {
    expect(() => emptyFrame(1, FRAME_BYTES_MAX + 1)).toThrow('the limit is');
    const header = new Uint8Array(8);
    new DataView(header.buffer).setUint32(0, FRAME_BYTES_MAX + 1, true);
    expect(() => new FrameReader().push(header)).toThrow('says that it has');
  });
});
