import { Command, InvalidArgumentError, Option } from 'commander';
import { VNI_MAX, VNI_MIN } from '../../proto/src/vni.js';
import { defaultMtu, mtuLimits } from './model/networks.js';

/** What the controller was started with. */
export interface Flags {
  readonly data: string;
  readonly listen: Address;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** List of revoked certificates. */
  readonly tlsCrl?: string;
  /** Calls per second of one client. */
  readonly rateLimit: number;
  readonly rateBurst: number;
  readonly metrics?: Address;
  readonly dashboard?: Address;
  readonly vxlanPort: number;
  readonly underlayMtu: number;
  readonly underlayFamily: 4 | 6;
  readonly vniMin: number;
  readonly vniMax: number;
  readonly nats?: string;
  readonly natsTlsCa?: string;
  readonly natsTlsCert?: string;
  readonly natsTlsKey?: string;
  readonly heartbeatMs: number;
  readonly logLevel: string;
  readonly changeLog: number;
  readonly auditLog: number;
  readonly quotaNetworks: number;
  readonly quotaSubnets: number;
  readonly quotaPorts: number;
  readonly quotaRouters: number;
  readonly quotaSecurityGroups: number;
  readonly quotaSecurityGroupRules: number;
  readonly renewEpoch: boolean;
  readonly verifyIncremental: boolean;
}

export interface Address {
  readonly host: string;
  readonly l4Port: number;
}

