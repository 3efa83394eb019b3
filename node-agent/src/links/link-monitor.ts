import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a line of `ip monitor link` is about. */
export interface LinkHint {
  readonly ifindex: number;
  readonly name: string;
  readonly deleted: boolean;
  /** Name of a veth's peer in the same namespace (before it went); empty if there is none. */
  readonly peer: string;
}

/** Reads a line such as `Deleted 3: v0@v1: <...>`; null for continuation lines. */
export function linkHintOf(line: string): LinkHint | null {
  const match = /^(Deleted )?(\d+): ([^:@\s]+)(?:@([^:\s]+))?:/.exec(line);
  const [, deleted, ifindex, name, peer = ''] = match ?? [];
  return ifindex && name ? { ifindex: Number(ifindex), name, deleted: deleted !== undefined, peer } : null;
}

/**
 * Follows changes of links with one long-lived `ip monitor link`. A hint says where to look, not what is there. The process is
 * started again when it ends, and `lost` is called: what happened meanwhile is unknown. `ready` is called once it listens.
 */
export class LinkMonitor {
  #child: ChildProcess | null = null;
  #closed = false;
  readonly #onHint: (hint: LinkHint) => void;
  readonly #onLost: () => void;

  constructor(onHint: (hint: LinkHint) => void, onLost: () => void) {
    this.#onHint = onHint;
    this.#onLost = onLost;
    this.#start();
  }

  close(): void {
    this.#closed = true;
    this.#child?.kill();
  }

  #start(): void {
    const child = spawn('ip', ['-oneline', 'monitor', 'link'], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    child.unref();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const hint = linkHintOf(line);
      if (hint) this.#onHint(hint);
    });
    let ended = false;
    const onEnd = () => {
      if (ended || this.#closed) return;
      ended = true;
      setTimeout(() => {
        if (this.#closed) return;
        this.#start();
        this.#onLost();
      }, RESTART_MS).unref();
    };
    child.on('error', onEnd);
    child.on('close', onEnd);
  }
}

const RESTART_MS = 200;
