import type { PolicyDirection } from '../datapath/bpf/layout.gen.js';
import type { PolicyRule, RemoteGroup, RemotePrefix } from '../state/entities.js';

export interface NamedRule {
  readonly groupId: number;
  readonly rule: PolicyRule;
}

/** The rules of one direction for one remote side, the one that counts first. */
export interface RemoteSide {
  readonly direction: PolicyDirection;
  readonly remote: RemotePrefix | RemoteGroup;
  readonly rules: NamedRule[];
}

export class RemoteSides {
  readonly #sides = new Map<string, RemoteSide>();

  /** Rules that come first count first. */
  add(rule: NamedRule): void {
    const { direction, remote } = rule.rule;
    for (const one of remote ? [remote] : EVERYBODY) {
      const key = keyOf(direction, one);
      const side = this.#sides.get(key);
      if (side) side.rules.push(rule);
      else this.#sides.set(key, { direction, remote: one, rules: [rule] });
    }
  }

  /** By direction, then family, then prefix, shorter ones first, then groups. */
  ordered(): RemoteSide[] {
    return [...this.#sides.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, side]) => side);
  }

  /** Of everybody in IPv4: everybody in IPv6, if the rules are the same. */
  twinOf({ direction, remote, rules }: RemoteSide): RemoteSide | null {
    if ('groupId' in remote || remote.prefix.length !== 4 || remote.length !== 0) return null;
    const other = this.#sides.get(keyOf(direction, EVERYBODY[1]));
    const same = other?.rules.length === rules.length && rules.every((rule, i) => other.rules[i] === rule);
    return same ? other : null;
  }
}

const EVERYBODY = [
  { prefix: new Uint8Array(4), length: 0 },
  { prefix: new Uint8Array(16), length: 0 },
] as const;

/** Sorts as RemoteSides.ordered. */
function keyOf(direction: PolicyDirection, remote: RemotePrefix | RemoteGroup): string {
  if ('groupId' in remote) return `${direction}g${remote.groupId.toString(16).padStart(8, '0')}`;
  const { prefix, length } = remote;
  const family = prefix.length === 4 ? 4 : 6;
  return `${direction}${family}${Buffer.from(prefix).toString('hex')}${length.toString(16).padStart(2, '0')}`;
}
