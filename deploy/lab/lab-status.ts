import type { Lab } from './running-lab.js';

/** What `lab status -o json` prints: everything that a program needs to use the lab. */
export interface LabStatus {
  readonly directory: string;
  readonly underlay: { readonly network: string; readonly mtu: number; readonly namespace: string };
  readonly controller: {
    /** host:port of gRPC (TLS), reachable from the machine's own namespace. */
    readonly address: string;
    readonly namespace: string;
    readonly pid: number | null;
    /** On loopback of its namespace. */
    readonly metrics: string;
    readonly log: string;
  };
  readonly nats: {
    readonly url: string;
    readonly namespace: string;
    readonly pid: number | null;
    readonly monitor: string;
    readonly log: string;
  };
  /** Admin's certificate; the authority that signed all of the lab's. */
  readonly certificates: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly nodes: readonly {
    readonly id: string;
    readonly namespace: string;
    readonly vtep: string;
    readonly agentPid: number | null;
    readonly bpffs: string;
    readonly socket: string;
    readonly metrics: string;
    readonly certificates: { readonly ca: string; readonly cert: string; readonly key: string };
    readonly log: string;
  }[];
  readonly vms: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly port: string;
    readonly node: string;
    readonly kind: string;
    readonly interface: string;
    readonly mac: string;
    readonly addresses: readonly string[];
    readonly mtu: number;
  }[];
}

export function labStatus(lab: Lab): LabStatus {
  const { plan } = lab;
  const certificates = (name: string) => {
    const { certificate, key } = plan.directory.certificate(name);
    return { ca: plan.authorityCertificate, cert: certificate, key };
  };
  return {
    directory: plan.directory.path,
    underlay: {
      network: plan.addresses.network,
      mtu: plan.state.underlayMtu,
      namespace: plan.names.underlay,
    },
    controller: {
      address: plan.controllerAddress,
      namespace: plan.names.control,
      pid: lab.controller.pid,
      metrics: plan.metricsAddress,
      log: lab.controller.spec.log,
    },
    nats: {
      url: plan.natsUrl,
      namespace: plan.names.control,
      pid: lab.nats.pid,
      monitor: plan.natsMonitorUrl,
      log: lab.nats.spec.log,
    },
    certificates: certificates('admin'),
    nodes: lab.nodes().map((node) => {
      const agent = lab.agent(node.id);
      return {
        id: node.id,
        namespace: node.namespace,
        vtep: node.vtep,
        agentPid: agent.pid,
        bpffs: plan.bpffs(node),
        socket: plan.directory.socket(node.id),
        metrics: plan.metricsAddress,
        certificates: certificates(node.id),
        log: agent.spec.log,
      };
    }),
    vms: lab.vms(),
  };
}

/** The status for people. */
export function labStatusText(status: LabStatus): string {
  const running = (pid: number | null) => (pid === null ? 'NOT RUNNING' : `pid ${pid}`);
  return [
    `directory   ${status.directory}`,
    `controller  ${status.controller.address}  ${running(status.controller.pid)}`,
    `nats        ${status.nats.url}  ${running(status.nats.pid)}`,
    `underlay    ${status.underlay.network}  MTU ${status.underlay.mtu}`,
    ...status.nodes.map((n) => `node        ${n.id}  namespace ${n.namespace}  VTEP ${n.vtep}  ${running(n.agentPid)}`),
    ...status.vms.map(
      (v) => `vm          ${v.name}  namespace ${v.namespace}  port ${v.port}  node ${v.node}  ${v.kind}`,
    ),
  ].join('\n');
}
