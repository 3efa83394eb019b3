import { describe, expect, it } from 'vitest';
import { identityFromSubjectAltName, identityUri, parseIdentityUri } from './identity.js';

describe('identity', () => {
  it('comes back from its URI', () => {
    const identity = { role: 'node', name: 'host-1' } as const;
    expect(parseIdentityUri(identityUri(identity))).toEqual(identity);
  });
  it('is the one weft URI of the certificate', () => {
    expect(identityFromSubjectAltName('DNS:localhost, URI:weft://admin/root')).toEqual({ role: 'admin', name: 'root' });
  });
  it.each([
    undefined,
    '',
    'DNS:weft',
    'URI:weft://node/a, URI:weft://admin/b',
    'URI:weft://node/a/b',
    'URI:weft://node/A_B',
    'URI:weft://root/a',
    'URI:spiffe://node/a',
  ])('is absent in %j', (san) => {
    expect(identityFromSubjectAltName(san)).toBeNull();
  });
});
