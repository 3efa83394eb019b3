import {
  NetworkService,
  NodeService,
  PortService,
  RouterService,
  SecurityGroupService,
  SubnetService,
  TenantService,
} from '../../proto/gen/services.js';
import { inFlight, type NorthClient } from './north-client.js';
import type { PlacedGroup } from './placed-groups.js';
import type { PlacedRouter } from './placed-router.js';
import { nodeIdsOf, type PlacedNetwork, type PlacedPort, tenantIdsOf } from './placement.js';
import type { Scenario } from './scenario.js';

/** Calls in flight, and ports in one call; the API allows 5,000. */
const callsInFlight = 64;
const batchesInFlight = 4;
const batchPorts = 1_000;

/** Creates a scenario's nodes, tenants, security groups, networks (a /12 each), routers and ports. */
export async function createNodes(north: NorthClient, scenario: Scenario): Promise<void> {
  await inFlight(callsInFlight, nodeIdsOf(scenario).entries(), ([i, id]) =>
    north.call(NodeService.createNode, { node: { metadata: { id }, vteps: [{ bytes: vtep(i) }] } }),
  );
}

export async function createTenants(
  north: NorthClient,
  scenario: Scenario,
  groups: ReadonlyMap<string, readonly PlacedGroup[]>,
): Promise<void> {
  await inFlight(callsInFlight, tenantIdsOf(scenario), async (id) => {
    await north.call(TenantService.createTenant, { tenant: { metadata: { id } } });
    for (const group of groups.get(id) ?? []) {
      await north.call(SecurityGroupService.createSecurityGroup, { securityGroup: group.message() });
    }
  });
}

export async function createNetworks(
  north: NorthClient,
  networks: readonly PlacedNetwork[],
  routers: readonly PlacedRouter[],
): Promise<void> {
  await inFlight(callsInFlight, networks, async (network) => {
    const { id, tenantId: tenant, subnetId } = network;
    await north.call(NetworkService.createNetwork, { network: { metadata: { id }, tenantId: tenant } });
    const prefix = { address: { bytes: network.address(0) }, length: 12 };
    await north.call(SubnetService.createSubnet, { subnet: { metadata: { id: subnetId }, networkId: id, prefix } });
  });
  await inFlight(callsInFlight, routers, (router) =>
    north.call(RouterService.createRouter, { router: router.message(router.joined) }),
  );
}

/** Creates so many ports in each network. */
export async function createPorts(
  north: NorthClient,
  networks: readonly PlacedNetwork[],
  portsPerNetwork: number,
): Promise<void> {
  await inFlight(batchesInFlight, batches(networks, portsPerNetwork), async (batch) => {
    const ports = batch.map(({ network, port }) => portMessage(network, port));
    await north.call(PortService.batchCreatePorts, { ports });
    for (const { network, port } of batch) network.created(port);
  });
}

export function portMessage(network: PlacedNetwork, { id, nodeId, groups }: PlacedPort) {
  return { metadata: { id }, networkId: network.id, nodeId, securityGroupIds: groups.map((group) => group.id) };
}

interface NewPort {
  readonly network: PlacedNetwork;
  readonly port: PlacedPort;
}

function* batches(networks: readonly PlacedNetwork[], portsPerNetwork: number): Generator<NewPort[]> {
  let batch: NewPort[] = [];
  for (const network of networks) {
    for (let n = 0; n < portsPerNetwork; n++) {
      batch.push({ network, port: network.nextPort() });
      if (batch.length === batchPorts) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

/** 172.16.0.0/12 has room for a million. */
function vtep(index: number): Uint8Array {
  const n = index + 1;
  return Uint8Array.of(172, 16 + (n >> 16), (n >> 8) & 0xff, n & 0xff);
}
