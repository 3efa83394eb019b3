import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { inNamespace } from './command.js';
import { LabError } from './lab-error.js';
import { waitFor } from './wait-for.js';

/** Long-lived processes of the lab: detached, recorded, found again by a later command. */

/** How long a process may take to end after SIGTERM. */
const stopTimeoutMs = 5_000;

/** What identifies a process for as long as the machine runs: pids are reused, (pid, start time) is not. */
interface ProcessRecord {
  readonly pid: number;
  /** Clock ticks since boot, /proc/<pid>/stat field 22. */
  readonly startTime: string;
  readonly command: readonly string[];
}

/** Start time of a living process; null if there is none (a zombie is none). */
export function processStartTime(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command's name, in parentheses, may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}

/** What a managed process is and where it leaves its traces. */
export interface ProcessSpec {
  readonly name: string;
  readonly namespace: string | null;
  readonly argv: readonly string[];
  readonly log: string;
  readonly pidFile: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that outlives the command that started it. */
export class ManagedProcess {
  constructor(readonly spec: ProcessSpec) {}

  /** Pid of the living process, or null. */
  get pid(): number | null {
    return livingPid(this.spec.pidFile);
  }

  /** Starts it; fails if it runs. Its output is appended to the log. */
  start(): void {
    if (this.pid !== null) throw new LabError(`${this.spec.name} is running already (pid ${this.pid})`);
    const [program, ...args] = inNamespace(this.spec.namespace, this.spec.argv);
    const log = openSync(this.spec.log, 'a');
    try {
      const child = spawn(program, args, {
        detached: true,
        stdio: ['ignore', log, log],
        cwd: '/',
        env: { ...process.env, ...this.spec.env },
      });
      // 'error' comes later than the missing pid; without a listener it would end this process.
      child.on('error', () => {});
      if (child.pid === undefined) throw new LabError(`can't start ${program} for ${this.spec.name}`);
      child.unref();
      const record: ProcessRecord = {
        pid: child.pid,
        startTime: processStartTime(child.pid) ?? '',
        command: [program, ...args],
      };
      writeFileSync(this.spec.pidFile, JSON.stringify(record));
    } finally {
      closeSync(log);
    }
  }

  /** Sends a signal to the process alone. False if it is not running. */
  signal(signal: NodeJS.Signals): boolean {
    const { pid } = this;
    if (pid === null) return false;
    process.kill(pid, signal);
    return true;
  }

  /** Ends it: SIGTERM, then SIGKILL after 5 s. Nothing to do if it is not running. */
  async stop(): Promise<void> {
    await endProcess(this.spec.pidFile);
  }

  /** `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await waitFor(`${this.spec.name} dies`, stopTimeoutMs, () => (this.pid === null ? true : undefined), 5);
    rmSync(this.spec.pidFile, { force: true });
  }

  async restart(): Promise<void> {
    await this.stop();
    this.start();
  }

  /** Throws, with the end of its log, if it is not running. */
  requireRunning(): void {
    if (this.pid !== null) return;
    throw new LabError(`${this.spec.name} is not running; the end of ${this.spec.log}:\n${this.logTail()}`);
  }

  private logTail(): string {
    if (!existsSync(this.spec.log)) return '(empty)';
    return readFileSync(this.spec.log, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  }
}

/** Pid that a pid file names, if that very process lives. */
export function livingPid(pidFile: string): number | null {
  let record: ProcessRecord;
  try {
    record = JSON.parse(readFileSync(pidFile, 'utf8')) as ProcessRecord;
  } catch {
    return null;
  }
  const startTime = processStartTime(record.pid);
  return startTime !== null && startTime === record.startTime ? record.pid : null;
}

/** Ends the process of a pid file together with its process group, and removes the file. */
export async function endProcess(pidFile: string): Promise<void> {
  const pid = livingPid(pidFile);
  if (pid !== null) {
    signalGroup(pid, 'SIGTERM');
    try {
      await waitFor('', stopTimeoutMs, () => (livingPid(pidFile) === null ? true : undefined), 10);
    } catch {
      signalGroup(pid, 'SIGKILL');
      await waitFor(`process ${pid} dies`, stopTimeoutMs, () => (livingPid(pidFile) === null ? true : undefined));
    }
  }
  rmSync(pidFile, { force: true });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
