import type { weft } from '../../../proto/gen/codecs.js';

/** Views of the underlay that are kept: of the tunnels that went down last. */
export const UNDERLAY_VIEWS_MAX = 16_384;
/** Of what an agent says in words, and of names. */
const WORDS_MAX = 256;
const NAME_MAX = 32;
/** What a terminal would do instead of showing it. */
const OBEYED = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

type UnderlayView = weft.v1.UnderlayView.$Properties;

/** The underlay as agents saw it when a tunnel went down last, by view. */
export class UnderlayViews {
  readonly #views = new Map<number, UnderlayView>();

  get(view: number): UnderlayView | null {
    return this.#views.get(view) ?? null;
  }

  set(view: number, underlay: UnderlayView): void {
    this.#views.delete(view);
    this.#views.set(view, kept(underlay));
    if (this.#views.size <= UNDERLAY_VIEWS_MAX) return;
    for (const oldest of this.#views.keys()) {
      this.#views.delete(oldest);
      return;
    }
  }

  delete(view: number): void {
    this.#views.delete(view);
  }
}

/** A copy that is bounded, and does not keep the batch that it came in. */
function kept(underlay: UnderlayView): UnderlayView {
  // What `slice` returns keeps the string that it is of.
  const text = (words: string | null | undefined, max = NAME_MAX) =>
    Buffer.from((words ?? '').slice(0, max))
      .toString()
      .replace(OBEYED, '\ufffd');
  const hop = underlay.nextHop?.bytes ?? [];
  return {
    route: text(underlay.route, WORDS_MAX),
    interface: text(underlay.interface),
    nextHop: hop.length === 4 || hop.length === 16 ? { bytes: Uint8Array.from(hop) } : null,
    neighborState: text(underlay.neighborState),
    neighborMac: text(underlay.neighborMac),
    interfaceUp: underlay.interfaceUp ?? false,
    error: text(underlay.error, WORDS_MAX),
  };
}
