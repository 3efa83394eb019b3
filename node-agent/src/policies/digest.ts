import { createHash } from 'node:crypto';
import type { CompiledPolicy } from './compiled-policy.js';

/** Bytes of SHA-256 that are kept: as many as a row of the map `policy_head` has. */
const DIGEST_BYTES = 16;
/** To be raised when the same words come to mean something else. */
const FORM = 2;

/** The digest of a policy's content, as hex. Yields now and then. */
export function* digestOf(content: Omit<CompiledPolicy, 'digest'>): Generator<void, string, undefined> {
  const { flags, ruleGroups, roots, words } = content;
  const hash = createHash('sha256');
  hash.update(`weft policy ${FORM} ${flags} ${ruleGroups} ${roots} ${words.length}\n`);
  for (let at = 0; at < words.length; at += SLICE_WORDS) {
    hash.update(words.subarray(at, at + SLICE_WORDS));
    yield;
  }
  return hash.digest('hex').slice(0, 2 * DIGEST_BYTES);
}

/** Some milliseconds. */
const SLICE_WORDS = 1 << 18;
