import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.js';
import { chosenDirectory, LabDirectory, unregisterLab } from './directory.js';
import { deleteNamespaces, listNamespaces, processesIn } from './namespaces.js';
import { endProcess, livingPid, processStartTime } from './process.js';
import type { LabNames } from './underlay.js';
import { waitFor } from './wait-for.js';

/** What is there of a lab, whole or in pieces. */
export interface Remains {
  readonly namespaces: readonly string[];
  readonly processes: number;
  readonly access: boolean;
  readonly pins: boolean;
}

/** Looks for traces of the lab with this prefix. */
export function findRemains(names: LabNames, directory: LabDirectory | null): Remains {
  return {
    namespaces: listNamespaces(names.namespacePrefixes),
    processes: pidFiles(directory).filter((file) => livingPid(file) !== null).length,
    access: existsSync(`/sys/class/net/${names.access}`),
    pins: existsSync(names.bpffs),
  };
}

export function isEmpty(remains: Remains): boolean {
  return remains.namespaces.length === 0 && remains.processes === 0 && !remains.access && !remains.pins;
}

/**
 * Removes everything that a lab made, also after a crash or half an `up`: the processes it recorded and whatever else lives in its
 * namespaces, the namespaces (by name), the pinned objects, its directory (null: it has none). What is gone already is no error.
 */
export async function tearDown(names: LabNames, path: string | null = chosenDirectory(names.prefix)): Promise<Remains> {
  const directory = path === null ? null : new LabDirectory(path);
  const found = findRemains(names, directory);
  await Promise.all(pidFiles(directory).map(endProcess));
  const namespaces = listNamespaces(names.namespacePrefixes);
  await killAll(processesIn(namespaces));
  rmSync(names.bpffs, { recursive: true, force: true });
  await deleteNamespaces(namespaces);
  if (existsSync(`/sys/class/net/${names.access}`)) await run(['ip', 'link', 'delete', names.access]);
  directory?.remove();
  unregisterLab(names.prefix);
  return found;
}

function pidFiles(directory: LabDirectory | null): string[] {
  const pids = directory?.in('pids');
  if (pids === undefined || !existsSync(pids)) return [];
  return readdirSync(pids).map((name) => join(pids, name));
}

async function killAll(pids: readonly number[]): Promise<void> {
  const others = pids.filter((pid) => pid !== process.pid);
  for (const pid of others) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended meanwhile.
    }
  }
  await waitFor('processes in the namespaces of the lab die', 5_000, () =>
    others.every((pid) => processStartTime(pid) === null) ? true : undefined,
  );
}
