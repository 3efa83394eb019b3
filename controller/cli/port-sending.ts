import type { Command } from 'commander';
import type { weft } from '../../proto/gen/codecs.js';
import { parseMac } from '../../proto/src/mac.js';
import { UsageError } from './exit.js';
import { collect } from './metadata-options.js';
import { type LimitFlags, limitOptions, limitsOf } from './port-limits.js';
import { prefixOf } from './prefix.js';

/** What a port may send and get, as flags. */
export interface SendingFlags extends LimitFlags {
  pair?: string[];
  flood?: string;
}

export function sendingOptions(command: Command, sets: 'create' | 'update'): Command {
  const pairs = 'what else it may send from, an address is written as a /32 or /128; may be repeated';
  return limitOptions(command, sets)
    .option(
      '--pair <prefix[=mac]>',
      sets === 'create' ? pairs : `new set: ${pairs}; \`--pair ""\` removes all`,
      collect,
    )
    .option('--flood <packets/s>', 'broadcast, multicast and unknown frames that it may send; 0: 1000');
}

/** The fields of flags that were given, and their paths. */
export function sendingOf(flags: SendingFlags): { sending: weft.v1.Port.$Properties; paths: string[] } {
  const sending: weft.v1.Port.$Properties = {};
  const paths: string[] = [];
  if (flags.pair !== undefined) {
    paths.push('allowed_address_pairs');
    sending.allowedAddressPairs = flags.pair.filter((text) => text !== '').map(pairOf);
  }
  if (flags.flood !== undefined) {
    if (!/^\d{1,9}$/.test(flags.flood)) throw new UsageError('--flood: a number of packets a second');
    paths.push('flood_packets_per_second');
    sending.floodPacketsPerSecond = Number(flags.flood);
  }
  const { limits, paths: limitPaths } = limitsOf(flags);
  return { sending: { ...sending, ...limits }, paths: [...paths, ...limitPaths] };
}

function pairOf(text: string): weft.v1.AddressPair.$Properties {
  const [prefix = '', mac, ...rest] = text.split('=');
  if (rest.length > 0 || mac === '') {
    throw new UsageError(
      `--pair: ${JSON.stringify(text)} is not a pair like 10.0.0.100/32 or 10.0.0.100/32=02:00:00:00:00:07`,
    );
  }
  return { prefix: prefixOf(prefix, '--pair'), ...(mac !== undefined && { mac: parseMac(mac, '--pair') }) };
}
