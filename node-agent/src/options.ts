import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { requiredField } from '../../proto/src/errors.js';
import { resourceId } from '../../proto/src/resource-id.js';
import {
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_POLICY_ENTRIES,
  DEFAULT_MAX_TUNNEL_COUNTERS,
  DEFAULT_MAX_TUNNEL_FLOWS,
} from './datapath/datapath.js';
import { isInterfaceName } from './links/link.js';
import { type XdpMode, xdpModes } from './links/uplinks.js';
import { isLoopback } from './session/controller-channel.js';
import { TlsFiles } from './session/tls-files.js';

/** What an agent is started with. */
export interface AgentOptions {
  readonly nodeId: string;
  /** host:port */
  readonly controller: string;
  readonly stateDir: string;
  readonly underlay: readonly string[];
  readonly xdp: XdpMode;
  /** VXLAN packets that XDP takes from one node; 0: not limited. */
  readonly vtepPacketRate: number;
  readonly bpffs: string;
  readonly socket: string;
  readonly tls: TlsFiles | null;
  /** NATS URL; null: no flow records, no events. */
  readonly nats: string | null;
  /** host:port of the Prometheus endpoint; null: none. */
  readonly metrics: string | null;
  readonly maxEndpoints: number;
  readonly maxPorts: number;
  readonly maxFlows: number;
  /** Gateways and routes of each family. */
  readonly maxRoutes: number;
  /** Flows that one port may have. */
  readonly maxPortFlows: number;
  readonly flowIdleS: number;
  readonly flowUpdateS: number;
  /** Probes of tunnels, packets/s; 0: none are sent. */
  readonly probeRate: number;
  /** Pairs of VNI and VTEP whose frames are counted by themselves; 0: nothing of tunnels is counted. */
  readonly maxTunnelCounters: number;
  /** Are tunnels' frames counted by inner addresses as well? */
  readonly tunnelFlows: boolean;
  readonly maxTunnelFlows: number;
  /** Rows of policies, of each kind. */
  readonly maxPolicyEntries: number;
  /** Connections tracked, of each family. */
  readonly maxConnections: number;
  /** Connections that one port may have, of both families. */
  readonly maxPortConnections: number;
  readonly logLevel: string;
}

/** Flags as commander gives them. */
export interface AgentFlags {
  nodeId: string;
  controller: string;
  stateDir: string;
  underlay: string[];
  xdp: XdpMode;
  vtepPacketRate: number;
  bpffs: string;
  socket?: string;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  nats?: string;
  metrics?: string;
  maxEndpoints: number;
  maxPorts: number;
  maxFlows: number;
  maxRoutes: number;
  maxPortFlows?: number;
  flowIdle: number;
  flowUpdate: number;
  probeRate: number;
  maxTunnelCounters: number;
  tunnelFlows: boolean;
  maxTunnelFlows: number;
  maxPolicyEntries: number;
  maxConnections: number;
  maxPortConnections: number;
  logLevel: string;
}

const DEFAULT_MAX_PORT_CONNECTIONS = 16_384;

export const DEFAULT_BPFFS = '/sys/fs/bpf/weft';

function count(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`${text} is not a whole number in ${min}..${max}.`);
    }
    return value;
  };
}

function flag(flags: string, env: string, description: string): Option {
  return new Option(flags, description).env(env);
}

