import { spawn } from 'node:child_process';
import { LabError } from './lab-error.js';

/** Running short commands: the result, or an error that says what the command said. */

export interface CommandResult {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  /** The command is killed after this time; default 60 s. */
  readonly timeoutMs?: number;
}

/** Path of a named network namespace (iproute2's convention). */
export function namespacePath(name: string): string {
  return `/run/netns/${name}`;
}

/**
 * A command line that runs in a network namespace. `nsenter`, not `ip netns exec`: the latter makes a new mount namespace with a new /sys,
 * which hides the bpffs.
 */
export function inNamespace(namespace: string | null, argv: readonly string[]): [string, ...string[]] {
  if (namespace !== null) return ['nsenter', `--net=${namespacePath(namespace)}`, ...argv];
  const [program, ...args] = argv;
  if (program === undefined) throw new LabError('empty command');
  return [program, ...args];
}

/** Runs a command to its end; rejects only if it can't be started. */
export function run(argv: readonly [string, ...string[]], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (error) => reject(new LabError(`can't run ${program}: ${error.message}`)));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    // A command that does not read its input is no error.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a command that must succeed; resolves to its stdout. */
export async function must(argv: readonly [string, ...string[]], options: CommandOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.code !== 0) {
    throw new LabError(`${argv.join(' ')}: exit code ${result.code}\n${(result.stderr || result.stdout).trim()}`);
  }
  return result.stdout;
}

/** Runs `ip` commands in one process, in a namespace or (null) in this one. */
export async function ipBatch(namespace: string | null, lines: readonly string[]): Promise<void> {
  const result = await run(['ip', ...(namespace === null ? [] : ['-n', namespace]), '-batch', '-'], {
    input: `${lines.join('\n')}\n`,
  });
  if (result.code !== 0) {
    const where = namespace === null ? '' : ` in namespace ${namespace}`;
    throw new LabError(`ip${where}: ${result.stderr.trim()}\n${lines.map((l) => `  ${l}`).join('\n')}`);
  }
}
