import type { weft } from '../../../proto/gen/codecs.js';
import {
  decodeFdbKey,
  decodeGateway4Key,
  decodeGateway6Key,
  decodeMemberKey,
  decodeNeighbor4Key,
  decodeNeighbor6Key,
  decodePort,
  decodeRoute4,
  decodeRoute4Key,
  decodeRoute6,
  decodeRoute6Key,
} from '../datapath/bpf/layout.gen.js';
import type { TableName } from '../datapath/datapath.js';
import type { SubnetFacts } from './entities.js';
import { bytesOf } from './rows.js';

/** Finds what rows are made of that do not say it themselves. */
export interface RowOrigins {
  /** The subnet of a gateway's row. */
  subnetWithGateway(vni: number, gateway: Uint8Array): Pick<SubnetFacts, 'prefix' | 'length'> | null;
  /** The FDB entry that names a port's security groups. */
  entryWithGroups(datapathId: number): weft.v1.FdbKey.$Properties | null;
}

/** The protocol's key of a table's row: what a nack names. Null where the row belongs to no entry of the controller's. */
export function entryKeyOf(
  table: TableName,
  key: Uint32Array,
  value: Uint32Array,
  origins: RowOrigins,
): weft.v1.EntryKey.$Properties | null {
  const first = key[0] ?? 0;
  switch (table) {
    case 'config':
      return { nodeConfig: {} };
    case 'policy_config':
      return null;
    case 'port_groups': {
      const fdb = origins.entryWithGroups(first);
      return fdb && { fdb };
    }
    case 'vtep':
      return { vtep: { vtepId: first } };
    case 'vtep_by_ip4':
    case 'vtep_by_ip6':
      return { vtep: { vtepId: value[0] ?? 0 } };
    case 'member':
      return { member: decodeMemberKey(bytesOf(key)) };
    case 'fdb':
      return { fdb: decodeFdbKey(bytesOf(key)) };
    case 'neighbor4': {
      const { vni, ip4 } = decodeNeighbor4Key(bytesOf(key));
      return { neighbor: { vni, address: { bytes: ip4Bytes(ip4) } } };
    }
    case 'neighbor6': {
      const { vni, ip6 } = decodeNeighbor6Key(bytesOf(key));
      return { neighbor: { vni, address: { bytes: ip6 } } };
    }
    case 'route4': {
      const { prefixLen, routerId, ip4 } = decodeRoute4Key(bytesOf(key));
      const { vni, nextHop } = decodeRoute4(bytesOf(value));
      return destinationKey(routerId, vni, ip4Bytes(ip4), prefixLen, nextHop === 0);
    }
    case 'route6': {
      const { prefixLen, routerId, ip6 } = decodeRoute6Key(bytesOf(key));
      const { vni, nextHop } = decodeRoute6(bytesOf(value));
      return destinationKey(
        routerId,
        vni,
        ip6,
        prefixLen,
        nextHop.every((byte) => byte === 0),
      );
    }
    case 'gateway4': {
      const { vni, ip4 } = decodeGateway4Key(bytesOf(key));
      return gatewayKey(vni, origins.subnetWithGateway(vni, ip4Bytes(ip4)));
    }
    case 'gateway6': {
      const { vni, ip6 } = decodeGateway6Key(bytesOf(key));
      return gatewayKey(vni, origins.subnetWithGateway(vni, ip6));
    }
    case 'ra':
    case 'flood_remote':
    case 'flood_local':
      return { network: { vni: first } };
    case 'dhcp4':
    case 'port_pairs':
    case 'port_by_id':
    case 'pending_port':
    case 'departing_port':
      return { localPort: { datapathId: first } };
    case 'port_by_if':
      return { localPort: { datapathId: decodePort(bytesOf(value)).datapathId } };
  }
}

/** Bits of a route's key that are the router's. */
const ROUTER_BITS = 32;

/** A connected route, which has no next hop, is made of a subnet. */
function destinationKey(
  routerId: number,
  vni: number,
  bytes: Uint8Array,
  prefixLen: number,
  connected: boolean,
): weft.v1.EntryKey.$Properties {
  const prefix = { address: { bytes }, length: prefixLen - ROUTER_BITS };
  return connected ? { subnet: { vni, prefix } } : { route: { routerId, prefix } };
}

function gatewayKey(vni: number, subnet: ReturnType<RowOrigins['subnetWithGateway']>): weft.v1.EntryKey.$Properties {
  if (!subnet) return { network: { vni } };
  return { subnet: { vni, prefix: { address: { bytes: subnet.prefix }, length: subnet.length } } };
}

function ip4Bytes(ip4: number): Uint8Array {
  return Uint8Array.of(ip4 >>> 24, (ip4 >>> 16) & 0xff, (ip4 >>> 8) & 0xff, ip4 & 0xff);
}
