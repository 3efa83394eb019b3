import type { Command } from 'commander';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { messageJson } from './json.js';
import { outputFormat, outputOption, printLine } from './output.js';
import { matchColumns } from './security-groups/rule-table.js';
import { withController } from './session.js';
import { type Column, formatAge, formatTable } from './table.js';

type PortRule = weft.v1.PortRule.$Properties;

const columns: readonly Column<PortRule>[] = [
  ...matchColumns.map(({ heading, cell }) => ({ heading, cell: (r: PortRule) => cell(r.rule ?? {}) })),
  { heading: 'GROUP', cell: (r) => r.securityGroupId ?? '' },
  { heading: 'RULE', cell: (r) => r.rule?.id ?? '' },
  { heading: 'HITS', cell: (r) => String(r.hits ?? 0) },
];

/** `weft port rules`: what filters a port, and what each rule did. */
export function addPortRules(parent: Command): void {
  parent
    .command('rules')
    .argument('<id>')
    .description('show what filters a port: the rules of all of its groups, and how often each allowed a packet')
    .addOption(outputOption())
    .addHelpText(
      'after',
      '\nA hit is the first packet of a connection, and each packet that no connection is tracked for. `weft flows` shows what is denied.',
    )
    .action(async (id: string, _flags: object, self: Command) => {
      await withController(self, async (c) => {
        const answer = await c.call(PortService.listPortRules, { id });
        if (outputFormat(self) === 'json') {
          printLine(JSON.stringify(messageJson(weft.v1.ListPortRulesResponse, answer), null, 2));
        } else {
          printLine(portRulesText(answer));
        }
      });
    });
}

/** The rules, then what happens to the rest, then how fresh it is. */
export function portRulesText(answer: weft.v1.ListPortRulesResponse.$Properties, nowMs = Date.now()): string {
  if (!answer.filtered) return 'not filtered: the port has no security groups';
  const rules = answer.rules ?? [];
  const denied = (direction: string, packets: number | null | undefined) =>
    `${direction}: all else is denied: ${packets ?? 0} packets`;
  return [
    ...(rules.length > 0 ? [formatTable(columns, rules), ''] : []),
    denied('in', answer.ingressDenied),
    answer.egressFiltered
      ? denied('out', answer.egressDenied)
      : 'out: everything may leave: no group has a rule for it',
    answer.hitsTime ? `as of ${formatAge(answer.hitsTime, nowMs)} ago` : 'its node has not told of hits yet',
  ].join('\n');
}
