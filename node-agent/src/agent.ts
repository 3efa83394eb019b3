import { randomUUID } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import type { Server } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { weft } from '../../proto/gen/codecs.js';
import { notFound } from '../../proto/src/errors.js';
import { Addressing } from './addressing/addressing.js';
import { Announcer } from './addressing/announcer.js';
import { type MapUsage, mapUsages } from './api/map-usages.js';
import { allPortCounters } from './api/port-counters.js';
import { type AgentApi, addAgentServices } from './api/services.js';
import { listenOnSocket } from './api/socket-server.js';
import { MovingConnections } from './connections/moving-connections.js';
import type { Datapath } from './datapath/datapath.js';
import { FrameChanges } from './frame-changes.js';
import { HitReader } from './hits/hit-reader.js';
import { JournalCompaction } from './journal/compaction.js';
import { Journal } from './journal/journal.js';
import type { KernelLinks } from './links/kernel-links.js';
import { LinkTable } from './links/link-table.js';
import { LostInterfaces } from './links/lost-interfaces.js';
import { NodeDevices } from './links/node-devices.js';
import type { AgentOptions } from './options.js';
import { LocalPorts } from './plugs/local-ports.js';
import { PlugStore } from './plugs/plug-store.js';
import { Plugging } from './plugs/plugging.js';
import { PortReports } from './plugs/port-reports.js';
import { FilteredProgramming } from './policies/filtered-programming.js';
import { Policies } from './policies/policies.js';
import { FailureEvents } from './reconcile/failure-events.js';
import { Reconciler } from './reconcile/reconciler.js';
import { RetryTimer } from './reconcile/retry-timer.js';
import { SerialQueue } from './serial-queue.js';
import { ClusterMemory } from './session/cluster-memory.js';
import { controllerClient } from './session/controller-channel.js';
import { NackBook } from './session/nack-book.js';
import { Session } from './session/session.js';
import { SyncHandler } from './session/sync-handler.js';
import { DesiredState } from './state/desired-state.js';
import * as rows from './state/rows.js';
import { makeTables, type Tables } from './state/tables.js';
import { Telemetry } from './telemetry.js';
import { CountedTunnels } from './tunnels/counted-tunnels.js';

export const AGENT_VERSION = '0.1.0';

/**
 * The agent of one node: state from the controller and from plugs becomes maps, programs and links. Everything that changes
 * any of them runs in one queue, one after the other.
 */
export class Agent implements AgentApi {
  readonly instance = randomUUID();
  readonly #options: AgentOptions;
  readonly datapath: Datapath;
  readonly #log: Logger;
  readonly #queue = new SerialQueue();
  readonly tables: Tables;
  readonly #counted: CountedTunnels;
  readonly state: DesiredState;
  readonly #journal: Journal;
  readonly reconciler: Reconciler;
  readonly #links: LinkTable;
  readonly #devices: NodeDevices;
  readonly #plugs: PlugStore;
  readonly #addressing: Addressing;
  readonly policies: Policies;
  readonly ports: LocalPorts;
  readonly #programming: FilteredProgramming;
  readonly #reports: PortReports;
  readonly #failures: FailureEvents;
  readonly #compaction: JournalCompaction;
  readonly #changes: FrameChanges;
  readonly #lostInterfaces: LostInterfaces;
  readonly connections: MovingConnections;
  readonly #plugging: Plugging;
  readonly #nacks: NackBook;
  readonly sync: SyncHandler;
  readonly session: Session;
  readonly #retry: RetryTimer;
  readonly telemetry: Telemetry;
  readonly hits: HitReader;
  #server: Server | null = null;
  #running: Promise<void> = Promise.resolve();
  #complete = false;
  #removal: NodeJS.Timeout | null = null;

