/**
 * Colours, all as #rrggbb. What is grave stands out from the background by lightness too, in both themes, so that it is seen whatever colours one sees;
 * hues are blue against orange and red, which the common kinds of colour blindness leave apart.
 */
export interface Palette {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** No tunnel; a node to itself. */
  readonly none: string;
  readonly self: string;
  readonly unknown: string;
  readonly up: string;
  readonly degraded: string;
  readonly down: string;
  readonly cursor: string;
  /** From short to long round trips. */
  readonly rtt: readonly string[];
  /** One for each class of loss. */
  readonly loss: readonly string[];
  /** Hues of nodes in the chord diagram, in turn. */
  readonly nodes: readonly string[];
}

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    background: '#ffffff',
    ink: '#1b1f24',
    muted: '#5b6470',
    line: '#c9cfd6',
    none: '#f4f5f6',
    self: '#dde1e5',
    unknown: '#aab2bb',
    up: '#b9d7ea',
    degraded: '#e08a00',
    down: '#86001d',
    cursor: '#0b57d0',
    rtt: ['#e6f0f9', '#a9cbe5', '#5f9bcd', '#2766a6', '#0c2f63'],
    loss: ['#e3ecf3', '#fde3bd', '#fabd6c', '#ec8f33', '#c85f16', '#8f390e', '#571a06'],
    nodes: ['#3d7fb5', '#c8761a', '#4f8a5b', '#9a5f9e', '#7b7f2f', '#b4556a', '#43868f', '#8a6a4f'],
  },
  dark: {
    background: '#14171a',
    ink: '#e7eaee',
    muted: '#9aa4b0',
    line: '#3a424b',
    none: '#1b1f23',
    self: '#2c3238',
    unknown: '#5d6670',
    up: '#28506c',
    degraded: '#d98d13',
    down: '#ffb9ae',
    cursor: '#8ab4ff',
    rtt: ['#15293c', '#22557f', '#3c8cc0', '#87c4e8', '#e2f3ff'],
    loss: ['#1f2f3b', '#4a3413', '#7d5111', '#b37116', '#df9b40', '#f4c88b', '#fff1df'],
    nodes: ['#6aa9dc', '#e39a45', '#77b886', '#c08fc6', '#b0b45a', '#dd8398', '#6cb8c2', '#bb9672'],
  },
};

/** `#rrggbb` as a pixel of ImageData: red first in memory. */
export function pixelOf(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const bytes = Uint8Array.of(r ?? 0, g ?? 0, b ?? 0, 255);
  return new Uint32Array(bytes.buffer)[0] ?? 0;
}

/** A colour between others, `t` from 0 to 1. */
export function between(colours: readonly string[], t: number): string {
  const at = Math.min(Math.max(t, 0), 1) * (colours.length - 1);
  const low = Math.min(Math.floor(at), colours.length - 2);
  const mix = (channel: number) => {
    const part = (colour: string | undefined) => Number.parseInt((colour ?? '#000000').slice(channel, channel + 2), 16);
    const [x, y] = [part(colours[low]), part(colours[low + 1])];
    return Math.round(x + (y - x) * (at - low))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${mix(1)}${mix(3)}${mix(5)}`;
}
