/** Tabs as the ARIA pattern has them: arrow keys go from one to the next, the panel follows. */
export class Tabs {
  readonly #tabs: readonly HTMLElement[];
  readonly #shown: (name: string) => void;

  constructor(list: HTMLElement, shown: (name: string) => void) {
    this.#tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
    this.#shown = shown;
    for (const tab of this.#tabs) tab.addEventListener('click', () => this.show(nameOf(tab)));
    list.addEventListener('keydown', (event) => {
      const at = this.#tabs.indexOf(event.target as HTMLElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next =
        step !== undefined && at >= 0 ? this.#tabs[(at + step + this.#tabs.length) % this.#tabs.length] : undefined;
      if (!next) return;
      event.preventDefault();
      next.focus();
      this.show(nameOf(next));
    });
  }

  show(name: string): void {
    for (const tab of this.#tabs) {
      const isShown = nameOf(tab) === name;
      tab.setAttribute('aria-selected', String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      const panel = document.getElementById(nameOf(tab));
      if (panel) panel.hidden = !isShown;
    }
    this.#shown(name);
  }
}

function nameOf(tab: HTMLElement): string {
  return tab.getAttribute('aria-controls') ?? '';
}
