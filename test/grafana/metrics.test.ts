import { afterAll, beforeAll, expect, it } from 'vitest';
import { inNamespace, must } from '../../deploy/lab/command.js';
import { Impairments } from '../../deploy/lab/impairments.js';
import type { Lab } from '../../deploy/lab/running-lab.js';
import { waitFor } from '../../deploy/lab/wait-for.js';
import { createTenantNetwork, createVm, pings, startLab } from '../faults/faulty-lab.js';
import { dashboardExpressions, type Expression, namedIn, ruleExpressions } from './expressions.js';
import { Scraped } from './scraped.js';

let lab: Lab;
let down: () => Promise<void> = async () => {};
let scraped: Scraped;

/** What controller and agents of a lab answer, once they have measured a tunnel, and it was cut. */
beforeAll(async () => {
  ({ lab, down } = await startLab('wgmt', { nodes: 2 }));
  await createTenantNetwork(lab, 'acme');
  await createVm(lab, 'acme', 'g1', 'host-1', '10.0.0.11');
  await createVm(lab, 'acme', 'g2', 'host-2', '10.0.0.12');
  expect(await pings(lab, 'g1', '10.0.0.12')).toBe(true);
  await waitFor('a tunnel is measured', 30_000, async () => {
    const answer = new Scraped(await answerOf('control'));
    return answer.values('weft_tunnel_node_rtt_p50_seconds', 'node') ? true : undefined;
  });
  // Pairs have series of their own when something is wrong with them.
  await new Impairments(lab).set({ host: 'host-1', peer: 'host-2', direction: 'out' }, { cut: true });
  scraped = await waitFor('the tunnel is down', 30_000, async () => {
    const all = new Scraped(await answerOf('control'), await answerOf('host-1'), await answerOf('host-2'));
    return all.values('weft_tunnel_pair_rtt_seconds', 'node_a') ? all : undefined;
  });
});
afterAll(() => down());

/** In the namespace of a host, or of the controller. */
function answerOf(place: string): Promise<string> {
  const script = `fetch('http://${lab.plan.metricsAddress}/metrics').then((r) => r.text()).then((t) => process.stdout.write(t))`;
  const namespace = place === 'control' ? lab.plan.names.control : lab.node(place).namespace;
  return must(inNamespace(namespace, [process.execPath, '-e', script]));
}

/** Labels that Prometheus adds, and values of labels that are not there as long as nothing is wrong. */
const addedLabels = ['job', 'instance', 'le'];
const rarely = ['weft_agent_probe_drops_total', 'weft_tls_reloads_total'];

const expressions: Expression[] = [...ruleExpressions(), ...dashboardExpressions()];

it.each(expressions.map(({ where, expr }) => [where, expr]))('%s names metrics that there are: %s', (_where, expr) => {
  for (const { metric, matchers } of namedIn(expr)) {
    expect(scraped.has(metric), metric).toBe(true);
    for (const { label, operator, value } of matchers) {
      if (addedLabels.includes(label) || rarely.includes(metric)) continue;
      const values = scraped.values(metric, label);
      expect(values, `${metric} has no samples`).not.toBeNull();
      expect(values?.has(undefined), `${metric} has no label ${label}`).toBe(false);
      if (operator === '=') expect([...(values ?? [])], `${metric}{${label}}`).toContain(value);
    }
  }
  for (const label of groupedBy(expr)) {
    const has = namedIn(expr).some(({ metric }) => {
      const values = scraped.values(metric, label);
      return values === null || !values.has(undefined) || rarely.includes(metric);
    });
    expect(has || addedLabels.includes(label), `nothing in it has the label ${label}`).toBe(true);
  }
});

/** Labels that an expression groups by. */
function groupedBy(expr: string): string[] {
  return Array.from(expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g), ([, labels = '']) => labels.split(/,\s*/))
    .flat()
    .filter((label) => label);
}
