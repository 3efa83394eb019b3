import type { Client } from '@grpc/grpc-js';
import { NetworkService, PortService, TenantService } from '../proto/gen/services.js';
import { callUnary } from '../proto/src/call.js';

const batchPorts = 1_000;

/** Makes a network, of a tenant of its own, with a port on each of these nodes: they share a scope, so that there are tunnels between them. Answers the VNI. */
export async function shareNetwork(client: Client, nodeIds: readonly string[], id: string): Promise<number> {
  await callUnary(client, TenantService.createTenant, { tenant: { metadata: { id: `of-${id}` } } });
  const network = { metadata: { id }, tenantId: `of-${id}` };
  const { vni } = await callUnary(client, NetworkService.createNetwork, { network });
  for (let i = 0; i < nodeIds.length; i += batchPorts) {
    const ports = nodeIds.slice(i, i + batchPorts).map((nodeId) => ({ networkId: id, nodeId }));
    await callUnary(client, PortService.batchCreatePorts, { ports }, { timeoutMs: 20_000 });
  }
  return vni;
}
