import { inNamespace, ipBatch, must, run } from './command.js';
import { claimSlot } from './directory.js';
import { LabError } from './lab-error.js';
import { addNamespace } from './namespaces.js';

/**
 * The underlay: one bridge in a namespace of its own, to which every host is connected by a veth pair; the controller's namespace too.
 *
 *   machine --- PREFIX-ctl                      (access: the CLI and tests reach controller and nats-server)
 *                  |
 *             PREFIX-control   PREFIX-host-1    PREFIX-host-2
 *              underlay0 |       | underlay0       | underlay0
 *                   ---------- bridge in PREFIX-underlay ----------
 *
 * The machine's own namespace gets one veth end with two /32 routes, so that its firewall and its routes matter to nobody else.
 */

/** Names of the lab's parts, all derived from its prefix. */
export class LabNames {
  constructor(readonly prefix: string) {
    if (!/^[a-z][a-z0-9]{0,9}$/.test(prefix)) {
      throw new LabError(`lab prefix ${JSON.stringify(prefix)}: 1 to 10 of [a-z0-9], beginning with a letter`);
    }
  }
  get underlay(): string {
    return `${this.prefix}-underlay`;
  }
  get control(): string {
    return `${this.prefix}-control`;
  }
  /** Interface in the machine's own namespace. */
  get access(): string {
    return `${this.prefix}-ctl`;
  }
  get bpffs(): string {
    return `/sys/fs/bpf/${this.prefix}-lab`;
  }
  host(index: number): string {
    return `${this.prefix}-host-${index}`;
  }
  vm(name: string): string {
    return `${this.prefix}-vm-${name}`;
  }
  /** What every namespace of this lab begins with. */
  get namespacePrefixes(): string[] {
    return [`${this.prefix}-host-`, `${this.prefix}-vm-`, this.underlay, this.control];
  }
}

/** Interface of every host on the underlay. */
export const underlayInterface = 'underlay0';

/** Most hosts of one lab: a bridge has at most 1,023 ports, the addresses of a /22 are enough for this many. */
export const maxHosts = 500;
/** With several underlay interfaces: the last /24 of these is the VTEPs'. */
export const maxFabricHosts = 255;

/** Addresses of the underlay, a /22 of 198.18.0.0/15 (RFC 2544: for tests, routed nowhere). */
export class UnderlayAddresses {
  private readonly base: number;