/** Parses the command line and WEFT_* of the environment; ends the process with one line on stderr if they are wrong. */
export function parseFlags(argv: readonly string[], version: string): Flags {
  const command = new Command('weft-controller')
    .description('The controller of weft: north API, node synchronisation, store.')
    .version(version)
    .addOption(flag('--data <dir>', 'directory of the store').makeOptionMandatory())
    .addOption(flag('--listen <host:port>', 'address of the gRPC server', parseAddress, '127.0.0.1:7470'))
    .addOption(flag('--tls-ca <file>', 'CA of client certificates (PEM); needed unless listening on loopback'))
    .addOption(flag('--tls-cert <file>', "the server's certificate chain (PEM)"))
    .addOption(flag('--tls-key <file>', "the server's private key (PEM)"))
    .addOption(flag('--tls-crl <file>', 'certificates that are revoked (PEM), signed by the CA of --tls-ca'))
    .addOption(flag('--rate-limit <calls/s>', 'calls per second of one client (not of admins)', integer(1, 1e6), '500'))
    .addOption(flag('--rate-burst <calls>', 'calls at once of one client after a pause', integer(1, 1e6), '1000'))
    .addOption(flag('--metrics <host:port>', 'address of the Prometheus endpoint; none if absent', parseAddress))
    .addOption(flag('--dashboard <host:port>', 'address of the web page of tunnels; none if absent', parseAddress))
    .addOption(flag('--vxlan-port <port>', 'UDP port of VXLAN on the underlay', integer(1, 65_535), '4789'))
    .addOption(flag('--underlay-mtu <bytes>', 'MTU of the underlay (L3)', integer(626, 65_535), '1500'))
    .addOption(flag('--underlay-family <ipv4|ipv6>', 'address family of the underlay', underlayFamily, 'ipv4'))
    .addOption(flag('--vni-min <vni>', 'first VNI to allocate', integer(VNI_MIN, VNI_MAX), '4096'))
    .addOption(flag('--vni-max <vni>', 'last VNI to allocate', integer(VNI_MIN, VNI_MAX), String(VNI_MAX)))
    .addOption(flag('--nats <url>', 'nats-server for events; none if absent'))
    .addOption(flag('--nats-tls-ca <file>', "CA of nats-server's certificate (PEM)"))
    .addOption(flag('--nats-tls-cert <file>', "the controller's certificate for NATS (PEM)"))
    .addOption(flag('--nats-tls-key <file>', 'its private key (PEM)'))
    .addOption(flag('--heartbeat-ms <ms>', 'interval of heartbeats of node agents', integer(10, 3_600_000), '1000'))
    .addOption(
      flag('--log-level <level>', 'least level of log lines', undefined, 'info').choices([
        'trace',
        'debug',
        'info',
        'warn',
        'error',
        'fatal',
        'silent',
      ]),
    )
    .addOption(flag('--change-log <revisions>', 'revisions kept for agents to resume from', integer(1, 1e9), '100000'))
    .addOption(flag('--audit-log <revisions>', 'revisions whose audit records are kept', integer(1, 1e9), '1000000'))
    .addOption(
      flag(
        '--quota-networks <n>',
        'networks of a tenant without a quota of its own; 0: no limit',
        integer(0, 0xff_ff_ff_ff),
        '0',
      ),
    )
    .addOption(flag('--quota-subnets <n>', 'subnets of it', integer(0, 0xff_ff_ff_ff), '0'))
    .addOption(flag('--quota-ports <n>', 'ports of it', integer(0, 0xff_ff_ff_ff), '0'))
    .addOption(flag('--quota-routers <n>', 'routers of it', integer(0, 0xff_ff_ff_ff), '0'))
    .addOption(flag('--quota-security-groups <n>', 'security groups of it', integer(0, 0xff_ff_ff_ff), '1000'))
    .addOption(flag('--quota-security-group-rules <n>', 'rules of all of them', integer(0, 0xff_ff_ff_ff), '100000'))
    .addOption(
      flag('--renew-epoch', 'the store was restored from an older copy: begin a new epoch. Once, not in a unit file'),
    )
    .addOption(
      flag(
        '--verify-incremental',
        'after each commit compile everything anew and compare (slow); a difference is logged, counted in weft_compiler_defects_total, and repaired',
      ),
    );
  const options = command.parse(argv).opts<Flags>();
  const refuse = (message: string) => command.error(`error: ${message}`);
  if (options.vniMin > options.vniMax) refuse(`--vni-min ${options.vniMin} is above --vni-max ${options.vniMax}`);
  const tls = [options.tlsCa, options.tlsCert, options.tlsKey];
  if (tls.some(Boolean) && !tls.every(Boolean)) refuse('--tls-ca, --tls-cert and --tls-key belong together');
  if (options.tlsCrl && !options.tlsCa) refuse('--tls-crl needs --tls-ca, --tls-cert and --tls-key');
  const natsTls = [options.natsTlsCa, options.natsTlsCert, options.natsTlsKey];
  if (natsTls.some(Boolean) && !natsTls.every(Boolean)) {
    refuse('--nats-tls-ca, --nats-tls-cert and --nats-tls-key belong together');
  }
  const mtu = defaultMtu({ ...options, vniFirst: options.vniMin, vniLast: options.vniMax });
  if (mtu < mtuLimits.min) refuse(`--underlay-mtu ${options.underlayMtu} gives networks less than ${mtuLimits.min}`);
  if (mtu > mtuLimits.max) refuse(`--underlay-mtu ${options.underlayMtu} gives networks more than ${mtuLimits.max}`);
  return { ...options, renewEpoch: options.renewEpoch ?? false, verifyIncremental: options.verifyIncremental ?? false };
}

/** An option that WEFT_<NAME> of the environment sets too. The default goes through the parser like what a person types. */
function flag(name: string, description: string, parse?: (text: string) => unknown, standard?: string): Option {
  const option = new Option(name, description);
  option.env(`WEFT_${option.name().toUpperCase().replaceAll('-', '_')}`);
  if (parse) option.argParser(parse);
  if (standard !== undefined) option.default(parse ? parse(standard) : standard, standard);
  return option;
}

/** `127.0.0.1:7470`, `[::1]:7470`, `localhost:0` */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([0-9a-f:]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const l4Port = Number(match?.[3]);
  if (!host || l4Port > 65_535) throw new InvalidArgumentError('is not host:port');
  return { host, l4Port };
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const n = Number(text);
    if (!/^\d+$/.test(text) || n < min || n > max) throw new InvalidArgumentError(`is not a number in ${min}..${max}`);
    return n;
  };
}

function underlayFamily(text: string): 4 | 6 {
  if (text !== 'ipv4' && text !== 'ipv6') throw new InvalidArgumentError('is neither ipv4 nor ipv6');
  return text === 'ipv4' ? 4 : 6;
}
