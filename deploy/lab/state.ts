import type { Identity } from '../../proto/src/identity.js';
import { built, type LabDirectory } from './directory.js';
import { fabricInterface } from './fabric.js';
import type { NatsConfig } from './nats-config.js';
import type { ProcessSpec } from './process.js';
import { type LabNames, type UnderlayAddresses, underlayInterface } from './underlay.js';

/** What a lab is, as it lies on disk, and which processes follow from it. */

export interface LabState {
  readonly prefix: string;
  readonly addressSlot: number;
  readonly underlayMtu: number;
  readonly heartbeatMs: number | null;
  readonly underlayFamily: UnderlayFamily;
  /** XDP of the agents on the underlay; null: their default. */
  readonly xdp: LabXdp | null;
  /** Underlay interfaces of a host. 1: `underlay0`, which it has in any case; more: routed links (fabric.ts). */
  readonly uplinks: number;
  /** For the agents, beside those of the lab. */
  readonly agentFlags?: readonly string[];
}

/** Family of the VTEPs. Controller and nats-server are reached over IPv4 in any case. */
export const underlayFamilies = ['ipv4', 'ipv6'] as const;
export type UnderlayFamily = (typeof underlayFamilies)[number];

export const labXdpModes = ['native', 'generic', 'off'] as const;
export type LabXdp = (typeof labXdpModes)[number];

export interface LabNode {
  readonly id: string;
  readonly index: number;
  readonly namespace: string;
  readonly vtep: string;
}

export interface LabVm {
  readonly name: string;
  readonly namespace: string;
  readonly port: string;
  readonly node: string;
  readonly kind: 'veth' | 'tap';
  /** Host's side. */
  readonly interface: string;
  readonly mac: string;
  /** With prefix length: 10.0.0.2/24. */
  readonly addresses: readonly string[];
  /** Of the subnet of its first IPv4 address, if it has one. */
  readonly gateway4: string | null;
  readonly mtu: number;
  /** How many times it was moved to another host. */
  readonly moves: number;
  /** While it is being moved: where it has another interface, which a removal has to take away as well. */
  readonly other?: { readonly node: string; readonly moves: number };
}

const controllerPort = 7700;
const natsPort = 4222;
const natsMonitorPort = 8222;
/** Everybody's on loopback of its own namespace. */
const metricsAddress = '127.0.0.1:9464';

/** The identity of the operator that the lab's own commands use. */
export const adminIdentity: Identity = { role: 'admin', name: 'lab' };
export const controllerIdentity: Identity = { role: 'controller', name: 'controller' };

/** Addresses and processes of a lab: a function of its state. */
export class LabPlan {
  constructor(
    readonly directory: LabDirectory,
    readonly names: LabNames,
    readonly addresses: UnderlayAddresses,
    readonly state: LabState,
  ) {}

  get controllerAddress(): string {
    return `${this.addresses.control}:${controllerPort}`;
  }
  get natsUrl(): string {
    return `tls://${this.addresses.control}:${natsPort}`;
  }
  get metricsAddress(): string {
    return metricsAddress;
  }
  get natsMonitorUrl(): string {
    return `http://127.0.0.1:${natsMonitorPort}`;
  }
  get natsConfigFile(): string {
    return this.directory.in('nats', 'nats.conf');
  }
  get authorityCertificate(): string {
    return this.directory.certificate('ca').certificate;
  }

  node(index: number): LabNode {
    return { id: `host-${index}`, index, namespace: this.names.host(index), vtep: this.vtep(index) };
  }

  private vtep(index: number): string {
    if (this.state.underlayFamily === 'ipv6') return this.addresses.vtep6(index);
    return this.state.uplinks > 1 ? this.addresses.loopback(index) : this.addresses.host(index);
  }

  /** Underlay interfaces of every host. */
  get underlayInterfaces(): string[] {
    const { uplinks } = this.state;
    return uplinks > 1 ? Array.from({ length: uplinks }, (_, i) => fabricInterface(i)) : [underlayInterface];
  }

