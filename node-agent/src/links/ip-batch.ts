import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

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
  readonly marker: string;
  readonly lines: string[];
  readonly resolve: (lines: string[]) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One long-lived `ip -batch`: a command costs a line, not a process. After each command comes one that ip can't know; its
 * error line marks the end of the answer (both outputs are one pipe, so the order holds). A process that dies is
 * started again with the next command; commands that were under way fail.
 *
 * Arguments are words: what comes from a caller must have been checked to hold no white space (isInterfaceName).
 */
export class IpBatch {
  #child: ChildProcess | null = null;
  #pending: Pending[] = [];
  #number = 0;
  #skipFailure = false;

  /** Runs e.g. `link show dev eth0`; resolves with the JSON values that it printed. Rejects with IpError. */
  async run(command: string): Promise<unknown[]> {
    if (/[\n\r#\\]/.test(command)) throw new IpError(command, 'not one line of plain words');
    const lines = await this.#send(command);
    const values: unknown[] = [];
    const problems: string[] = [];
    for (const line of lines) {
      if (line.startsWith('[')) values.push(...(JSON.parse(line) as unknown[]));
      else if (line.startsWith('Command failed')) problems.push('');
      else if (line.trim() !== '') problems.push(line.trim());
    }
    if (lines.some((line) => line.startsWith('Command failed'))) {
      throw new IpError(command, problems.filter((p) => p !== '').join('; ') || 'failed');
    }
    return values;
  }

  /** Ends the process; commands under way fail. */
  close(): void {
    this.#child?.stdin?.end();
    this.#child?.kill();
    this.#child = null;
  }

  #send(command: string): Promise<string[]> {
    const child = this.#child ?? this.#start();
    const marker = `weft-end-${++this.#number}`;
    return new Promise((resolve, reject) => {
      this.#pending.push({ command, marker, lines: [], resolve, reject });
      child.stdin?.write(`${command}\n${marker}\n`);
    });
  }

  #start(): ChildProcess {
    const child = spawn('/bin/sh', ['-c', 'exec ip -json -details -force -batch - 2>&1'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    this.#skipFailure = false;
    child.stdin?.on('error', () => {});
    child.unref();
    const out = child.stdout;
    if (out) {
      (out as unknown as { unref?: () => void }).unref?.();
      createInterface({ input: out }).on('line', (line) => this.#onLine(line));
    }
    const onEnd = (why: string) => {
      if (this.#child === child) this.#child = null;
      const failed = this.#pending;
      this.#pending = [];
      for (const p of failed) p.reject(new IpError(p.command, why));
    };
    child.on('error', (error) => onEnd(error.message));
    child.on('close', (code, signal) => onEnd(`iproute2 ended (${signal ?? code})`));
    return child;
  }

  #onLine(line: string): void {
    // The marker's own "Command failed" line belongs to nobody.
    if (this.#skipFailure && line.startsWith('Command failed')) {
      this.#skipFailure = false;
      return;
    }
    const first = this.#pending[0];
    if (!first) return;
    if (line.includes(`"${first.marker}"`)) {
      this.#pending.shift();
      this.#skipFailure = true;
      first.resolve(first.lines);
      return;
    }
    first.lines.push(line);
  }
}
