import type { PolicyOracle } from './policy-oracle.js';
import type { Topology } from './topology.js';
import type { World } from './world.js';

/** The numbers that the controller gave: which of several rules is counted. */
export function orderIn(world: World) {
  return (groupId: string, ruleId: string): readonly [number, number] => {
    const group = world.controller.store.get('securityGroup', groupId);
    const rule = group?.rules?.find(({ id }) => id === ruleId);
    return [group?.datapathId ?? 0, rule?.number ?? 0];
  };
}

/** What each rule allowed, from the beginning of a history to its end. */
export class HitsCheck {
  readonly #world: World;
  readonly #policy: PolicyOracle;
  #places = new Map<string, string>();
  /** Ports that were plugged anew: their counters begin somewhere in between. */
  readonly #moved = new Set<string>();
  #rules = new Set<string>();
  /** `port rule` that was not the port's for a while: what it was counted for before may be forgotten, or not yet. */
  readonly #away = new Set<string>();

  constructor(world: World, policy: PolicyOracle) {
    this.#world = world;
    this.#policy = policy;
    this.portsChange(world.topology);
  }

  portsChange(t: Topology): void {
    const places = new Map(t.ports.map(({ id, node, device }) => [id, `${node} ${device}`]));
    for (const [id, place] of this.#places) if (places.get(id) !== place) this.#moved.add(id);
    this.#places = places;
    const names = t.ports.flatMap(({ id, groups }) => this.#rulesOf(t, groups).map(([rule]) => `${id} ${rule}`));
    const rules = new Set(names);
    for (const name of this.#rules) if (!rules.has(name)) this.#away.add(name);
    this.#rules = rules;
  }

  differ(t: Topology): string | null {
    const counted = this.#world.policy.hits();
    for (const port of t.ports) {
      if (port.device === null || port.groups.length === 0 || this.#moved.has(port.id)) continue;
      const datapathId = this.#world.row('port', port.id).datapathId ?? 0;
      for (const [rule, numbers] of this.#rulesOf(t, port.groups)) {
        if (this.#away.has(`${port.id} ${rule}`)) continue;
        for (const [number, direction] of ['in', 'out'].entries()) {
          const key = [datapathId, number, ...numbers].join();
          const seen = counted.get(key) ?? 0;
          const expected = this.#policy.hits.get(`${port.id} ${direction} ${rule}`) ?? 0;
          if (seen !== expected) return `${rule} of ${port.id}, ${direction}: ${seen} hits, not ${expected}`;
        }
      }
    }
    return null;
  }

  #rulesOf(t: Topology, groups: readonly string[]): (readonly [rule: string, numbers: readonly [number, number]])[] {
    const order = orderIn(this.#world);
    const rules = t.groups
      .filter(({ id }) => groups.includes(id))
      .flatMap(({ id, rules: own }) => own.map((r) => [id, r.id] as const));
    return [['denied', [0, 0]], ...rules.map(([g, r]) => [`${g}/${r}`, order(g, r)] as const)];
  }
}