  /** Directory of the node's pins: the agent puts them below its --bpffs, under its node's id. */
  bpffs(node: LabNode): string {
    return `${this.names.bpffs}/${node.id}`;
  }

  natsConfig(nodes: readonly LabNode[]): NatsConfig {
    return {
      listen: { host: this.addresses.control, port: natsPort },
      monitorPort: natsMonitorPort,
      authority: this.authorityCertificate,
      server: this.directory.certificate('nats'),
      users: [adminIdentity, controllerIdentity, ...nodes.map((n) => ({ role: 'node' as const, name: n.id }))],
    };
  }

  private process(name: string, namespace: string | null, argv: readonly string[]): ProcessSpec {
    return {
      name,
      namespace,
      argv,
      log: this.directory.in('logs', `${name}.log`),
      pidFile: this.directory.in('pids', `${name}.json`),
    };
  }

  nats(): ProcessSpec {
    return this.process('nats', this.names.control, ['nats-server', '-c', this.natsConfigFile]);
  }

  /** `extra` are flags of this start only. */
  controller(extra: readonly string[] = []): ProcessSpec {
    const { certificate, key } = this.directory.certificate('controller');
    const ca = this.authorityCertificate;
    const { heartbeatMs } = this.state;
    return this.process('controller', this.names.control, [
      process.execPath,
      built('controller', 'src', 'main.js'),
      ...['--data', this.directory.in('controller')],
      ...['--listen', this.controllerAddress],
      ...['--tls-ca', ca, '--tls-cert', certificate, '--tls-key', key],
      ...['--metrics', metricsAddress],
      ...['--underlay-mtu', String(this.state.underlayMtu)],
      ...['--underlay-family', this.state.underlayFamily],
      ...['--nats', this.natsUrl, '--nats-tls-ca', ca, '--nats-tls-cert', certificate, '--nats-tls-key', key],
      ...(heartbeatMs === null ? [] : ['--heartbeat-ms', String(heartbeatMs)]),
      ...extra,
    ]);
  }

  agent(node: LabNode): ProcessSpec {
    const { certificate, key } = this.directory.certificate(node.id);
    return this.process(`agent-${node.id}`, node.namespace, [
      process.execPath,
      built('node-agent', 'src', 'main.js'),
      ...['--node-id', node.id],
      ...['--controller', this.controllerAddress],
      ...['--state-dir', this.directory.in('agents', node.id)],
      ...['--underlay', this.underlayInterfaces.join(',')],
      ...(this.state.xdp === null ? [] : ['--xdp', this.state.xdp]),
      ...['--bpffs', this.names.bpffs],
      ...['--socket', this.directory.socket(node.id)],
      ...['--tls-ca', this.authorityCertificate, '--tls-cert', certificate, '--tls-key', key],
      ...['--nats', this.natsUrl],
      ...['--metrics', metricsAddress],
      ...(this.state.agentFlags ?? []),
    ]);
  }

  /** The process that holds both taps of a VM and carries frames between them; a VM that is being moved has two. */
  tapPair(vm: LabVm, hostNamespace: string, interfaceInside: string): ProcessSpec {
    return this.process(`vm-${vm.name}.${vm.moves}`, null, [
      built('deploy', 'lab', 'tap-pair'),
      ...[`/run/netns/${hostNamespace}`, vm.interface],
      ...[`/run/netns/${vm.namespace}`, interfaceInside],
      this.tapStatistics(vm),
    ]);
  }

  /** A VM's DHCP client, which does what `script` says with what it is told. */
  dhcpClient(vm: LabVm, script: string): ProcessSpec {
    const often = ['-t', '10', '-T', '1', '-A', '1'];
    return this.process(`dhcp-${vm.name}`, vm.namespace, ['udhcpc', '-f', '-i', 'eth0', '-s', script, ...often]);
  }

  tapStatistics({ name, moves }: LabVm): string {
    return this.directory.in('run', `tap-${name}.${moves}.stats`);
  }
}
