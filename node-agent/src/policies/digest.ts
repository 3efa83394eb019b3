import { createHash } from 'node:crypto';
import type { RemoteGroup, RemotePrefix } from '../state/entities.js';
import type { CompiledClass, RuleName } from './compiled-policy.js';

/** Bytes of SHA-256 that are kept: as many as a row of the map `policy` has. */
const DIGEST_BYTES = 16;
/** To be raised when rows of the same meaning are laid out in another way. */
const FORM = 1;

/** The digest of a policy's content, as hex. */
export function digestOf(flags: number, classes: readonly CompiledClass[]): string {
  const hash = createHash('sha256');
  hash.update(`weft policy ${FORM} ${flags} ${classes.length}\n`);
  for (const { direction, remotes, wider, any, l4 } of classes) {
    hash.update(`class ${direction} ${remotes.map(remoteText).join(',')} ${wider} ${ruleText(any)} ${l4.length}\n`);
    if (l4.length === 0) continue;
    const words = new Uint32Array(l4.length * 5);
    for (const [i, { protocol, first, bits, rule }] of l4.entries()) {
      words.set([protocol, first, bits, rule.groupId, rule.number], i * 5);
    }
    hash.update(words);
  }
  return hash.digest('hex').slice(0, 2 * DIGEST_BYTES);
}

function remoteText(remote: RemotePrefix | RemoteGroup): string {
  if ('groupId' in remote) return `group ${remote.groupId}`;
  return `${Buffer.from(remote.prefix).toString('hex')}/${remote.length}`;
}

function ruleText(rule: RuleName | null): string {
  return rule ? `${rule.groupId}:${rule.number}` : '-';
}
