import type { Client } from '@grpc/grpc-js';
import { controllerClient } from '../../node-agent/src/session/controller-channel.js';
import type { weft } from '../../proto/gen/codecs.js';
import {
  ClusterService,
  NetworkService,
  NodeService,
  PortService,
  RouterService,
  SecurityGroupService,
  SubnetService,
} from '../../proto/gen/services.js';
import { callUnary } from '../../proto/src/call.js';
import { GrpcCode, WeftError } from '../../proto/src/errors.js';
import type { MethodShape } from '../../proto/src/method.js';
import { type Credentials, readCredentials } from './controller-under-load.js';
import type { Resources } from './expected-state.js';

const callTimeoutMs = 60_000;
const pageSize = 1_000;

/** The north API as an admin, with what loading and churn need. */
export class NorthClient {
  readonly #client: Client;

  constructor(address: string, admin: Credentials | null) {
    this.#client = controllerClient(address, readCredentials(admin));
  }

  call<S, R, T, U>(method: MethodShape<S, R, T, U>, request: S): Promise<U> {
    return callUnary(this.#client, method, request, { timeoutMs: callTimeoutMs });
  }

  /**
   * Calls until there is an answer, over restarts of the controller. A call that was cut off may have been done: `done` says whether an error of
   * a later attempt means that.
   */
  async callUntilAnswered<S, R, T, U>(
    method: MethodShape<S, R, T, U>,
    request: S,
    done: (error: WeftError) => boolean,
    timeoutMs = 120_000,
  ): Promise<U | null> {
    const deadline = performance.now() + timeoutMs;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.call(method, request);
      } catch (error) {
        if (!(error instanceof WeftError)) throw error;
        if (attempt > 0 && done(error)) return null;
        if (!away(error) || performance.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** What the cluster holds now; ports page by page. */
  async resources(): Promise<Resources & { ports: weft.v1.Port[]; vxlanPort: number }> {
    const { vxlanPort } = await this.call(ClusterService.getCluster, {});
    const nodes: weft.v1.Node[] = [];
    const networks: weft.v1.Network[] = [];
    const subnets: weft.v1.Subnet[] = [];
    const routers: weft.v1.Router[] = [];
    const securityGroups: weft.v1.SecurityGroup[] = [];
    const ports: weft.v1.Port[] = [];
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page: weft.v1.ListNodesResponse = await this.call(NodeService.listNodes, {
        options: { pageSize, pageToken },
      });
      nodes.push(...(page.nodes as weft.v1.Node[]));
      pageToken = page.nextPageToken;
    }
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page: weft.v1.ListNetworksResponse = await this.call(NetworkService.listNetworks, {
        options: { pageSize, pageToken },
      });
      networks.push(...(page.networks as weft.v1.Network[]));
      pageToken = page.nextPageToken;
    }
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page: weft.v1.ListPortsResponse = await this.call(PortService.listPorts, {
        options: { pageSize, pageToken },
      });
      ports.push(...(page.ports as weft.v1.Port[]));
      pageToken = page.nextPageToken;
    }
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page: weft.v1.ListSubnetsResponse = await this.call(SubnetService.listSubnets, {
        options: { pageSize, pageToken },
      });
      subnets.push(...(page.subnets as weft.v1.Subnet[]));
      pageToken = page.nextPageToken;
    }
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page: weft.v1.ListRoutersResponse = await this.call(RouterService.listRouters, {
        options: { pageSize, pageToken },
      });
      routers.push(...(page.routers as weft.v1.Router[]));
      pageToken = page.nextPageToken;
    }
    for (let pageToken = '', more = true; more; more = pageToken !== '') {
      const page: weft.v1.ListSecurityGroupsResponse = await this.call(SecurityGroupService.listSecurityGroups, {
        options: { pageSize, pageToken },
      });
      securityGroups.push(...(page.securityGroups as weft.v1.SecurityGroup[]));
      pageToken = page.nextPageToken;
    }
    return { nodes, networks, subnets, routers, securityGroups, ports, vxlanPort };
  }

  close(): void {
    this.#client.close();
  }
}

/** The controller is not there, or was not when the call ran. */
function away(error: WeftError): boolean {
  return error.grpcCode === GrpcCode.UNAVAILABLE || error.grpcCode === GrpcCode.CANCELLED;
}

/** Runs `work` on all items, so many at once. */
export async function inFlight<T>(
  count: number,
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const lane = async () => {
    for (let step = iterator.next(); !step.done; step = iterator.next()) await work(step.value);
  };
  await Promise.all(Array.from({ length: count }, lane));
}
