import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { WeftError } from '../../proto/src/errors.js';
import { listenerSecurity } from './api/credentials.js';
import type { IdentityOf } from './api/identity.js';
import { ApiServer } from './api/server.js';
import { WatchHub } from './api/watch-hub.js';
import { DashboardServer } from './dashboard/dashboard-server.js';
import { createDispatcher, type Dispatcher } from './dispatcher/dispatcher.js';
import { EventPublisher } from './events/event-publisher.js';
import type { NatsAddress } from './events/nats-connection.js';
import type { Flags } from './flags.js';
import { keepKeyring } from './keyring.js';
import { ControllerMetrics, serveMetrics } from './metrics.js';
import { defaultMtu } from './model/networks.js';
import type { ClusterSettings } from './model/plan.js';
import { Mover } from './moves/mover.js';
import { ConditionedStatus } from './status/conditioned-status.js';
import { Store } from './store/store.js';
import { TunnelHealth } from './tunnels/tunnel-health.js';
import { measureTunnels } from './tunnels/tunnel-metrics.js';
import { TunnelSubscriber } from './tunnels/tunnel-subscriber.js';

/** How long calls in progress may take when the controller stops, in milliseconds. */
const stopGraceMs = 3_000;
/** How long events that wait for NATS hold up the end, in milliseconds. */
const eventsGraceMs = 500;

export interface ControllerOptions {
  readonly flags: Flags;
  readonly version: string;
  readonly descriptorSet: Uint8Array;
  /** Where the built page of the dashboard is. */
  readonly dashboardDirectory: string;
  readonly log: Logger;
  /** The controller can't go on; the process should end with an error. */
  readonly onFatal: (error: unknown) => void;
}

/** The whole controller in one process: store, dispatcher, API, events, metrics. */
export class Controller {
  readonly #log: Logger;
  readonly #store: Store;
  readonly #dispatcher: Dispatcher;
  readonly #mover: Mover;
  readonly #api: ApiServer;
  readonly #events: EventPublisher | null;
  readonly #tunnels: TunnelHealth;
  readonly #agents: TunnelSubscriber | null;
  readonly #metricsServer: Server | null;
  readonly #dashboard: DashboardServer | null;
  /** l4 port of the gRPC server. */
  readonly l4Port: number;

  private constructor(parts: {
    log: Logger;
    store: Store;
    dispatcher: Dispatcher;
    mover: Mover;
    api: ApiServer;
    events: EventPublisher | null;
    tunnels: TunnelHealth;
    agents: TunnelSubscriber | null;
    metricsServer: Server | null;
    dashboard: DashboardServer | null;
    l4Port: number;
  }) {
    this.#log = parts.log;
    this.#store = parts.store;
    this.#dispatcher = parts.dispatcher;
    this.#mover = parts.mover;
    this.#api = parts.api;
    this.#events = parts.events;
    this.#tunnels = parts.tunnels;
    this.#agents = parts.agents;
    this.#metricsServer = parts.metricsServer;
    this.#dashboard = parts.dashboard;
    this.l4Port = parts.l4Port;
  }

