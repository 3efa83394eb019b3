import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, PlugService, PortService, SubnetService } from '../../proto/gen/services.js';
import { formatIp } from '../../proto/src/ip.js';
import { formatMac } from '../../proto/src/mac.js';
import { askForAddresses, stopAsking, vmInterface } from './address-client.js';
import { inNamespace, ipBatch, must, run } from './command.js';
import { writeJson } from './directory.js';
import { LabError } from './lab-error.js';
import { addNamespace, deleteNamespaces, processesIn } from './namespaces.js';
import { ManagedProcess } from './process.js';
import type { Lab } from './running-lab.js';
import type { LabVm } from './state.js';
import { waitFor } from './wait-for.js';

/** VMs of the lab: a namespace each, connected to a port through a veth pair or a pair of taps. */

/** How long a port may take to be ACTIVE after it is plugged. */
const activeTimeoutMs = 20_000;

export interface PlugOptions {
  readonly name: string;
  /** A tap on the host's side, as a hypervisor makes it, instead of a veth pair. */
  readonly tap?: boolean;
  /** False: return as soon as the agent has accepted the plug. Default true. */
  readonly waitActive?: boolean;
  /**
   * How the VM comes to its addresses. `given` (default): the port's and no others, with a default route of IPv4 through the gateway; `asked`: by DHCP and router advertisements, as guests do, and plugVm waits
   * until it has them; `none`: the caller's matter.
   */
  readonly addresses?: 'given' | 'asked' | 'none';
}

/** Makes the VM `name` and plugs it into a port on the port's node. Resolves when the port is ACTIVE. */
export async function plugVm(lab: Lab, portId: string, options: PlugOptions): Promise<LabVm> {
  const vm = await planVm(lab, portId, options);
  const source = options.addresses ?? 'given';
  writeVm(lab, vm);
  try {
    await createVm(lab, vm, source === 'given');
    await lab.agentApi(vm.node).call(PlugService.plug, { portId, interface: vm.interface });
    if (options.waitActive ?? true) await waitActive(lab, portId);
    if (source === 'asked') await askForAddresses(lab.plan, vm);
    return vm;
  } catch (error) {
    await unplugOwn(lab, vm).catch(() => {});
    await removeVm(lab, vm);
    throw error;
  }
}

/** Unplugs the VM's own interface on its node: one that somebody else plugged into the port stays. */
export async function unplugOwn(lab: Lab, vm: LabVm): Promise<void> {
  const agent = lab.agentApi(vm.node);
  const { plugs } = await agent.call(PlugService.listPlugs, {});
  if (!plugs.some((plug) => plug.portId === vm.port && plug.interface === vm.interface)) return;
  await agent.call(PlugService.unplug, { portId: vm.port });
}

/** Unplugs a VM and removes it. With `force`, also when its agent does not answer (it will see that the interface is gone). */
export async function unplugVm(lab: Lab, name: string, options: { force?: boolean } = {}): Promise<void> {
  const vm = lab.vm(name);
  for (const { node } of places(vm)) {
    try {
      await lab.agentApi(node).call(PlugService.unplug, { portId: vm.port });
    } catch (error) {
      if (!options.force) throw error;
    }
  }
  await removeVm(lab, vm);
}

/** Waits until a port is ACTIVE; the error says which of the facts is missing. */
export async function waitActive(lab: Lab, portId: string, timeoutMs = activeTimeoutMs): Promise<void> {
  let last: weft.v1.PortStatus.$Properties | null | undefined;
  try {
    await waitFor(`port ${portId} is ACTIVE`, timeoutMs, async () => {
      last = (await lab.api.call(PortService.getPort, { id: portId })).status;
      return last?.state === weft.v1.PortState.ACTIVE ? true : undefined;
    });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const { plugged, linkUp, programmed, nodeReady, message } = last ?? {};
    const facts = Object.entries({ plugged, linkUp, programmed, nodeReady }).map(([k, v]) => `${k}=${v ?? false}`);
    throw new LabError(`${error.message} (${facts.join(' ')}${message ? `; ${message}` : ''})`);
  }
}

/** What a VM's tap pair has carried: what its process writes (see tap-pair.c). */
export interface TapStatistics {
  readonly framesToVm: number;
  readonly framesFromVm: number;
  /** Frames that came with the vnet header's GSO type TCPv4, and the length of the largest, in bytes. */
  readonly gsoTcp4ToVm: number;
  readonly largestGsoTcp4ToVm: number;
  readonly gsoTcp4FromVm: number;
  readonly largestGsoTcp4FromVm: number;
}

/** Statistics of the tap pair of a VM. */
export function tapStatistics(lab: Lab, name: string): TapStatistics {
  const bytes = readFileSync(lab.plan.tapStatistics(lab.vm(name)));
  const at = (index: number) => Number(bytes.readBigUInt64LE(index * 8));
  return {
    framesToVm: at(0),
    gsoTcp4ToVm: at(1),
    largestGsoTcp4ToVm: at(2),
    framesFromVm: at(3),
    gsoTcp4FromVm: at(4),
    largestGsoTcp4FromVm: at(5),
  };
}

