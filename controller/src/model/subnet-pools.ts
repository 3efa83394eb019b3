import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField } from '../../../proto/src/errors.js';
import { type AddressNumber, addressOf, familyOf, plus } from './address-number.js';
import { requireIp } from './ip4.js';
import { type CheckedPrefix, hostAddress } from './subnet-prefix.js';

/** Most allocation pools of a subnet. */
export const poolsLimit = 64;

type Pool = readonly [first: AddressNumber, last: AddressNumber];

/** The pools of a subnet: those that were asked for, or all addresses that its hosts can have. */
export function allocationPools(
  input: readonly weft.v1.IpRange.$Properties[],
  prefix: CheckedPrefix,
  gateway: AddressNumber,
): weft.v1.IpRange.$Properties[] {
  const pools = input.length > 0 ? chosenPools(input, prefix) : defaultPools(prefix, gateway);
  return pools.map(([first, last]) => ({
    first: { bytes: addressOf(first) },
    last: { bytes: addressOf(last) },
  }));
}

function chosenPools(input: readonly weft.v1.IpRange.$Properties[], { span, text }: CheckedPrefix): Pool[] {
  if (input.length > poolsLimit) {
    throw invalidField('subnet.allocation_pools', `has ${input.length} pools; the limit is ${poolsLimit}`);
  }
  const pools = input.map((range, i): Pool => {
    const field = `subnet.allocation_pools[${i}]`;
    const first = hostAddress(requireIp(range.first, `${field}.first`), span, text, `${field}.first`);
    const last = hostAddress(requireIp(range.last, `${field}.last`), span, text, `${field}.last`);
    if (first > last) throw invalidField(field, 'its first address is behind its last');
    return [first, last];
  });
  const order = [...pools.entries()].sort(([, [a]], [, [b]]) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [at, [i, [first]]] of order.entries()) {
    const previous = order[at - 1];
    if (!previous || previous[1][1] < first) continue;
    const [earlier, later] = previous[0] < i ? [previous[0], i] : [i, previous[0]];
    throw invalidField(`subnet.allocation_pools[${later}]`, `overlaps allocation_pools[${earlier}]`);
  }
  return pools;
}

/** All host addresses of the subnet, on both sides of the gateway. */
function defaultPools({ span }: CheckedPrefix, gateway: AddressNumber): Pool[] {
  const last = familyOf(span.last) === 4 ? plus(span.last, -1) : span.last;
  const pools: Pool[] = [
    [plus(span.first, 1), plus(gateway, -1)],
    [plus(gateway, 1), last],
  ];
  return pools.filter(([first, end]) => first <= end);
}
