import { type Palette, palettes } from './palette.js';

type Choice = 'auto' | 'light' | 'dark';
const choices: readonly Choice[] = ['auto', 'light', 'dark'];
const kept = 'weft-theme';

/** Light or dark: what the system says, unless a person chose otherwise on this browser. */
export class Theme {
  readonly #button: HTMLButtonElement;
  readonly #system = window.matchMedia('(prefers-color-scheme: dark)');
  readonly #changed: () => void;
  #choice: Choice;

  constructor(button: HTMLButtonElement, changed: () => void) {
    this.#button = button;
    this.#changed = changed;
    this.#choice = choices.find((choice) => choice === localStorage.getItem(kept)) ?? 'auto';
    this.#show();
    button.addEventListener('click', () => this.#next());
    this.#system.addEventListener('change', () => this.#apply());
  }

  get palette(): Palette {
    return palettes[this.#name];
  }

  get #name(): 'light' | 'dark' {
    if (this.#choice !== 'auto') return this.#choice;
    return this.#system.matches ? 'dark' : 'light';
  }

  #next(): void {
    this.#choice = choices[(choices.indexOf(this.#choice) + 1) % choices.length] ?? 'auto';
    localStorage.setItem(kept, this.#choice);
    this.#apply();
  }

  #apply(): void {
    this.#show();
    this.#changed();
  }

  #show(): void {
    document.documentElement.dataset['theme'] = this.#name;
    this.#button.textContent = `Theme: ${this.#choice}`;
  }
}