  constructor(readonly slot: number) {
    this.base = ((198 << 24) | (18 << 16)) + slot * 1024;
  }
  private at(offset: number): string {
    const n = this.base + offset;
    return [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');
  }
  get network(): string {
    return `${this.at(0)}/22`;
  }
  get control(): string {
    return this.at(1);
  }
  get access(): string {
    return this.at(2);
  }
  host(index: number): string {
    return this.at(256 + index);
  }
  /** Of a VTEP on its host's loopback interface, in `loopbacks`. */
  loopback(index: number): string {
    return this.at(768 + index);
  }
  get loopbacks(): string {
    return `${this.at(768)}/24`;
  }
  get vteps6(): string {
    return `fd77:6566:74:${this.slot.toString(16)}::/64`;
  }
  /** Of a VTEP over IPv6, in a /64 (RFC 4193). */
  vtep6(index: number): string {
    return `fd77:6566:74:${this.slot.toString(16)}::${index.toString(16)}`;
  }
}

/** Takes the first slot that no address or route of the machine touches, for the registered lab `prefix`. */
export async function takeAddresses(prefix: string): Promise<UnderlayAddresses> {
  const taken = `${await must(['ip', '-4', 'route', 'show', 'table', 'all'])}\n${await must(['ip', '-4', '-o', 'address', 'show'])}`;
  for (let slot = 0; slot < 128; slot++) {
    const addresses = new UnderlayAddresses(slot);
    const isFree = ![0, 1, 2, 3].some((i) => taken.includes(`${thirdOctets(slot, i)}.`));
    if (isFree && claimSlot(prefix, slot)) return addresses;
  }
  throw new LabError('all of 198.18.0.0/15 is in use on this machine');
}

function thirdOctets(slot: number, i: number): string {
  const third = slot * 4 + i;
  return `198.${18 + (third >> 8)}.${third & 255}`;
}

/** Makes the underlay's bridge in its namespace. */
export async function createBridge(names: LabNames, mtu: number): Promise<void> {
  await addNamespace(names.underlay);
  await setBridgeNetfilterOff(names.underlay);
  await ipBatch(names.underlay, [
    `link add underlay mtu ${mtu} type bridge`,
    'link set underlay addrgenmode none',
    'link set underlay up',
  ]);
}

/** Makes the namespace of controller and nats-server, on the bridge and reachable from the machine. */
export async function createControl(names: LabNames, addresses: UnderlayAddresses, mtu: number): Promise<void> {
  await addNamespace(names.control);
  await connectToBridge(names, names.control, 'control', `${addresses.control}/22`, mtu);
  const { access, control } = addresses;
  await ipBatch(null, [`link add ${names.access} type veth peer name machine0 netns ${names.control}`]);
  await ipBatch(names.control, [`link set machine0 up`, `route add ${access}/32 dev machine0 src ${control}`]);
  await ipBatch(null, [
    `link set ${names.access} addrgenmode none`,
    `address add ${access}/32 dev ${names.access}`,
    `link set ${names.access} up`,
    `route add ${control}/32 dev ${names.access} src ${access}`,
  ]);
}

/** Mounts the bpffs where everybody has it, if it is not there (containers). */
export async function requireBpffs(): Promise<void> {
  if ((await run(['mountpoint', '-q', '/sys/fs/bpf'])).code === 0) return;
  await must(['mount', '-t', 'bpf', 'bpf', '/sys/fs/bpf']);
}

/** What a host has beside its interface on the underlay. */
export interface HostOptions {
  /** IPv6 address of its VTEP. */
  readonly vtep6?: string;
  /**
   * Frames come with their checksums in them, as from a wire. Between veths they are left to the receiver, and XDP in native mode, which hands on bytes
   * only, would lose that.
   */
  readonly finishedChecksums?: boolean;
}

/** Makes a host: a namespace with an interface on the underlay. */
export async function createHost(
  names: LabNames,
  addresses: UnderlayAddresses,
  index: number,
  mtu: number,
  options: HostOptions = {},
): Promise<void> {
  const host = names.host(index);
  await addNamespace(host);
  await connectToBridge(names, host, `host-${index}`, `${addresses.host(index)}/22`, mtu);
  if (options.vtep6 !== undefined) {
    await ipBatch(host, [`address add ${options.vtep6}/64 dev ${underlayInterface} nodad`]);
  }
  if (options.finishedChecksums) {
    await must(inNamespace(names.underlay, ['ethtool', '-K', `host-${index}`, 'tx', 'off']));
  }
}

async function connectToBridge(
  names: LabNames,
  namespace: string,
  bridgePort: string,
  address: string,
  mtu: number,
): Promise<void> {
  await ipBatch(names.underlay, [
    `link add ${bridgePort} mtu ${mtu} type veth peer name ${underlayInterface} mtu ${mtu} netns ${namespace}`,
    `link set ${bridgePort} addrgenmode none`,
    `link set ${bridgePort} master underlay up`,
  ]);
  await ipBatch(namespace, [`address add ${address} dev ${underlayInterface}`, `link set ${underlayInterface} up`]);
}

/** A bridge's frames do not pass iptables in this namespace (net.bridge.bridge-nf-call-* = 0), if the machine has br_netfilter at all. */
export async function setBridgeNetfilterOff(namespace: string): Promise<void> {
  const script = 'for f in /proc/sys/net/bridge/bridge-nf-call-*; do [ ! -e "$f" ] || echo 0 > "$f"; done';
  const result = await run(inNamespace(namespace, ['sh', '-c', script]));
  if (result.code !== 0) throw new LabError(`bridge-nf-call in ${namespace}: ${result.stderr.trim()}`);
}
