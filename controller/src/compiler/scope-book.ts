import { moves } from './components.js';
import type { MemberBook } from './member-book.js';
import type { CompiledNetwork, CompiledNode, Scope } from './topology.js';
import type { UpdateBuilder } from './update-builder.js';

/** Keeps scopes: which networks are in them, and which nodes subscribe to them. */
export class ScopeBook {
  readonly #members: MemberBook;
  /** Of the batch. */
  readonly #update: () => UpdateBuilder;

  constructor(members: MemberBook, update: () => UpdateBuilder) {
    this.#members = members;
    this.#update = update;
  }

  /** The node got so many more ports in the scope. */
  count(node: CompiledNode, scope: Scope, by: number): void {
    const before = node.portsPerScope.get(scope) ?? 0;
    const after = before + by;
    if (before === 0 || after === 0) {
      this.#update().beforeSubscriptionChange(node, scope);
      for (const network of scope.networks) this.#members.touched(network, node);
    }
    if (after > 0) {
      node.portsPerScope.set(scope, after);
      scope.subscribers.add(node);
    } else {
      node.portsPerScope.delete(scope);
      scope.subscribers.delete(node);
    }
  }

  /** Makes scopes connected components again, after the links of those networks to routers changed. */
  remake(relinked: Iterable<CompiledNetwork>): void {
    const changes = moves(relinked);
    const update = this.#update();
    for (const { network, to } of changes) {
      for (const router of network.routers) update.routes.beforeRouterChange(router);
      update.beforeNetworksChange(network.scope);
      update.beforeNetworksChange(to);
      for (const node of network.scope.subscribers) this.#members.touched(network, node);
    }
    for (const { network, to } of changes) {
      const from = network.scope;
      from.networks.delete(network);
      to.networks.add(network);
      network.scope = to;
      for (const [node, ports] of network.portsPerNode) {
        this.count(node, from, -ports);
        this.count(node, to, ports);
      }
    }
    for (const { network, to } of changes) for (const node of to.subscribers) this.#members.touched(network, node);
  }
}
