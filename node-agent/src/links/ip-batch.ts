import { spawn } from 'node:child_process';

/** A command of iproute2 that failed. */
export class IpError extends Error {
  override readonly name = 'IpError';
  readonly command: string;

  constructor(command: string, message: string) {
    super(`ip ${command}: ${message}`);
    this.command = command;
  }

  /** Does it say that there is no such interface? */
  get isNotFound(): boolean {
    return /does not exist|Cannot find device|No such device/.test(this.message);
  }
}

interface Pending {
  readonly command: string;
  readonly resolve: (values: unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Runs commands of iproute2 in order. Those that are given while a process runs share the next one (`ip -batch`), so a burst costs
 * a few processes, not one each. A process is not kept for longer: ip remembers the index of every name that it has seen, which is
 * wrong as soon as an interface is made anew.
 *
 * Arguments are words: what comes from a caller must have been checked to hold no white space (isInterfaceName).
 */
export class IpBatch {
  #waiting: Pending[] = [];
  #running = false;

  /** Runs e.g. `link show dev eth0`; resolves with the JSON values that it printed. Rejects with IpError. */
  run(command: string): Promise<unknown[]> {
    if (/[\n\r#\\]/.test(command)) return Promise.reject(new IpError(command, 'not one line of plain words'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
      if (!this.#running) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const answers = await runIp(batch.map((p) => p.command));
      for (const [i, pending] of batch.entries()) {
        const lines = answers[i];
        if (lines) settle(pending, lines);
        // Some failures end ip in the middle of a batch; what was not tried is tried again.
        else this.#waiting.push(pending);
      }
    }
    this.#running = false;
  }
}

function settle(pending: Pending, lines: readonly string[]): void {
  if (lines.some((line) => line.startsWith(COMMAND_FAILED))) {
    const words = lines.filter((line) => !line.startsWith(COMMAND_FAILED) && !line.startsWith('['));
    pending.reject(new IpError(pending.command, words.map((w) => w.trim()).join('; ') || 'failed'));
    return;
  }
  try {
    pending.resolve(lines.filter((line) => line.startsWith('[')).flatMap((line) => JSON.parse(line) as unknown[]));
  } catch (error) {
    pending.reject(new IpError(pending.command, `printed what is not JSON: ${String(error)}`));
  }
}

/**
 * Runs commands in one process. Answers, in order, the lines that each printed (both outputs, in order); fewer answers than
 * commands if ip ended early, the last one then being of the command that ended it. At least one.
 */
function runIp(commands: readonly string[]): Promise<string[][]> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', 'exec ip -json -details -force -batch - 2>&1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    let failure = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => {
      failure = error.message;
    });
    child.on('close', (code, signal) => {
      const answers = splitAnswers(output);
      if (answers.length < commands.length) {
        // What was printed after the last marker belongs to the command that ended the process.
        answers.push([...rest(output), failure || `ip ended (${signal ?? code})`, COMMAND_FAILED]);
      }
      resolve(answers);
    });
    child.stdin.on('error', () => {});
    // After each command comes one that ip can't know: its error line marks the end of the answer.
    child.stdin.end(commands.map((command) => `${command}\n${MARKER}\n`).join(''));
  });
}

/** Lines between the markers' error lines. */
function splitAnswers(output: string): string[][] {
  const parts = output.split(MARKER_ANSWER);
  return parts.slice(0, -1).map(linesOf);
}

function rest(output: string): string[] {
  return linesOf(output.split(MARKER_ANSWER).at(-1) ?? '');
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

const MARKER = 'weft-end';
const COMMAND_FAILED = 'Command failed';
/** `Object "weft-end" is unknown, try "ip help".` and the line that follows it. */
const MARKER_ANSWER = /^Object "weft-end" is unknown.*\nCommand failed.*\n/m;
