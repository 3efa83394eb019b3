import type { Command } from 'commander';
import type { weft } from '../../proto/gen/codecs.js';
import { UsageError } from './exit.js';

type Limit = weft.v1.BandwidthLimit.$Properties;

/** What a port may send and get in a second, as flags. */
export interface LimitFlags {
  egressLimit?: string;
  ingressLimit?: string;
}

const RATE_UNITS = { kbit: 1, mbit: 1_000, gbit: 1_000_000 } as const;
const BURST_UNITS = { '': 1, k: 1_024, m: 1_048_576, g: 1_073_741_824 } as const;

export function limitOptions(command: Command, sets: 'create' | 'update'): Command {
  const how = sets === 'create' ? '' : '; `none`: not limited any more';
  const limit = (what: string) =>
    `what it may ${what}: 64kbit to 400gbit, and at once: 64k to 1g bytes, 250 ms' worth if absent${how}`;
  return command
    .option('--egress-limit <rate[:burst]>', limit('send'))
    .option('--ingress-limit <rate[:burst]>', limit('get'));
}

/** The fields of flags that were given, and their paths. */
export function limitsOf(flags: LimitFlags): { limits: weft.v1.Port.$Properties; paths: string[] } {
  const limits: weft.v1.Port.$Properties = {};
  const paths: string[] = [];
  if (flags.egressLimit !== undefined) {
    paths.push('egress_limit');
    limits.egressLimit = limitOf(flags.egressLimit, '--egress-limit');
  }
  if (flags.ingressLimit !== undefined) {
    paths.push('ingress_limit');
    limits.ingressLimit = limitOf(flags.ingressLimit, '--ingress-limit');
  }
  return { limits, paths };
}

/** Of `10mbit`, `1.5gbit:4m` or `none`. What is out of range the controller refuses. */
function limitOf(text: string, flag: string): Limit | null {
  if (text === 'none') return null;
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(kbit|mbit|gbit)(?::(\d{1,10})([kmg]?))?$/.exec(text.toLowerCase());
  if (!match) throw new UsageError(`${flag}: ${JSON.stringify(text)} is not a limit like 10mbit, 1.5gbit:4m or none`);
  const [, rate, rateUnit, burst, burstUnit] = match;
  const kilobitsPerSecond = Math.round(Number(rate) * RATE_UNITS[rateUnit as keyof typeof RATE_UNITS]);
  if (kilobitsPerSecond === 0) throw new UsageError(`${flag}: ${rate}${rateUnit} is none; use none for no limit`);
  return {
    kilobitsPerSecond,
    burstBytes: Number(burst ?? 0) * BURST_UNITS[(burstUnit ?? '') as keyof typeof BURST_UNITS],
  };
}

/** `10mbit`, or `10mbit:1m` with its burst; empty if there is none. */
export function limitCell(limit: Limit | null | undefined): string {
  if (!limit?.kilobitsPerSecond) return '';
  const rate = inUnits(limit.kilobitsPerSecond, RATE_UNITS);
  return limit.burstBytes ? `${rate}:${inUnits(limit.burstBytes, BURST_UNITS)}` : rate;
}

/** In the largest unit that it is a whole number of. */
function inUnits(value: number, units: Readonly<Record<string, number>>): string {
  const unit = Object.entries(units).findLast(([, size]) => value % size === 0);
  return unit ? `${value / unit[1]}${unit[0]}` : String(value);
}
