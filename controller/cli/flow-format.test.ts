import { expect, test } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { parseIp } from '../../proto/src/ip.js';
import { flowColumns, flowJson } from './flow-format.js';

const { DENIED, START } = weft.v1.FlowKind;
const { INGRESS, EGRESS } = weft.v1.RuleDirection;

const row = (record: weft.v1.FlowRecord.$Properties) => ({
  batch: weft.v1.FlowBatch.create({ nodeId: 'h1', tenantId: 'acme', networkId: 'blue' }),
  record: {
    portId: 'db-1',
    protocol: 6,
    source: { bytes: parseIp('10.0.0.9') },
    destination: { bytes: parseIp('10.0.0.2') },
    sourceL4Port: 40000,
    destinationL4Port: 5432,
    ...record,
  },
});
const cell = (heading: string, record: weft.v1.FlowRecord.$Properties) =>
  flowColumns.find((column) => column.heading === heading)?.cell(row(record));

test.each([
  [{ kind: START }, ''],
  [{ kind: DENIED, dropReason: 'INGRESS_DENIED', policyDirection: INGRESS }, 'in: default deny'],
  [
    { kind: DENIED, dropReason: 'EGRESS_DENIED', policyDirection: EGRESS, securityGroupId: 'db', ruleId: 'sql' },
    'out: was db/sql',
  ],
  [
    { kind: DENIED, dropReason: 'INGRESS_DENIED', policyDirection: INGRESS, suppressed: 40 },
    'in: default deny, 40 more',
  ],
  [{ kind: DENIED, dropReason: 'CONNECTIONS_FULL', policyDirection: INGRESS }, 'in'],
])('%j is shown as %j', (record, text) => {
  expect(cell('POLICY', record)).toBe(text);
});

test('a denied packet is shown with its endpoints and its reason', () => {
  const record = { kind: DENIED, dropReason: 'INGRESS_DENIED', policyDirection: INGRESS };
  expect(['KIND', 'PROTO', 'SOURCE', 'DESTINATION', 'REASON'].map((heading) => cell(heading, record))).toEqual([
    'DENIED',
    'tcp',
    '10.0.0.9:40000',
    '10.0.0.2:5432',
    'INGRESS_DENIED',
  ]);
  expect(flowJson(row(record))).toMatchObject({
    policyDirection: 'INGRESS',
    securityGroupId: '',
    ruleId: '',
    suppressed: 0,
  });
});
