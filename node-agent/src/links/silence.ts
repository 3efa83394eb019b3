import { writeFileSync } from 'node:fs';

/**
 * Keeps the host's IPv6 stack quiet on an interface of the agent's namespace. Returns what could not be set (a read-only /proc/sys, say): the
 * programs drop what the host sends there in any case.
 */
export function silence(interfaceName: string): string[] {
  const failed: string[] = [];
  for (const [key, value] of [
    ['accept_ra', '0'],
    ['disable_ipv6', '1'],
  ] as const) {
    const path = `/proc/sys/net/ipv6/conf/${interfaceName}/${key}`;
    try {
      writeFileSync(path, value);
    } catch (error) {
      // A kernel without IPv6 has no such file, and nothing to keep quiet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') failed.push(`${path}: ${(error as Error).message}`);
    }
  }
  return failed;
}
