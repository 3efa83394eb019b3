import { type Frame, FrameReader, STATUS_MS } from '../../../proto/src/dashboard/frames.js';

/** How the page stands with the controller. */
export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'paused';

const RETRY_MS = { first: 500, last: 10_000 };
/** A page that nobody looks at lets go of its stream after this time: browsers have few connections for one server. */
const HIDDEN_MS = 60_000;

export interface StreamListener {
  frames(frames: readonly Frame[]): void;
  state(state: StreamState, error: string): void;
}

/** Follows /data/stream for as long as the page is looked at; begins again whenever it ends or falls silent. */
export class LiveStream {
  readonly #url: string;
  readonly #listener: StreamListener;
  #abort: AbortController | null = null;
  #wasLive = false;
  #retryMs = RETRY_MS.first;
  #hidden: number | undefined;

  constructor(url: string, listener: StreamListener) {
    this.#url = url;
    this.#listener = listener;
  }

  start(): void {
    void this.#run();
    document.addEventListener('visibilitychange', () => this.#visibilityChanged());
  }

  #visibilityChanged(): void {
    window.clearTimeout(this.#hidden);
    if (document.visibilityState === 'hidden') {
      this.#hidden = window.setTimeout(() => this.#abort?.abort(new Error('nobody looks')), HIDDEN_MS);
    }
  }

  async #run(): Promise<never> {
    for (;;) {
      await lookedAt();
      this.#listener.state(this.#wasLive ? 'reconnecting' : 'connecting', '');
      let why = 'the controller ended the connection';
      try {
        await this.#follow();
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
      if (document.visibilityState === 'hidden') this.#listener.state('paused', '');
      else this.#listener.state('reconnecting', why);
      await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
      this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS.last);
    }
  }

  /** One stream, until it ends or is silent for too long. */
  async #follow(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    let watchdog = 0;
    const alive = () => {
      window.clearTimeout(watchdog);
      watchdog = window.setTimeout(() => abort.abort(new Error('the controller is silent')), 3 * STATUS_MS);
    };
    try {
      alive();
      const response = await fetch(this.#url, { signal: abort.signal, cache: 'no-store' });
      if (!response.ok || !response.body) throw new Error((await response.text()).trim() || `HTTP ${response.status}`);
      const reader = response.body.getReader();
      const frames = new FrameReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        alive();
        this.#listener.frames(frames.push(value));
        this.#live();
      }
    } finally {
      window.clearTimeout(watchdog);
      abort.abort();
    }
  }

  #live(): void {
    this.#wasLive = true;
    this.#retryMs = RETRY_MS.first;
    this.#listener.state('live', '');
  }
}

function lookedAt(): Promise<void> {
  if (document.visibilityState !== 'hidden') return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (document.visibilityState === 'hidden') return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
}
