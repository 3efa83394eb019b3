import { resourceId } from './resource-id.js';

/**
 * Who a certificate speaks for: the one URI SAN with scheme `weft`:
 *   weft://admin/<name>   an operator: everything
 *   weft://node/<id>      a node agent: only NodeSync, only as that node
 *   weft://tenant/<id>    a tenant: only its own resources
 *   weft://controller/<name>
 */
export type Identity =
  | { readonly role: 'admin'; readonly name: string }
  | { readonly role: 'node'; readonly name: string }
  | { readonly role: 'tenant'; readonly name: string }
  | { readonly role: 'controller'; readonly name: string };

/** `weft://node/host-1` */
export function identityUri(identity: Identity): string {
  return `weft://${identity.role}/${identity.name}`;
}

/** Parses an identity URI; null if it is not one. */
export function parseIdentityUri(uri: string): Identity | null {
  const match = /^weft:\/\/(admin|node|tenant|controller)\/([^/]+)$/.exec(uri);
  const [, role, name] = match ?? [];
  if (!role || !name) return null;
  try {
    return { role: role as Identity['role'], name: resourceId(name, 'identity') };
  } catch {
    return null;
  }
}

/**
 * The identity in a certificate's subjectAltName, as Node's tls gives it (`URI:weft://node/h1, DNS:localhost`).
 * Null if there is none or more than one: a certificate speaks for one.
 */
export function identityFromSubjectAltName(subjectaltname: string | undefined): Identity | null {
  const uris = (subjectaltname ?? '')
    .split(', ')
    .filter((s) => s.startsWith('URI:weft:'))
    .map((s) => s.slice('URI:'.length));
  const [uri] = uris;
  return uris.length === 1 && uri ? parseIdentityUri(uri) : null;
}
