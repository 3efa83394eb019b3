import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one side said. */
export interface Message {
  readonly from: 'agent' | 'controller';
  readonly bytes: Buffer;
}

/** What happened after one step of the scenario, until nothing more was to be said. */
export interface Step {
  readonly name: string;
  readonly messages: Message[];
  /** What the controller then says of the node and its ports, as `statusOf` says it; null while the agent has no stream. */
  status: unknown;
}

/** A recorded session: the steps of a scenario with the messages of both sides, and where they ended. */
export interface Recording {
  /** Name of the scenario that was played. */
  readonly scenario: string;
  readonly steps: readonly Step[];
  /** The entries that the agent held at the end, as `AgentUnderTest.held` says them. */
  readonly held: unknown;
}

/**
 * Lines: `scenario <name>` (none: `ports`), `step <name>`, then `agent <base64>` and `controller <base64>` in the order in which they were seen, then `status <JSON>`; at the end
 * `held <JSON>`.
 */
export function encodeRecording({ scenario, steps, held }: Recording): string {
  const lines = steps.flatMap(({ name, messages, status }) => [
    `step ${name}`,
    ...messages.map(({ from, bytes }) => `${from} ${bytes.toString('base64')}`),
    `status ${JSON.stringify(status)}`,
  ]);
  return `${[`scenario ${scenario}`, ...lines, `held ${JSON.stringify(held)}`].join('\n')}\n`;
}

export function decodeRecording(text: string): Recording {
  const steps: Step[] = [];
  let held: unknown = null;
  let scenario = 'ports';
  for (const line of text.trimEnd().split('\n')) {
    const space = line.indexOf(' ');
    const [word, rest] = [line.slice(0, space), line.slice(space + 1)];
    const step = steps.at(-1);
    if (word === 'step') steps.push({ name: rest, messages: [], status: null });
    else if (word === 'scenario') scenario = rest;
    else if (word === 'held') held = JSON.parse(rest);
    else if (step && word === 'status') step.status = JSON.parse(rest);
    else if (step && (word === 'agent' || word === 'controller'))
      step.messages.push({ from: word, bytes: Buffer.from(rest, 'base64') });
    else throw new Error(`a recording has no line ${JSON.stringify(word)}`);
  }
  return { scenario, steps, held };
}

/** Every recording that is kept, by its file's name. */
export function keptRecordings(): [string, Recording][] {
  const directory = join(process.cwd(), 'test/interop/recordings');
  const names = readdirSync(directory).filter((name) => name.endsWith('.session'));
  return names.sort().map((name) => [name, decodeRecording(readFileSync(join(directory, name), 'utf8'))]);
}
