import { flowColumns } from '../../controller/cli/flow-format.js';
import { nodeNoun } from '../../controller/cli/node.js';
import { portNoun } from '../../controller/cli/port.js';
import { routerNoun } from '../../controller/cli/router.js';
import { formatTable } from '../../controller/cli/table.js';
import { NodeService, PortService, RouterService } from '../../proto/gen/services.js';
import { spawnInVm } from './background.js';
import type { Checks } from './demo-checks.js';
import { addressOf, createTenants, type DemoVm, demoVms, hosts, plugAll, tenants } from './demo-tenants.js';
import { echoRequestsSeen } from './echo-requests.js';
import { FlowListener } from './flow-listener.js';
import { LabError } from './lab-error.js';
import type { Lab } from './running-lab.js';
import { waitFor } from './wait-for.js';

/** What the demo does and shows; who is there: demo-tenants.ts. */
export async function runScenario(lab: Lab, checks: Checks): Promise<void> {
  const flows = await FlowListener.start(lab);
  try {
    checks.step(
      'tenants acme and globex, both with 10.0.0.0/24 and fd00::/64; acme has a router to 10.0.1.0/24 and fd00:1::/64 too',
    );
    await createTenants(lab);
    const vms = await plugAll(lab);
    checks.show(vms.map(({ name, node, ip4, ip6 }) => `${name.padEnd(10)} ${node}  ${ip4}  ${ip6}`).join('\n'));
    checks.expect(
      vms.length === demoVms.length,
      `${vms.length} VMs on ${hosts.length} hosts, ports ACTIVE; each got its addresses by DHCP and router advertisement`,
    );
    checks.step('inside each tenant, across hosts');
    await pingInside(lab, vms, checks);
    checks.step('through the router, from 10.0.0.0/24 on host-1 to 10.0.1.0/24 on host-3');
    await pingRouted(lab, vms, checks);
    checks.step('between the tenants');
    await checkIsolation(lab, checks);
    checks.step('TCP from host-1 to host-2 (iperf3)');
    await measureThroughput(lab, checks);
    checks.step('flow records, live from NATS');
    await showFlows(flows, checks);
    checks.step('nodes, routers and ports, as `weft node list`, `weft router list` and `weft port list` show them');
    await showTables(lab, checks);
  } finally {
    await flows.stop();
  }
}

interface Ping {
  readonly received: number;
  readonly rttMs: string;
  /** Hop limit with which answers came; null without an answer. */
  readonly ttl: number | null;
}

/** Echo requests from a VM; how many were answered. */
async function ping(lab: Lab, from: string, to: string, count: number): Promise<Ping> {
  const argv = ['ping', '-n', '-c', String(count), '-i', '0.05', '-W', '1', to];
  const { stdout } = await lab.inVm(from, argv);
  const ttl = /ttl=(\d+)/.exec(stdout)?.[1];
  return {
    received: Number(/(\d+) received/.exec(stdout)?.[1] ?? 0),
    rttMs: /= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1] ?? '-',
    ttl: ttl === undefined ? null : Number(ttl),
  };
}

const named = (vms: readonly DemoVm[], name: string): DemoVm => {
  const vm = vms.find((v) => v.name === name);
  if (vm === undefined) throw new LabError(`the demo has no VM ${name}`);
  return vm;
};

async function pingInside(lab: Lab, vms: readonly DemoVm[], checks: Checks): Promise<void> {
  const count = 5;
  for (const tenant of tenants) {
    for (const [from, number] of [
      [1, 2],
      [2, 3],
      [3, 1],
    ] as const) {
      const to = named(vms, `${tenant}-${number}`);
      const [four, six] = await Promise.all([
        ping(lab, `${tenant}-${from}`, to.ip4, count),
        ping(lab, `${tenant}-${from}`, to.ip6, count),
      ]);
      checks.expect(
        four.received === count && six.received === count,
        `${tenant}-${from} -> ${to.name}: ${four.received} of ${count} answered from ${to.ip4}, ${four.rttMs} ms; ${six.received} of ${count} from ${to.ip6}, ${six.rttMs} ms`,
      );
    }
  }
}

async function pingRouted(lab: Lab, vms: readonly DemoVm[], checks: Checks): Promise<void> {
  const { ip4, ip6 } = named(vms, 'acme-db');
  for (const address of [ip4, ip6]) {
    const { received, rttMs, ttl } = await ping(lab, 'acme-1', address, 5);
    checks.expect(
      received === 5 && ttl === 63,
      `acme-1 -> acme-db (${address}): ${received} of 5 answered, ${rttMs} ms, hop limit ${ttl}: one router in between`,
    );
  }
}

async function checkIsolation(lab: Lab, checks: Checks): Promise<void> {
  const onlyGlobex = addressOf(4);
  const before = await echoRequestsSeen(lab.vm('globex-2').namespace, 'ip4');
  const same = await ping(lab, 'acme-1', addressOf(2), 3);
  const seen = (await echoRequestsSeen(lab.vm('globex-2').namespace, 'ip4')) - before;
  checks.expect(
    same.received === 3 && seen === 0,
    `acme-1 -> ${addressOf(2)} is answered by acme-2; globex-2 has the same address and saw ${seen} of the requests`,
  );
  const inside = await ping(lab, 'globex-1', onlyGlobex, 3);
  const across = await ping(lab, 'acme-1', onlyGlobex, 3);
  checks.expect(
    inside.received === 3 && across.received === 0,
    `${onlyGlobex} exists in globex only: globex-1 gets ${inside.received} of 3 answers, acme-1 gets ${across.received}`,
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
  const { routers } = await lab.api.call(RouterService.listRouters, {});
  checks.show(formatTable(routerNoun.columns, routers));
  checks.say('');
  const { ports } = await lab.api.call(PortService.listPorts, {});
  checks.show(formatTable(portNoun.columns, ports));
  checks.expect(
    nodes.length === hosts.length && routers.length === 1 && ports.length === demoVms.length,
    `${nodes.length} nodes, ${routers.length} router, ${ports.length} ports`,
  );
}
