import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { ipNumber } from './frames.js';
import { key, type Node } from './node.js';
import { a1, a2, acme, arrange, far, here } from './topology.js';

/*
 *   topology.ts, and in acme:  gateways 10.0.0.1 and 2001:db8::1
 *     a1 2001:db8::11  a2 2001:db8::12  far 2001:db8::21, and what their MACs make in fe80::/64
 */
export const gateway = {
  mac: 'fe:57:00:00:00:01',
  ip: '10.0.0.1',
  ip6: '2001:db8::1',
  linkLocal: 'fe80::fc57:ff:fe00:1',
};
export const ip6Of = { a1: '2001:db8::11', a2: '2001:db8::12', far: '2001:db8::21', nobody: '2001:db8::99' };
export const linkLocalOf = { a1: 'fe80::a:ff:fe00:11', a2: 'fe80::a:ff:fe00:12', far: 'fe80::a:ff:fe00:21' };
/** A virtual router's MAC and addresses, which a1 may use too (RFC 9568). */
export const shared = {
  mac: '00:00:5e:00:01:07',
  ip: '10.0.0.77',
  ip6: '2001:db8::77',
  ip6Prefix: '2001:db8:77::',
  linkLocal: 'fe80::200:5eff:fe00:107',
};

const bytes = (ip: string) => Uint8Array.from(parseIp(ip));
const mapped = (ip: string) => Uint8Array.from([...Array(10).fill(0), 0xff, 0xff, ...parseIp(ip)]);
const neighbor6 = (node: Node, ip: string, mac: string) =>
  update(
    node.map('neighbor6'),
    layout.encodeNeighbor6Key({ vni: acme, ip6: bytes(ip) }),
    layout.encodeNeighbor({ mac: parseMac(mac) }),
  );

/** Both families on a1; `changes` of its row. */
export function dualStack(changes: Partial<layout.Port> = {}): (node: Node) => void {
  return (node) => {
    arrange(node);
    const row: layout.Port = {
      datapathId: a1.id,
      generation: 7,
      vni: acme,
      slot: a1.slot,
      mac: parseMac(a1.mac),
      ip4: [{ address: ipNumber('10.0.0.11'), gateway: ipNumber(gateway.ip) }],
      ip6: [{ address: bytes(ip6Of.a1), gateway: bytes(gateway.ip6) }],
      mtu: 0,
      flags: 0,
      floodPacketsPerS: 0,
      ...changes,
    };
    const where = layout.encodeIfKey({ ifindex: node.netns.ifindex(a1.device), vlanId: 0 });
    update(node.map('port_by_if'), where, layout.encodePort(row));
    update(node.map('port_limits'), key(a1.slot), Buffer.alloc(16));
    neighbor6(node, ip6Of.a1, a1.mac);
    neighbor6(node, ip6Of.a2, a2.mac);
    neighbor6(node, ip6Of.far, far.mac);
    const router = layout.encodeGateway({ routerId: 0 });
    update(node.map('gateway4'), layout.encodeGateway4Key({ vni: acme, ip4: ipNumber(gateway.ip) }), router);
    update(node.map('gateway6'), layout.encodeGateway6Key({ vni: acme, ip6: bytes(gateway.ip6) }), router);
  };
}

/** a1 may use the shared addresses, with the shared MAC or its own. */
export function withPairs(node: Node): void {
  dualStack({ flags: layout.PortFlags.HAS_PAIRS | layout.PortFlags.FLOODS_UNKNOWN })(node);
  const pair = (prefix: Uint8Array, prefixLen: number, mac: string) => ({ prefix, prefixLen, mac: parseMac(mac) });
  const list = [
    pair(mapped(shared.ip), 128, shared.mac),
    pair(mapped(shared.ip), 128, a1.mac),
    pair(bytes(shared.ip6), 128, shared.mac),
    pair(bytes(shared.ip6Prefix), 49, a1.mac),
  ];
  update(node.map('port_pairs'), key(a1.id), layout.encodePairs({ pair: list }));
}

/** As `withPairs`, and no other port may use the shared addresses: the controller names a1 as who has them, with the shared MAC. */
export function alone(node: Node): void {
  withPairs(node);
  node.fdb(acme, shared.mac, { vtepId: here.vtepId, datapathId: a1.id });
  node.neighbor(acme, shared.ip, shared.mac);
  neighbor6(node, shared.ip6, shared.mac);
}

/** a1 has used up all that it may flood for the next seconds. */
export function exhausted(node: Node): void {
  dualStack({ floodPacketsPerS: 1 })(node);
  const limits = { floodNs: Number(process.hrtime.bigint()) + 60e9, icmpErrorNs: 0 };
  update(node.map('port_limits'), key(a1.slot), layout.encodePortLimits(limits));
}
