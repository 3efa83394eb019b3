import { execFile } from 'node:child_process';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Bytes of zeros written at once where files can't be allocated. */
const piece = 1024 * 1024;

/**
 * Room on the store's disk for the worst day: a file that is there for nothing but its size. When the disk is full it is deleted, so that LevelDB
 * can be opened again (that needs room for what its log holds, some 10 MB). As long as there is no room to make it anew,
 * the disk is full.
 */
export class DiskReserve {
  readonly #file: string;
  readonly #bytes: number;

  /** `bytes` 0: nothing is held, and the disk never counts as full. */
  constructor(directory: string, bytes: number) {
    this.#file = join(directory, 'reserve');
    this.#bytes = bytes;
  }

  /** Takes the room if it isn't held yet. Rejects if there is none. */
  async hold(): Promise<void> {
    if (this.#bytes === 0 || (await this.#held())) return;
    try {
      await this.#allocate();
      await this.#requireSlack();
    } catch (error) {
      await rm(this.#file, { force: true });
      throw new Error(`there is no room for a reserve of ${this.#bytes} bytes: ${firstLine(error)}`, { cause: error });
    }
  }

  /** Gives the room back; false if there was none. */
  async release(): Promise<boolean> {
    try {
      await rm(this.#file);
      return true;
    } catch {
      return false;
    }
  }

  /** What is beside a new reserve must do for a while, or the next writes would use the reserve up again. */
  async #requireSlack(): Promise<void> {
    const { bavail, bsize } = await statfs(dirname(this.#file));
    const slack = this.#bytes / 4;
    if (bavail * bsize < slack) throw new Error(`${bavail * bsize} bytes would be left beside it, less than ${slack}`);
  }

  async #held(): Promise<boolean> {
    try {
      const { size, blocks } = await stat(this.#file);
      return size === this.#bytes && blocks * 512 >= this.#bytes;
    } catch {
      return false;
    }
  }

  async #allocate(): Promise<void> {
    try {
      await promisify(execFile)('fallocate', ['--length', String(this.#bytes), this.#file]);
    } catch (error) {
      // No such program, or a file system that can't: what is written is allocated too.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !/not supported/.test(String(error))) throw error;
      await this.#fill();
    }
  }

  async #fill(): Promise<void> {
    const file = await open(this.#file, 'w');
    try {
      const zeros = Buffer.alloc(piece);
      for (let left = this.#bytes; left > 0; left -= piece) await file.write(zeros, 0, Math.min(left, piece));
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  return (stderr || message || String(error)).trim().split('\n').at(-1) ?? '';
}
