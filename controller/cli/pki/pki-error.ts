/** What `weft pki` can't do, in one line for people. */
export class PkiError extends Error {
  override readonly name = 'PkiError';
}
