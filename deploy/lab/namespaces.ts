import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { ipBatch, namespacePath, run } from './command.js';

/** Named network namespaces, and the processes in them. */

/** Names of all namespaces that begin with one of `prefixes`. */
export function listNamespaces(prefixes: readonly string[]): string[] {
  try {
    return readdirSync('/run/netns').filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  } catch {
    return [];
  }
}

/** Makes a namespace with its loopback up. Fails if there is one of that name. */
export async function addNamespace(name: string): Promise<void> {
  await ipBatch(null, [`netns add ${name}`]);
  await ipBatch(name, ['link set lo up']);
}

/** Deletes namespaces; one that is gone already is no error. The kernel removes the devices in it. */
export async function deleteNamespaces(names: readonly string[]): Promise<void> {
  for (const name of names) await run(['ip', 'netns', 'delete', name]);
}

/** Processes whose network namespace is one of these: they would keep it alive after its name is gone. */
export function processesIn(names: readonly string[]): number[] {
  const inodes = new Set<string>();
  for (const name of names) {
    try {
      inodes.add(`net:[${statSync(namespacePath(name)).ino}]`);
    } catch {
      // Gone meanwhile.
    }
  }
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return inodes.has(readlinkSync(`/proc/${pid}/ns/net`));
      } catch {
        return false;
      }
    })
    .map(Number);
}
