import type { KeyPairFiles } from '../../controller/cli/pki/authority.js';
import { type Identity, identityUri } from '../../proto/src/identity.js';
import { controllerSubjects, inboxPrefix, publishPermissions, tenantSubjects } from '../../proto/src/subjects.js';

/**
 * Configuration of a nats-server: TLS 1.3 with client certificates only, users named by the certificate's URI SAN
 * (`verify_and_map`), each with the permissions of its role. A certificate of the same CA whose identity is not listed is refused:
 * adding a node means writing the file anew and SIGHUP.
 */
export interface NatsConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** Plain HTTP for monitoring, on loopback. */
  readonly monitorPort: number;
  readonly authority: string;
  readonly server: KeyPairFiles;
  readonly users: readonly Identity[];
}

/** Largest message in bytes: a batch of flow records stays well below. */
const maxPayloadBytes = 1024 * 1024;
/** All of TLS 1.3 (RFC 8446 appendix B.4) that Go has: with older versions no suite is left. nats-server 2.9 has no option for the least version. */
const tls13Suites = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];

export function natsConfigText(config: NatsConfig): string {
  const q = JSON.stringify;
  return `# Written by the lab; SIGHUP reloads it.
listen: ${q(`${config.listen.host}:${config.listen.port}`)}
http: ${q(`127.0.0.1:${config.monitorPort}`)}
max_payload: ${maxPayloadBytes}
tls {
  ca_file: ${q(config.authority)}
  cert_file: ${q(config.server.certificate)}
  key_file: ${q(config.server.key)}
  cipher_suites: ${q(tls13Suites)}
  verify_and_map: true
  timeout: 5
}
authorization {
  users = [
${config.users.map((user) => `    { user: ${q(identityUri(user))}, permissions: ${q(permissionsOf(user))} }`).join('\n')}
  ]
}
`;
}

interface Permissions {
  readonly publish: { readonly allow: readonly string[] } | { readonly deny: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

/** What a role may do: nodes and the controller publish their own subjects, and of others only the controller hears what nodes measure of their tunnels; an operator hears everything and a tenant what is its own, and they say nothing. */
function permissionsOf({ role, name }: Identity): Permissions {
  switch (role) {
    case 'node':
      return {
        publish: { allow: publishPermissions.node(name) },
        subscribe: { allow: [`${inboxPrefix('node', name)}.>`] },
      };
    case 'controller':
      return {
        publish: { allow: publishPermissions.controller() },
        subscribe: { allow: [...controllerSubjects, `${inboxPrefix('controller', name)}.>`] },
      };
    case 'admin':
      return { publish: { deny: ['>'] }, subscribe: { allow: ['weft.>', `${inboxPrefix('admin', name)}.>`] } };
    case 'tenant':
      return {
        publish: { deny: ['>'] },
        subscribe: { allow: [...tenantSubjects(name), `${inboxPrefix('tenant', name)}.>`] },
      };
  }
}
