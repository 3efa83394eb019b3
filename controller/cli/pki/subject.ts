import { isIP } from 'node:net';
import { type Identity, identityUri } from '../../../proto/src/identity.js';
import { resourceId } from '../../../proto/src/resource-id.js';
import { UsageError } from '../exit.js';
import type { ServerNames, Subject } from './authority.js';

/** Roles that `weft pki` issues for: those of identities, and nats-server, which has none. */
export const pkiRoles = ['node', 'tenant', 'admin', 'controller', 'nats'] as const;
export type PkiRole = (typeof pkiRoles)[number];

/** Whose certificates: `node/host-1`. */
export interface Holder {
  readonly role: PkiRole;
  readonly name: string;
}

/** Parses `node/host-1` or `weft://node/host-1`; null if it is neither. */
export function parseHolder(text: string): Holder | null {
  const [role, name, ...rest] = text.replace(/^weft:\/\//, '').split('/');
  if (rest.length > 0 || !name || !pkiRoles.some((r) => r === role)) return null;
  return { role: role as PkiRole, name };
}

export function holderText({ role, name }: Holder): string {
  return `${role}/${name}`;
}

/** What a holder's certificate says. Servers need names under which they are reached; nobody else may have any. */
export function subjectOf(holder: Holder, sans: readonly string[]): Subject {
  const { role } = holder;
  const name = resourceId(holder.name, 'name');
  const isServer = role === 'controller' || role === 'nats';
  if (isServer && sans.length === 0) {
    throw new UsageError(`a ${role} is a server: give the names and addresses that it is reached by, --san <name|ip>`);
  }
  if (!isServer && sans.length > 0) throw new UsageError(`a ${role} is no server: it has no --san`);
  const identity: Identity | null = role === 'nats' ? null : { role, name };
  return {
    commonName: identity ? identityUri(identity) : `nats-server ${name}`,
    ...(identity && { identity }),
    ...(isServer && { server: serverNames(sans) }),
  };
}

function serverNames(sans: readonly string[]): ServerNames {
  for (const san of sans) {
    const isName = /^(\*\.)?([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/i.test(san);
    if (!isIP(san) && !isName)
      throw new UsageError(`--san ${JSON.stringify(san)} is neither an IP address nor a DNS name`);
  }
  return { dns: sans.filter((san) => !isIP(san)), ip: sans.filter((san) => isIP(san)) };
}
