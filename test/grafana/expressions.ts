import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The expressions of rules and dashboard, and what they name. */

export const grafanaDirectory = join(process.cwd(), 'deploy/grafana');

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

export interface Expression {
  /** The alert or the panel. */
  readonly where: string;
  readonly expr: string;
}

export function ruleExpressions(): Expression[] {
  const { groups } = parse(readFileSync(join(grafanaDirectory, 'alerts.yml'), 'utf8')) as RuleFile;
  return groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ where: alert, expr })));
}

/** Of all panels and variables, with something in the place of Grafana's variables. */
export function dashboardExpressions(): Expression[] {
  const dashboard = JSON.parse(readFileSync(join(grafanaDirectory, 'weft.json'), 'utf8')) as {
    readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  };
  const ofPanels = dashboard.panels.flatMap(({ title, targets }) =>
    (targets ?? []).map(({ expr }) => ({ where: title, expr })),
  );
  // label_values(metric, label)
  const ofVariables = dashboard.templating.list.flatMap(({ name, definition }) =>
    definition
      ? [{ where: `$${name}`, expr: definition.replace(/label_values\((\w+), (\w+)\)/, 'sum by ($2) ($1)') }]
      : [],
  );
  return [...ofPanels, ...ofVariables].map(({ where, expr }) => ({
    where,
    expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$node', '.*'),
  }));
}

/** A metric that an expression names, and its labels in matchers there. */
export interface Named {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

const ownMetric = /\b((?:weft|nodejs|process)_[a-z0-9_]+)\b(?:\{([^}]*)\})?/g;

export function namedIn(expr: string): Named[] {
  return Array.from(expr.matchAll(ownMetric), ([, metric = '', inner = '']) => ({
    metric,
    matchers: Array.from(
      inner.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g),
      ([, label = '', operator = '', value = '']) => ({
        label,
        operator,
        value,
      }),
    ),
  }));
}
