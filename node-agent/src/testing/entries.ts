import fc from 'fast-check';
import type { weft } from '../../../proto/gen/codecs.js';
import { weft as proto } from '../../../proto/gen/codecs.js';
import { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import { type Frame, readFrame } from '../session/frame.js';
import { DesiredState } from '../state/desired-state.js';
import { makeTables } from '../state/tables.js';

/** For tests: small values, so that keys meet often; some that can't be programmed. */
const vni = fc.integer({ min: 0, max: 3 });
const vtepId = fc.integer({ min: 0, max: 3 });
const datapathId = fc.integer({ min: 0, max: 3 });
const mac = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }).map((n) => Uint8Array.of(2, 0, 0, 0, 0, n)) },
  { weight: 1, arbitrary: fc.constant(Uint8Array.of(1, 2)) },
);
const address = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }).map((n) => ({ bytes: Uint8Array.of(10, 0, 0, n) })) },
  { weight: 1, arbitrary: fc.constant({ bytes: new Uint8Array(16).fill(0x20) }) },
  { weight: 1, arbitrary: fc.constant({ bytes: new Uint8Array(5) }) },
);
const prefix = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .integer({ min: 0, max: 3 })
      .map((n) => ({ address: { bytes: Uint8Array.of(10, 0, n, 0) }, length: 24 })),
  },
  { weight: 1, arbitrary: fc.constant({ address: { bytes: Uint8Array.of(10, 0, 0, 128) }, length: 25 }) },
  { weight: 2, arbitrary: fc.constant({ address: { bytes: new Uint8Array(16).fill(0x20, 0, 8) }, length: 64 }) },
  { weight: 1, arbitrary: fc.constant({ address: { bytes: Uint8Array.of(10, 0, 0, 1) }, length: 24 }) },
);
const probeKeys = fc.array(
  fc.constantFrom(16, 16, 16, 3).map((length) => new Uint8Array(length).fill(length)),
  { maxLength: 3 },
);
const routerId = fc.integer({ min: 0, max: 2 });
const groupId = fc.integer({ min: 0, max: 3 });
const groupIds: fc.Arbitrary<number[]> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<number[]>([]) },
  { weight: 5, arbitrary: fc.subarray([1, 2, 3], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom<number[][]>([2, 1], [0], [1, 1]) },
);
const policyRule = fc
  .record({
    number: fc.integer({ min: 0, max: 3 }),
    direction: fc.integer({ min: 0, max: 2 }),
    protocol: fc.constantFrom(0, 1, 6, 300),
    ports: fc.constantFrom([0, 65_535] as const, [80, 90] as const, [9, 8] as const),
    remote: fc.oneof(
      fc.constant({}),
      prefix.map((remotePrefix) => ({ remotePrefix })),
      groupId.map((remoteGroupId) => ({ remoteGroupId })),
    ),
  })
  .map(({ ports: [first, last], remote, ...rule }) => ({ ...rule, ruleId: `r${rule.number}`, first, last, ...remote }));
/** The last address but one of the /24 or /64 that a prefix is in: a subnet may have the gateway of the one that it replaces. */
const gatewayOf = (p: weft.v1.IpPrefix.$Properties) => {
  const bytes = Uint8Array.from(p.address?.bytes ?? []);
  bytes[bytes.length - 1] = 254;
  return { bytes };
};

/** An entry of any kind. */
export const anyEntry: fc.Arbitrary<weft.v1.Entry.$Properties> = fc.oneof(
  fc
    .record({
      vtepId,
      vteps: fc.array(address, { maxLength: 2 }),
      vxlanPort: fc.constantFrom(4789, 8472, 0),
      probeKeys,
    })
    .map((nodeConfig) => ({ nodeConfig })),
  fc
    .record({ vtepId, addresses: fc.array(address, { maxLength: 2 }), nodeId: fc.constantFrom('a', 'b') })
    .map((vtep) => ({ vtep })),
  fc
    .record({
      vni,
      networkId: fc.constantFrom('n1', 'n2'),
      tenantId: fc.constant('t'),
      mtu: fc.constantFrom(1450, 8950),
      floodUnknownNeighbors: fc.boolean(),
    })
    .map((network) => ({ network })),
  fc
    .record({
      datapathId,
      portId: fc.constantFrom('p1', 'p2', 'p3'),
      generation: fc.integer({ min: 1, max: 3 }),
      vni,
      mac,
      addresses: fc.array(address, { maxLength: 2 }),
      pairs: fc.array(fc.record({ prefix, mac }), { maxLength: 2 }),
      floodPacketsPerSecond: fc.constantFrom(1, 1000),
      egressKilobitsPerSecond: fc.constantFrom(0, 64, 400_000_000),
      egressBurstBytes: fc.constantFrom(65_536, 1_073_741_824),
      ingressKilobitsPerSecond: fc.constantFrom(0, 1_000, 63),
      ingressBurstBytes: fc.constantFrom(65_536, 0),
      groupIds,
      // One in ten is of no agent that there is.
      role: fc.integer({ min: -6, max: 3 }).map((n) => Math.max(n, 0) as weft.v1.LocalPortRole),
      otherGeneration: fc.constantFrom(0, 0, 1, 3),
      otherField: fc.constantFrom(false, false, false, false, true),
    })
    .map(({ mac: own, role, otherField, ...port }) => {
      const isMoving = role !== 0;
      const secured = port.groupIds.length > 0 !== otherField;
      const field = isMoving !== otherField ? 'movingMac' : secured ? 'securedMac' : 'mac';
      return { localPort: { ...port, role, [field]: own } };
    }),
  fc.record({ vni, mac, vtepId, datapathId, groupIds }).map((fdb) => ({ fdb })),
  fc
    .record({ groupId, securityGroupId: fc.constantFrom('g1', 'g2'), rules: fc.array(policyRule, { maxLength: 3 }) })
    .map((securityGroup) => ({ securityGroup })),
  fc.record({ vni, address, mac }).map((neighbor) => ({ neighbor })),
  fc.record({ vni, vtepId, acceptOnly: fc.boolean() }).map((member) => ({ member })),
  fc
    .record({ vni, prefix, subnetId: fc.constantFrom('s1', 's2'), routerId, dhcp: fc.boolean() })
    .map((subnet) => ({ subnet: { ...subnet, gateway: gatewayOf(subnet.prefix) } })),
  fc
    .record({ routerId, prefix, vni, last: fc.integer({ min: 0, max: 3 }) })
    .map(({ last, ...route }) => ({ route: { ...route, nextHop: { bytes: Uint8Array.of(10, 0, 9, last) } } })),
);