/** Flags of the agent; each can come from the environment variable named with it. */
export function agentFlags(): Option[] {
  return [
    flag('--node-id <id>', 'WEFT_NODE_ID', 'id of this node, as the controller has it').makeOptionMandatory(),
    flag('--controller <host:port>', 'WEFT_CONTROLLER', "the controller's address").makeOptionMandatory(),
    flag(
      '--state-dir <dir>',
      'WEFT_STATE_DIR',
      'where the last good state and the plugs are kept',
    ).makeOptionMandatory(),
    flag(
      '--underlay <interfaces>',
      'WEFT_UNDERLAY',
      "interface of the underlay; several (repeated, or with commas): the host's routes say which, and have the underlay address",
    )
      .argParser((text: string, before: string[] | undefined) => [...(before ?? []), ...text.split(',')])
      .makeOptionMandatory(),
    flag('--xdp <mode>', 'WEFT_XDP', 'XDP on the underlay; auto: native on physical interfaces, off on others')
      .choices(xdpModes)
      .default('auto'),
    flag('--vtep-packet-rate <n>', 'WEFT_VTEP_PACKET_RATE', 'packets per second that XDP takes from one node; 0: any')
      .argParser(count(0, 100_000_000))
      .default(0),
    flag('--bpffs <dir>', 'WEFT_BPFFS', 'directory in a mounted bpffs; pins go to <dir>/<node-id>').default(
      DEFAULT_BPFFS,
    ),
    flag(
      '--socket <path>',
      'WEFT_SOCKET',
      'unix socket of PlugService and AgentService (default: <state-dir>/agent.sock)',
    ),
    flag('--tls-ca <file>', 'WEFT_TLS_CA', "PEM of the cluster's CA"),
    flag('--tls-cert <file>', 'WEFT_TLS_CERT', "PEM of the node's certificate (URI SAN weft://node/<id>)"),
    flag('--tls-key <file>', 'WEFT_TLS_KEY', 'PEM of its private key'),
    flag('--nats <url>', 'WEFT_NATS', 'NATS server for flow records and events (tls://host:port; default: none)'),
    flag('--metrics <host:port>', 'WEFT_METRICS', 'loopback address of the Prometheus endpoint (default: none)'),
    flag('--max-endpoints <n>', 'WEFT_MAX_ENDPOINTS', 'endpoints of all networks that this node takes part in')
      .argParser(count(16, 16_777_216))
      .default(262_144),
    flag('--max-ports <n>', 'WEFT_MAX_PORTS', 'ports of this node').argParser(count(1, 65_535)).default(1_024),
    flag('--max-flows <n>', 'WEFT_MAX_FLOWS', 'flows of each family that are recorded at a time')
      .argParser(count(16, 16_777_216))
      .default(65_536),
    flag('--max-routes <n>', 'WEFT_MAX_ROUTES', 'gateways and routes, of each family')
      .argParser(count(16, 1_048_576))
      .default(16_384),
    flag(
      '--max-port-flows <n>',
      'WEFT_MAX_PORT_FLOWS',
      'flows of one port (default: a quarter of --max-flows)',
    ).argParser(count(1, 16_777_216)),
    flag('--flow-idle <s>', 'WEFT_FLOW_IDLE', 'seconds without a packet after which a flow ends')
      .argParser(count(1, 86_400))
      .default(30),
    flag('--flow-update <s>', 'WEFT_FLOW_UPDATE', 'seconds between records of a flow that lives on')
      .argParser(count(1, 86_400))
      .default(60),
    flag(
      '--probe-rate <n>',
      'WEFT_PROBE_RATE',
      'packets per second that probe tunnels; 0: none, and tunnels are unknown',
    )
      .argParser(count(0, 10_000))
      .default(500),
    flag(
      '--max-tunnel-counters <n>',
      'WEFT_MAX_TUNNEL_COUNTERS',
      'pairs of network and other node whose frames are counted by themselves; 0: no frames of tunnels are counted',
    )
      .argParser(count(0, 65_536))
      .default(DEFAULT_MAX_TUNNEL_COUNTERS),
    flag('--tunnel-flows', 'WEFT_TUNNEL_FLOWS', 'count frames of tunnels by inner addresses as well').default(false),
    flag('--max-tunnel-flows <n>', 'WEFT_MAX_TUNNEL_FLOWS', 'pairs of inner addresses that are counted at a time')
      .argParser(count(16, 4_194_304))
      .default(DEFAULT_MAX_TUNNEL_FLOWS),
    flag(
      '--max-policy-entries <n>',
      'WEFT_MAX_POLICY_ENTRIES',
      'blocks of 64 bytes for the policies of all ports, in memory from the start, and rows of hits',
    )
      .argParser(count(16, 16_777_216))
      .default(DEFAULT_MAX_POLICY_ENTRIES),
    flag('--max-connections <n>', 'WEFT_MAX_CONNECTIONS', 'connections of each family that are tracked at a time')
      .argParser(count(16, 16_777_216))
      .default(DEFAULT_MAX_CONNECTIONS),
    flag(
      '--max-port-connections <n>',
      'WEFT_MAX_PORT_CONNECTIONS',
      'connections of one port that are tracked at a time',
    )
      .argParser(count(1, 16_777_216))
      .default(DEFAULT_MAX_PORT_CONNECTIONS),
    flag('--log-level <level>', 'WEFT_LOG_LEVEL', 'amount of logging')
      .choices(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info'),
  ];
}

/** Checks flags that depend on each other, and reads the TLS files. WeftError, or the file system's error. */
export function agentOptions(flags: AgentFlags): AgentOptions {
  resourceId(flags.nodeId, '--node-id');
  if (!flags.underlay.every(isInterfaceName)) throw requiredField('--underlay (names of interfaces)');
  if (new Set(flags.underlay).size < flags.underlay.length) throw requiredField('each --underlay once');
  const tls = readTls(flags);
  if (!tls && !isLoopback(flags.controller)) {
    throw requiredField(`--tls-ca, --tls-cert and --tls-key (controller ${flags.controller} is not on loopback)`);
  }
  if (flags.metrics !== undefined && !isLoopback(flags.metrics)) {
    throw requiredField(`a loopback address for --metrics (${flags.metrics} is none)`);
  }
  if (flags.tunnelFlows && flags.maxTunnelCounters === 0) {
    throw requiredField('--max-tunnel-counters above 0 with --tunnel-flows');
  }
  return {
    nodeId: flags.nodeId,
    controller: flags.controller,
    stateDir: flags.stateDir,
    underlay: flags.underlay,
    xdp: flags.xdp,
    vtepPacketRate: flags.vtepPacketRate,
    bpffs: flags.bpffs,
    socket: flags.socket ?? join(flags.stateDir, 'agent.sock'),
    tls,
    nats: flags.nats ?? null,
    metrics: flags.metrics ?? null,
    maxEndpoints: flags.maxEndpoints,
    maxPorts: flags.maxPorts,
    maxFlows: flags.maxFlows,
    maxRoutes: flags.maxRoutes,
    maxPortFlows: flags.maxPortFlows ?? Math.max(1, Math.floor(flags.maxFlows / 4)),
    flowIdleS: flags.flowIdle,
    flowUpdateS: flags.flowUpdate,
    probeRate: flags.probeRate,
    maxTunnelCounters: flags.maxTunnelCounters,
    tunnelFlows: flags.tunnelFlows,
    maxTunnelFlows: flags.maxTunnelFlows,
    maxPolicyEntries: flags.maxPolicyEntries,
    maxConnections: flags.maxConnections,
    maxPortConnections: flags.maxPortConnections,
    logLevel: flags.logLevel,
  };
}

function readTls(flags: AgentFlags): TlsFiles | null {
  const { tlsCa, tlsCert, tlsKey } = flags;
  if (tlsCa === undefined && tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCa === undefined || tlsCert === undefined || tlsKey === undefined) {
    throw requiredField('all of --tls-ca, --tls-cert and --tls-key');
  }
  return new TlsFiles({ ca: tlsCa, cert: tlsCert, key: tlsKey });
}
