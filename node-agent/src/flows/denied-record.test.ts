import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { DropReason } from '../../../proto/src/drop-reasons.gen.js';
import { encodeDeniedRecord, PolicyDirection } from '../datapath/bpf/layout.gen.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { decodeDeniedRecords } from './denied-record.js';
import { PortDirectory } from './port-directory.js';

const { INGRESS, EGRESS } = weft.v1.RuleDirection;
const mapped = (...ip4: number[]) => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ip4);

const raw = (over: Partial<Parameters<typeof encodeDeniedRecord>[0]> = {}) =>
  encodeDeniedRecord({
    datapathId: 1,
    slot: 3,
    source: mapped(10, 0, 0, 9),
    destination: mapped(10, 0, 0, 2),
    sourceL4Port: 40000,
    destinationL4Port: 5432,
    protocol: 6,
    direction: PolicyDirection.INGRESS,
    tcpFlags: 2,
    reason: DropReason.INGRESS_DENIED,
    rule: 0n,
    timeNs: 5000,
    suppressed: 0,
    bytes: 74,
    ...over,
  });
const rules = {
  namesOf: (groupId: number, number: number) => ({ securityGroupId: `g${groupId}`, ruleId: `r${number}` }),
};

function makeDirectory(): PortDirectory {
  const { state } = emptyState();
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const port = { datapathId: 1, portId: 'db-1', generation: 4, vni: 7, mac, addresses: [] };
  const network = { vni: 7, networkId: 'net', tenantId: 'acme', mtu: 1450 };
  state.apply(frameOf({ delta: { revision: 1, put: [{ network }, { localPort: port }] } }));
  const directory = new PortDirectory(state);
  directory.learn(state.takeChanges().removedPorts);
  return directory;
}

test('a record is of the port whose policy it was, with the reason and who was denied what', () => {
  const { records, unknown } = decodeDeniedRecords(
    Buffer.concat([raw(), raw({ datapathId: 99 })]),
    makeDirectory(),
    rules,
    1e18,
  );
  expect(unknown).toBe(1);
  expect(records).toHaveLength(1);
  expect(records[0]?.owner).toMatchObject({ portId: 'db-1', tenantId: 'acme', networkId: 'net' });
  expect(records[0]?.record).toEqual({
    kind: weft.v1.FlowKind.DENIED,
    portId: 'db-1',
    generation: 4,
    source: { bytes: Uint8Array.of(10, 0, 0, 9) },
    destination: { bytes: Uint8Array.of(10, 0, 0, 2) },
    protocol: 6,
    sourceL4Port: 40000,
    destinationL4Port: 5432,
    packets: 1,
    bytes: 74,
    firstUnixNs: 1e18 + 5000,
    lastUnixNs: 1e18 + 5000,
    tcpFlags: 2,
    dropReason: 'INGRESS_DENIED',
    policyDirection: INGRESS,
    securityGroupId: '',
    ruleId: '',
    suppressed: 0,
  });
});

test('what a rule had allowed names it; what passed because nothing limits it does not', () => {
  const one = (rule: bigint) =>
    decodeDeniedRecords(
      raw({ rule, direction: PolicyDirection.EGRESS, reason: DropReason.EGRESS_DENIED, suppressed: 12 }),
      makeDirectory(),
      rules,
      0,
    ).records[0]?.record;
  expect(one((0xffff_fffen << 32n) | 7n)).toMatchObject({
    dropReason: 'EGRESS_DENIED',
    policyDirection: EGRESS,
    securityGroupId: 'g4294967294',
    ruleId: 'r7',
    suppressed: 12,
  });
  expect(one(1n)).toMatchObject({ securityGroupId: '', ruleId: '' });
});
