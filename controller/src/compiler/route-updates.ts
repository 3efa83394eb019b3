import type { Key, Value } from './entry.js';
import type { CompiledNode, CompiledRouter, Scope } from './topology.js';

type Routes = ReadonlyMap<Key, Value | null>;

/** Who subscribed to a scope before a batch, and who does now. */
export interface Subscribers {
  readonly before: ReadonlySet<CompiledNode>;
  readonly now: ReadonlySet<CompiledNode>;
}

interface Touched {
  readonly scope: Scope | null;
  readonly routes: ReadonlyMap<Key, Value>;
}

/**
 * How static routes come to nodes: a node has the routes of the routers of its scopes. Collects which routers changed in a batch, and says in the end
 * which nodes have to be told what.
 */
export class RouteUpdates {
  readonly #touched = new Map<CompiledRouter, Touched>();

  beforeRouterChange(router: CompiledRouter): void {
    if (!this.#touched.has(router)) this.#touched.set(router, { scope: router.scope, routes: router.routes });
  }

  /** Scopes are what they are now: so are the routers' places in them. */
  settle(): void {
    for (const router of this.#touched.keys()) {
      router.scope?.routers.delete(router);
      const [network] = router.networks;
      router.scope = network?.scope ?? null;
      router.scope?.routers.add(router);
    }
  }

  /**
   * Calls `tell` with routes that are new, changed or gone (null), and the nodes that need to know. What is gone comes before what is put, because a
   * number of a router may be another's now.
   */
  build(
    subscribersOf: (scope: Scope) => Subscribers,
    resubscribed: Iterable<Scope>,
    tell: (routes: Routes, nodes: readonly CompiledNode[]) => void,
  ): void {
    const puts: [Routes, readonly CompiledNode[]][] = [];
    const nobody: Subscribers = { before: new Set(), now: new Set() };
    for (const { from, to, before, now } of this.#groups()) {
      const had = from ? subscribersOf(from).before : nobody.before;
      const has = to ? subscribersOf(to).now : nobody.now;
      const stay = [...had].filter((node) => has.has(node));
      const leave = [...had].filter((node) => !has.has(node));
      const come = [...has].filter((node) => !had.has(node));
      tell(nulls([...before.keys()].filter((key) => !now.has(key))), stay);
      tell(nulls(before.keys()), leave);
      puts.push([new Map([...now].filter(([key, value]) => before.get(key) !== value)), stay], [now, come]);
    }
    for (const scope of resubscribed) {
      const routes = new Map<Key, Value>();
      for (const router of scope.routers) {
        if (!this.#touched.has(router)) for (const [key, value] of router.routes) routes.set(key, value);
      }
      if (routes.size === 0) continue;
      const { before, now } = subscribersOf(scope);
      tell(
        nulls(routes.keys()),
        [...before].filter((node) => !now.has(node)),
      );
      puts.push([routes, [...now].filter((node) => !before.has(node))]);
    }
    for (const [routes, nodes] of puts) tell(routes, nodes);
  }

  /** The touched routers that went the same way, together, with their routes before and now. */
  *#groups() {
    const groups = new Map<string, Group>();
    for (const [router, { scope: from, routes }] of this.#touched) {
      const to = router.scope;
      if (routes.size + router.routes.size === 0) continue;
      const name = `${from?.id} ${to?.id}`;
      const group = groups.get(name) ?? { from, to, before: new Map(), now: new Map() };
      groups.set(name, group);
      for (const [key, value] of routes) group.before.set(key, value);
      for (const [key, value] of router.routes) group.now.set(key, value);
    }
    yield* groups.values();
  }
}

interface Group {
  readonly from: Scope | null;
  readonly to: Scope | null;
  readonly before: Map<Key, Value>;
  readonly now: Map<Key, Value>;
}

function nulls(keys: Iterable<Key>): Routes {
  return new Map(Array.from(keys, (key) => [key, null]));
}
