import { isSecurityGroupKey, type Key, type Value } from '../compiler/entry.js';

/** New values of keys, null for what is gone. */
type Values = Iterable<readonly [Key, Value | null]>;

/** A node's news in the order in which frames have them. */
export interface WireOrder {
  readonly removes: Key[];
  readonly puts: Value[];
  /** After all that is put. */
  readonly lastRemoves: Key[];
}

/**
 * A security group comes before the ports that are in it, and goes after them, also if they come in several frames: so no frame leaves a port in a group that
 * its node does not have. `removes` are those that come before all else.
 */
export function wireOrder(removes: Iterable<Key>, news: Iterable<Values>): WireOrder {
  const groups: Value[] = [];
  const others: Value[] = [];
  const order: WireOrder = { removes: [...removes], puts: groups, lastRemoves: [] };
  for (const values of news) {
    for (const [key, value] of values) {
      const ofGroup = isSecurityGroupKey(key);
      if (value !== null) (ofGroup ? groups : others).push(value);
      else (ofGroup ? order.lastRemoves : order.removes).push(key);
    }
  }
  return groups.length === 0 ? { ...order, puts: others } : { ...order, puts: groups.concat(others) };
}
