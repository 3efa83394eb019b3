/** What a process answers to a scrape: the metrics that it has, with their samples. */
export class Scraped {
  /** Metric -> type. */
  readonly types = new Map<string, string>();
  /** Name of a sample (with _bucket and the like) -> labels of each. */
  readonly #samples = new Map<string, Map<string, string>[]>();

  /** Of the text exposition format. */
  constructor(...texts: readonly string[]) {
    for (const line of texts.join('\n').split('\n')) {
      const [, name = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
      if (name) this.types.set(name, type);
      const [, sample = '', labels = ''] = /^([a-zA-Z_][\w]*)(?:\{(.*)\})? \S+/.exec(line) ?? [];
      if (sample) this.#samples.set(sample, [...(this.#samples.get(sample) ?? []), labelsOf(labels)]);
    }
  }

  /** Whether a name of an expression is one that Prometheus would have. */
  has(name: string): boolean {
    if (this.types.has(name)) return this.types.get(name) !== 'histogram';
    const [, histogram = ''] = /^(.*)_(?:bucket|sum|count)$/.exec(name) ?? [];
    return this.types.get(histogram) === 'histogram';
  }

  /** The values that a label of the metric's samples has; null if there are no samples. */
  values(name: string, label: string): Set<string | undefined> | null {
    const samples = this.#samples.get(name);
    return samples ? new Set(samples.map((labels) => labels.get(label))) : null;
  }
}

function labelsOf(text: string): Map<string, string> {
  return new Map(Array.from(text.matchAll(/(\w+)="([^"]*)"/g), ([, name = '', value = '']) => [name, value]));
}
