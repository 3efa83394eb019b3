import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { built } from '../deploy/lab/directory.js';

/** A controller in a process of its own, from dist/. */
export class ControllerProcess {
  readonly child: ChildProcess;
  readonly l4Port: number;
  /** With `--dashboard`: the dashboard's. */
  readonly dashboardL4Port: number | undefined;

  private constructor(child: ChildProcess, l4Port: number, dashboardL4Port: number | undefined) {
    this.child = child;
    this.l4Port = l4Port;
    this.dashboardL4Port = dashboardL4Port;
  }

  get address(): string {
    return `127.0.0.1:${this.l4Port}`;
  }

  /** Starts it on a free loopback port; resolves when it says that it is ready. `wrapper`: a command that runs the rest, e.g. strace. */
  static async start(
    directory: string,
    args: readonly string[] = [],
    wrapper: readonly string[] = [],
    nodeOptions: readonly string[] = [],
  ) {
    const listen = ['--listen', '127.0.0.1:0', ...args];
    const { child, stderr } = ControllerProcess.spawn(directory, listen, wrapper, nodeOptions);
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      const entry = JSON.parse(line) as { msg?: string; l4Port?: number; dashboardL4Port?: number };
      if (entry.msg === 'ready' && entry.l4Port !== undefined) {
        child.stdout?.resume();
        return new ControllerProcess(child, entry.l4Port, entry.dashboardL4Port);
      }
    }
    throw new Error(`the controller did not start: ${stderr()}`);
  }

  /** Starts it without waiting for anything. */
  static spawn(
    directory: string,
    args: readonly string[],
    wrapper: readonly string[] = [],
    nodeOptions: readonly string[] = [],
  ) {
    const main = built('controller', 'src', 'main.js');
    const [command = '', ...rest] = [...wrapper, process.execPath, ...nodeOptions, main, '--data', directory, ...args];
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    return { child, stderr: () => text };
  }

  /** Sends a signal and waits for the end; the exit code, null after a signal that killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, 'exit');
      this.child.kill(signal);
      await exit;
    }
    return this.child.exitCode;
  }
}
