import { type ChildProcess, spawn } from 'node:child_process';
import { inNamespace } from './command.js';
import type { Lab } from './running-lab.js';

/** A process that runs beside a test or the demo, and ends with it at the latest. */
export class Background {
  /** What it has written so far. */
  stdout = '';
  stderr = '';
  private readonly closed: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.closed = new Promise((resolve) => {
      child.on('error', () => resolve(null));
      child.on('close', (code) => resolve(code));
    });
  }

  /** Resolves to the exit code when it has ended by itself. */
  ended(): Promise<number | null> {
    return this.closed;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and waits for the end: SIGINT lets ping and tcpdump print their summary. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.closed;
  }
}

/** Starts a command in a namespace (null: this one). */
export function spawnIn(namespace: string | null, argv: readonly string[]): Background {
  const [program, ...args] = inNamespace(namespace, argv);
  return new Background(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Starts a command in a VM. */
export function spawnInVm(lab: Lab, vm: string, argv: readonly string[]): Background {
  return spawnIn(lab.vm(vm).namespace, argv);
}

/** Starts a command in a host's namespace. */
export function spawnInHost(lab: Lab, nodeId: string, argv: readonly string[]): Background {
  return spawnIn(lab.node(nodeId).namespace, argv);
}
