import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { decodeFlood, decodePort, decodePortOut, PortFlags } from '../datapath/bpf/layout.gen.js';
import type { TableName } from '../datapath/datapath.js';
import { isLeaving, PortRole } from '../state/port-role.js';
import { bytesOf } from '../state/rows.js';
import { PortsNode } from '../testing/ports-node.js';
import { udpConnection } from '../testing/tracked-connections.js';

const VNI = 7;
/** Datapath ids; the interface that a port is plugged to has its number too. */
const ports = [11, 12, 13];
const nameOf = (port: number) => `p${port}`;
const groups = [5, 6].map((groupId) => ({
  securityGroup: {
    groupId,
    securityGroupId: `g${groupId}`,
    rules: [{ number: 1, ruleId: '', direction: 1, protocol: 6, first: groupId, last: 99 }],
  },
}));
const network = { network: { vni: VNI, networkId: 'net', tenantId: 'acme', mtu: 1450 } };

interface Binding {
  readonly port: number;
  readonly role: PortRole;
  readonly generation: number;
  readonly otherGeneration: number;
  readonly groupIds: number[];
}

const port = fc.constantFrom(...ports);
const generation = fc.integer({ min: 1, max: 4 });
const binding: fc.Arbitrary<Binding> = fc.record({
  port,
  role: fc.constantFrom(PortRole.ACTIVE, PortRole.PENDING, PortRole.DEPARTING),
  generation,
  otherGeneration: fc.oneof(fc.constant(0), generation),
  groupIds: fc.subarray([5, 6]),
});
const step = fc.oneof(
  { weight: 6, arbitrary: binding.map((to) => ({ kind: 'bind' as const, to })) },
  { weight: 2, arbitrary: port.map((of) => ({ kind: 'unbind' as const, of })) },
  { weight: 3, arbitrary: port.map((of) => ({ kind: 'plug' as const, of })) },
  { weight: 2, arbitrary: port.map((of) => ({ kind: 'unplug' as const, of })) },
  { weight: 2, arbitrary: port.map((of) => ({ kind: 'link' as const, of })) },
  { weight: 2, arbitrary: port.map((of) => ({ kind: 'track' as const, of })) },
  { weight: 2, arbitrary: fc.boolean().map((complete) => ({ kind: 'restart' as const, complete })) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
/** With the number of steps in the kernel after which the agent is killed within it. */
const history = fc.array(fc.tuple(step, fc.option(fc.nat({ max: 12 }), { freq: 3 })), { maxLength: 14 });

function entryOf({ port: datapathId, role, groupIds, ...more }: Binding): weft.v1.Entry.$Properties {
  const mac = Uint8Array.of(2, 0, 0, 0, 0, datapathId);
  const field = role !== PortRole.ACTIVE ? 'movingMac' : groupIds.length > 0 ? 'securedMac' : 'mac';
  return { localPort: { datapathId, portId: nameOf(datapathId), vni: VNI, role, groupIds, ...more, [field]: mac } };
}

/** What the last steps mean. */
class Model {
  readonly bindings = new Map<number, Binding>();
  readonly plugged = new Set<number>();
  readonly away = new Set<number>();

  take(s: Step): void {
    if (s.kind === 'bind') this.bindings.set(s.to.port, s.to);
    else if (s.kind === 'unbind') this.bindings.delete(s.of);
    else if (s.kind === 'plug') {
      this.plugged.add(s.of);
      this.away.delete(s.of);
    } else if (s.kind === 'unplug') this.plugged.delete(s.of);
    else if (s.kind === 'link' && !this.away.delete(s.of)) this.away.add(s.of);
  }

  /** Ports that forward. */
  get placed(): Binding[] {
    const isHere = ({ port: p, role }: Binding) =>
      role !== PortRole.DEPARTING && this.plugged.has(p) && !this.away.has(p);
    return [...this.bindings.values()].filter(isHere).sort((a, b) => a.port - b.port);
  }
}

async function apply(node: PortsNode, model: Model, s: Step): Promise<void> {
  switch (s.kind) {
    case 'bind':
      return node.delta([entryOf(s.to)]);
    case 'unbind':
      return node.delta([], [{ localPort: { datapathId: s.of } }]);
    case 'plug':
      return node.plug(nameOf(s.of), s.of);
    case 'unplug':
      return node.unplug(nameOf(s.of));
    case 'link':
      if (node.links.has(`v${s.of}`)) node.links.delete(`v${s.of}`);
      else node.addLink(s.of);
      return node.linkChanged(nameOf(s.of));
    case 'track': {
      const slot = node.ports.slotOf(s.of);
      const isUp = model.placed.some((p) => p.port === s.of && p.groupIds.length > 0);
      if (slot !== null && isUp) node.datapath.connections.track(s.of, udpConnection(1), slot);
      return;
    }
    case 'restart':
      return node.restart(s.complete);
  }
}

function table<T>(node: PortsNode, name: TableName, decode: (value: Buffer) => T): Map<number, T> {
  const { keySize, valueSize } = node.datapath.table(name);
  const found = new Map<number, T>();
  node.datapath.table(name).readAll((keys, values, count) => {
    for (let i = 0; i < count; i++)
      found.set(
        keys[(i * keySize) / 4] ?? 0,
        decode(bytesOf(values.slice((i * valueSize) / 4, ((i + 1) * valueSize) / 4))),
      );
  });
  return found;
}

function check(node: PortsNode, model: Model): void {
  const { placed } = model;
  const all = [...model.bindings.values()];
  const numbers = placed.map((p) => p.port);
  const byIf = table(node, 'port_by_if', decodePort);
  expect(
    [...byIf]
      .sort(([a], [b]) => a - b)
      .map(([ifindex, { datapathId, generation: g, flags }]) => [ifindex, datapathId, g, flags]),
  ).toEqual(placed.map((p) => [p.port, p.port, p.generation, p.role === PortRole.PENDING ? PortFlags.PENDING : 0]));
  const byId = table(node, 'port_by_id', decodePortOut);
  expect([...byId.keys()].sort()).toEqual(numbers);
  for (const { datapathId, slot } of byIf.values()) expect(byId.get(datapathId)?.slot).toBe(slot);
  const flood = table(node, 'flood_local', (value) => decodeFlood(value).id);
  expect([...flood]).toEqual(numbers.length > 0 ? [[VNI, numbers]] : []);
  const idsOf = (role: PortRole, of: Binding[]) =>
    of
      .filter((p) => p.role === role)
      .map((p) => p.port)
      .sort();
  expect([...table(node, 'pending_port', () => 0).keys()].sort()).toEqual(idsOf(PortRole.PENDING, placed));
  expect([...table(node, 'departing_port', (value) => value.readUInt32LE())].sort()).toEqual(
    idsOf(PortRole.DEPARTING, all).map((p) => [p, VNI]),
  );
  const words = new Set(node.datapath.portPolicies().map((word) => word.slot));
  for (const p of placed)
    expect(words.has(byId.get(p.port)?.slot ?? 0), `policy of ${p.port}`).toBe(p.groupIds.length > 0);
  // Of the others, those that leave may have what is tracked.
  const slots = [...node.ports.slots()];
  expect(new Set(slots.map((s) => s.slot)).size).toBe(slots.length);
  const mayHave = new Set([...numbers, ...all.filter(isLeaving).map((p) => p.port)]);
  for (const { datapathId } of slots) expect(mayHave.has(datapathId), `slot of ${datapathId}`).toBe(true);
  const taken = new Set(slots.map((s) => s.slot));
  for (const slot of words) expect(taken.has(slot), `policy of slot ${slot}`).toBe(true);
  for (const p of ports)
    if (!mayHave.has(p)) expect(node.datapath.connections.of(p), `connections of ${p}`).toEqual([]);
}

test('after any history of roles, plugs, interfaces and deaths of the agent there are exactly the rows that the last state means', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const node = new PortsNode();
      const model = new Model();
      try {
        await node.delta([network, ...groups]);
        let died = false;
        for (const [s, kill] of steps) {
          model.take(s);
          const run = () => apply(node, model, s);
          if (kill === null) await run();
          else if (await node.killIn(kill, run)) {
            died = true;
            await node.restart(false);
            // Whoever called has no answer, and calls again.
            if (s.kind === 'plug' || s.kind === 'unplug') await apply(node, model, s);
          }
        }
        if (!died && steps.every(([s]) => s.kind !== 'restart')) {
          await node.later();
          check(node, model);
        }
        await node.complete();
        await node.later();
        check(node, model);
      } finally {
        node.remove();
      }
    }),
    { numRuns: 250 },
  );
});
