/** The demo's checks as people see them: ✓ or ✗, and what was seen. */

const isTerminal = process.stdout.isTTY;
const colour = (code: number, text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);

export class Checks {
  private failures = 0;
  private readonly startedMs = performance.now();

  /** A step that begins; time since the start in front. */
  step(text: string): void {
    const seconds = ((performance.now() - this.startedMs) / 1000).toFixed(1).padStart(5);
    process.stdout.write(`${colour(2, `${seconds}s`)} ${colour(1, text)}\n`);
  }

  /** Something that must be true. */
  expect(holds: boolean, text: string): void {
    if (!holds) this.failures++;
    process.stdout.write(`       ${holds ? colour(32, '✓') : colour(31, '✗')} ${text}\n`);
  }

  /** Output of a command or a table, indented. */
  show(text: string): void {
    for (const line of text.trimEnd().split('\n')) process.stdout.write(`         ${line}\n`);
  }

  say(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  get allHeld(): boolean {
    return this.failures === 0;
  }

  /** One line at the end. */
  summary(): string {
    return this.allHeld
      ? colour(32, 'Every check held.')
      : colour(31, `${this.failures} ${this.failures === 1 ? 'check' : 'checks'} did not hold.`);
  }
}
