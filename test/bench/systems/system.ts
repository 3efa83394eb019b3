import { rmSync } from 'node:fs';
import { tearDown } from '../../../deploy/lab/teardown.js';
import { LabNames } from '../../../deploy/lab/underlay.js';

/**
 * A way to connect two VMs on two hosts. All systems are built from the same pieces: a namespace for each VM and each host, a veth pair from VM to
 * host, a veth pair from host to the underlay's bridge, the same MTUs. They differ in what a host does with a packet.
 */
export interface System {
  readonly name: string;
  readonly clientNamespace: string;
  readonly serverNamespace: string;
  /** The server's address as the client sees it. */
  readonly serverAddress: string;
  /** Its IPv6 address, where the system carries that as well. */
  readonly serverAddress6?: string;
}

/** Systems that stand together: on the same hosts, or one alone. */
export interface Testbed {
  readonly systems: readonly System[];
  /** Removes them; nothing is left. */
  remove(): Promise<void>;
}

/** Bytes that VXLAN over IPv4 adds to a packet: every system's VMs have the underlay's MTU less this, so that segments are equally large. */
export const encapsulationBytes = 50;

/** What the names of each system's namespaces begin with. */
export const prefixes = {
  weft: 'wbweft',
  quiet: 'wbquiet',
  full: 'wbfull',
  kernel: 'wbkern',
  kernelRouted: 'wbkroute',
  kernelFull: 'wbkfull',
  plain: 'wbplain',
  bcc: 'wbbcc',
  ovn: 'wbovn',
  programs: 'wbprog',
  tunnels: 'wbtun',
} as const;

/** Directories of the labs that benchmarks run. */
export const labDirectory = '/var/lib/wbweft-lab';
export const quietLabDirectory = '/var/lib/wbquiet-lab';
export const fullLabDirectory = '/var/lib/wbfull-lab';
export const programsLabDirectory = '/var/lib/wbprog-lab';
export const tunnelsLabDirectory = '/var/lib/wbtun-lab';
/** Databases, sockets and logs of OVN. */
export const ovnDirectory = '/var/lib/wbovn';
const labDirectories: Readonly<Record<string, string>> = {
  [prefixes.weft]: labDirectory,
  [prefixes.quiet]: quietLabDirectory,
  [prefixes.full]: fullLabDirectory,
  [prefixes.programs]: programsLabDirectory,
  [prefixes.tunnels]: tunnelsLabDirectory,
};

/** Removes whatever a benchmark that was interrupted has left. */
export async function removeSystems(): Promise<void> {
  for (const prefix of Object.values(prefixes)) await tearDown(new LabNames(prefix), labDirectories[prefix] ?? null);
  rmSync(ovnDirectory, { recursive: true, force: true });
}
