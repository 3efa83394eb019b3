import { families } from './churn-draws.js';
import { datagramsPerS } from './steady-datagrams.js';

/** What a churn run did, and when: for whoever looks for the cause of what went wrong. Times of CLOCK_MONOTONIC, which all processes of the machine share. */
export class ChurnLog {
  readonly #lines: { readonly atNs: bigint; readonly what: string }[] = [];

  note(what: string): void {
    this.#lines.push({ atNs: process.hrtime.bigint(), what });
  }

  /** What happened before connections were cut that wait so long for an answer, and when datagrams were lost for as long. In the order of `families`. */
  causes(
    talks: readonly { readonly cutNs: bigint | null }[],
    streams: readonly { readonly mostLostInARow: number; readonly thenNs: bigint }[],
    answerWithinS: number,
  ): string[] {
    const cut = talks.flatMap(({ cutNs }, i) =>
      cutNs === null ? [] : [`${families[i]} was cut`, ...this.around(cutNs, answerWithinS * 1_000 + 3_000, 0)],
    );
    const silent = streams.flatMap(({ mostLostInARow: lost, thenNs }, i) =>
      lost < answerWithinS * datagramsPerS
        ? []
        : [`${families[i]} lost ${lost} datagrams in a row`, ...this.around(thenNs, 3_000, 500)],
    );
    return [...cut, ...silent];
  }

  /** What was done from so long before until so long after, with times from then on, in ms. */
  around(atNs: bigint, beforeMs: number, afterMs: number): string[] {
    return this.#lines
      .map((line) => ({ ...line, ms: Number(line.atNs - atNs) / 1e6 }))
      .filter(({ ms }) => ms >= -beforeMs && ms <= afterMs)
      .map(({ ms, what }) => `${ms.toFixed(0)} ms: ${what}`);
  }
}
