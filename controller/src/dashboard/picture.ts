import { emptyFrame, FrameKind, jsonFrame } from '../../../proto/src/dashboard/frames.js';
import {
  keyFrom,
  keyTo,
  PICTURE_NODES_MAX,
  VIEW_BYTES,
  VIEW_GONE,
  viewKey,
  viewValue,
  writeRecord,
} from '../../../proto/src/dashboard/view-record.js';
import type { TunnelSource, ViewFigures } from '../tunnels/tunnel-source.js';
import { openIncidents } from './incident-answers.js';

/** Views of one frame, at most: 256 KB. */
export const FRAME_VIEWS = 32_768;

/** What pages are told, in frames: always as it is now. */
export class Picture {
  readonly #source: TunnelSource;
  readonly #now: () => number;
  #incidents: Uint8Array | null = null;

  constructor(source: TunnelSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  nodeIds(): readonly string[] {
    return this.#source.nodeIds().slice(0, PICTURE_NODES_MAX);
  }

  nodesFrame(): Uint8Array {
    return jsonFrame(FrameKind.NODES, this.nodeIds());
  }

  /** As they were when they were asked for first since `incidentsChanged`: putting thousands of them in words takes long, and all pages are told the same. */
  incidentsFrame(): Uint8Array {
    this.#incidents ??= jsonFrame(FrameKind.INCIDENTS, openIncidents(this.#source));
    return this.#incidents;
  }

  incidentsChanged(): void {
    this.#incidents = null;
  }

  statusFrame(): Uint8Array {
    return jsonFrame(FrameKind.STATUS, { timeMs: this.#now(), ...this.status() });
  }

  status() {
    const { up, degraded, down, unknown, connected, droppedViews } = this.#source.summary();
    return {
      connected: connected ?? false,
      up: up ?? 0,
      degraded: degraded ?? 0,
      down: down ?? 0,
      unknown: unknown ?? 0,
      droppedViews: droppedViews ?? 0,
      leftOutNodes: Math.max(0, this.#source.nodeIds().length - PICTURE_NODES_MAX),
    };
  }

  /** Keys of all views, or of those that `only` lets through. */
  keys(only: (figures: ViewFigures) => boolean = () => true): Uint32Array {
    let keys = new Uint32Array(4_096);
    let count = 0;
    for (const figures of this.#source.figures()) {
      if (figures.from >= PICTURE_NODES_MAX || figures.to >= PICTURE_NODES_MAX || !only(figures)) continue;
      if (count === keys.length) {
        const grown = new Uint32Array(2 * count);
        grown.set(keys);
        keys = grown;
      }
      keys[count++] = viewKey(figures.from, figures.to);
    }
    return keys.subarray(0, count);
  }

  /** Views as they are now; those that are no more are said to be gone. */
  viewsFrame(keys: ArrayLike<number>): Uint8Array {
    const { frame, payload } = emptyFrame(FrameKind.VIEWS, keys.length * VIEW_BYTES);
    const bytes = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      const figures = this.#source.figuresOf(keyFrom(key), keyTo(key));
      const value = figures ? viewValue(figures.state, figures.rttP50Us, figures.lossOutPpm) : VIEW_GONE;
      writeRecord(bytes, i * VIEW_BYTES, key, value);
    }
    return frame;
  }
}
