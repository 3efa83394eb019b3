/** Who shares what: a node is believed of tunnels to those that it shares a scope with, and of networks that it gets entries of. */
export interface SharedScopes {
  /** May there be a tunnel between these nodes? */
  shareScope(nodeA: string, nodeB: string): boolean;
  /** Does the node get the entries of the network? */
  hasNetwork(nodeId: string, networkId: string): boolean;
}
