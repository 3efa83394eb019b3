import type { TestNamespace } from '../../node-agent/src/testing/test-host.js';
import { devices, kindOf } from './topology.js';
import { type Underlay, WIRE } from './underlay.js';

/** The underlay and the devices of ports on the host; where they end, frames are sent and received raw. `mtu`: of the underlay. */
export function makeDevices(host: TestNamespace, machines: TestNamespace, underlay: Underlay, mtu: number): void {
  for (const namespace of [host, machines]) {
    // Neither end says anything by itself.
    for (const which of ['all', 'default']) namespace.run(`sysctl -qw net.ipv6.conf.${which}.disable_ipv6=1`);
  }
  host.ip(
    `link add und mtu ${mtu} address ${underlay.mac} type veth peer name ${WIRE} netns ${machines.name} mtu ${mtu} address ${underlay.wireMac}`,
  );
  if (underlay.family === 6) host.run('sysctl -qw net.ipv6.conf.und.disable_ipv6=0');
  const flagsOfAddress = underlay.family === 6 ? ' nodad' : '';
  host.ip(`addr add ${underlay.vtep}/${underlay.prefixLength} dev und${flagsOfAddress}`);
  host.ip('link set und up');
  for (const peer of Object.values(underlay.peers))
    host.ip(`neigh add ${peer} lladdr ${underlay.wireMac} dev und nud permanent`);
  for (const device of devices) makeDevice(host, machines, device);
  machines.ip(`link set ${WIRE} arp off up`);
}

function makeDevice(host: TestNamespace, machines: TestNamespace, device: string): void {
  const kind = kindOf[device];
  if (kind === 'tap') {
    host.ip(`tuntap add dev ${device} mode tap`);
    host.ip(`link set ${device} mtu 9000 up`);
    return;
  }
  const [owner, end] = kind === 'near' ? [host, `${device}-m`] : [machines, device];
  host.ip(`link add ${device} mtu 9000 type veth peer name ${end} netns ${owner.name} mtu 9000`);
  host.ip(`link set ${device} up`);
  owner.ip(`link set ${end} arp off up`);
}
