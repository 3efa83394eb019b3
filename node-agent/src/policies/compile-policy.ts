import { WeftError } from '../../../proto/src/errors.js';
import { PolicyDirection, PolicyFlags } from '../datapath/bpf/layout.gen.js';
import type { PolicyRule, RemoteGroup, RemotePrefix, SecurityGroup } from '../state/entities.js';
import type { CompiledClass, CompiledPolicy, L4Row, RuleName } from './compiled-policy.js';
import { digestOf } from './digest.js';
import { type L4Range, l4Prefixes } from './l4-prefixes.js';
import { widerOf } from './wider-prefix.js';

/**
 * The policy of ports that are in these groups, each once and by ascending id. A function of the groups alone: the same ones give the same policy on every node
 * and after every restart. Yields now and then, so that a caller can let others have their turn.
 *
 * Where several rules allow the same, the one that counts is that of the longest remote prefix, then that of the lowest group, then the lowest number.
 * @throws WeftError LIMIT_REACHED if it has more than `maxRows` rows of l4 ports
 */
export function* compilePolicy(
  groups: readonly SecurityGroup[],
  maxRows: number,
): Generator<void, CompiledPolicy, undefined> {
  const ruleCount = groups.reduce((sum, group) => sum + group.rules.length, 0);
  const pace = new Pace();
  const sides = new RemoteSides();
  for (const { groupId, rules } of groups) {
    for (const rule of rules) {
      sides.add({ groupId, rule });
      if (pace.isTime()) yield;
    }
  }
  const ordered = sides.ordered();
  yield;
  const classes: CompiledClass[] = [];
  /** Numbers of classes, by remote side. */
  const numbers = new Map<RemoteSide, number>();
  const wider = widerOf(ordered);
  let l4Rows = 0;
  for (const side of ordered) {
    if (numbers.has(side)) continue;
    const { direction, remote, rules } = side;
    const twin = sides.twinOf(side);
    const remotes = twin ? [remote, twin.remote] : [remote];
    const widerSide = wider.get(side);
    const { any, l4 } = classOf(rules);
    l4Rows += l4.length;
    if (l4Rows > maxRows) {
      throw new WeftError(
        'LIMIT_REACHED',
        `a policy of ${ruleCount} rules needs more than ${maxRows} rows of l4 ports`,
      );
    }
    classes.push({ direction, remotes, wider: widerSide ? (numbers.get(widerSide) ?? 0) : 0, any, l4 });
    numbers.set(side, classes.length);
    if (twin) numbers.set(twin, classes.length);
    if (pace.isTime(1 + l4.length)) yield;
  }
  yield;
  const flags = flagsOf(groups, ordered);
  const namedGroups = new Set(ordered.flatMap(({ remote }) => ('groupId' in remote ? [remote.groupId] : [])));
  return { digest: digestOf(flags, classes), flags, rules: ruleCount, classes, namedGroups, l4Rows };
}

interface NamedRule {
  readonly groupId: number;
  readonly rule: PolicyRule;
}

/** The rules of one direction for one remote side, the one that counts first. */
interface RemoteSide {
  readonly direction: PolicyDirection;
  readonly remote: RemotePrefix | RemoteGroup;
  readonly rules: NamedRule[];
}

class RemoteSides {
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

/** What the rules of a class come to, the one that counts first. */
function classOf(rules: readonly NamedRule[]): { any: RuleName | null; l4: L4Row[] } {
  const byProtocol = new Map<number, L4Range<RuleName>[]>();
  let any: RuleName | null = null;
  for (const { groupId, rule } of rules) {
    const name = { groupId, number: rule.number };
    if (rule.protocol === 0) {
      // It allows all that those after it do.
      any = name;
      break;
    }
    const range = { first: rule.first, last: rule.last, rule: name };
    const ranges = byProtocol.get(rule.protocol);
    if (ranges) ranges.push(range);
    else byProtocol.set(rule.protocol, [range]);
  }
  const l4: L4Row[] = [];
  for (const [protocol, ranges] of [...byProtocol].sort(([a], [b]) => a - b)) {
    for (const prefix of l4Prefixes(ranges)) l4.push({ protocol, ...prefix });
  }
  return { any, l4 };
}

function flagsOf(groups: readonly SecurityGroup[], sides: readonly RemoteSide[]): number {
  const names = (wanted: PolicyDirection) =>
    sides.some(({ direction, remote }) => direction === wanted && 'groupId' in remote);
  return (
    (names(PolicyDirection.INGRESS) ? PolicyFlags.INGRESS_GROUPS : 0) |
    (names(PolicyDirection.EGRESS) ? PolicyFlags.EGRESS_GROUPS : 0) |
    (groups.some((group) => group.limitsEgress) ? 0 : PolicyFlags.EGRESS_OPEN)
  );
}

/** Says when enough was done that others should have their turn. */
class Pace {
  #done = 0;

  isTime(work = 1): boolean {
    this.#done += work;
    if (this.#done < SLICE) return false;
    this.#done = 0;
    return true;
  }
}

/** Rules or rows: some milliseconds. */
const SLICE = 4_096;
