import { ipBatch } from '../../deploy/lab/command.js';
import { addNamespace } from '../../deploy/lab/namespaces.js';
import type { Lab } from '../../deploy/lab/running-lab.js';

/**
 * Makes a guest a router to a machine behind it, which has `addresses`:
 *
 *   port === eth0 [ gate ] inner --- eth0 [ behind-GATE: addresses on its loopback ]
 *
 * Resolves to the namespace of the machine behind it, which the lab removes with its own.
 */
export async function forwardTo(lab: Lab, gate: string, addresses: readonly string[]): Promise<string> {
  const { namespace } = lab.vm(gate);
  const behind = lab.plan.names.vm(`behind-${gate}`);
  await addNamespace(behind);
  await ipBatch(namespace, [
    `link add inner type veth peer name eth0 netns ${behind}`,
    'address add 192.168.9.1/30 dev inner',
    'address add fd99::1/64 dev inner nodad',
    'link set inner up',
  ]);
  await ipBatch(behind, [
    'address add 192.168.9.2/30 dev eth0',
    'address add fd99::2/64 dev eth0 nodad',
    'link set eth0 up',
    'route add default via 192.168.9.1',
    'route add default via fd99::1',
    ...addresses.map((address) => `address add ${address} dev lo`),
  ]);
  await ipBatch(
    namespace,
    addresses.map((a) => `route add ${a} via ${a.includes(':') ? 'fd99::2' : '192.168.9.2'}`),
  );
  await lab.mustInVm(gate, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
  return behind;
}
