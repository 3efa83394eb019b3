import { Server, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  AuditService,
  ClusterService,
  Health,
  NetworkService,
  NodeService,
  PortService,
  RouterService,
  SecurityGroupService,
  SubnetService,
  TenantService,
  TunnelService,
} from '../../../proto/gen/services.js';
import type { Store } from '../store/store.js';
import { auditHandlers } from './audit.js';
import { type ClientLimitOptions, ClientLimits } from './client-limits.js';
import { type ClusterFacts, clusterHandlers } from './cluster.js';
import type { ListenerSecurity } from './credentials.js';
import { DescriptorIndex } from './descriptor-index.js';
import { HealthState } from './health.js';
import { type CallRecord, callInterceptor } from './interceptor.js';
import { networkHandlers } from './networks.js';
import { nodeHandlers } from './nodes.js';
import { portHandlers } from './ports.js';
import type { ProgrammedSource } from './programmed-source.js';
import { serveReflection } from './reflection.js';
import { Resources } from './resources.js';
import { routerHandlers } from './routers.js';
import { securityGroupHandlers } from './security-groups.js';
import { serve } from './serve.js';
import type { StatusSource } from './status-source.js';
import { subnetHandlers } from './subnets.js';
import { tenantHandlers } from './tenants.js';
import { TunnelWatches } from './tunnel-watch.js';
import { type TunnelFacts, tunnelHandlers } from './tunnels.js';
import type { WatchHub } from './watch-hub.js';

export interface ApiOptions {
  readonly store: Store;
  /** Made before the status source is: see WatchHub. */
  readonly hub: WatchHub;
  readonly status: StatusSource;
  readonly programmed: ProgrammedSource;
  readonly tunnels: TunnelFacts;
  readonly security: ListenerSecurity;
  /** What one client may ask for. */
  readonly limits?: ClientLimitOptions | undefined;
  readonly facts: ClusterFacts;
  /** A google.protobuf.FileDescriptorSet with all services, for reflection. */
  readonly descriptorSet: Uint8Array;
  /** Further services on the same listener: NodeSync. */
  readonly services?: readonly { definition: ServiceDefinition; implementation: UntypedServiceImplementation }[];
  readonly onDefect: (error: unknown) => void;
  readonly onCallEnd?: (record: CallRecord) => void;
}

/** Calls that are open on one connection at once; the client waits with further ones (RFC 9113 section 5.1.2). */
const streamsPerConnection = 1_000;

/** The gRPC server: the north API, health, reflection, and what else it is given. */
export class ApiServer {
  readonly health: HealthState;
  readonly #server: Server;
  readonly #options: ApiOptions;
  readonly #tunnelWatches: TunnelWatches;

  constructor(options: ApiOptions) {
    this.#options = options;
    const { store, hub, status, onDefect } = options;
    this.#server = new Server({
      interceptors: [
        callInterceptor(options.security, new ClientLimits(options.limits), options.onCallEnd ?? (() => undefined)),
      ],
      'grpc.max_receive_message_length': 4 * 1024 * 1024,
      'grpc.max_concurrent_streams': streamsPerConnection,
      // A peer that vanished without a word is noticed within half a minute.
      'grpc.keepalive_time_ms': 20_000,
      'grpc.keepalive_timeout_ms': 10_000,
    });
    hub.useStatus(status);
    const { programmed, security, tunnels } = options;
    this.#tunnelWatches = new TunnelWatches(tunnels.board, onDefect);
    const resources = new Resources({ store, status, programmed, hub, identityOf: security.identityOf, onDefect });
    serve(this.#server, TenantService, tenantHandlers(resources), onDefect);
    serve(this.#server, NetworkService, networkHandlers(resources), onDefect);
    serve(this.#server, SubnetService, subnetHandlers(resources), onDefect);
    serve(this.#server, RouterService, routerHandlers(resources), onDefect);
    serve(this.#server, SecurityGroupService, securityGroupHandlers(resources), onDefect);
    serve(this.#server, PortService, portHandlers(resources), onDefect);
    serve(this.#server, NodeService, nodeHandlers(resources), onDefect);
    const rotation = { store, programmed, status, identityOf: security.identityOf };
    serve(this.#server, ClusterService, clusterHandlers(resources, options.facts, rotation, onDefect), onDefect);
    serve(this.#server, AuditService, auditHandlers(store, security.identityOf), onDefect);
    serve(this.#server, TunnelService, tunnelHandlers(tunnels, this.#tunnelWatches, store), onDefect);
    for (const { definition, implementation } of options.services ?? []) {
      this.#server.addService(definition, implementation);
    }
    const index = new DescriptorIndex(options.descriptorSet);
    serveReflection(this.#server, index);
    this.health = new HealthState(index.services);
    serve(this.#server, Health, this.health.handlers(), onDefect);
  }

  /** Begins to listen; resolves with the l4 port (the one asked for, or a free one for 0). */
  listen(host: string, l4Port: number): Promise<number> {
    const address = host.includes(':') ? `[${host}]:${l4Port}` : `${host}:${l4Port}`;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, this.#options.security.credentials, (error, bound) => {
        if (error) reject(new Error(`can't listen on ${address}: ${error.message}`, { cause: error }));
        else resolve(bound);
      });
    });
  }

  /** Ends watches, waits up to `graceMs` for other calls, then ends those too. */
  async stop(graceMs: number): Promise<void> {
    this.health.stop();
    this.#options.security.stop();
    this.#options.hub.stop();
    this.#tunnelWatches.stop();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#server.forceShutdown();
        resolve();
      }, graceMs);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
