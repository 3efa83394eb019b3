import type { OpenIncidents, PictureStatus } from '../../../../proto/src/dashboard/answers.js';
import { FrameKind, FrameReader, jsonOf } from '../../../../proto/src/dashboard/frames.js';
import { keyFrom, keyTo, readRecords, VIEW_GONE } from '../../../../proto/src/dashboard/view-record.js';

/** What a page knows that takes a stream as the frames' contract says. */
export class PagePicture {
  nodes: string[] = [];
  status: PictureStatus | null = null;
  incidents: OpenIncidents | null = null;
  synced = false;
  bytes = 0;
  readonly kinds: number[] = [];
  readonly views = new Map<number, number>();
  readonly #reader = new FrameReader();

  take(bytes: Uint8Array): void {
    this.bytes += bytes.byteLength;
    for (const { kind, payload } of this.#reader.push(bytes)) {
      this.kinds.push(kind);
      if (kind === FrameKind.NODES) this.#takeNodes(jsonOf(payload));
      if (kind === FrameKind.STATUS) this.status = jsonOf(payload);
      if (kind === FrameKind.INCIDENTS) this.incidents = jsonOf(payload);
      if (kind === FrameKind.SYNCED) this.synced = true;
      if (kind === FrameKind.RESET) {
        this.synced = false;
        this.views.clear();
      }
      if (kind === FrameKind.VIEWS) {
        readRecords(payload, (key, value) => {
          if (value === VIEW_GONE) this.views.delete(key);
          else this.views.set(key, value);
        });
      }
    }
  }

  #takeNodes(ids: string[]): void {
    for (const key of this.views.keys()) {
      if ([keyFrom(key), keyTo(key)].some((i) => ids[i] !== this.nodes[i])) this.views.delete(key);
    }
    this.nodes = ids;
  }
}