/** A key of any kind. */
export const anyKey: fc.Arbitrary<weft.v1.EntryKey.$Properties> = fc.oneof(
  fc.constant({ nodeConfig: {} }),
  vtepId.map((id) => ({ vtep: { vtepId: id } })),
  vni.map((n) => ({ network: { vni: n } })),
  datapathId.map((id) => ({ localPort: { datapathId: id } })),
  fc.record({ vni, mac }).map((fdb) => ({ fdb })),
  fc.record({ vni, address }).map((neighbor) => ({ neighbor })),
  fc.record({ vni, vtepId }).map((member) => ({ member })),
  fc.record({ vni, prefix }).map((subnet) => ({ subnet })),
  fc.record({ routerId, prefix }).map((route) => ({ route })),
  groupId.map((id) => ({ securityGroup: { groupId: id } })),
);

/** The key of an entry. */
export function keyOfEntry(entry: weft.v1.Entry.$Properties): weft.v1.EntryKey.$Properties {
  if (entry.nodeConfig) return { nodeConfig: {} };
  if (entry.vtep) return { vtep: { vtepId: entry.vtep.vtepId ?? 0 } };
  if (entry.network) return { network: { vni: entry.network.vni ?? 0 } };
  if (entry.localPort) return { localPort: { datapathId: entry.localPort.datapathId ?? 0 } };
  if (entry.fdb) return { fdb: { vni: entry.fdb.vni ?? 0, mac: entry.fdb.mac ?? new Uint8Array() } };
  if (entry.neighbor) {
    return {
      neighbor: { vni: entry.neighbor.vni ?? 0, address: { bytes: entry.neighbor.address?.bytes ?? new Uint8Array() } },
    };
  }
  if (entry.subnet) return { subnet: { vni: entry.subnet.vni ?? 0, prefix: entry.subnet.prefix ?? null } };
  if (entry.securityGroup) return { securityGroup: { groupId: entry.securityGroup.groupId ?? 0 } };
  if (entry.route) return { route: { routerId: entry.route.routerId ?? 0, prefix: entry.route.prefix ?? null } };
  return { member: { vni: entry.member?.vni ?? 0, vtepId: entry.member?.vtepId ?? 0 } };
}

export function frameOf(message: weft.v1.ControllerMessage.$Properties): Frame {
  return readFrame(proto.v1.ControllerMessage.encode(message).finish());
}

/** An empty state over a datapath in memory. */
export function emptyState(limits = { maxEndpoints: 1000, maxPorts: 100, maxFlows: 16, maxRoutes: 100 }): {
  state: DesiredState;
  datapath: FakeDatapath;
} {
  const datapath = new FakeDatapath(limits);
  return { state: new DesiredState(makeTables(datapath)), datapath };
}

/** All of a state as plain values, for comparing. */
export function dumpState(state: DesiredState): unknown {
  const tables = Object.fromEntries(
    Object.entries(state.tables.fromController).map(([name, table]) => [
      name,
      [...table.wantedRows()].map(([key, value]) => `${[...key]}=${[...value.slice(0, 10)]}`).sort(),
    ]),
  );
  const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    tables,
    nodeConfig: state.nodeConfig && { ...state.nodeConfig, vtep: hexOf(state.nodeConfig.vtep) },
    networks: [...state.networks].sort(([a], [b]) => a - b),
    ports: [...state.ports.values()]
      .map((p) => JSON.stringify({ ...p, mac: hexOf(p.mac), ip4: p.ip4.map(hexOf), ip6: p.ip6.map(hexOf) }))
      .sort(),
    securityGroups: [...state.securityGroups.entries()]
      .map((entry) => {
        const group = state.securityGroups.get(entry.groupId ?? 0);
        const plain = (_key: string, value: unknown) => (value instanceof Uint8Array ? hexOf(value) : value);
        return `${JSON.stringify(entry)} ${JSON.stringify(group, plain)}`;
      })
      .sort(),
    subnets: [...state.subnets.all()].map((s) => JSON.stringify(s.entry)).sort(),
    routes: [...state.routes.statics()].map((r) => JSON.stringify(r)).sort(),
    bad: [...state.bad.values()].map((b) => `${b.reason} ${b.message} ${JSON.stringify(b.key)}`).sort(),
  };
}
