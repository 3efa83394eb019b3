import { WeftError } from '../../../proto/src/errors.js';
import type { DiskReserve } from './disk-reserve.js';
import type { StoreObserver } from './options.js';
import type { Pauses } from './pauses.js';

/** The store, as far as its gate has to know it. */
export interface GatedStore {
  readonly directory: string;
  readonly state: () => 'open' | 'failed' | 'closed';
  /** Writes something that changes nothing, to see whether the disk takes it. */
  readonly tryWrite: () => Promise<void>;
  /** That write failed: LevelDB takes no write after one that failed in the background, so it has to be opened again. */
  readonly failed: (error: unknown) => void;
}

/** Refuses writes while the disk is full: while there is no room for the reserve. */
export class WriteGate {
  readonly #store: GatedStore;
  readonly #reserve: DiskReserve;
  readonly #pauses: Pauses;
  /** Between attempts to accept writes again. */
  readonly #retryMs: number;
  readonly #observer: StoreObserver | undefined;
  /** Why writes are refused; null if they aren't. */
  #refusal: WeftError | null = null;
  #resuming: Promise<void> | null = null;

  constructor(
    store: GatedStore,
    reserve: DiskReserve,
    pauses: Pauses,
    retryMs: number,
    observer: StoreObserver | undefined,
  ) {
    this.#store = store;
    this.#reserve = reserve;
    this.#pauses = pauses;
    this.#retryMs = retryMs;
    this.#observer = observer;
  }

  /** Throws STORE_UNAVAILABLE while writes are refused. */
  requireOpen(): void {
    if (this.#refusal) throw this.#refusal;
  }

  /** Holds room on the disk. Without it writes are refused, until there is room. */
  async holdReserve(): Promise<void> {
    try {
      await this.#reserve.hold();
      this.#accept();
    } catch (cause) {
      const why = `the disk of ${this.#store.directory} is full (${(cause as Error).message})`;
      this.#refusal = new WeftError('STORE_UNAVAILABLE', `writes are refused: ${why}; reads go on`, { cause });
      this.#observer?.refusing?.(this.#refusal);
      this.#resuming ??= this.#resume().finally(() => {
        this.#resuming = null;
      });
    }
  }

  /** Resolves when nothing is attempted any more; after the store was closed and the pauses ended. */
  async settled(): Promise<void> {
    await this.#resuming;
  }

  #accept(): void {
    if (!this.#refusal) return;
    this.#refusal = null;
    this.#observer?.accepting?.();
  }

  /** Waits for room on the disk, tries whether it takes a write, and accepts writes again. */
  async #resume(): Promise<void> {
    while (this.#refusal) {
      await this.#pauses.pause(this.#retryMs);
      const state = this.#store.state();
      if (state === 'closed') return;
      if (state === 'failed') continue;
      try {
        await this.#reserve.hold();
      } catch {
        continue;
      }
      try {
        await this.#store.tryWrite();
      } catch (error) {
        if (this.#store.state() === 'open') this.#store.failed(error);
        continue;
      }
      this.#accept();
    }
  }
}
