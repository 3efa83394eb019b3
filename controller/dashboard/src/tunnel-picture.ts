import type { OpenIncidents, PictureStatus } from '../../../proto/src/dashboard/answers.js';
import { type Frame, FrameKind, jsonOf } from '../../../proto/src/dashboard/frames.js';
import { keyFrom, keyTo, readRecords } from '../../../proto/src/dashboard/view-record.js';
import { ViewTable } from './view-table.js';

/** What frames have changed since it was looked at last. */
export interface PictureChanges {
  nodes: boolean;
  status: boolean;
  incidents: boolean;
  /** Everything may be different; null: only `keys` is. */
  all: boolean;
  keys: number[];
}

const nothing = (): PictureChanges => ({ nodes: false, status: false, incidents: false, all: false, keys: [] });

/** What the controller told of tunnels, put together from frames. What is told anew after a gap is shown when it is complete. */
export class TunnelPicture {
  ids: readonly string[] = [];
  views = new ViewTable();
  status: PictureStatus | null = null;
  incidents: OpenIncidents = { incidents: [], total: 0 };
  /** Everything was told at least once. */
  complete = false;
  /** What is being told anew. */
  #coming: ViewTable | null = null;
  #changes = nothing();

  take({ kind, payload }: Frame): void {
    switch (kind) {
      case FrameKind.NODES:
        this.#takeNodes(jsonOf(payload));
        break;
      case FrameKind.STATUS:
        this.status = jsonOf(payload);
        this.#changes.status = true;
        break;
      case FrameKind.INCIDENTS:
        this.incidents = jsonOf(payload);
        this.#changes.incidents = true;
        break;
      case FrameKind.RESET:
        this.#coming = new ViewTable();
        break;
      case FrameKind.VIEWS:
        this.#takeViews(payload);
        break;
      case FrameKind.SYNCED:
        if (this.#coming) this.views = this.#coming;
        this.#coming = null;
        this.complete = true;
        this.#changes.all = true;
        break;
    }
  }

  /** What changed since this was asked last. */
  changes(): PictureChanges {
    const changes = this.#changes;
    this.#changes = nothing();
    return changes;
  }

  #takeViews(payload: Uint8Array): void {
    const { views } = this;
    const [coming, { keys }] = [this.#coming, this.#changes];
    readRecords(payload, (key, value) => {
      if (coming) coming.set(key, value);
      else {
        views.set(key, value);
        keys.push(key);
      }
    });
  }

  #takeNodes(ids: readonly string[]): void {
    const changed = new Set<number>();
    for (const [i, id] of this.ids.entries()) if (ids[i] !== id) changed.add(i);
    this.ids = ids;
    this.#changes.nodes = true;
    this.#changes.all = true;
    if (changed.size === 0) return;
    for (const table of [this.views, this.#coming]) {
      table?.forEach((key) => {
        if (changed.has(keyFrom(key)) || changed.has(keyTo(key))) table.set(key, 0);
      });
    }
  }
}
