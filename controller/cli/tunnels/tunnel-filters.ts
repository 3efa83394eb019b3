import { type Command, Option } from 'commander';
import { weft } from '../../../proto/gen/codecs.js';

const { TunnelState } = weft.v1;

const states = {
  up: TunnelState.TUNNEL_UP,
  degraded: TunnelState.TUNNEL_DEGRADED,
  down: TunnelState.TUNNEL_DOWN,
  unknown: TunnelState.TUNNEL_UNKNOWN,
} as const;

/** Which tunnels: those of a node, those in one of some states. */
export interface FilterFlags {
  node?: string;
  state?: (keyof typeof states)[];
}

export function filterOptions(command: Command): Command {
  return command
    .option('--node <id>', 'only tunnels of this node')
    .addOption(new Option('--state <state...>', 'only tunnels in one of these states').choices(Object.keys(states)));
}

/** What of a request says which tunnels. */
export function filtersOf(flags: FilterFlags): { nodeId: string; states: weft.v1.TunnelState[] } {
  return { nodeId: flags.node ?? '', states: (flags.state ?? []).map((name) => states[name]) };
}