  /** Starts everything; when it resolves, the controller serves. */
  static async start(options: ControllerOptions): Promise<Controller> {
    const { flags, log } = options;
    const { host } = flags.listen;
    const { tlsCa: ca, tlsCert: certificate, tlsKey: key, tlsCrl: crl } = flags;
    const files = ca && certificate && key ? { ca, certificate, key, ...(crl !== undefined && { crl }) } : null;
    const metrics = new ControllerMetrics();
    const security = await listenerSecurity(host, files, {
      reloaded: (revoked) => {
        log.info({ revoked: revoked.size }, 'certificates were read again');
        if (revoked.isOverdue())
          log.warn({ nextUpdate: revoked.nextUpdate }, 'the CRL is overdue; it is still believed');
        metrics.certificatesRead(revoked.size);
      },
      failed: (error) => {
        log.error({ reason: error.message }, 'the certificates that changed cannot be used; the former ones stay');
        metrics.certificatesRefused();
      },
    });
    let api: ApiServer | null = null;
    let keyring: ReturnType<typeof keepKeyring> | null = null;
    const onDefect = (error: unknown) => log.error({ err: error }, 'defect');
    const settings: ClusterSettings = {
      vniFirst: flags.vniMin,
      vniLast: flags.vniMax,
      underlayMtu: flags.underlayMtu,
      underlayFamily: flags.underlayFamily,
      defaultQuota: {
        networks: flags.quotaNetworks,
        subnets: flags.quotaSubnets,
        ports: flags.quotaPorts,
        routers: flags.quotaRouters,
        securityGroups: flags.quotaSecurityGroups,
        securityGroupRules: flags.quotaSecurityGroupRules,
      },
    };
    const store = await Store.open({
      directory: flags.data,
      settings,
      changeLogRevisions: flags.changeLog,
      auditLogRevisions: flags.auditLog,
      renewEpoch: flags.renewEpoch,
      observer: {
        committed: (transactions, seconds) => metrics.committed(transactions, seconds),
        failed: (error) => {
          log.error({ err: error }, 'the store failed: nothing is answered until it is open again');
          metrics.storeFailed();
          api?.health.set(false);
        },
        recovered: () => {
          log.warn('the store is open again');
          api?.health.set(true);
          keyring?.make();
        },
        refusing: (error) => log.error({ err: error }, 'the disk is full: writes are refused'),
        accepting: () => {
          log.warn('there is room on the disk again: writes are accepted');
          keyring?.make();
        },
        lost: options.onFatal,
        defect: onDefect,
      },
    });
    metrics.observeStore(store);
    keyring = keepKeyring(store, log);
    await keyring.make();
    const { clusterId, epoch, committedRevision: revision } = store;
    log.info({ clusterId, epoch, revision, ports: store.size('port'), nodes: store.size('node') }, 'store is open');

    const oversize = store.oversizeNetworks(defaultMtu(settings));
    if (oversize.length > 0) {
      const networks = oversize.slice(0, 10);
      log.warn({ networks, count: oversize.length, underlayMtu: flags.underlayMtu }, 'networks have too large an MTU');
    }

    // The hub subscribes to the store before the dispatcher does: see WatchHub.
    const hub = new WatchHub(store);
    const mover = new Mover({ store, log, registry: metrics.registry });
    const dispatcher = createDispatcher({
      changes: store,
      identityOf: peerOf(security.identityOf),
      log,
      registry: metrics.registry,
      heartbeatMs: flags.heartbeatMs,
      vxlanPort: flags.vxlanPort,
      moves: mover,
      underlayMtu: flags.underlayMtu,
      verifyIncremental: flags.verifyIncremental,
    });
    store.useAckedRevisionFloor(() => dispatcher.ackedRevisionFloor());
    const tunnels = new TunnelHealth({ source: store, scopes: dispatcher, log });
    api = new ApiServer({
      store,
      tunnels,
      hub,
      status: new ConditionedStatus(dispatcher.status, tunnels.conditions),
      programmed: dispatcher.programmed,
      security,
      limits: { callsPerSecond: flags.rateLimit, burst: flags.rateBurst },
      facts: { version: options.version, vxlanPort: flags.vxlanPort, underlayMtu: flags.underlayMtu },
      descriptorSet: options.descriptorSet,
      services: [dispatcher.service],
      onDefect,
      onCallEnd: (record) => metrics.callEnded(record),
    });
    const nats = natsOf(flags);
    const events = nats && new EventPublisher({ ...nats, source: store, log, registry: metrics.registry });
    if (events) {
      dispatcher.onTransition((transition) => events.publish(transition));
      store.subscribe((changes) => events.publishAudit(changes));
      tunnels.onIncident((incident) => events.publishIncident(incident));
    }
    tunnels.start();
    const agents = nats && new TunnelSubscriber({ ...nats, sink: tunnels.board, log });
    if (agents) measureTunnels(tunnels, () => agents.refused, metrics.registry);
    const metricsServer = flags.metrics
      ? await serveMetrics(metrics.registry, flags.metrics.host, flags.metrics.l4Port)
      : null;
    const dashboard = flags.dashboard
      ? await DashboardServer.start({
          ...flags.dashboard,
          directory: options.dashboardDirectory,
          source: tunnels.picture,
          security,
          registry: metrics.registry,
          onDefect,
        })
      : null;
    const l4Port = await api.listen(host, flags.listen.l4Port);
    api.health.set(store.available);
    const served = dashboard ? { dashboardL4Port: dashboard.l4Port } : {};
    log.info({ host, l4Port, tls: ca !== undefined, ...served }, 'ready');
    return new Controller({
      log,
      store,
      dispatcher,
      mover,
      api,
      events,
      tunnels,
      agents,
      metricsServer,
      dashboard,
      l4Port,
    });
  }

  /** Stops in order: nothing new is taken, what was taken is finished, everything answered is on disk. */
  async stop(): Promise<void> {
    this.#log.info('stopping');
    this.#dispatcher.stop();
    this.#mover.stop();
    await this.#api.stop(stopGraceMs);
    await this.#agents?.stop();
    this.#tunnels.stop();
    await this.#events?.stop(eventsGraceMs);
    this.#dashboard?.stop();
    this.#metricsServer?.closeAllConnections();
    this.#metricsServer?.close();
    await this.#store.close();
    this.#log.info('stopped');
  }
}

/** Null: without NATS there are no events and no picture of tunnels. */
function natsOf({ nats: url, natsTlsCa: ca, natsTlsCert: certificate, natsTlsKey: key }: Flags): NatsAddress | null {
  if (url === undefined) return null;
  return { url, ...(ca && certificate && key && { tls: { ca, certificate, key } }) };
}

/** The dispatcher's view of a caller: there is one. */
function peerOf(identityOf: IdentityOf) {
  return (call: Parameters<IdentityOf>[0]) => {
    const caller = identityOf(call);
    if (caller === null) throw new WeftError('UNAUTHENTICATED', "the client's certificate has no weft identity");
    return caller;
  };
}
