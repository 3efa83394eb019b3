import { closeSync, openSync, statSync } from 'node:fs';
import { addon } from './native-addon.js';

/** A network namespace: a path (/run/netns/x, /proc/PID/ns/net) or an open descriptor of one. */
export type NetworkNamespace = string | number;

/** Calls with the descriptor of the namespace, -1 for the own. */
export function withNamespaceFd<T>(namespace: NetworkNamespace | undefined, call: (fd: number) => T): T {
  if (namespace === undefined) return call(-1);
  if (typeof namespace === 'number') return call(namespace);
  const fd = openSync(namespace, 'r');
  try {
    return call(fd);
  } finally {
    closeSync(fd);
  }
}

/** The kernel's 64-bit name of a namespace (SO_NETNS_COOKIE), never reused while the machine is up; of the own by default. */
export function netnsCookie(namespace?: NetworkNamespace): bigint {
  return withNamespaceFd(namespace, addon.netnsCookie);
}

/** Inode of the namespace: what `ip netns` and lsns show. Reused after the namespace is gone. */
export function netnsInode(path = '/proc/thread-self/ns/net'): number {
  return statSync(path).ino;
}

/** Index of the interface with that name in that namespace, null if there is none. */
export function ifindexByName(name: string, namespace?: NetworkNamespace): number | null {
  return withNamespaceFd(namespace, (fd) => addon.ifindexByName(name, fd));
}
