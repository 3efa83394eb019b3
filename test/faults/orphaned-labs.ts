import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labRegistry, registeredDirectory } from '../../deploy/lab/directory.js';
import { processStartTime } from '../../deploy/lab/process.js';
import { tearDown } from '../../deploy/lab/teardown.js';
import { LabNames } from '../../deploy/lab/underlay.js';

/** Labs whose test run was killed: they would hold their prefix, their addresses and a share of the machine for ever. */

/** Beside a test's lab: the process that answers for it, as `pid start-time`. */
const ownerFile = 'owner';

/** Says in the directory above a lab that this process answers for it. */
export function ownLab(directory: string): void {
  writeFileSync(join(directory, ownerFile), `${process.pid} ${processStartTime(process.pid)}`);
}

/** Removes the labs of tests whose process is gone. Labs that no test made have no owner and are left alone. */
export async function removeOrphanedLabs(): Promise<void> {
  const prefixes = existsSync(labRegistry) ? readdirSync(labRegistry).filter((name) => !name.includes('-')) : [];
  for (const prefix of prefixes) {
    const path = registeredDirectory(prefix);
    if (path === undefined || !isOrphaned(join(dirname(path), ownerFile))) continue;
    await tearDown(new LabNames(prefix), path);
    rmSync(dirname(path), { recursive: true, force: true });
  }
}

function isOrphaned(file: string): boolean {
  if (!existsSync(file)) return false;
  const [pid, startTime] = readFileSync(file, 'utf8').split(' ');
  return processStartTime(Number(pid)) !== startTime;
}
