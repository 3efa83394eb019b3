import { seededRandom } from '../scale/random.js';
import type { ChurnPort } from './churn-topology.js';
import type { Rule } from './groups.js';

/** What a churn run changes, drawn from its seed. */

export const pool = ['g0', 'g1', 'g2', 'g3'];
export const senders = ['s1', 's2'];
export const targets = ['t1', 't2'];
export const l4Ports = [7001, 7002, 7003];
export const families = ['ip4', 'ip6'] as const;

export class ChurnDraws {
  /** From 0 to 1. */
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.random() * of.length)] as T;
  }

  /** One of the groups more, or one less. */
  toggled(groups: readonly string[]): string[] {
    const one = this.pick(pool);
    return groups.includes(one) ? groups.filter((group) => group !== one) : [...groups, one];
  }

  /** Mostly one rule more or less: what else is allowed goes on. `ports` are those that rules may name by address. */
  otherRules(rules: readonly Rule[], ports: readonly ChurnPort[]): Rule[] {
    const dice = this.random();
    const kept = dice < 0.1 ? [] : dice < 0.55 ? rules.filter((_, i) => i > 0) : rules;
    const more = dice < 0.1 ? 3 : dice < 0.55 && rules.length > 0 ? 0 : 1;
    const added = Array.from({ length: rules.length < 8 ? more : 0 }, () => this.#rule(ports));
    // A group has no rule twice.
    return [...new Map([...kept, ...added].map((rule) => [JSON.stringify(rule), rule])).values()];
  }

  #rule(ports: readonly ChurnPort[]): Rule {
    const prefixes = ports.flatMap((port) => [`${port.ip4}/32`, `${port.ip6}/128`]);
    // Groups most of the time: whoever leaves one takes nothing along.
    const from =
      this.random() < 0.7 ? this.pick(pool) : this.pick([undefined, '10.0.1.0/24', 'fd00:1::/64', ...prefixes]);
    const first = this.pick(l4Ports);
    const l4: Rule = { protocol: 'udp', l4Ports: [first, Math.min(7003, first + Math.floor(this.random() * 3))] };
    return {
      ...(this.random() < 0.1 ? { direction: 'out' } : {}),
      ...(this.random() < 0.7 ? l4 : { protocol: this.random() < 0.7 ? 'udp' : 'tcp' }),
      ...(from !== undefined && { from }),
    };
  }
}
