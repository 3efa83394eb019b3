import { STATUS_MS } from '../../../proto/src/dashboard/frames.js';
import { PICTURE_NODES_MAX, viewKey } from '../../../proto/src/dashboard/view-record.js';
import type { TunnelSource } from '../tunnels/tunnel-source.js';
import { type FrameSink, type News, PageReader } from './page-reader.js';
import { FRAME_VIEWS, Picture } from './picture.js';

/** Least time between two tellings, in milliseconds: changes within it go together. */
const TELL_MS = 50;
/** How often the counts of states are looked at, in milliseconds. */
const LOOK_MS = 1_000;
/** A page that takes nothing for so long is given up, in milliseconds. */
const UNTAKEN_MS = 30_000;

interface Page {
  readonly reader: PageReader;
  readonly giveUp: () => void;
}

/** Follows the picture for all pages that are open; while there is none, nothing is done. */
export class PageFeed {
  readonly #source: TunnelSource;
  readonly #picture: Picture;
  readonly #now: () => number;
  readonly #pages = new Set<Page>();
  readonly #keys = new Set<number>();
  #ids: readonly string[] = [];
  #nodes = false;
  #incidents = false;
  #status = '';
  #statusMs = 0;
  #toldMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #look: NodeJS.Timeout | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(source: TunnelSource, now: () => number = Date.now) {
    this.#source = source;
    this.#picture = new Picture(source, now);
    this.#now = now;
  }

  get pages(): number {
    return this.#pages.size;
  }

  /** Adds a page; `giveUp` is called if it takes nothing for too long. Returns what to call when it is drained, and when it is gone. */
  add(sink: FrameSink, giveUp: () => void): { drained(): void; remove(): void } {
    if (this.#pages.size === 0) this.#begin();
    const page: Page = { reader: new PageReader(this.#picture, sink, this.#now), giveUp };
    this.#pages.add(page);
    page.reader.pump();
    return {
      drained: () => page.reader.drained(),
      remove: () => {
        if (this.#pages.delete(page) && this.#pages.size === 0) this.#end();
      },
    };
  }

  #begin(): void {
    this.#ids = this.#picture.nodeIds();
    this.#picture.incidentsChanged();
    this.#unsubscribe = this.#source.subscribe({
      views: (changed) => {
        for (const [from, to] of changed) {
          if (from < PICTURE_NODES_MAX && to < PICTURE_NODES_MAX) this.#keys.add(viewKey(from, to));
        }
        this.#tellSoon();
      },
      nodes: () => {
        this.#nodes = true;
        this.#tellSoon();
      },
      incident: () => {
        this.#incidents = true;
        this.#tellSoon();
      },
    });
    this.#look = setInterval(() => this.#lookAround(), LOOK_MS).unref();
  }

  #end(): void {
    this.#unsubscribe?.();
    if (this.#look) clearInterval(this.#look);
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#keys.clear();
    this.#nodes = false;
    this.#incidents = false;
  }

  #lookAround(): void {
    const now = this.#now();
    for (const { reader, giveUp } of [...this.#pages]) {
      if (reader.blockedSinceMs !== null && now - reader.blockedSinceMs > UNTAKEN_MS) giveUp();
    }
    // Of those that last more may be known, which is told to pages that come.
    this.#picture.incidentsChanged();
    if (this.#pages.size > 0) this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#toldMs + TELL_MS - performance.now())).unref();
  }

  #tell(): void {
    this.#timer = null;
    this.#toldMs = performance.now();
    if (this.#nodes) this.#noteReused();
    const keys = [...this.#keys];
    this.#keys.clear();
    const status = this.#statusIsDue();
    const { nodes, incidents: incident } = { nodes: this.#nodes, incidents: this.#incidents };
    this.#nodes = false;
    this.#incidents = false;
    if (incident) this.#picture.incidentsChanged();
    let frame: Uint8Array | null = null;
    const viewsFrame = () => {
      if (keys.length === 0 || keys.length > FRAME_VIEWS) return null;
      frame ??= this.#picture.viewsFrame(keys);
      return frame;
    };
    const news: News = { nodes, status, incidents: incident, keys, viewsFrame };
    for (const { reader } of this.#pages) reader.tell(news);
  }

  /** Pages forget the views of an index that is another node's now: those are told again. */
  #noteReused(): void {
    const ids = this.#picture.nodeIds();
    const reused = new Set<number>();
    for (const [i, id] of ids.entries()) {
      const before = this.#ids[i];
      if (before !== undefined && before !== '' && id !== '' && before !== id) reused.add(i);
    }
    this.#ids = [...ids];
    if (reused.size === 0) return;
    for (const key of this.#picture.keys(({ from, to }) => reused.has(from) || reused.has(to))) this.#keys.add(key);
  }

  #statusIsDue(): boolean {
    const now = this.#now();
    const status = JSON.stringify(this.#picture.status());
    if (status === this.#status && now >= this.#statusMs && now - this.#statusMs < STATUS_MS) return false;
    this.#status = status;
    this.#statusMs = now;
    return true;
  }
}
