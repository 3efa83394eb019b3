import type { Command } from 'commander';
import type { weft } from '../../proto/gen/codecs.js';
import { UsageError } from './exit.js';
import { collect } from './metadata-options.js';

/** What filters a port, as flags. */
export interface GroupFlags {
  securityGroup?: string[];
  /** `false` is `--no-security-groups`. */
  securityGroups?: false;
}

export function groupOptions(command: Command, sets: 'create' | 'update'): Command {
  if (sets === 'create') {
    return command.option(
      '--security-group <id>',
      "what filters it, may be repeated; the network's default groups if absent",
      collect,
    );
  }
  command.option('--security-group <id>', 'new set of what filters it, may be repeated', collect);
  const none = command.createOption('--no-security-groups', 'let everything pass');
  // Commander would set what a `--no-` option negates to true.
  return command.addOption(none.default(undefined));
}

/** The field of flags that were given, and its path. */
export function groupsOf(flags: GroupFlags): { groups: weft.v1.Port.$Properties; paths: string[] } {
  if (flags.securityGroups === false && flags.securityGroup !== undefined) {
    throw new UsageError('--security-group and --no-security-groups exclude each other');
  }
  if (flags.securityGroup?.includes('')) {
    throw new UsageError('--security-group: empty; use --no-security-groups to let everything pass');
  }
  if (flags.securityGroups !== false && flags.securityGroup === undefined) return { groups: {}, paths: [] };
  return { groups: { securityGroupIds: flags.securityGroup ?? [] }, paths: ['security_group_ids'] };
}
