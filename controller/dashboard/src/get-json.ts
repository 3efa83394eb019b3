/** GET of something that the server answers as JSON; null if it says that there is no such thing. Throws what it says otherwise. */
export async function getJson<T>(
  path: string,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<T | null> {
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await fetch(`${path}?${parameters}`, { signal, cache: 'no-store' });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error((await response.text()).trim() || `HTTP ${response.status}`);
  return (await response.json()) as T;
}

/** Asks again and again, `everyMs` after each answer, until it is stopped. What fails is told and asked again. */
export class Polling<T> {
  readonly #abort = new AbortController();

  constructor(
    everyMs: number,
    ask: (signal: AbortSignal) => Promise<T>,
    show: (answer: T) => void,
    trouble: (message: string) => void,
  ) {
    void this.#run(everyMs, ask, show, trouble);
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(
    everyMs: number,
    ask: (signal: AbortSignal) => Promise<T>,
    show: (answer: T) => void,
    trouble: (message: string) => void,
  ): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        const answer = await ask(signal);
        if (!signal.aborted) show(answer);
      } catch (error) {
        if (!signal.aborted) trouble(error instanceof Error ? error.message : String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
