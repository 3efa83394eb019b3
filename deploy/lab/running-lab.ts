import { mkdirSync, writeFileSync } from 'node:fs';
import { CertificateAuthority } from '../../controller/cli/pki/authority.js';
import { weft } from '../../proto/gen/codecs.js';
import { ClusterService, NodeService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { type CommandOptions, type CommandResult, inNamespace, must, run } from './command.js';
import { chosenDirectory, LabDirectory, readJson, readJsonFiles, registerLab, writeJson } from './directory.js';
import { connectToFabric, createFabric } from './fabric.js';
import { LabApi } from './lab-api.js';
import { LabError } from './lab-error.js';
import { checkedSettings, type LabOptions, mostNodes } from './lab-options.js';
import { natsConfigText } from './nats-config.js';
import { ManagedProcess } from './process.js';
import { adminIdentity, controllerIdentity, type LabNode, LabPlan, type LabState, type LabVm } from './state.js';
import { findRemains, isEmpty, tearDown } from './teardown.js';
import {
  createBridge,
  createControl,
  createHost,
  LabNames,
  requireBpffs,
  takeAddresses,
  UnderlayAddresses,
} from './underlay.js';
import { waitFor } from './wait-for.js';

/** How long the controller, an agent or nats-server may take to be ready. */
const readyTimeoutMs = 30_000;

/** Told what the lab is doing, one line a step. */
export type Progress = (step: string) => void;

/** A lab that runs: hosts, controller, nats-server. The processes are not children of this one: they outlive it. */
export class Lab {
  readonly controller: ManagedProcess;
  readonly nats: ManagedProcess;
  /** The controller, called as admin. */
  readonly api: LabApi;
  private readonly agentApis = new Map<string, LabApi>();

  private constructor(readonly plan: LabPlan) {
    this.controller = new ManagedProcess(plan.controller());
    this.nats = new ManagedProcess(plan.nats());
    this.api = LabApi.toController(
      plan.controllerAddress,
      plan.authorityCertificate,
      plan.directory.certificate('admin'),
    );
  }

  /** Starts a lab and waits until all its nodes are READY. On failure everything is removed again. */
  static async up(options: LabOptions, progress: Progress = () => {}): Promise<Lab> {
    const names = new LabNames(options.prefix ?? 'weft');
    const settings = checkedSettings(options);
    const { underlayMtu, uplinks } = settings;
    const directory = new LabDirectory(options.directory ?? chosenDirectory(names.prefix));
    await claim(names, directory);
    let lab: Lab | undefined;
    try {
      directory.create();
      const addresses = await takeAddresses(names.prefix);
      const state: LabState = { prefix: names.prefix, addressSlot: addresses.slot, ...settings };
      writeJson(directory.stateFile, state);
      const plan = new LabPlan(directory, names, addresses, state);
      progress('certificates');
      await issueServerCertificates(plan);
      lab = new Lab(plan);
      progress(`underlay ${addresses.network}, MTU ${underlayMtu}`);
      await requireBpffs();
      await createBridge(names, underlayMtu);
      if (uplinks > 1) await createFabric(names);
      await createControl(names, addresses, underlayMtu);
      await lab.startControl(options.nodes, progress);
      const nodes = Array.from({ length: options.nodes }, (_, i) => plan.node(i + 1));
      progress(`${nodes.length} hosts and their agents`);
      await lab.startNodes(nodes, progress);
      return lab;
    } catch (error) {
      lab?.close();
      await tearDown(names, directory.path);
      throw error;
    }
  }

  /** Opens the lab that runs (default: the one that commands mean, see `chosenDirectory`). */
  static open(options: { prefix?: string; directory?: string } = {}): Lab {
    const directory = new LabDirectory(options.directory ?? chosenDirectory(options.prefix ?? 'weft'));
    const state = readJson<LabState>(directory.stateFile);
    if (state === undefined) throw new LabError(`no lab in ${directory.path}; start one: npm run lab -- up --nodes 3`);
    const addresses = new UnderlayAddresses(state.addressSlot);
    return new Lab(new LabPlan(directory, new LabNames(state.prefix), addresses, state));
  }

  /** Removes the lab and everything in it. */
  async down(): Promise<void> {
    this.close();
    await tearDown(this.plan.names, this.plan.directory.path);
  }

  /** Closes this process's connections; the lab runs on. */
  close(): void {
    this.api.close();
    for (const api of this.agentApis.values()) api.close();
    this.agentApis.clear();
  }

  nodes(): LabNode[] {
    return readJsonFiles<LabNode>(this.plan.directory.in('nodes')).sort((a, b) => a.index - b.index);
  }

  /** A node by its id (`host-1`). */
  node(id: string): LabNode {
    const node = this.nodes().find((n) => n.id === id);
    if (node === undefined) throw new LabError(`no node ${JSON.stringify(id)} in this lab`);
    return node;
  }

  vms(): LabVm[] {
    return readJsonFiles<LabVm>(this.plan.directory.in('vms'));
  }

  vm(name: string): LabVm {
    const vm = this.vms().find((v) => v.name === name);
    if (vm === undefined) throw new LabError(`no VM ${JSON.stringify(name)} in this lab`);
    return vm;
  }

  /** The agent process of a node. */
  agent(nodeId: string): ManagedProcess {
    return new ManagedProcess(this.plan.agent(this.node(nodeId)));
  }

  /** The agent's unix socket. */
  agentApi(nodeId: string): LabApi {
    let api = this.agentApis.get(nodeId);
    if (api === undefined) {
      api = LabApi.toSocket(this.plan.directory.socket(nodeId));
      this.agentApis.set(nodeId, api);
    }
    return api;
  }

  /** Adds one more host: certificate, NATS permissions, namespace, agent. */
  async addNode(progress: Progress = () => {}): Promise<LabNode> {
    const index = Math.max(0, ...this.nodes().map((n) => n.index)) + 1;
    const most = mostNodes(this.plan.state.uplinks);
    if (index > most) throw new LabError(`a lab has at most ${most} nodes`);
    const node = this.plan.node(index);
    await this.startNodes([node], progress);
    return node;
  }

  /** Runs a command in a host's namespace. */
  inHost(nodeId: string, argv: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return run(inNamespace(this.node(nodeId).namespace, argv), options);
  }

  /** Runs a command in a VM's namespace. */
  inVm(name: string, argv: readonly string[], options?: CommandOptions): Promise<CommandResult> {
    return run(inNamespace(this.vm(name).namespace, argv), options);
  }

  /** Like `inVm`; the command must succeed. Resolves to its stdout. */
  mustInVm(name: string, argv: readonly string[], options?: CommandOptions): Promise<string> {
    return must(inNamespace(this.vm(name).namespace, argv), options);
  }

  /** Starts the controller, which must not run, on a store that was restored from an older copy: it begins a new epoch. */
  async restoreController(): Promise<void> {
    new ManagedProcess(this.plan.controller(['--renew-epoch'])).start();
    await this.waitForController();
  }

  /** Waits until the controller answers. */
  async waitForController(): Promise<void> {
    await waitFor('controller answers', readyTimeoutMs, async () => {
      this.controller.requireRunning();
      return this.api.call(ClusterService.getCluster, {}, 2_000).catch(() => undefined);
    });
  }

  /** Waits until these nodes are READY. */
  async waitForNodes(ids: readonly string[], progress: Progress = () => {}): Promise<void> {
    let ready = -1;
    await waitFor(`nodes ${ids.join(', ')} are READY`, readyTimeoutMs + ids.length * 2_000, async () => {
      for (const id of ids) this.agent(id).requireRunning();
      const { nodes } = await this.api.call(NodeService.listNodes, { options: { pageSize: 1000 } });
      const states = new Map(nodes.map((n) => [n.metadata?.id, n.status?.state]));
      const count = ids.filter((id) => states.get(id) === weft.v1.NodeState.READY).length;
      if (count !== ready) progress(`${count} of ${ids.length} nodes READY`);
      ready = count;
      return count === ids.length ? true : undefined;
    });
  }

  private async startControl(nodeCount: number, progress: Progress): Promise<void> {
    const nodes = Array.from({ length: nodeCount }, (_, i) => this.plan.node(i + 1));
    writeFileSync(this.plan.natsConfigFile, natsConfigText(this.plan.natsConfig(nodes)), { mode: 0o600 });
    progress(`nats-server at ${this.plan.natsUrl}`);
    this.nats.start();
    progress(`controller at ${this.plan.controllerAddress}`);
    this.controller.start();
    await this.waitForController();
    this.nats.requireRunning();
  }

  private async startNodes(nodes: readonly LabNode[], progress: Progress): Promise<void> {
    const { directory, names, addresses, state } = this.plan;
    const authority = await CertificateAuthority.open(directory.certificate('ca'));
    const known = [...this.nodes(), ...nodes];
    writeFileSync(this.plan.natsConfigFile, natsConfigText(this.plan.natsConfig(known)), { mode: 0o600 });
    this.nats.signal('SIGHUP');
    const { uplinks, underlayMtu: mtu } = state;
    const finishedChecksums = state.xdp === 'native';
    for (const node of nodes) {
      await createHost(names, addresses, node.index, mtu, {
        finishedChecksums,
        ...(state.underlayFamily === 'ipv6' && uplinks === 1 && { vtep6: node.vtep }),
      });
      if (uplinks > 1) await connectToFabric(names, addresses, { ...node, mtu, uplinks, finishedChecksums });
      await authority.issue(directory.certificate(node.id), {
        commonName: node.id,
        identity: { role: 'node', name: node.id },
      });
      mkdirSync(directory.in('agents', node.id), { recursive: true, mode: 0o700 });
      mkdirSync(names.bpffs, { recursive: true, mode: 0o700 });
      await this.api.call(NodeService.createNode, {
        node: { metadata: { id: node.id }, vteps: [{ bytes: parseIp(node.vtep) }] },
      });
      writeJson(directory.in('nodes', `${node.id}.json`), node);
      this.agent(node.id).start();
    }
    await this.waitForNodes(
      nodes.map((n) => n.id),
      progress,
    );
  }
}

/** Takes the prefix for this lab, or says who has it. Traces of processes that are all gone (a reboot) are cleared away. */
async function claim(names: LabNames, directory: LabDirectory): Promise<void> {
  if (!isEmpty(findRemains(names, directory))) {
    throw new LabError(
      `a lab is up, or left over, in ${chosenDirectory(names.prefix)}; remove it first: npm run lab -- down`,
    );
  }
  const { prefix } = readJson<LabState>(directory.stateFile) ?? names;
  if (prefix !== names.prefix) throw new LabError(`${directory.path} belongs to the lab with prefix ${prefix}`);
  await tearDown(names, directory.path);
  if (!registerLab(names.prefix, directory.path)) {
    throw new LabError(`another \`lab up\` has just begun in ${chosenDirectory(names.prefix)}`);
  }
}

async function issueServerCertificates({ directory, addresses }: LabPlan): Promise<void> {
  const authority = await CertificateAuthority.create(directory.certificate('ca'), 'weft lab CA');
  const server = { dns: ['localhost'], ip: [addresses.control, '127.0.0.1'] };
  await authority.issue(directory.certificate('controller'), {
    commonName: 'weft controller',
    identity: controllerIdentity,
    server,
  });
  await authority.issue(directory.certificate('nats'), { commonName: 'nats-server', server });
  await authority.issue(directory.certificate('admin'), { commonName: 'weft lab admin', identity: adminIdentity });
}
