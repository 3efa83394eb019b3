import { describe, expect, it } from 'vitest';
import { emptyFrame, FrameKind, FrameReader, jsonFrame } from '../../../proto/src/dashboard/frames.js';
import { VIEW_BYTES, viewKey, viewValue, writeRecord } from '../../../proto/src/dashboard/view-record.js';
import { TunnelPicture } from './tunnel-picture.js';
import { State } from './words.js';

const { NODES, RESET, SYNCED } = FrameKind;
const up = viewValue(State.UP, 120, 0);
const down = viewValue(State.DOWN, 120, 0);

function viewsFrame(...views: (readonly [from: number, to: number, value: number])[]): Uint8Array {
  const { frame, payload } = emptyFrame(FrameKind.VIEWS, views.length * VIEW_BYTES);
  const bytes = new DataView(payload.buffer, payload.byteOffset);
  for (const [i, [from, to, value]] of views.entries()) writeRecord(bytes, i * VIEW_BYTES, viewKey(from, to), value);
  return frame;
}
const empty = (kind: number) => emptyFrame(kind, 0).frame;

function told(picture: TunnelPicture, ...frames: Uint8Array[]): TunnelPicture {
  for (const bytes of frames) for (const frame of new FrameReader().push(bytes)) picture.take(frame);
  return picture;
}
const begun = () =>
  told(
    new TunnelPicture(),
    jsonFrame(NODES, ['a', 'b', 'c']),
    empty(RESET),
    viewsFrame([0, 1, up], [1, 0, up], [1, 2, up]),
    empty(SYNCED),
  );

describe('the picture of a page', () => {
  it('is complete when everything was told, and then says which views changed', () => {
    const picture = begun();
    expect([picture.complete, picture.changes().all]).toEqual([true, true]);
    told(picture, viewsFrame([0, 1, down]));
    expect(picture.changes()).toMatchObject({ all: false, nodes: false, keys: [viewKey(0, 1)] });
    expect(picture.views.get(viewKey(0, 1))).toBe(down);
    expect(picture.changes().keys).toEqual([]);
  });

  it('stays as it was while everything is told anew, then lacks what was not told again', () => {
    const picture = begun();
    told(picture, empty(RESET), viewsFrame([0, 1, down]));
    expect([picture.views.get(viewKey(0, 1)), picture.views.get(viewKey(1, 0))]).toEqual([up, up]);
    told(picture, empty(SYNCED));
    expect([picture.views.get(viewKey(0, 1)), picture.views.get(viewKey(1, 0))]).toEqual([down, 0]);
  });

  it('forgets the views of an index that is another node now, and no others', () => {
    const picture = begun();
    told(picture, jsonFrame(NODES, ['a', 'b', 'other', 'new']));
    expect(picture.views.get(viewKey(1, 2))).toBe(0);
    expect(picture.views.get(viewKey(0, 1))).toBe(up);
    told(picture, jsonFrame(NODES, ['a', '', 'other']));
    expect(picture.views.get(viewKey(0, 1))).toBe(0);
  });

  it('skips what it does not know', () => {
    const picture = begun();
    told(picture, empty(99));
    expect(picture.views.get(viewKey(0, 1))).toBe(up);
  });
});