  constructor(options: AgentOptions, datapath: Datapath, kernelLinks: KernelLinks, log: Logger) {
    this.#options = options;
    this.datapath = datapath;
    this.#log = log;
    mkdirSync(options.stateDir, { recursive: true, mode: 0o700 });
    this.tables = makeTables(datapath);
    this.#counted = new CountedTunnels(options, datapath, (message) => this.telemetry.events.emit('MAP_FULL', message));
    this.state = new DesiredState(this.tables, this.#counted.slots);
    this.telemetry = new Telemetry({
      nodeId: options.nodeId,
      agentInstance: this.instance,
      nats: options.nats,
      tls: options.tls,
      datapath,
      state: this.state,
      position: () => this.position,
      probeRate: options.probeRate,
      passive: this.#counted.reader((vtepId) => this.state.vteps.get(vtepId)?.nodeId ?? ''),
      log,
    });
    this.#journal = new Journal(options.stateDir, AGENT_VERSION);
    this.reconciler = new Reconciler(datapath, this.tables, {
      subnetWithGateway: (vni, gateway) => this.state.subnets.withGateway(vni, gateway),
      entryWithGroups: (datapathId) => this.state.portGroups.entryOf(datapathId),
    });
    this.#links = new LinkTable(
      kernelLinks,
      (names) => this.#onLinksChanged(names),
      (error) => log.error({ err: error }, 'reading interfaces failed'),
    );
    this.#devices = new NodeDevices({
      underlay: options.underlay,
      xdp: options.xdp,
      settings: {
        flowUpdateS: options.flowUpdateS,
        flowIdleS: options.flowIdleS,
        flowPortMax: options.maxPortFlows,
        vtepPacketsPerS: options.vtepPacketRate,
        counts: this.#counted.counts,
      },
      links: this.#links,
      datapath,
      tables: this.tables,
      log,
    });
    this.#plugs = new PlugStore(options.stateDir);
    this.#addressing = new Addressing({
      state: this.state,
      tables: this.tables.fromPlugs,
      announcer: new Announcer(
        (vni, frame) => datapath.announce(vni, frame),
        (vni, err) => log.warn({ err, vni }, 'a router advertisement was not sent to every port'),
      ),
    });
    this.policies = new Policies({
      datapath,
      group: (groupId) => this.state.securityGroups.get(groupId),
      later: (afterMs) => this.#removePoliciesAfter(afterMs),
      now: () => performance.now(),
    });
    this.ports = new LocalPorts({
      state: this.state,
      tables: this.tables,
      datapath,
      plugs: this.#plugs,
      linkByName: (name) => this.#links.byName(name),
      addressing: this.#addressing,
      filter: this.policies,
      log,
    });
    const { state, reconciler, policies, ports } = this;
    const exclusively = (task: () => Promise<void>) => this.#queue.run(task);
    this.#programming = new FilteredProgramming({ state, reconciler, policies, ports });
    this.#changes = new FrameChanges({ state, devices: this.#devices, policies, ports, telemetry: this.telemetry });
    this.#lostInterfaces = new LostInterfaces(ports, this.telemetry.events);
    this.connections = new MovingConnections({
      connections: datapath.connections,
      ports: () => state.ports.values(),
      portOf: (portId) => state.ports.byId(portId),
      slotOf: ({ portId, datapathId }) => (ports.stateOf(portId)?.programmed ? ports.slotOf(datapathId) : null),
      send: (message) => this.session.send(message),
      onChange: (portId) => void this.#reports.tellLater([portId]),
      onFull: (message) => this.telemetry.events.emit('MAP_FULL', message),
      log,
    });
    this.#reports = new PortReports({
      state,
      ports,
      connections: this.connections,
      send: (message) => this.session.send(message),
      exclusively,
      log,
    });
    this.#failures = new FailureEvents({ reconciler, policies, events: this.telemetry.events, log });
    this.#compaction = new JournalCompaction({ journal: this.#journal, state, exclusively, log });
    this.#plugging = new Plugging({
      plugs: this.#plugs,
      ports: this.ports,
      links: this.#links,
      state: this.state,
      isOwnDevice: (name) => this.#devices.has(name),
      program: (portIds) => this.#program(portIds),
      namespaceInode: (path) => statSync(path).ino,
      log,
    });
    this.#nacks = new NackBook(
      () => this.#problems(),
      () =>
        this.state.bad.changes +
        this.#addressing.problemChanges +
        this.reconciler.failureChanges +
        this.policies.problemChanges,
    );
    this.sync = new SyncHandler({
      nodeId: options.nodeId,
      agentInstance: this.instance,
      agentVersion: AGENT_VERSION,
      state: this.state,
      journal: this.#journal,
      cluster: new ClusterMemory(options.stateDir),
      nacks: this.#nacks,
      actions: {
        writeTables: () => this.#programming.writeTables(),
        programPart: () => (this.state.hasChanges ? this.#programFrame(true) : this.#programming.writeTables()),
        program: () => this.#programFrame(),
        onComplete: () => this.#onComplete(),
        completePortReport: () => this.#reports.complete(),
        onWelcome: () => this.hits.tellAll(),
        connectionsWanted: (wanted) => this.connections.wanted(wanted),
        connectionsTold: (states) => this.connections.told(states),
        underlayMtu: () => this.#devices.underlayMtu,
        trouble: () => this.#devices.trouble,
      },
      exclusively: (task) => this.#queue.run(task),
      log,
    });
    this.session = new Session(
      () => controllerClient(options.controller, options.tls?.current() ?? null),
      this.sync,
      log,
    );
    this.#retry = new RetryTimer(() => this.#onRetry());
    this.hits = new HitReader({
      activity: datapath.policy,
      state: { ports: state.ports, rules: this.telemetry.rules, isComplete: () => this.#complete },
      send: (message) => this.session.send(message),
      onFull: (message) => this.telemetry.events.emit('MAP_FULL', message),
      log,
    });
  }

  /** Takes up what an earlier run left, serves the socket, and follows the controller from then on. */
  async start(): Promise<void> {
    this.#server = await listenOnSocket(this.#options.socket, (server) =>
      addAgentServices(server, this, (error) => this.#log.error({ err: error }, 'a call failed')),
    );
    await this.#queue.run(() => this.#restore());
    this.datapath.onPortArrivals((records) => this.#reports.onArrivals(records));
    this.telemetry.start();
    this.hits.start();
    this.#running = this.session.run();
  }

  /** Ends the process's part. Everything that forwards stays. */
  async stop(): Promise<void> {
    this.#retry.close();
    if (this.#removal) clearTimeout(this.#removal);
    this.#addressing.close();
    this.connections.close();
    this.session.stop();
    this.hits.close();
    await this.telemetry.stop();
    await this.#running;
    await this.#queue.drained();
    await this.reconciler.settled();
    this.#links.close();
    this.#server?.forceShutdown();
    this.#journal.close();
    this.datapath.close();
  }

  async #restore(): Promise<void> {
    this.#counted.restore();
    const condition = await this.#journal.open((frame) => {
      this.state.apply(frame);
    });
    if (condition.kind === 'damaged') {
      this.#log.error(
        condition,
        'the last good state on disk is damaged: it is moved aside, the controller is asked for all',
      );
    } else if (condition.kind === 'complete') {
      this.#log.info({ ...condition.position, cutBytes: condition.cutBytes }, 'last good state read');
    }
    this.#links.open();
    this.ports.restoreSlots();
    this.policies.restore(this.ports.slots());
    this.reconciler.load();
    this.datapath.table('port_groups').readAll((keys, values, count) => {
      this.state.portGroups.compare(keys, values, count);
    });
    const connectionPortMax = this.#options.maxPortConnections;
    this.tables.fromPlugs.policy_config.put(
      rows.u32(0),
      rows.policyConfig({ connectionPortMax, deniedRecordsPerS: 0 }),
    );
    this.datapath.table('ra').readAll((keys, values, count) => this.#addressing.restore(keys, values, count));
    const changes = this.state.takeChanges();
    this.telemetry.directory.learn(changes.removedPorts);
    this.telemetry.rules.learn(changes.groups);
    await this.#devices.apply(this.state.nodeConfig);
    this.ports.refreshAll();
    await this.#program(this.ports.plugged());
    this.#lostInterfaces.look(this.ports.plugged());
    this.telemetry.tunnels.follow(false);
  }

  /** After a frame: what it changed, then the kernel, then reports. `isPart`: more frames of the delta follow. */
  async #programFrame(isPart = false): Promise<void> {
    await this.#program(await this.#changes.apply(isPart));
    this.telemetry.tunnels.follow(this.#complete);
    this.#compaction.look();
  }

  /** Writes what is wanted, then tells the controller of these ports. */
  async #program(portIds: Iterable<string>): Promise<void> {
    // Before a port is open: after a restart its plug must not be free to serve another.
    this.#plugs.save();
    const concerned = new Set([...portIds, ...(await this.#programming.program())]);
    if (this.state.members.settleSlots()) await this.reconciler.flush();
    this.#counted.checkRoom();
    for (let next = this.ports.afterFlush(); next.length > 0; next = this.ports.afterFlush())
      for (const portId of [...next, ...(await this.#programming.program())]) concerned.add(portId);
    for (const name of this.ports.takeFreshInterfaces()) {
      const plug = this.#plugs.byInterface(name);
      if (plug) concerned.add(plug.portId);
      this.#plugging.setUp(name);
    }
    this.#reports.tell(concerned);
    this.connections.programmed();
    await Promise.all(this.ports.takeDeparted().map((port) => this.connections.departed(port)));
    const devicesWait = this.#devices.problem !== '' && this.state.nodeConfig !== null;
    if (this.#failures.look() > 0 || devicesWait) this.#retry.arm();
    else this.#retry.disarm();
  }

  #removePoliciesAfter(afterMs: number): void {
    const remove = async () => {
      if (!(await this.policies.removeUnnamed())) return;
      // There is room for what did not fit.
      this.policies.retry();
      await this.#program(this.ports.plugged());
      this.#sendNacks();
    };
    this.#removal = setTimeout(() => {
      this.#queue.run(remove).catch((err: unknown) => this.#log.error({ err }, 'policies not removed'));
    }, afterMs);
    this.#removal.unref();
  }

  /** What could not be programmed is tried again. */
  #onRetry(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#devices.problem !== '') await this.#devices.apply(this.state.nodeConfig);
      this.reconciler.retryFailed();
      this.policies.retry();
      await this.#program(this.ports.plugged());
      this.#sendNacks();
    });
  }

  /** What changed otherwise than by a frame. */
  #sendNacks(): void {
    const revision = this.#journal.position?.revision ?? 0;
    if (this.sync.inSync) for (const nack of this.#nacks.take(revision)) this.session.send({ nack });
  }

  /** The controller has said that the state is complete: what else the kernel holds may go. */
  #onComplete(): void {
    // A stream that begins anew may be that of a controller that knows nothing yet.
    this.telemetry.tunnels.outbox.tellAll();
    if (this.#complete) return;
    this.#complete = true;
    this.state.portGroups.doomUnwanted();
    this.reconciler.doomUnwanted();
    this.state.members.keepSlots();
    this.ports.sweep();
    this.#addressing.onComplete();
  }

  *#problems() {
    yield* this.state.bad.values();
    yield* this.#addressing.problems();
    yield* this.reconciler.failures();
    yield* this.policies.problems();
  }

  #onLinksChanged(names: ReadonlySet<string>): void {
    this.#queue
      .run(async () => {
        if (this.#devices.concerns(names)) await this.#devices.apply(this.state.nodeConfig);
        const concerned: string[] = [];
        for (const name of names) {
          const plug = this.#plugs.byInterface(name);
          if (!plug) continue;
          concerned.push(plug.portId);
          this.ports.refresh(plug.portId);
        }
        await this.#program(concerned);
        this.#lostInterfaces.look(concerned);
      })
      .catch((error: unknown) => this.#log.error({ err: error }, 'following a change of interfaces failed'));
  }

  /** Epoch and revision of the state that is applied and complete. */
  get position(): { epoch: string; revision: number } {
    const { epoch = '', revision = 0 } = this.#journal.position ?? {};
    return { epoch, revision };
  }

  get journalBytes(): number {
    return this.#journal.bytes;
  }

  async plug(request: weft.v1.PlugRequest): Promise<weft.v1.Plug.$Properties> {
    this.#plugging.check(request);
    return this.#queue.run(async () => {
      await this.#plugging.plug(request);
      return this.#plugging.describe(request.portId);
    });
  }

  unplug(portId: string): Promise<void> {
    return this.#queue.run(async () => {
      await this.#plugging.unplug(portId);
      this.#lostInterfaces.look([portId]);
    });
  }

  async listPlugs(): Promise<weft.v1.Plug.$Properties[]> {
    return this.#plugging.list();
  }

  async portCounters(portId: string): Promise<weft.v1.PortCounters.$Properties[]> {
    const all = allPortCounters(this.datapath, this.ports, this.state);
    if (portId === '') return all;
    const one = all.filter((c) => c.portId === portId);
    if (one.length === 0) throw notFound('plugged port', portId);
    return one;
  }

  maps(): MapUsage[] {
    return mapUsages(this);
  }

  async describe(): Promise<weft.v1.Agent.$Properties> {
    const position = this.#journal.position;
    return {
      nodeId: this.#options.nodeId,
      agentInstance: this.instance,
      inSync: this.sync.inSync,
      clusterId: position?.clusterId ?? '',
      epoch: position?.epoch ?? '',
      revision: position?.revision ?? 0,
      maps: this.maps(),
      snapshots: this.sync.counters.snapshots,
      deltas: this.sync.counters.deltas,
      pinPath: this.datapath.pinPath,
    };
  }
}
