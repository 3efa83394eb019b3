import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { Addressing } from '../addressing/addressing.js';
import { Announcer } from '../addressing/announcer.js';
import type { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import type { Link } from '../links/link.js';
import { FilteredProgramming } from '../policies/filtered-programming.js';
import { Policies } from '../policies/policies.js';
import { Reconciler } from '../reconcile/reconciler.js';
import { DesiredState } from '../state/desired-state.js';
import * as rows from '../state/rows.js';
import { makeTables } from '../state/tables.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { LocalPorts } from './local-ports.js';
import { PlugStore } from './plug-store.js';

const limits = { maxEndpoints: 16, maxPorts: 3, maxFlows: 16, maxRoutes: 100, maxPolicyEntries: 16 };
const link: Link = {
  ifindex: 4,
  name: 'v4',
  mac: '06:00:00:00:00:04',
  mtu: 1500,
  up: true,
  running: true,
  kind: 'veth',
  peerIsAway: true,
  vxlanPort: 0,
  vxlanExternal: false,
};

/** An agent's parts from the state to the kernel, over a datapath in memory. */
interface Node {
  readonly state: DesiredState;
  readonly ports: LocalPorts;
  readonly policies: Policies;
  readonly reconciler: Reconciler;
  put(...entries: weft.v1.Entry.$Properties[]): Promise<void>;
  program(): Promise<void>;
}

let directory = '';
let datapath: FakeDatapath;
let node: Node;
/** What the kernel let through at each step, by its rows and the word of the slot. */
let seen: string[];

function start(state: DesiredState): Node {
  const { tables } = state;
  const plugs = new PlugStore(directory);
  plugs.put({ portId: 'p', interface: link.name, mac: link.mac, kind: 'veth', datapathId: 0 });
  const policies = new Policies({
    datapath,
    group: (groupId) => state.securityGroups.get(groupId),
    later: () => {},
    now: () => 0,
  });
  const announcer = new Announcer(
    () => {},
    () => {},
  );
  const ports = new LocalPorts({
    state,
    tables,
    datapath,
    plugs,
    linkByName: (name) => (name === link.name ? link : null),
    addressing: new Addressing({ state, tables: tables.fromPlugs, announcer }),
    filter: policies,
    log: pino({ level: 'silent' }),
  });
  ports.restoreSlots();
  policies.restore(ports.slots());
  const reconciler = new Reconciler(datapath, tables);
  reconciler.load();
  const programming = new FilteredProgramming({ state, reconciler, policies, ports });
  const program = async () => {
    await programming.program();
    ports.afterFlush();
  };
  return {
    state,
    ports,
    policies,
    reconciler,
    program,
    put: async (...put) => {
      state.apply(frameOf({ delta: { revision: 1, put } }));
      const changes = state.takeChanges();
      policies.groupsChanged(changes.groups);
      for (const id of changes.ports) ports.refresh(id);
      await program();
    },
  };
}

/** Notes, whenever the port's rows or its word change, what passes then. */
function watch(): void {
  const note = () => {
    const up = datapath.tables.port_by_if.get(rows.ifKey(link.ifindex)) !== null;
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

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wd-ports-'));
  let state: DesiredState;
  ({ state, datapath } = emptyState(limits));
  datapath.interfaces.add(link.ifindex);
  node = start(state);
  seen = [];
  watch();
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a port with groups is closed until it has its policy, and is never open', async () => {
  await node.put(network, group(5, 80), port(5));
  expect(seen).toEqual(['closed', 'policy 1']);
  await node.put(group(5, 80, 81));
  expect(seen).toEqual(['closed', 'policy 1', 'policy 2']);
});

test('one whose policy does not fit stays closed and says why, until it does', async () => {
  const many = Array.from({ length: 17 }, (_, i) => 3 * i + 1);
  await node.put(network, group(5, ...many), port(5));
  expect(seen).toEqual([]);
  expect(node.ports.stateOf('p')).toMatchObject({ programmed: false, failed: true });
  expect(node.ports.stateOf('p')?.message).toMatch(/the port is closed/);
  await node.put(group(5, 80));
  expect(seen).toEqual(['closed', 'policy 1']);
  expect(node.policies.failing).toBe(0);
});

test('a port that is up keeps its policy until there is another, also one that does not fit', async () => {
  const many = Array.from({ length: 17 }, (_, i) => 3 * i + 1);
  await node.put(network, group(5, 80), group(6, ...many), port(5));
  await node.put(port(5, 6));
  expect(seen).toEqual(['closed', 'policy 1']);
  expect(node.ports.stateOf('p')?.message).toMatch(/keeps the policy that it had/);
});

test('groups that come and go at a port that is up', async () => {
  await node.put(network, port());
  await node.put(group(5, 80), port(5));
  await node.put(port());
  expect(seen).toEqual(['closed', 'open', 'policy 1', 'open']);
});

test('a port that goes takes its rows along before its word', async () => {
  await node.put(network, group(5, 80), port(5));
  node.ports.close('p');
  await node.program();
  expect(seen).toEqual(['closed', 'policy 1', 'closed']);
  expect(datapath.portPolicies()).toHaveLength(1);
});

test('one that waits and goes gives its slot back', async () => {
  const many = Array.from({ length: 17 }, (_, i) => 3 * i + 1);
  await node.put(network, group(5, ...many), port(5));
  expect([...node.ports.slots()]).toHaveLength(1);
  node.ports.close('p');
  await node.program();
  expect([...node.ports.slots()]).toEqual([]);
});

async function restart(...entries: weft.v1.Entry.$Properties[]): Promise<void> {
  const state = new DesiredState(makeTables(datapath));
  state.apply(frameOf({ delta: { revision: 1, put: entries } }));
  state.takeChanges();
  node = start(state);
  node.ports.refreshAll();
  await node.program();
}

test('the agent started again writes nothing, and the port is as it was all the while', async () => {
  await node.put(network, group(5, 80), port(5));
  await restart(network, group(5, 80), port(5));
  expect(seen).toEqual(['closed', 'policy 1']);
  const counters = [...Object.values(node.reconciler.counters), ...Object.values(node.policies.store.counters)];
  expect(counters.every(({ writes, deletes }) => writes === 0 && deletes === 0)).toBe(true);
});

test('started again with other rules, the port goes from the one policy to the other', async () => {
  await node.put(network, group(5, 80), port(5));
  await restart(network, group(5, 81), port(5));
  expect(seen).toEqual(['closed', 'policy 1', 'policy 2']);
});

test('a port that an agent without policies left up forwards until it has one', async () => {
  await node.put(network, port());
  await restart(network, group(5, 81), port(5));
  expect(seen).toEqual(['closed', 'open', 'policy 1']);
});

test('a port that was up at another interface does not come up at this one before it has its policy', async () => {
  await node.put(network, port());
  const row = datapath.tables.port_by_if.get(rows.ifKey(link.ifindex));
  datapath.tables.port_by_if.remove(rows.ifKey(link.ifindex), 1);
  datapath.tables.port_by_if.write(rows.ifKey(99), row ?? new Uint32Array(), 1);
  await restart(network, group(5, 81), port(5));
  expect(seen).toEqual(['closed', 'open', 'closed', 'policy 1']);
});
