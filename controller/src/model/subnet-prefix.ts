import type { weft } from '../../../proto/gen/codecs.js';
import { invalidField, outOfRange } from '../../../proto/src/errors.js';
import { checkPrefix, family, formatIp, formatPrefix, type Ip } from '../../../proto/src/ip.js';
import { type AddressNumber, addressNumber, familyOf, isUnicastIp6, lastOfPrefix } from './address-number.js';
import { requireMessage } from './fields.js';
import { requireIp, unusableIp4 } from './ip4.js';

/** Limits of a subnet's prefix length in bits, by family. */
export const prefixLengthLimits = { 4: { min: 8, max: 30 }, 6: { min: 16, max: 126 } } as const;

/** All addresses of a subnet; of IPv4, `first` is the network address and `last` the broadcast address. */
export interface Span {
  readonly first: AddressNumber;
  readonly last: AddressNumber;
}

export interface CheckedPrefix {
  readonly prefix: weft.v1.IpPrefix.$Properties;
  readonly length: number;
  readonly span: Span;
  readonly text: string;
}

/** A prefix that a subnet may have. */
export function checkedPrefix(input: weft.v1.IpPrefix.$Properties | null | undefined, field: string): CheckedPrefix {
  const address = requireIp(requireMessage(input, field).address, `${field}.address`);
  const { length } = checkPrefix(address, input?.length ?? 0, field);
  const { min, max } = prefixLengthLimits[family(address)];
  if (length < min || length > max) throw outOfRange(`${field}.length`, length, min, max);
  const first = addressNumber(address);
  const span = { first, last: lastOfPrefix(first, length) };
  const text = formatPrefix({ address, length });
  if (typeof first === 'number') {
    const why = unusableIp4(first, Number(span.last));
    if (why) throw invalidField(field, `${text} overlaps ${why}, which hosts can't have`);
  } else if (!isUnicastIp6(first)) {
    throw invalidField(field, `${text} is in neither 2000::/3 (global unicast) nor fc00::/7 (unique local)`);
  }
  return { prefix: { address: { bytes: address }, length }, length, span, text };
}

/**
 * An address that a host of the subnet can have: in the prefix, and of IPv4 neither network nor broadcast address, of IPv6 not the subnet-router anycast
 * address (RFC 4291 section 2.6.1).
 */
export function hostAddress(ip: Ip, span: Span, text: string, field: string): AddressNumber {
  const n = addressNumber(ip);
  const inside = familyOf(n) === familyOf(span.first) && n >= span.first && n <= span.last;
  if (!inside) throw invalidField(field, `${formatIp(ip)} is not in ${text}`);
  if (n === span.first) {
    const what = family(ip) === 4 ? 'network' : 'subnet-router anycast';
    throw invalidField(field, `${formatIp(ip)} is the ${what} address of ${text}`);
  }
  if (n === span.last && family(ip) === 4) {
    throw invalidField(field, `${formatIp(ip)} is the broadcast address of ${text}`);
  }
  return n;
}
