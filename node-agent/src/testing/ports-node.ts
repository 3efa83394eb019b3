import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { weft } from '../../../proto/gen/codecs.js';
import { Addressing } from '../addressing/addressing.js';
import { Announcer } from '../addressing/announcer.js';
import type { DatapathLimits } from '../datapath/datapath.js';
import { FakeDatapath } from '../datapath/fake/fake-datapath.js';
import { FrameChanges } from '../frame-changes.js';
import type { Link } from '../links/link.js';
import { LocalPorts } from '../plugs/local-ports.js';
import { PlugStore } from '../plugs/plug-store.js';
import { FilteredProgramming } from '../policies/filtered-programming.js';
import { Policies } from '../policies/policies.js';
import { Reconciler } from '../reconcile/reconciler.js';
import { readFrame } from '../session/frame.js';
import { DesiredState } from '../state/desired-state.js';
import { encodeSnapshot } from '../state/encode-snapshot.js';
import type { LocalPort } from '../state/entities.js';
import * as rows from '../state/rows.js';
import { makeTables } from '../state/tables.js';
import { frameOf } from './entries.js';

const defaultLimits: DatapathLimits = {
  maxEndpoints: 16,
  maxPorts: 8,
  maxFlows: 16,
  maxRoutes: 16,
  maxConnections: 64,
};
const nobody = { learn: () => {} };

/** The parts of an agent that have to do with its ports, as one run of it has them. */
interface Run {
  readonly state: DesiredState;
  readonly plugs: PlugStore;
  readonly policies: Policies;
  readonly ports: LocalPorts;
  readonly reconciler: Reconciler;
  readonly changes: FrameChanges;
  readonly programming: FilteredProgramming;
}

/** For tests: a node's ports from the controller's word to the rows, over a datapath in memory that outlives the agent. */
export class PortsNode {
  readonly datapath: FakeDatapath;
  readonly links = new Map<string, Link>();
  readonly #directory = mkdtempSync(join(tmpdir(), 'weft-ports-'));
  #run: Run;
  #nowMs = 0;
  #revision = 0;
  /** Ports that departed, in order. */
  readonly departed: LocalPort[] = [];

  /** Steps in the kernel until the agent is killed. */
  #stepsLeft = Number.POSITIVE_INFINITY;

  constructor(limits: Partial<DatapathLimits> = {}) {
    const datapath = new FakeDatapath({ ...defaultLimits, ...limits });
    this.datapath = datapath;
    const { tables, policy } = datapath;
    for (const table of Object.values(tables)) this.#count(table, 'write', 'remove');
    this.#count(datapath, 'switchPolicy', 'zeroSlot', 'limitBandwidth', 'endFlowsOf', 'attachPort', 'detachPort');
    this.#count(policy, 'endConnectionsOf');
    this.#run = this.#start(new DesiredState(makeTables(this.datapath)));
  }

  get state(): DesiredState {
    return this.#run.state;
  }

  get ports(): LocalPorts {
    return this.#run.ports;
  }

  get reconciler(): Reconciler {
    return this.#run.reconciler;
  }

  get policies(): Policies {
    return this.#run.policies;
  }

  /** A delta of one frame. */
  async delta(put: weft.v1.Entry.$Properties[], remove: weft.v1.EntryKey.$Properties[] = []): Promise<void> {
    await this.part(put, remove, false);
  }