async function planVm(lab: Lab, portId: string, options: PlugOptions): Promise<LabVm> {
  const { name } = options;
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
    throw new LabError(`VM name ${JSON.stringify(name)} is not 1 to 63 of [a-z0-9-]`);
  }
  const namespace = lab.plan.names.vm(name);
  if (existsSync(vmFile(lab, name)) || existsSync(`/run/netns/${namespace}`)) {
    throw new LabError(`there is a VM ${name} already (namespace ${namespace}); unplug it first`);
  }
  const port = await lab.api.call(PortService.getPort, { id: portId });
  if (!port.nodeId) {
    throw new LabError(`port ${portId} is bound to no node: weft port update ${portId} --node <id>`);
  }
  const node = lab.node(port.nodeId);
  const network = await lab.api.call(NetworkService.getNetwork, { id: port.networkId });
  const addresses: string[] = [];
  let gateway4: string | null = null;
  for (const { address, subnetId } of port.addresses) {
    const subnet = await lab.api.call(SubnetService.getSubnet, { id: subnetId ?? '' });
    addresses.push(`${formatIp(address?.bytes ?? new Uint8Array())}/${subnet.prefix?.length ?? 32}`);
    if (address?.bytes?.length === 4) gateway4 ??= formatIp(subnet.gateway?.bytes ?? new Uint8Array());
  }
  return {
    name,
    namespace,
    port: portId,
    node: node.id,
    kind: options.tap ? 'tap' : 'veth',
    interface: hostInterface(name),
    mac: formatMac(port.mac),
    addresses,
    gateway4,
    mtu: network.mtu,
    moves: 0,
  };
}

/** `vm-NAME`; a name too long for an interface (15 bytes) is shortened to a hash. */
function hostInterface(name: string): string {
  const plain = `vm-${name}`;
  return plain.length <= 15 ? plain : `vm-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

async function createVm(lab: Lab, vm: LabVm, giveAddresses: boolean): Promise<void> {
  await addNamespace(vm.namespace);
  // Else the kernel makes an address of each prefix that routers advertise, and might send from it.
  if (giveAddresses) await must(inNamespace(vm.namespace, ['sysctl', '-qw', 'net.ipv6.conf.default.autoconf=0']));
  await createPair(lab, vm, vmInterface);
  await ipBatch(vm.namespace, [
    ...(giveAddresses ? vm.addresses.map((address) => addAddress(address)) : []),
    `link set ${vmInterface} up`,
    ...(giveAddresses && vm.gateway4 !== null ? [`route add default via ${vm.gateway4}`] : []),
  ]);
  await ipBatch(lab.node(vm.node).namespace, [`link set ${vm.interface} up`]);
}

/** The controller has seen to it that nobody else has the address: no time is lost with asking (RFC 4862 section 5.4). */
function addAddress(address: string): string {
  return `address add ${address} dev ${vmInterface}${address.includes(':') ? ' nodad' : ''}`;
}

/** What connects the VM with its host, down: the VM's interface in there, the port's in the host. */
export async function createPair(lab: Lab, vm: LabVm, interfaceInside: string): Promise<void> {
  const host = lab.node(vm.node).namespace;
  if (vm.kind === 'tap') return createTaps(lab, vm, host, interfaceInside);
  const inside = `${interfaceInside} address ${vm.mac} mtu ${vm.mtu} netns ${vm.namespace}`;
  await ipBatch(host, [`link add ${vm.interface} mtu ${vm.mtu} type veth peer name ${inside}`]);
}

async function createTaps(lab: Lab, vm: LabVm, host: string, interfaceInside: string): Promise<void> {
  const pair = new ManagedProcess(lab.plan.tapPair(vm, host, interfaceInside));
  pair.start();
  await waitFor(`tap ${vm.interface} appears in ${host}`, 5_000, async () => {
    pair.requireRunning();
    const result = await run(['ip', '-n', vm.namespace, 'link', 'show', interfaceInside]);
    return result.code === 0 ? true : undefined;
  });
  await ipBatch(host, [`link set ${vm.interface} mtu ${vm.mtu}`]);
  await ipBatch(vm.namespace, [`link set ${interfaceInside} address ${vm.mac} mtu ${vm.mtu}`]);
}

/** Removes what `createPair` made; what is gone already is no error. */
export async function removePair(lab: Lab, vm: LabVm): Promise<void> {
  const host = lab.nodes().find((n) => n.id === vm.node)?.namespace;
  if (host === undefined) return;
  if (vm.kind === 'tap') await new ManagedProcess(lab.plan.tapPair(vm, host, vmInterface)).stop();
  await run(['ip', '-n', host, 'link', 'delete', vm.interface]);
  rmSync(lab.plan.tapStatistics(vm), { force: true });
}

async function removeVm(lab: Lab, vm: LabVm): Promise<void> {
  await stopAsking(lab.plan, vm);
  for (const place of places(vm)) await removePair(lab, place);
  // What still runs in the VM would keep its namespace, and so its interface, alive.
  for (const pid of processesIn([vm.namespace])) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Ended meanwhile.
    }
  }
  await deleteNamespaces([vm.namespace]);
  rmSync(vmFile(lab, vm.name), { force: true });
}

/** The VM as it is at each host where it has an interface. */
function places(vm: LabVm): LabVm[] {
  const { other, ...here } = vm;
  return other === undefined ? [here] : [here, { ...here, ...other }];
}

/** Notes where a VM is. */
export function writeVm(lab: Lab, vm: LabVm): void {
  writeJson(vmFile(lab, vm.name), vm);
}

function vmFile(lab: Lab, name: string): string {
  return lab.plan.directory.in('vms', `${name}.json`);
}
