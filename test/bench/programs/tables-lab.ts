import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { inNamespace, must, namespacePath } from '../../../deploy/lab/command.js';
import { Lab } from '../../../deploy/lab/running-lab.js';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { LabNames, underlayInterface } from '../../../deploy/lab/underlay.js';
import { plugVm } from '../../../deploy/lab/virtual-machine.js';
import { waitFor } from '../../../deploy/lab/wait-for.js';
import {
  AgentService,
  NetworkService,
  NodeService,
  PortService,
  RouterService,
  SubnetService,
  TenantService,
} from '../../../proto/gen/services.js';
import { formatIp, parseIp } from '../../../proto/src/ip.js';
import { formatMac } from '../../../proto/src/mac.js';
import { inFlight } from '../../scale/north-client.js';
import { prefixes, programsLabDirectory } from '../systems/system.js';

/**
 * A lab of two hosts whose agents hold tables of different sizes. Host H takes part in two networks of its own, joined by a router:
 *
 *   near-H   port near-H                            172.20.0.0/24, fd78:H::/64
 *   bench-H  ports own-H, peer-H (veth), tap-H (tap) 10.0.0.0/8, fd77:H::/64, and as many more as the host's table is to have, on nodes without agent
 */

const remoteVteps = ['172.16.0.1', '172.16.0.2', '172.16.0.3', '172.16.0.4'] as const;
const batchPorts = 1_000;
const batchesInFlight = 4;
const callTimeoutMs = 60_000;
const syncTimeoutMs = 120_000;

export interface LocalPort {
  readonly mac: string;
  readonly ip4: string;
  readonly ip6: string;
  readonly ifindex: number;
}

export interface TablesHost {
  /** Directory of the agent's pinned maps. */
  readonly pins: string;
  /** Open descriptor of its network namespace. */
  readonly namespace: number;
  readonly vtep: string;
  readonly remoteVteps: readonly string[];
  readonly underlay: { readonly ifindex: number; readonly mac: string };
  /** VNI of bench-H. */
  readonly vni: number;
  readonly own: LocalPort;
  readonly peer: LocalPort;
  readonly tap: LocalPort;
  readonly near: LocalPort;
}

export interface TablesLab {
  readonly lab: Lab;
  readonly hosts: readonly TablesHost[];
  /** Waits until the agent of a node has everything up to the revision. */
  applied(nodeId: string, revision: number): Promise<void>;
  remove(): Promise<void>;
}

