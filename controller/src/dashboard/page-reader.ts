import { emptyFrame, FrameKind } from '../../../proto/src/dashboard/frames.js';
import { FRAME_VIEWS, type Picture } from './picture.js';

/** Changed views that a page may be behind; if there are more it gets everything again. */
export const CHANGED_MAX = 65_536;

/** Where frames go. */
export interface FrameSink {
  /** False: no more until it is said to be drained. */
  write(bytes: Uint8Array): boolean;
}

/** What is new for all pages. */
export interface News {
  readonly nodes: boolean;
  readonly status: boolean;
  readonly incidents: boolean;
  /** Views that changed. */
  readonly keys: readonly number[];
  /** Frame with these views, made once for all who can take it now; null: they are too many for one. */
  viewsFrame(): Uint8Array | null;
}

/**
 * One page that follows the picture. Kept for it is only what it does not know yet, by key: it gets the newest of each when it can take it. At most one
 * frame is written beyond what it takes, so a page that is slow costs bounded memory and holds up nobody.
 */
export class PageReader {
  readonly #picture: Picture;
  readonly #sink: FrameSink;
  readonly #now: () => number;
  #nodes = true;
  #status = true;
  #incidents = true;
  #everything = true;
  /** Keys of everything that are being told, from `#position` on. */
  #all: Uint32Array | null = null;
  #position = 0;
  readonly #changed = new Set<number>();
  #blockedSinceMs: number | null = null;

  constructor(picture: Picture, sink: FrameSink, now: () => number) {
    this.#picture = picture;
    this.#sink = sink;
    this.#now = now;
  }

  /** When it took no more; null while it takes everything. */
  get blockedSinceMs(): number | null {
    return this.#blockedSinceMs;
  }

  tell(news: News): void {
    this.#nodes ||= news.nodes;
    this.#status ||= news.status;
    this.#incidents ||= news.incidents;
    const shared = this.#lacksViewsOnly() ? news.viewsFrame() : null;
    if (shared) this.#write(shared);
    else this.#note(news.keys);
    this.pump();
  }

  drained(): void {
    this.#blockedSinceMs = null;
    this.pump();
  }

  /** Writes as much as is taken. */
  pump(): void {
    while (this.#blockedSinceMs === null) {
      const frame = this.#next();
      if (!frame) return;
      this.#write(frame);
    }
  }

  /** It can take a frame now, and knew every view until now. (Nodes are told before their views.) */
  #lacksViewsOnly(): boolean {
    const isCurrent = !this.#nodes && !this.#everything && this.#all === null && this.#changed.size === 0;
    return this.#blockedSinceMs === null && isCurrent;
  }

  #note(keys: readonly number[]): void {
    if (this.#everything) return;
    if (this.#changed.size + keys.length > CHANGED_MAX) {
      this.#changed.clear();
      this.#all = null;
      this.#everything = true;
    } else {
      for (const key of keys) this.#changed.add(key);
    }
  }

  #write(frame: Uint8Array): void {
    if (!this.#sink.write(frame)) this.#blockedSinceMs ??= this.#now();
  }

  #next(): Uint8Array | null {
    if (this.#nodes) {
      this.#nodes = false;
      return this.#picture.nodesFrame();
    }
    if (this.#status) {
      this.#status = false;
      return this.#picture.statusFrame();
    }
    if (this.#incidents) {
      this.#incidents = false;
      return this.#picture.incidentsFrame();
    }
    if (this.#everything) {
      this.#everything = false;
      this.#all = this.#picture.keys();
      this.#position = 0;
      return emptyFrame(FrameKind.RESET, 0).frame;
    }
    if (this.#all) return this.#nextOfAll(this.#all);
    return this.#changed.size > 0 ? this.#nextChanged() : null;
  }

  #nextOfAll(all: Uint32Array): Uint8Array {
    if (this.#position >= all.length) {
      this.#all = null;
      return emptyFrame(FrameKind.SYNCED, 0).frame;
    }
    const keys = all.subarray(this.#position, this.#position + FRAME_VIEWS);
    this.#position += keys.length;
    return this.#picture.viewsFrame(keys);
  }

  #nextChanged(): Uint8Array {
    const keys: number[] = [];
    for (const key of this.#changed) {
      if (keys.length === FRAME_VIEWS) break;
      keys.push(key);
      this.#changed.delete(key);
    }
    return this.#picture.viewsFrame(keys);
  }
}
