import { inNamespace, ipBatch, must } from './command.js';
import type { LabNames, UnderlayAddresses } from './underlay.js';

/**
 * Hosts with several underlay interfaces: routed links, as hosts have that speak BGP to more than one switch. The namespace of the underlay is the fabric's
 * router; links have link-local addresses only, and next hops of both families are these (RFC 8950). A VTEP's address is on its host's loopback interface.
 *
 *   [lo: VTEP] fabric0 fe80::2 ------ fe80::1 f0-host-1  [PREFIX-underlay]  f0-host-2 fe80::1 ------ fe80::2 fabric0 [lo: VTEP]
 *              fabric1 fe80::2 ------ fe80::1 f1-host-1                     f1-host-2 fe80::1 ------ fe80::2 fabric1
 */

/** Most links of a host. */
export const maxUplinks = 4;

/** A host's interface. */
export const fabricInterface = (uplink: number) => `fabric${uplink}`;
/** The router's end of it. */
export const routerInterface = (uplink: number, host: number) => `f${uplink}-host-${host}`;

/** Equal-cost routes share flows by their l4 ports, and forget links without carrier. */
async function spreadFlows(namespace: string): Promise<void> {
  const settings = ['4', '6'].flatMap((family) => [
    `net.ipv${family}.fib_multipath_hash_policy=1`,
    `net.ipv${family}.conf.all.ignore_routes_with_linkdown=1`,
  ]);
  await must(inNamespace(namespace, ['sysctl', '-qw', ...settings]));
}

export interface FabricHost {
  readonly index: number;
  readonly vtep: string;
  readonly mtu: number;
  readonly uplinks: number;
  /** As HostOptions. */
  readonly finishedChecksums: boolean;
}

/** Makes the namespace of the underlay a router. */
export async function createFabric(names: LabNames): Promise<void> {
  await spreadFlows(names.underlay);
  const forwarding = ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'];
  await must(inNamespace(names.underlay, ['sysctl', '-qw', ...forwarding]));
}

/** Connects a host, which is there, to the fabric, and tells both the way. */
export async function connectToFabric(names: LabNames, addresses: UnderlayAddresses, host: FabricHost): Promise<void> {
  const { index, vtep, mtu } = host;
  const namespace = names.host(index);
  const uplinks = Array.from({ length: host.uplinks }, (_, i) => i);
  const via = vtep.includes(':') ? 'via' : 'via inet6';
  await spreadFlows(namespace);
  await ipBatch(names.underlay, [
    ...uplinks.flatMap((i) => [
      `link add ${routerInterface(i, index)} mtu ${mtu} type veth peer name ${fabricInterface(i)} mtu ${mtu} netns ${namespace}`,
      `link set ${routerInterface(i, index)} addrgenmode none`,
    ]),
  ]);
  await ipBatch(namespace, [
    `address add ${vtep} dev lo`,
    ...uplinks.flatMap((i) => [
      `link set ${fabricInterface(i)} addrgenmode none up`,
      `address add fe80::2/64 dev ${fabricInterface(i)} nodad`,
    ]),
  ]);
  for (const uplink of uplinks) await setFabricLink(names, index, uplink, true);
  const nextHops = (address: string, name: (i: number) => string) =>
    uplinks.map((i) => `nexthop ${via} ${address} dev ${name(i)}`).join(' ');
  await ipBatch(names.underlay, [`route add ${vtep} ${nextHops('fe80::2', (i) => routerInterface(i, index))}`]);
  const vteps = vtep.includes(':') ? addresses.vteps6 : addresses.loopbacks;
  await ipBatch(namespace, [`route add ${vteps} src ${vtep} ${nextHops('fe80::1', fabricInterface)}`]);
  if (host.finishedChecksums) {
    for (const i of uplinks)
      await must(inNamespace(names.underlay, ['ethtool', '-K', routerInterface(i, index), 'tx', 'off']));
  }
}

/** Takes a host's link down at the fabric's end, so that the host sees its carrier gone, or up again. */
export async function setFabricLink(names: LabNames, host: number, uplink: number, up: boolean): Promise<void> {
  const name = routerInterface(uplink, host);
  await ipBatch(
    names.underlay,
    // A link-local address goes with the link.
    up ? [`link set ${name} up`, `address replace fe80::1/64 dev ${name} nodad`] : [`link set ${name} down`],
  );
}
