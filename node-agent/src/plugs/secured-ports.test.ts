import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import * as rows from '../state/rows.js';
import { PortsNode } from '../testing/ports-node.js';

const IFINDEX = 4;

let node: PortsNode;
let datapath: FakeDatapath;
/** What the kernel let through at each step, by its rows and the word of the slot. */
let seen: string[];

/** Notes, whenever the port's rows or its word change, what passes then. */
function watch(): void {
  const note = () => {
    const up = datapath.tables.port_by_if.get(rows.ifKey(IFINDEX)) !== null;
    const word = datapath.portPolicies().find((w) => w.slot === 1);
    const now = up ? (word ? `policy ${word.policy}` : 'open') : 'closed';
    if (seen.at(-1) !== now) seen.push(now);
  };
  for (const name of ['port_by_if', 'port_by_id'] as const) {
    const table = datapath.tables[name];
    const { write, remove } = table;
    table.write = (...args) => after(write.apply(table, args));
    table.remove = (...args) => after(remove.apply(table, args));
  }
  const { switchPolicy } = datapath;
  datapath.switchPolicy = (word) => after(switchPolicy.call(datapath, word));
  function after<T>(result: T): T {
    note();
    return result;
  }
}

const group = (groupId: number, ...l4Ports: number[]) => ({
  securityGroup: {
    groupId,
    securityGroupId: `g${groupId}`,
    rules: l4Ports.map((port, i) => ({
      number: i + 1,
      ruleId: '',
      direction: 1,
      protocol: 6,
      first: port,
      last: port,
    })),
  },
});
const port = (...groupIds: number[]) => {
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const fields = groupIds.length > 0 ? { securedMac: mac, groupIds } : { mac };
  return { localPort: { datapathId: 11, portId: 'p', generation: 1, vni: 7, addresses: [], ...fields } };
};
const network = { network: { vni: 7, networkId: 'net', tenantId: 'acme', mtu: 1450 } };

beforeEach(async () => {
  node = new PortsNode({ maxPorts: 3, maxPolicyEntries: 16 });
  ({ datapath } = node);
  await node.plug('p', IFINDEX);
  seen = [];
  watch();
});
afterEach(() => node.remove());

test('a port with groups is closed until it has its policy, and is never open', async () => {
  await node.delta([network, group(5, 80), port(5)]);
  expect(seen).toEqual(['closed', 'policy 1']);
  await node.delta([group(5, 80, 81)]);
  expect(seen).toEqual(['closed', 'policy 1', 'policy 2']);
});

test('one whose policy does not fit stays closed and says why, until it does', async () => {
  const many = Array.from({ length: 17 }, (_, i) => 3 * i + 1);
  await node.delta([network, group(5, ...many), port(5)]);
  expect(seen).toEqual([]);
  expect(node.ports.stateOf('p')).toMatchObject({ programmed: false, failed: true });
  expect(node.ports.stateOf('p')?.message).toMatch(/the port is closed/);
  await node.delta([group(5, 80)]);
  expect(seen).toEqual(['closed', 'policy 1']);
  expect(node.policies.failing).toBe(0);
});

test('a port that is up keeps its policy until there is another, also one that does not fit', async () => {
  const many = Array.from({ length: 17 }, (_, i) => 3 * i + 1);
  await node.delta([network, group(5, 80), group(6, ...many), port(5)]);
  await node.delta([port(5, 6)]);
  expect(seen).toEqual(['closed', 'policy 1']);
  expect(node.ports.stateOf('p')?.message).toMatch(/keeps the policy that it had/);
});

test('groups that come and go at a port that is up', async () => {
  await node.delta([network, port()]);
  await node.delta([group(5, 80), port(5)]);
  await node.delta([port()]);
  expect(seen).toEqual(['closed', 'open', 'policy 1', 'open']);
});

test('a port that goes takes its rows along before its word', async () => {
  await node.delta([network, group(5, 80), port(5)]);
  await node.unplug('p');
  expect(seen).toEqual(['closed', 'policy 1', 'closed']);
  expect(datapath.portPolicies()).toHaveLength(1);
});

test('one that waits and goes gives its slot back', async () => {
  const many = Array.from({ length: 17 }, (_, i) => 3 * i + 1);
  await node.delta([network, group(5, ...many), port(5)]);
  expect([...node.ports.slots()]).toHaveLength(1);
  await node.unplug('p');
  expect([...node.ports.slots()]).toEqual([]);
});

test('the agent started again writes nothing, and the port is as it was all the while', async () => {
  await node.delta([network, group(5, 80), port(5)]);
  await node.restart(false);
  expect(seen).toEqual(['closed', 'policy 1']);
  const counters = [...Object.values(node.reconciler.counters), ...Object.values(node.policies.store.counters)];
  expect(counters.every(({ writes, deletes }) => writes === 0 && deletes === 0)).toBe(true);
});

test('started again with other rules, the port goes from the one policy to the other', async () => {
  await node.delta([network, group(5, 80), port(5)]);
  node.note([group(5, 81), port(5)]);
  await node.restart(false);
  expect(seen).toEqual(['closed', 'policy 1', 'policy 2']);
});

test('a port that an agent without policies left up forwards until it has one', async () => {
  await node.delta([network, port()]);
  node.note([group(5, 81), port(5)]);
  await node.restart(false);
  expect(seen).toEqual(['closed', 'open', 'policy 1']);
});

test('a port that was up at another interface does not come up at this one before it has its policy', async () => {
  await node.delta([network, port()]);
  const row = datapath.tables.port_by_if.get(rows.ifKey(IFINDEX));
  datapath.tables.port_by_if.remove(rows.ifKey(IFINDEX), 1);
  datapath.tables.port_by_if.write(rows.ifKey(99), row ?? new Uint32Array(), 1);
  node.note([group(5, 81), port(5)]);
  await node.restart(false);
  expect(seen).toEqual(['closed', 'open', 'closed', 'policy 1']);
});
