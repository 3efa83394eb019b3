/** Interfaces that are being set up beside the agent's queue, so that many cost one process. A failure is told, not thrown. */
export class SettingUp {
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #onError: (name: string, error: unknown) => void;

  constructor(onError: (name: string, error: unknown) => void) {
    this.#onError = onError;
  }

  add(name: string, work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => this.#onError(name, error))
      .finally(() => {
        if (this.#underWay.get(name) === settled) this.#underWay.delete(name);
      });
    this.#underWay.set(name, settled);
  }

  /** Resolves when the interface is set up, or could not be. */
  async settled(name: string): Promise<void> {
    await this.#underWay.get(name);
  }
}
