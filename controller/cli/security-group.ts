import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { SecurityGroupService } from '../../proto/gen/services.js';
import {
  changedMetadata,
  collect,
  createOptions,
  formatLabels,
  type MetadataFlags,
  newMetadata,
  requireChange,
  updateOptions,
} from './metadata-options.js';
import { outputOption } from './output.js';
import { resourceCalls } from './resource-calls.js';
import { type Noun, printResource, resourceCommand } from './resource-commands.js';
import { ruleTable } from './security-groups/rule-table.js';
import { directionWord, parseRule, ruleSyntax } from './security-groups/rule-text.js';
import { withController } from './session.js';
import { formatAge } from './table.js';
import { creationOf, type WaitFlags, waitOf, waitOption } from './write-options.js';

type SecurityGroup = weft.v1.SecurityGroup.$Properties;

/** Rules of one direction. */
function count(group: SecurityGroup, direction: weft.v1.RuleDirection): string {
  return String((group.rules ?? []).filter((rule) => rule.direction === direction).length);
}

const { INGRESS, EGRESS } = weft.v1.RuleDirection;

export const securityGroupNoun: Noun<SecurityGroup> = {
  name: 'security-group',
  alias: 'sg',
  codec: weft.v1.SecurityGroup,
  columns: [
    { heading: 'ID', cell: (g) => g.metadata?.id ?? '' },
    { heading: 'TENANT', cell: (g) => g.tenantId ?? '' },
    { heading: directionWord(INGRESS).toUpperCase(), cell: (g) => count(g, INGRESS) },
    { heading: directionWord(EGRESS).toUpperCase(), cell: (g) => count(g, EGRESS) },
    { heading: 'NAME', cell: (g) => g.metadata?.name ?? '' },
    { heading: 'AGE', cell: (g) => formatAge(g.metadata?.createTime) },
    { heading: 'DATAPATH-ID', cell: (g) => String(g.datapathId || ''), wide: true },
    { heading: 'REVISION', cell: (g) => String(g.metadata?.revision ?? ''), wide: true },
    { heading: 'LABELS', cell: (g) => formatLabels(g.metadata), wide: true },
  ],
  details: (g) => ruleTable(g.rules ?? []),
  ...resourceCalls.securityGroup,
};

interface GroupFlags extends MetadataFlags {
  rule?: string[];
}

interface EtagFlags extends WaitFlags {
  etag?: string;
}

const ruleHelp = `
A rule is  ${ruleSyntax}
  in tcp 443                        whoever asks
  in tcp 8000-8080 from 10.0.0.0/8
  sql: in tcp 5432 from group web   ports that are in the group, wherever they are; the rule's id is sql
  in icmp 8                         echo requests; 3/4 would be type 3, code 4
  out udp 53 to 10.0.0.53/32        with any out rule, what none allows may not leave
`;

function rulesOf(flags: GroupFlags): weft.v1.SecurityGroupRule.$Properties[] {
  return (flags.rule ?? []).filter((text) => text !== '').map(parseRule);
}

export function addSecurityGroupCommand(program: Command): void {
  const command = resourceCommand(program, securityGroupNoun, 'what ports may get and send: stateful allow rules');
  createOptions(command.command('create').argument('[id]', 'RFC 1123 label; generated if absent'))
    .description('create a security group')
    .requiredOption('--tenant <id>', 'owner')
    .option('--rule <rule>', 'what it allows, may be repeated', collect)
    .addOption(outputOption())
    .addHelpText('after', `${ruleHelp}\nExample:\n  weft security-group create web --tenant acme --rule 'in tcp 443'`)
    .action(async (id: string | undefined, flags: GroupFlags & { tenant: string }, self: Command) => {
      const securityGroup = { metadata: newMetadata(id, flags), tenantId: flags.tenant, rules: rulesOf(flags) };
      await withController(self, async (c) => {
        const request = { securityGroup, ...creationOf(flags) };
        printResource(securityGroupNoun, self, await c.call(SecurityGroupService.createSecurityGroup, request));
      });
    });
  updateOptions(command.command('update').argument('<id>'))
    .description('change name, labels, or all of its rules')
    .option('--rule <rule>', 'new set of rules: may be repeated; `--rule ""` removes all', collect)
    .addOption(outputOption())
    .addHelpText('after', ruleHelp)
    .action(async (id: string, flags: GroupFlags, self: Command) => {
      const { metadata, paths } = changedMetadata(id, flags);
      if (flags.rule !== undefined) paths.push('rules');
      requireChange(paths);
      const securityGroup = { metadata, rules: rulesOf(flags) };
      await withController(self, async (c) => {
        const request = { securityGroup, updateMask: { paths }, ...waitOf(flags) };
        printResource(securityGroupNoun, self, await c.call(SecurityGroupService.updateSecurityGroup, request));
      });
    });
  addRuleCommands(command);
}

function addRuleCommands(command: Command): void {
  const etag = '--etag <etag>';
  const onlyIf = 'only if the group is still in this state';
  waitOption(command.command('add-rule').argument('<id>').argument('<rule...>'))
    .description('add rules: all or none')
    .option(etag, onlyIf, '')
    .addOption(outputOption())
    .addHelpText('after', `${ruleHelp}\nExample:\n  weft security-group add-rule db 'sql: in tcp 5432 from group web'`)
    .action(async (id: string, texts: string[], flags: EtagFlags, self: Command) => {
      const request = { id, etag: flags.etag ?? '', rules: texts.map(parseRule), ...waitOf(flags) };
      await withController(self, async (c) =>
        printResource(securityGroupNoun, self, await c.call(SecurityGroupService.addSecurityGroupRules, request)),
      );
    });
  waitOption(command.command('remove-rule').argument('<id>').argument('<rule-id...>'))
    .description('remove rules: all or none; connections that they alone allowed end')
    .option(etag, onlyIf, '')
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  weft security-group remove-rule db sql')
    .action(async (id: string, ruleIds: string[], flags: EtagFlags, self: Command) => {
      const request = { id, etag: flags.etag ?? '', ruleIds, ...waitOf(flags) };
      await withController(self, async (c) =>
        printResource(securityGroupNoun, self, await c.call(SecurityGroupService.removeSecurityGroupRules, request)),
      );
    });
}
