import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../../deploy/lab/directory.js';

/**
 * The command that runs another one with a disk that loses what it did not sync, in a directory: see lossy-writes.c. Compiles what it needs if that
 * is older than its source.
 */
export function lossyDisk(directory: string): string[] {
  const source = join(import.meta.dirname.replace(/\/dist\/test\/crash$/, '/test/crash'), 'lossy-writes.c');
  const folder = built('test/crash');
  const library = join(folder, 'lossy-writes.so');
  if (!existsSync(library) || statSync(library).mtimeMs < statSync(source).mtimeMs) {
    mkdirSync(folder, { recursive: true });
    execFileSync('cc', ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread']);
  }
  return ['env', `LD_PRELOAD=${library}`, `WEFT_LOSSY_DIRECTORY=${directory}`];
}
