import { mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { WeftError } from '../../../../proto/src/errors.js';
import { isBpffs } from './bpffs.js';

/**
 * Where everything of one node is pinned: <bpffs>/<node id>/{maps,progs,links}. Facts about what is pinned (layout version, network namespace,
 * hashes of object files) lie beside it as symbolic links, whose target is the fact: so they come and go with the pins.
 */
export class Pins {
  readonly root: string;
  readonly maps: string;
  readonly programs: string;
  readonly links: string;

  constructor(bpffs: string, nodeId: string) {
    this.root = join(bpffs, nodeId);
    this.maps = join(this.root, 'maps');
    this.programs = join(this.root, 'progs');
    this.links = join(this.root, 'links');
  }

  /** Makes the directories. FAILED_PRECONDITION if the place is not in a bpffs: what is not pinned dies with the agent. */
  make(): void {
    for (const directory of [this.maps, this.programs, this.links]) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    }
    if (!isBpffs(this.root)) {
      this.remove();
      throw new WeftError(
        'KERNEL_UNSUPPORTED',
        `${this.root} is not in a bpffs: mount one (mount -t bpf bpf /sys/fs/bpf) or name another with --bpffs`,
      );
    }
  }

  /** Names that are pinned in a directory. */
  list(directory: string): string[] {
    try {
      return readdirSync(directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** A fact that was noted, or null. */
  fact(name: string): string | null {
    try {
      return readlinkSync(join(this.root, name));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'EINVAL') return null;
      throw error;
    }
  }

  /** Notes a fact: letters, digits and `-`. */
  note(name: string, value: string): void {
    rmSync(join(this.root, name), { force: true });
    symlinkSync(value, join(this.root, name));
  }

  /** Removes everything. What was forwarded no longer is. */
  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