  /** A frame of a delta; more of them follow, unless `isPart` says otherwise. */
  async part(put: weft.v1.Entry.$Properties[], remove: weft.v1.EntryKey.$Properties[] = [], isPart = true) {
    this.state.apply(frameOf({ delta: { revision: ++this.#revision, put, remove } }));
    await this.#run.changes.apply(isPart);
    await this.#program();
  }

  /** Kills the agent within a task, after so many steps in the kernel. False: it was done before. */
  async killIn(steps: number, task: () => Promise<void>): Promise<boolean> {
    this.#stepsLeft = steps;
    try {
      await task();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    // Who is dead does not catch anything.
    const isDead = this.#stepsLeft < 0;
    this.#stepsLeft = Number.POSITIVE_INFINITY;
    return isDead;
  }

  /** What came is on disk, and the agent did not get any further. */
  note(put: weft.v1.Entry.$Properties[], remove: weft.v1.EntryKey.$Properties[] = []): void {
    this.state.apply(frameOf({ delta: { revision: ++this.#revision, put, remove } }));
  }

  /** Of an interface that comes with the number. */
  async plug(portId: string, ifindex: number): Promise<void> {
    this.addLink(ifindex);
    const name = `v${ifindex}`;
    const datapathId = this.state.ports.byId(portId)?.datapathId ?? 0;
    this.#run.plugs.put({ portId, interface: name, mac: macOf(ifindex), kind: 'veth', datapathId });
    await this.linkChanged(portId);
  }

  async unplug(portId: string): Promise<void> {
    if (!this.#run.plugs.get(portId)) return;
    this.ports.close(portId);
    await this.#program();
    this.ports.detach(portId);
    this.#run.plugs.remove(portId);
    await this.#program();
  }

  addLink(ifindex: number): void {
    this.links.set(`v${ifindex}`, linkOf(ifindex));
    this.datapath.interfaces.add(ifindex);
  }

  async linkChanged(portId: string): Promise<void> {
    this.ports.refresh(portId);
    await this.#program();
  }

  /** The agent runs anew, from what is on disk and in the kernel. `complete`: the controller says that this is all. */
  async restart(complete = true): Promise<void> {
    await this.#restart([...encodeSnapshot(this.state, this.#revision)]);
    if (complete) await this.complete();
  }

  /** The agent runs anew, and what it knew of the controller is lost. */
  async restartEmpty(): Promise<void> {
    await this.#restart([]);
  }

  async #restart(journal: readonly Uint8Array[]): Promise<void> {
    const state = new DesiredState(makeTables(this.datapath));
    for (const bytes of journal) state.apply(readFrame(bytes));
    this.#run = this.#start(state);
    await this.#restore();
  }

  async complete(): Promise<void> {
    this.state.portGroups.doomUnwanted();
    this.reconciler.doomUnwanted();
    this.ports.sweep();
    await this.#program();
  }

  /** What is removed later is removed. */
  async later(): Promise<void> {
    this.#nowMs += 2_000;
    await this.policies.removeUnnamed();
    await this.policies.settle();
    this.#nowMs += 2_000;
    await this.policies.removeUnnamed();
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #count<T extends object, N extends keyof T>(target: T, ...names: N[]): void {
    for (const name of names) {
      const step = target[name] as (...args: unknown[]) => unknown;
      const counted = (...args: unknown[]) => {
        if (this.#stepsLeft-- <= 0) throw new Killed();
        return step.apply(target, args);
      };
      Object.assign(target, { [name]: counted });
    }
  }

  #start(state: DesiredState): Run {
    const { datapath } = this;
    const log = pino({ level: 'silent' });
    const plugs = new PlugStore(this.#directory);
    const group = (groupId: number) => state.securityGroups.get(groupId);
    const policies = new Policies({ datapath, group, later: () => {}, now: () => this.#nowMs });
    const announcer = new Announcer(
      () => {},
      () => {},
    );
    const ports = new LocalPorts({
      state,
      tables: state.tables,
      datapath,
      plugs,
      linkByName: (name) => this.links.get(name) ?? null,
      addressing: new Addressing({ state, tables: state.tables.fromPlugs, announcer }),
      filter: policies,
      log,
    });
    const reconciler = new Reconciler(datapath, state.tables);
    const devices = { apply: async () => {} };
    const telemetry = { directory: nobody, rules: nobody };
    const changes = new FrameChanges({ state, devices, policies, ports, telemetry });
    const programming = new FilteredProgramming({ state, reconciler, policies, ports });
    return { state, plugs, policies, ports, reconciler, changes, programming };
  }

  /** As Agent does at its start. */
  async #restore(): Promise<void> {
    const { state, ports, policies, reconciler } = this.#run;
    ports.restoreSlots();
    policies.restore(ports.slots());
    reconciler.load();
    this.datapath.table('port_groups').readAll((keys, values, count) => {
      state.portGroups.compare(keys, values, count);
    });
    state.takeChanges();
    ports.refreshAll();
    await this.#program();
  }

  async #program(): Promise<void> {
    const { state, plugs, ports, programming } = this.#run;
    // As NodeDevices does, once the node has what it needs.
    state.tables.fromPlugs.config.put(rows.u32(0), new Uint32Array(state.tables.fromPlugs.config.valueWords).fill(1));
    plugs.save();
    await programming.program();
    while (ports.afterFlush().length > 0) await programming.program();
    this.departed.push(...ports.takeDeparted());
  }
}

class Killed extends Error {}

const macOf = (ifindex: number) => `06:00:00:00:00:${ifindex.toString(16).padStart(2, '0')}`;

const linkOf = (ifindex: number): Link => ({
  ifindex,
  name: `v${ifindex}`,
  mac: macOf(ifindex),
  mtu: 1500,
  up: true,
  running: true,
  kind: 'veth',
  peerIsAway: true,
  vxlanPort: 0,
  vxlanExternal: false,
});
