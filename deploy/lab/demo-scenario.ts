import { flowColumns } from '../../controller/cli/flow-format.js';
import { nodeNoun } from '../../controller/cli/node.js';
import { portNoun } from '../../controller/cli/port.js';
import { formatTable } from '../../controller/cli/table.js';
import { NetworkService, NodeService, PortService, SubnetService, TenantService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { spawnInVm } from './background.js';
import type { Checks } from './demo-checks.js';
import { FlowListener } from './flow-listener.js';
import { LabError } from './lab-error.js';
import type { Lab } from './running-lab.js';
import { plugVm } from './virtual-machine.js';
import { waitFor } from './wait-for.js';

/**
 * Two tenants with the same addresses on three hosts:
 *
 *              host-1           host-2           host-3
 *   acme       acme-1  .11      acme-2  .12      acme-3  .13
 *   globex     globex-1  .11    globex-2  .12    globex-3  .13, globex-4  .14
 */
const tenants = ['acme', 'globex'] as const;
const hosts = [1, 2, 3] as const;
const prefix = { address: { bytes: parseIp('10.0.0.0') }, length: 24 };
const addressOf = (n: number) => `10.0.0.${10 + n}`;
/** A VM that only globex has: nobody of acme may reach its address. */
const onlyGlobex = { name: 'globex-4', address: addressOf(4), host: 3 };

export async function runScenario(lab: Lab, checks: Checks): Promise<void> {
  const flows = await FlowListener.start(lab);
  try {
    checks.step('tenants acme and globex, each with a network 10.0.0.0/24 and a VM on every host');
    await createTenants(lab);
    await plugAll(lab, checks);
    checks.step('inside each tenant, across hosts');
    await pingInside(lab, checks);
    checks.step('between the tenants');
    await checkIsolation(lab, checks);
    checks.step('TCP from host-1 to host-2 (iperf3)');
    await measureThroughput(lab, checks);
    checks.step('flow records, live from NATS');
    await showFlows(flows, checks);
    checks.step('nodes and ports, as `weft node list` and `weft port list` show them');
    await showTables(lab, checks);
  } finally {
    await flows.stop();
  }
}

async function createTenants(lab: Lab): Promise<void> {
  for (const tenant of tenants) {
    await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: tenant } } });
    const network = { metadata: { id: `${tenant}-net` }, tenantId: tenant };
    await lab.api.call(NetworkService.createNetwork, { network });
    const subnet = { metadata: { id: `${tenant}-v4` }, networkId: `${tenant}-net`, prefix };
    await lab.api.call(SubnetService.createSubnet, { subnet });
  }
}

async function plugAll(lab: Lab, checks: Checks): Promise<void> {
  const wanted = [
    ...tenants.flatMap((tenant) =>
      hosts.map((host) => ({ tenant, name: `${tenant}-${host}`, address: addressOf(host), host })),
    ),
    { tenant: 'globex', ...onlyGlobex },
  ];
  for (const { tenant, name, address, host } of wanted) {
    await lab.api.call(PortService.createPort, {
      port: {
        metadata: { id: name },
        networkId: `${tenant}-net`,
        nodeId: `host-${host}`,
        addresses: [{ address: { bytes: parseIp(address) } }],
      },
    });
  }
  const results = await Promise.allSettled(wanted.map(({ name }) => plugVm(lab, name, { name })));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  checks.expect(true, `${wanted.length} VMs plugged, their ports ACTIVE`);
}

/** Echo requests from a VM; how many were answered. */
async function ping(lab: Lab, from: string, to: string, count: number): Promise<{ received: number; rttMs: string }> {
  const argv = ['ping', '-n', '-q', '-c', String(count), '-i', '0.05', '-W', '1', to];
  const { stdout } = await lab.inVm(from, argv);
  const received = Number(/(\d+) received/.exec(stdout)?.[1] ?? 0);
  return { received, rttMs: /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1] ?? '-' };
}

async function pingInside(lab: Lab, checks: Checks): Promise<void> {
  const count = 5;
  for (const tenant of tenants) {
    for (const [from, to] of [
      [1, 2],
      [2, 3],
      [3, 1],
    ] as const) {
      const { received, rttMs } = await ping(lab, `${tenant}-${from}`, addressOf(to), count);
      checks.expect(
        received === count,
        `${tenant}-${from} -> ${tenant}-${to} (${addressOf(to)}): ${received} of ${count} answered, ${rttMs} ms`,
      );
    }
  }
}

