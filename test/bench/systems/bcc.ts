import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inNamespace, ipBatch, must } from '../../../deploy/lab/command.js';
import { repositoryRoot } from '../../../deploy/lab/directory.js';
import { LabError } from '../../../deploy/lab/lab-error.js';
import { requireBpffs, setBridgeNetfilterOff } from '../../../deploy/lab/underlay.js';
import { createPeer, type PeerHost } from './peer.js';
import { requirePackage } from './peer-packages.js';
import { prefixes, type Testbed } from './system.js';

/**
 * bcc's example distributed_bridge, full mesh, from Debian's bpfcc-tools: on each host a bridge with the VM's port and, for each other host, a device whose frames its programs put into
 * a VXLAN device and back. The programs are the example's own; its script is not, because it asks for dummy devices and the queueing discipline sfq, which
 * not every kernel has: a veth pair and clsact do the same here. It has no policy and does not route.
 */
export async function createBccSystem(mtu: number): Promise<Testbed> {
  requirePackage('bpfcc-tools', [bccExample]);
  requirePackage('python3-bpfcc', ['/usr/lib/python3/dist-packages/bcc/__init__.py']);
  await requireBpffs();
  const headers = await kernelHeaders();
  try {
    return await createPeer(
      {
        name: 'bcc',
        prefix: prefixes.bcc,
        vmAddress: (index) => `10.77.0.${index}/24`,
        connect: (host, other, vmMtu) => connect(host, other, vmMtu, headers),
      },
      mtu,
    );
  } finally {
    rmSync(headers, { recursive: true });
  }
}

export const bccExample = '/usr/share/doc/bpfcc-tools/examples/networking/distributed_bridge/tunnel_mesh.c';
const script = join(repositoryRoot, 'test/bench/systems/bcc-bridge.py');
const vni = 10_000;
const vxlanPort = 4789;

async function connect(host: PeerHost, other: PeerHost, vmMtu: number, headers: string): Promise<void> {
  const { namespace } = host;
  await setBridgeNetfilterOff(namespace);
  await ipBatch(namespace, [
    `link add br0 mtu ${vmMtu} type bridge`,
    `link add vxlan0 mtu ${vmMtu} type vxlan external dstport ${vxlanPort} nolearning`,
    `link add remote0 mtu ${vmMtu} type veth peer name unused0 mtu ${vmMtu}`,
    `link set ${host.vmPort} master br0`,
    'link set remote0 master br0',
    ...['vxlan0', 'remote0', 'unused0', 'br0'].map((name) => `link set ${name} up`),
  ]);
  const pins = join('/sys/fs/bpf', `${prefixes.bcc}-${host.index}`);
  rmSync(pins, { recursive: true, force: true });
  mkdirSync(pins);
  try {
    const indexes = await Promise.all(['vxlan0', 'remote0'].map((name) => ifindexOf(namespace, name)));
    const [tunnel = '', remote = ''] = indexes.map(String);
    const load = ['/usr/bin/python3', script, bccExample, pins, tunnel, remote, String(vni), other.underlayAddress];
    await must(inNamespace(namespace, ['env', `BCC_KERNEL_SOURCE=${headers}`, ...load]));
    await attach(namespace, 'vxlan0', 'ingress', join(pins, 'handle_ingress'));
    await attach(namespace, 'remote0', 'egress', join(pins, 'handle_egress'));
  } finally {
    rmSync(pins, { recursive: true });
  }
}

/**
 * The example has its packets dropped by tc's action `drop` once its program has seen to them. That is a module of its own which not every kernel has; another
 * filter does the same that comes next and drops everything (classic BPF: return TC_ACT_SHOT). What the programs return is no verdict and leads there.
 */
async function attach(namespace: string, device: string, hook: 'ingress' | 'egress', pin: string): Promise<void> {
  const tc = (...args: string[]) => must(inNamespace(namespace, ['tc', ...args]));
  await tc('qdisc', 'add', 'dev', device, 'clsact');
  const filter = ['filter', 'add', 'dev', device, hook];
  await tc(...filter, 'prio', '1', 'bpf', 'direct-action', 'object-pinned', pin);
  await tc(...filter, 'prio', '2', 'bpf', 'direct-action', 'bytecode', '1,6 0 0 2');
}

async function ifindexOf(namespace: string, device: string): Promise<number> {
  const [link] = JSON.parse(await must(inNamespace(namespace, ['ip', '-json', 'link', 'show', device]))) as {
    ifindex: number;
  }[];
  if (link === undefined) throw new LabError(`no interface ${device} in ${namespace}`);
  return link.ifindex;
}

/**
 * bcc compiles with the kernel's headers. What the example needs of them is of the interface to user space and has not changed, so any kernel's do: those of Debian's
 * package, joined to one tree of symbolic links in a new directory, as bcc wants them.
 */
async function kernelHeaders(): Promise<string> {
  const modules = '/lib/modules';
  const release = existsSync(modules)
    ? readdirSync(modules).find((name) => ['build', 'source'].every((part) => existsSync(join(modules, name, part))))
    : undefined;
  if (release === undefined) {
    throw new LabError('no kernel headers (Debian package linux-headers-amd64): deploy/bootstrap.sh --bench');
  }
  const tree = mkdtempSync(join(tmpdir(), 'wbbcc-headers-'));
  const architecture = join('arch', process.arch === 'x64' ? 'x86' : process.arch);
  mkdirSync(join(tree, architecture), { recursive: true });
  for (const part of ['source', 'build']) {
    const from = realpathSync(join(modules, release, part));
    await must(['cp', '-rsn', join(from, 'include'), tree]);
    await must(['cp', '-rsn', join(from, architecture, 'include'), join(tree, architecture)]);
  }
  return tree;
}
