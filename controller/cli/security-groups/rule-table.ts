import type { weft } from '../../../proto/gen/codecs.js';
import { type Column, formatTable } from '../table.js';
import { protocolName } from './protocols.js';
import { detailText, directionWord, remoteText } from './rule-text.js';

type Rule = weft.v1.SecurityGroupRule.$Properties;

/** What a rule allows, in columns. */
export const matchColumns: readonly Column<Rule>[] = [
  { heading: 'DIRECTION', cell: (r) => directionWord(r.direction) },
  { heading: 'PROTOCOL', cell: (r) => (r.protocol ? protocolName(r.protocol) : 'any') },
  { heading: 'L4-PORTS', cell: (r) => detailText(r) || 'any' },
  { heading: 'REMOTE', cell: (r) => remoteText(r) || 'any' },
];

const columns: readonly Column<Rule>[] = [
  { heading: 'RULE', cell: (r) => r.id ?? '' },
  ...matchColumns,
  { heading: 'DESCRIPTION', cell: (r) => r.description ?? '' },
];

/** The rules of one group. */
export function ruleTable(rules: readonly Rule[]): string {
  return rules.length === 0 ? '' : formatTable(columns, rules);
}
