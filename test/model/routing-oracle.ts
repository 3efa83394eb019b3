import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { type Cloud, GATEWAY_LINK_LOCAL, type Gateway } from './cloud.js';
import type { NetworkSpec, PortSpec } from './topology.js';

/** What the table in docs/routing.md says of a packet to the gateway's MAC. */
export type Routed =
  | { readonly kind: 'routed'; readonly network: NetworkSpec; readonly mac: string }
  | {
      readonly kind: 'not routed';
      readonly reason: DropReasonName;
      /** Whose name errors are sent in. */
      readonly gateway: Gateway | null;
      /** ROUTED_TOO_BIG: of the destination's network. */
      readonly mtu: number;
      /** It is for a gateway that answers the sender. */
      readonly toGateway: boolean;
    };

/** A packet as routing sees it. Addresses as hex. */
export interface RoutedPacket {
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  /** L3. */
  readonly length: number;
}

const isLinkLocal6 = (ip: string) => ip.length === 32 && /^fe[89ab]/.test(ip);

function isRoutable(ip: string): boolean {
  if (ip.length === 32) return !/^(0{31}[01]|fe[89ab]|ff)/.test(ip);
  return !/^(00|7f|a9fe|e|ffffffff)/.test(ip);
}

export function route(cloud: Cloud, port: PortSpec, packet: RoutedPacket): Routed {
  const { source, destination, ttl, length } = packet;
  const gateway = cloud.gatewayFor(port, source);
  const not = (reason: DropReasonName, mtu = 0): Routed => ({
    kind: 'not routed',
    reason,
    gateway,
    mtu,
    toGateway: reason === 'GATEWAY_ADDRESS' || (reason === 'NO_ROUTER' && gateway?.ip === destination),
  });
  if (destination === GATEWAY_LINK_LOCAL) return not('GATEWAY_ADDRESS');
  if (isLinkLocal6(source)) return not(cloud.gatewayAt(port.network, destination) ? 'GATEWAY_ADDRESS' : 'NOT_ROUTABLE');
  if (!gateway?.router) return not('NO_ROUTER');
  if (!isRoutable(destination) || !isRoutable(source)) return not('NOT_ROUTABLE');
  const found = cloud.routeTo(gateway.router, destination);
  if (!found) return not('NO_ROUTE');
  const mac = cloud.macOf(found.network.id, found.nextHop ?? destination);
  if (!mac && found.nextHop === null) {
    const at = cloud.gatewayAt(found.network.id, destination);
    if (at?.router?.id === gateway.router.id) return not('GATEWAY_ADDRESS');
  }
  if (ttl <= 1) return not('TTL_EXPIRED');
  if (!mac) return not('NO_NEIGHBOR');
  if (length > found.network.mtu) return not('ROUTED_TOO_BIG', found.network.mtu);
  return { kind: 'routed', network: found.network, mac };
}
