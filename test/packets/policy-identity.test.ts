import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { update } from '../../node-agent/src/datapath/bpf/native.js';
import { parseIp } from '../../proto/src/ip.js';
import { ethernet, Protocol, udp } from './frames.js';
import { type Family, families } from './ip-families.js';
import type { Direction } from './policy-rules.js';
import { ip4Number, type PolicedPort, PolicyTables } from './policy-tables.js';

/*
 *   VNI 100: subnet 1, router 7: the port under test .11, and .21 on node 2
 *            subnet 2, router 8: the port's second address .11
 *            subnet 3, no router: the port's third address .11
 *   VNI 200: subnet 4: .41 on node 2; router 7 reaches it, and subnets 5 and 6 behind .42
 *   VNI 300: subnet 4: .41 of another tenant, on node 3; router 8 reaches it
 * Subnet 5 has a neighbor that nobody should find.
 */
const port = 11;
const onLink = 21;
const routed = 41;
const behind = 51;
const foreign = 61;
const ifindex = 1000;

describe.each(families)('$name: who is at the other end', (family) => {
  const { address } = family;
  const gateway = (subnet: number) => address(subnet, 1);
  const policed: PolicedPort = {
    id: port,
    slot: 1,
    vni: 100,
    ifindex,
    addresses: [
      { address: address(1, 11), gateway: gateway(1) },
      { address: address(2, 11), gateway: gateway(2) },
      { address: address(3, 11), gateway: gateway(3) },
    ],
  };
  let tables: PolicyTables;
  beforeAll(() => {
    tables = new PolicyTables();
    tables.plug(policed);
    tables.remote(100, '02:00:00:00:00:21', { vtepId: 2, datapathId: onLink }, address(1, 21), address(4, 43));
    tables.remote(200, '02:00:00:00:00:41', { vtepId: 2, datapathId: routed }, address(4, 41), address(4, 43));
    tables.remote(200, '02:00:00:00:00:51', { vtepId: 2, datapathId: behind }, address(5, 51));
    tables.remote(300, '02:00:00:00:00:41', { vtepId: 3, datapathId: foreign }, address(4, 41));
    addGateway(tables, 100, gateway(1), 7);
    addGateway(tables, 100, gateway(2), 8);
    addGateway(tables, 100, gateway(3), 0);
    addRoute(tables, family, 7, 4, 200, null);
    addRoute(tables, family, 7, 5, 200, address(4, 42));
    addRoute(tables, family, 8, 4, 300, null);
    addRoute(tables, family, 0, 4, 200, null);
  });
  afterAll(() => tables?.close());

  const gatewayMac = 'fe:57:00:00:00:01';
  /** `routed`: to a gateway, or from one. */
  const remotePort = (direction: Direction, own: string, remote: string, vtepId: number, routed = false) => {
    const egress = direction === 'egress';
    const [source, destination] = egress ? [own, remote] : [remote, own];
    const packet = family.packet({ source, destination, protocol: Protocol.UDP }, udp(1, 2, Buffer.alloc(8)));
    const [to, from] = egress
      ? [routed ? gatewayMac : '02:00:00:00:00:99', '02:00:00:00:00:11']
      : ['02:00:00:00:00:11', routed ? gatewayMac : '02:00:00:00:00:99'];
    const frame = ethernet(to, from, family.etherType, packet);
    const { reason, remotePort } = tables.explain(policed, direction, frame, vtepId);
    expect(reason).toBe(null);
    return remotePort;
  };
  const routedPort = (direction: Direction, own: string, remote: string, vtepId: number) =>
    remotePort(direction, own, remote, vtepId, true);
  const own = address(1, 11);

  test('a port of the network', () => {
    expect(remotePort('egress', own, address(1, 21), 1)).toBe(onLink);
    expect(remotePort('ingress', own, address(1, 21), 2)).toBe(onLink);
  });

  test('a port behind the router of the subnet of the address that is used', () => {
    expect(routedPort('egress', own, address(4, 41), 1)).toBe(routed);
    expect(routedPort('ingress', own, address(4, 41), 2)).toBe(routed);
    expect(routedPort('egress', address(2, 11), address(4, 41), 1)).toBe(foreign);
    expect(routedPort('ingress', address(2, 11), address(4, 41), 3)).toBe(foreign);
  });

  test("an address of an allowed pair uses the first address's router", () => {
    expect(routedPort('egress', address(1, 77), address(4, 41), 1)).toBe(routed);
  });

  test('nobody, if the subnet has no router', () => {
    expect(routedPort('egress', address(3, 11), address(4, 41), 1)).toBe(0);
  });

  test('nobody, if the address is behind a next hop, even if a port there has it', () => {
    expect(routedPort('egress', own, address(5, 51), 1)).toBe(0);
  });

  test('nobody, if no port has the address', () => {
    expect(remotePort('egress', own, address(1, 22), 1)).toBe(0);
    expect(routedPort('egress', own, address(4, 44), 1)).toBe(0);
    expect(routedPort('egress', own, address(9, 9), 1)).toBe(0);
  });

  test('of two ports that have the address, the one that the frame is to or from', () => {
    expect(remotePort('egress', own, address(4, 43), 1)).toBe(onLink);
    expect(remotePort('ingress', own, address(4, 43), 2)).toBe(onLink);
    expect(routedPort('egress', own, address(4, 43), 1)).toBe(routed);
    expect(routedPort('ingress', own, address(4, 43), 2)).toBe(routed);
  });

  test('nobody of the network, if the frame is routed, and nobody behind the router, if it is not', () => {
    expect(remotePort('egress', own, address(4, 41), 1)).toBe(0);
    expect(remotePort('ingress', own, address(4, 41), 2)).toBe(0);
  });

  test('nobody, if a frame with the address comes from another node than the port is on', () => {
    for (const vtepId of [1, 3, 0]) {
      expect(remotePort('ingress', own, address(1, 21), vtepId)).toBe(0);
      expect(routedPort('ingress', own, address(4, 41), vtepId)).toBe(0);
    }
  });
});

function addGateway(tables: PolicyTables, vni: number, gateway: string, routerId: number): void {
  const ip = parseIp(gateway);
  const value = layout.encodeGateway({ routerId });
  if (ip.length === 4) {
    update(tables.map('gateway4'), layout.encodeGateway4Key({ vni, ip4: ip4Number(ip) }), value);
  } else {
    update(tables.map('gateway6'), layout.encodeGateway6Key({ vni, ip6: ip }), value);
  }
}

function addRoute(
  tables: PolicyTables,
  family: Family,
  routerId: number,
  subnet: number,
  vni: number,
  via: string | null,
): void {
  const to = { vni, mtu: 1500 };
  const ip = parseIp(family.address(subnet, 0));
  if (ip.length === 4) {
    const row = layout.encodeRoute4Key({ prefixLen: 32 + 24, routerId, ip4: ip4Number(ip) });
    update(tables.map('route4'), row, layout.encodeRoute4({ ...to, nextHop: via ? ip4Number(parseIp(via)) : 0 }));
  } else {
    const row = layout.encodeRoute6Key({ prefixLen: 32 + 64, routerId, ip6: ip });
    update(tables.map('route6'), row, layout.encodeRoute6({ ...to, nextHop: via ? parseIp(via) : new Uint8Array(16) }));
  }
}
