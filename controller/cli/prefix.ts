import type { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { UsageError } from './exit.js';

/** `10.0.0.0/24`. Whether it is canonical (no host bits) is the controller's answer. */
export function prefixOf(text: string, flag = '--prefix'): weft.v1.IpPrefix.$Properties {
  const [address = '', length = '', ...rest] = text.split('/');
  if (!/^\d{1,3}$/.test(length) || rest.length > 0) {
    throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a prefix like 10.0.0.0/24`);
  }
  return { address: { bytes: parseIp(address, flag) }, length: Number(length) };
}
