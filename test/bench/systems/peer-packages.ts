import { existsSync } from 'node:fs';
import { LabError } from '../../../deploy/lab/lab-error.js';

/** What a system needs that is not weft's and not in every machine: its files are looked for, not its package's name. */
export function requirePackage(name: string, files: readonly string[]): void {
  const missing = files.find((file) => !existsSync(file));
  if (missing === undefined) return;
  throw new LabError(
    `${missing} is not here (Debian package ${name}); install what the peers need: deploy/bootstrap.sh --bench`,
  );
}