/** Echo requests that a VM's own stack has received, so that an answer from the wrong tenant's VM would show. */
async function echoRequestsSeen(lab: Lab, name: string): Promise<number> {
  const snmp = await lab.mustInVm(name, ['cat', '/proc/net/snmp']);
  const [names = [], values = []] = snmp
    .split('\n')
    .filter((line) => line.startsWith('Icmp:'))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf('InEchos')]);
}

async function checkIsolation(lab: Lab, checks: Checks): Promise<void> {
  const before = await echoRequestsSeen(lab, 'globex-2');
  const same = await ping(lab, 'acme-1', addressOf(2), 3);
  const seen = (await echoRequestsSeen(lab, 'globex-2')) - before;
  checks.expect(
    same.received === 3 && seen === 0,
    `acme-1 -> ${addressOf(2)} is answered by acme-2; globex-2 has the same address and saw ${seen} of the requests`,
  );
  const inside = await ping(lab, 'globex-1', onlyGlobex.address, 3);
  const across = await ping(lab, 'acme-1', onlyGlobex.address, 3);
  checks.expect(
    inside.received === 3 && across.received === 0,
    `${onlyGlobex.address} exists in globex only: globex-1 gets ${inside.received} of 3 answers, acme-1 gets ${across.received}`,
  );
}

async function measureThroughput(lab: Lab, checks: Checks): Promise<void> {
  const server = spawnInVm(lab, 'acme-2', ['iperf3', '-s', '-1']);
  try {
    await waitFor('iperf3 server listens', 5_000, async () => {
      const { stdout } = await lab.inVm('acme-2', ['ss', '-Hltn', 'sport = :5201']);
      return stdout.trim() === '' ? undefined : true;
    });
    const argv = ['iperf3', '-c', addressOf(2), '-C', 'cubic', '-t', '2', '-J'];
    const { stdout, code } = await lab.inVm('acme-1', argv);
    const gbits = code === 0 ? iperfGbits(stdout) : 0;
    checks.expect(gbits > 0, `acme-1 -> acme-2: ${gbits.toFixed(1)} Gbit/s in one TCP stream`);
  } finally {
    await server.end();
  }
}

function iperfGbits(json: string): number {
  const result = JSON.parse(json) as { end: { sum_received: { bits_per_second: number } } };
  return result.end.sum_received.bits_per_second / 1e9;
}

async function showFlows(flows: FlowListener, checks: Checks): Promise<void> {
  const iperf = () =>
    flows.rows().filter(({ batch, record }) => batch.tenantId === 'acme' && record.destinationL4Port === 5201);
  const icmp = (tenant: string) =>
    flows.rows().filter(({ batch, record }) => batch.tenantId === tenant && record.protocol === 1);
  const arrived = await waitFor('flow records', 5_000, () =>
    iperf().length > 0 && tenants.every((t) => icmp(t).length > 0) ? true : undefined,
  ).catch((error: unknown) => {
    if (error instanceof LabError) return false;
    throw error;
  });
  const some = [...icmp('acme').slice(0, 2), ...icmp('globex').slice(0, 2), ...iperf().slice(0, 2)];
  if (some.length > 0) checks.show(formatTable(flowColumns, some));
  const nodes = new Set(flows.batches.map((b) => b.nodeId));
  checks.expect(
    arrived,
    `${flows.rows().length} records from ${nodes.size} nodes: pings of both tenants and the TCP stream among them`,
  );
}

async function showTables(lab: Lab, checks: Checks): Promise<void> {
  const { nodes } = await lab.api.call(NodeService.listNodes, {});
  checks.show(formatTable(nodeNoun.columns, nodes));
  checks.say('');
  const { ports } = await lab.api.call(PortService.listPorts, {});
  checks.show(formatTable(portNoun.columns, ports));
  checks.expect(
    nodes.length === hosts.length && ports.length === tenants.length * hosts.length + 1,
    `${nodes.length} nodes, ${ports.length} ports`,
  );
}
