import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inNamespace, ipBatch, must, run } from '../../../deploy/lab/command.js';
import { LabNames, setBridgeNetfilterOff, underlayInterface } from '../../../deploy/lab/underlay.js';
import { waitFor } from '../../../deploy/lab/wait-for.js';
import { createPeer, type PeerHost } from './peer.js';
import { requirePackage } from './peer-packages.js';
import { ovnDirectory, prefixes, type Testbed } from './system.js';

/**
 * OVN with Open vSwitch's userspace datapath (netdev, without DPDK): a logical switch with a port for each VM, Geneve between the hosts. Each host runs its own ovsdb-server,
 * ovs-vswitchd and ovn-controller; the databases and ovn-northd run beside the underlay. All talk over unix sockets. It has no policy and does not route.
 */
export async function createOvnSystem(mtu: number): Promise<Testbed> {
  for (const [name, files] of requiredFiles) requirePackage(name, files);
  const names = new LabNames(prefixes.ovn);
  const removeFiles = () => rmSync(ovnDirectory, { recursive: true, force: true });
  removeFiles();
  let testbed: Testbed | undefined;
  const remove = async () => {
    await testbed?.remove();
    removeFiles();
  };
  try {
    const plan = { name: 'ovn', prefix: prefixes.ovn, vmAddress };
    testbed = await createPeer({ ...plan, connect: (host, other) => connect(names, host, other, mtu) }, mtu);
    for (const { clientNamespace, serverAddress } of testbed.systems) {
      await waitFor(`${serverAddress} answers over OVN`, forwardTimeoutMs, async () => {
        const { code } = await run(inNamespace(clientNamespace, ['ping', '-c', '1', '-W', '1', serverAddress]));
        return code === 0 || undefined;
      });
    }
    return { ...testbed, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

export const ovnController = '/usr/bin/ovn-controller';
const requiredFiles = [
  ['openvswitch-switch', ['/usr/sbin/ovsdb-server', '/usr/sbin/ovs-vswitchd']],
  ['ovn-central', ['/usr/bin/ovn-northd']],
  ['ovn-host', [ovnController]],
] as const;

/** How long a flow may take from the databases to the switches. */
const forwardTimeoutMs = 30_000;
const central = join(ovnDirectory, 'central');
/** What Geneve with OVN's option adds to a packet over IPv4. */
const geneveBytes = 58;

const vmAddress = (index: 1 | 2) => `10.77.0.${index}/24`;
const socketOf = (folder: string, database: string) => `unix:${join(folder, `${database}.sock`)}`;

async function connect(names: LabNames, host: PeerHost, other: PeerHost, mtu: number): Promise<void> {
  // Once, for both.
  if (host.index < other.index) await startCentral(names.underlay, [host, other]);
  await setBridgeNetfilterOff(host.namespace);
  const folder = join(ovnDirectory, `host-${host.index}`);
  await startDatabase(host.namespace, folder, 'conf', '/usr/share/openvswitch/vswitch.ovsschema');
  const database = socketOf(folder, 'conf');
  const vsctl = (...args: string[]) => must(inNamespace(host.namespace, ['ovs-vsctl', `--db=${database}`, ...args]));
  await vsctl('--no-wait', 'init');
  await vsctl(
    ...['--no-wait', 'set', 'Open_vSwitch', '.', `external_ids:system-id=host-${host.index}`],
    ...[`external_ids:ovn-remote=${socketOf(central, 'sb')}`, 'external_ids:ovn-encap-type=geneve'],
    ...[`external_ids:ovn-encap-ip=${host.underlayAddress}`, 'external_ids:ovn-bridge-datapath-type=netdev'],
  );
  await startDaemon(host.namespace, folder, 'ovs-vswitchd', [database]);
  await connectUnderlay(host, mtu, vsctl);
  await vsctl('add-br', 'br-int', '--', 'set', 'bridge', 'br-int', 'datapath_type=netdev', 'fail-mode=secure');
  await vsctl(
    ...['add-port', 'br-int', host.vmPort, '--'],
    ...['set', 'interface', host.vmPort, `external_ids:iface-id=vm-${host.index}`],
  );
  await startDaemon(host.namespace, folder, 'ovn-controller', [database]);
  // The switch sees frames as bytes: a checksum that is left to a device would stay wrong.
  await must(inNamespace(host.vmNamespace, ['ethtool', '-K', 'eth0', 'tx', 'off']));
  await ipBatch(host.vmNamespace, [`link set eth0 mtu ${mtu - geneveBytes}`]);
}

/** The userspace datapath sends what it encapsulates through a bridge of its own, which has the host's underlay address. */
async function connectUnderlay(
  host: PeerHost,
  mtu: number,
  vsctl: (...args: string[]) => Promise<string>,
): Promise<void> {
  await vsctl('add-br', 'br-phy', '--', 'set', 'bridge', 'br-phy', 'datapath_type=netdev');
  await vsctl('add-port', 'br-phy', underlayInterface);
  await vsctl('set', 'interface', 'br-phy', `mtu_request=${mtu}`);
  await ipBatch(host.namespace, [
    `address flush dev ${underlayInterface}`,
    `address add ${host.underlayAddress}/22 dev br-phy`,
    'link set br-phy up',
  ]);
}

/** Both databases, ovn-northd, and the logical switch with a port for each VM. */
async function startCentral(namespace: string, hosts: readonly PeerHost[]): Promise<void> {
  await startDatabase(namespace, central, 'nb', '/usr/share/ovn/ovn-nb.ovsschema');
  await startDatabase(namespace, central, 'sb', '/usr/share/ovn/ovn-sb.ovsschema');
  const [nb, sb] = [socketOf(central, 'nb'), socketOf(central, 'sb')];
  await must(inNamespace(namespace, ['ovn-sbctl', `--db=${sb}`, 'init']));
  const nbctl = (...args: string[]) => must(inNamespace(namespace, ['ovn-nbctl', `--db=${nb}`, ...args]));
  await nbctl('init');
  await nbctl('ls-add', 'bench');
  for (const { index, vmMac } of hosts) {
    const address = vmAddress(index).split('/')[0];
    await nbctl('lsp-add', 'bench', `vm-${index}`);
    await nbctl('lsp-set-addresses', `vm-${index}`, `${vmMac} ${address}`);
  }
  await startDaemon(namespace, central, 'ovn-northd', [`--ovnnb-db=${nb}`, `--ovnsb-db=${sb}`]);
}

async function startDatabase(namespace: string, folder: string, name: string, schema: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.db`);
  await must(['ovsdb-tool', 'create', file, schema]);
  const remote = `--remote=p${socketOf(folder, name)}`;
  await startDaemon(namespace, folder, 'ovsdb-server', [remote, file], `${name}-server`);
}

/** In the background, in that namespace: it ends with it. */
async function startDaemon(
  namespace: string,
  folder: string,
  program: string,
  args: readonly string[],
  name = program,
): Promise<void> {
  const at = (extension: string) => join(folder, `${name}.${extension}`);
  const files = [`--pidfile=${at('pid')}`, `--log-file=${at('log')}`];
  const environment = ['OVS_RUNDIR', 'OVN_RUNDIR'].map((variable) => `${variable}=${folder}`);
  await must(
    inNamespace(namespace, [
      'env',
      ...environment,
      program,
      '--detach',
      '--no-chdir',
      '-vconsole:off',
      ...files,
      ...args,
    ]),
  );
}