/** @param flows that a port may have at a time, and connections. @param sizes ports in the network of each host, beside its own */
export async function startTablesLab(
  sizes: readonly number[],
  flows: number,
  progress: (step: string) => void,
): Promise<TablesLab> {
  process.env.WEFT_MAX_ENDPOINTS = String(Math.max(...sizes) + 1_000);
  process.env.WEFT_MAX_FLOWS = String(4 * flows);
  process.env.WEFT_MAX_CONNECTIONS = String(2 * flows);
  process.env.WEFT_MAX_PORT_CONNECTIONS = String(flows);
  await tearDown(new LabNames(prefixes.programs), programsLabDirectory);
  progress(`starting a lab of ${sizes.length} hosts`);
  const lab = await Lab.up({
    nodes: sizes.length,
    prefix: prefixes.programs,
    directory: programsLabDirectory,
    xdp: 'native',
  });
  const hosts: TablesHost[] = [];
  const remove = async () => {
    for (const host of hosts) closeSync(host.namespace);
    await lab.down();
  };
  try {
    await lab.api.call(TenantService.createTenant, { tenant: { metadata: { id: 'bench' } } });
    for (const [i, vtep] of remoteVteps.entries()) {
      const node = { metadata: { id: remoteId(i) }, vteps: [{ bytes: parseIp(vtep) }] };
      await lab.api.call(NodeService.createNode, { node });
    }
    for (const [i, size] of sizes.entries()) {
      progress(`host-${i + 1}: a network of ${size} ports`);
      hosts.push(await makeHost(lab, i + 1, size));
    }
    return { lab, hosts, applied: (nodeId, revision) => untilApplied(lab, nodeId, revision), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const remoteId = (index: number) => `remote-${index + 1}`;

async function makeHost(lab: Lab, index: number, size: number): Promise<TablesHost> {
  await createNetwork(lab, `near-${index}`, '172.20.0.0/24', `fd78:${index}::/64`);
  await createNetwork(lab, `bench-${index}`, '10.0.0.0/8', `fd77:${index}::/64`);
  await createRemotePorts(lab, `bench-${index}`, size);
  const near = await createLocalPort(lab, index, 'near', `near-${index}`, false);
  const own = await createLocalPort(lab, index, 'own', `bench-${index}`, false);
  const peer = await createLocalPort(lab, index, 'peer', `bench-${index}`, false);
  const tap = await createLocalPort(lab, index, 'tap', `bench-${index}`, true);
  const subnets = ['near', 'bench'].flatMap((name) => [`${name}-${index}-4`, `${name}-${index}-6`]);
  const { metadata } = await lab.api.call(RouterService.createRouter, {
    router: {
      metadata: { id: `router-${index}` },
      tenantId: 'bench',
      interfaces: subnets.map((subnetId) => ({ subnetId })),
    },
  });
  await untilApplied(lab, `host-${index}`, metadata?.revision ?? 0);
  const { vni } = await lab.api.call(NetworkService.getNetwork, { id: `bench-${index}` });
  const node = lab.node(`host-${index}`);
  return {
    pins: join(lab.plan.bpffs(node), 'maps'),
    namespace: openSync(namespacePath(node.namespace), 'r'),
    vtep: node.vtep,
    remoteVteps,
    underlay: await interfaceOf(node.namespace, underlayInterface),
    vni,
    own,
    peer,
    tap,
    near,
  };
}

async function createNetwork(lab: Lab, id: string, prefix4: string, prefix6: string): Promise<void> {
  await lab.api.call(NetworkService.createNetwork, { network: { metadata: { id }, tenantId: 'bench' } });
  for (const [family, prefix] of [
    ['4', prefix4],
    ['6', prefix6],
  ] as const) {
    const [address = '', length = ''] = prefix.split('/');
    await lab.api.call(SubnetService.createSubnet, {
      subnet: {
        metadata: { id: `${id}-${family}` },
        networkId: id,
        prefix: { address: { bytes: parseIp(address) }, length: Number(length) },
      },
    });
  }
}

/** Ports of both families on the nodes that have no agent. */
async function createRemotePorts(lab: Lab, network: string, count: number): Promise<void> {
  const starts = Array.from({ length: Math.ceil(count / batchPorts) }, (_, i) => i * batchPorts);
  await inFlight(batchesInFlight, starts, (start) => {
    const ports = Array.from({ length: Math.min(batchPorts, count - start) }, (_, i) => ({
      metadata: { id: `${network}-${start + i}` },
      networkId: network,
      nodeId: remoteId(i % remoteVteps.length),
    }));
    return lab.api.call(PortService.batchCreatePorts, { ports }, callTimeoutMs);
  });
}

async function createLocalPort(
  lab: Lab,
  host: number,
  name: string,
  networkId: string,
  tap: boolean,
): Promise<LocalPort> {
  const id = `${name}-${host}`;
  const nodeId = `host-${host}`;
  const port = await lab.api.call(PortService.createPort, { port: { metadata: { id }, networkId, nodeId } });
  await untilApplied(lab, nodeId, port.metadata?.revision ?? 0);
  const vm = await plugVm(lab, id, { name: id, tap });
  const addresses = port.addresses.map(({ address }) => formatIp(address?.bytes ?? new Uint8Array()));
  const addressOf = (sign: string) => addresses.find((address) => address.includes(sign)) ?? '';
  const { ifindex } = await interfaceOf(lab.node(nodeId).namespace, vm.interface);
  return { mac: formatMac(port.mac), ip4: addressOf('.'), ip6: addressOf(':'), ifindex };
}

async function interfaceOf(namespace: string, name: string): Promise<{ ifindex: number; mac: string }> {
  const [link] = JSON.parse(await must(inNamespace(namespace, ['ip', '-json', 'link', 'show', name]))) as {
    ifindex: number;
    address: string;
  }[];
  if (link === undefined) throw new Error(`no interface ${name} in ${namespace}`);
  return { ifindex: link.ifindex, mac: link.address };
}

async function untilApplied(lab: Lab, nodeId: string, revision: number): Promise<void> {
  await waitFor(`the agent of ${nodeId} holds revision ${revision}`, syncTimeoutMs, async () => {
    const agent = await lab.agentApi(nodeId).call(AgentService.getAgent, {}, syncTimeoutMs);
    return agent.inSync && agent.revision >= revision ? true : undefined;
  });
}
