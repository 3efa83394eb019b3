/** NATS subjects. Tokens are resource ids; wildcards are the filter, permissions the fence. */

/** Flow records of one network on one node: weft.flows.<tenant>.<network>.<node>. `*` for any. */
export function flowSubject(tenant: string, network: string, node: string): string {
  return `weft.flows.${tenant}.${network}.${node}`;
}

/** Node state changes, from the controller. */
export function nodeEventSubject(node: string): string {
  return `weft.events.node.${node}`;
}

/** Port changes, from the controller. */
export function portEventSubject(tenant: string, network: string, port: string): string {
  return `weft.events.port.${tenant}.${network}.${port}`;
}

/** What a node's agent tells operators. */
export function agentEventSubject(node: string): string {
  return `weft.events.agent.${node}`;
}

/** What a node's agent measures of its tunnels: TunnelBatch. */
export function tunnelSubject(node: string): string {
  return `weft.tunnels.${node}`;
}

/** Incidents of tunnels, from the controller. */
export function tunnelEventSubject(node: string): string {
  return `weft.events.tunnel.${node}`;
}

/** Audit records of what was done to a tenant's resources; with '' of what belongs to no tenant. */
export function auditSubject(tenant: string): string {
  return `weft.audit.${tenant || '_cluster'}`;
}

/** Everything that the certificate of a role may publish. */
export const publishPermissions = {
  node: (node: string) => [flowSubject('*', '*', node), agentEventSubject(node), tunnelSubject(node)],
  controller: () => ['weft.events.node.*', 'weft.events.port.*.*.*', 'weft.events.tunnel.*', 'weft.audit.*'],
} as const;

/** Everything that a controller may hear. */
export const controllerSubjects = [tunnelSubject('*')];

/** Everything that a tenant may hear: what concerns its own. `*` is one token, so nothing else ever matches. */
export function tenantSubjects(tenant: string): string[] {
  return [flowSubject(tenant, '*', '*'), portEventSubject(tenant, '*', '*'), auditSubject(tenant)];
}

/**
 * Prefix of the reply subjects of an identity (a NATS client's `inboxPrefix`): what a role other than admin may subscribe to, and
 * nobody else may.
 */
export function inboxPrefix(role: 'node' | 'controller' | 'admin' | 'tenant', name: string): string {
  return `_INBOX.${role}.${name}`;
}
