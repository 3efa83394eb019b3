import { weft } from '../../../../proto/gen/codecs.js';
import { parseIp, parsePrefix } from '../../../../proto/src/ip.js';
import { parseMac } from '../../../../proto/src/mac.js';
import type { Effect } from '../../store/change.js';
import { MemorySource } from './memory-source.js';

const { Network, Node, Port, Router, SecurityGroup, Subnet, Tenant } = weft.v1;

/**
 * Resources as stores have them, for the record of the entries that are made of them. What is here never changes, since it stands for stores that exist;
 * what comes to resources later is added.
 *
 *   net-a (VNI 4096) ── sub-a ──┐
 *   net-b (VNI 4097) ── sub-b ──┴ router r1      net-c: no router      net-d: of another tenant, with the addresses of net-a
 *
 *   h1: ports in net-a, net-c, net-d   h2: in net-b, net-c   h3: in net-a   h4: no ports   bound nowhere: a-unbound
 *
 * What has come later is apart, at nodes of its own:
 *
 *   net-e (VNI 5001), no router    h5: ports in security groups
 *   net-f (VNI 5002), no router    a port goes from h6 to h7, another one, in a security group, has gone from h7 to h6
 */
export function entryRulesTopology(): MemorySource {
  const source = new MemorySource();
  source.commit([
    ...['acme', 'other'].map((id) => created('tenant', id, Tenant.create({ metadata: { id } }))),
    ...[1, 2, 3, 4].map(node),
    network('net-a', 'acme', 4096, 1450),
    network('net-b', 'acme', 4097, 1400),
    network('net-c', 'acme', 0xff_ff_ff, 8950),
    network('net-d', 'other', 5000, 1450),
    subnet('sub-a', 'net-a', 'acme', '10.0.0.0/24'),
    subnet('sub-b', 'net-b', 'acme', '10.0.1.0/24'),
    subnet('sub-c', 'net-c', 'acme', '10.0.0.0/24'),
    subnet('sub-d', 'net-d', 'other', '10.0.0.0/24'),
    router(),
  ]);
  source.commit([
    port(1, 'a-h1', 'net-a', 'h1', '10.0.0.11', '10.0.0.12'),
    port(2, 'a-h3', 'net-a', 'h3', '10.0.0.13'),
    port(3, 'a-unbound', 'net-a', '', '10.0.0.14'),
    port(4, 'b-h2', 'net-b', 'h2', '10.0.1.11'),
    port(5, 'c-h1', 'net-c', 'h1', '10.0.0.11'),
    port(6, 'c-h2', 'net-c', 'h2'),
    port(7, 'd-h1', 'net-d', 'h1', '10.0.0.11'),
  ]);
  source.commit([
    subnet6('sub-c6', 'net-c', 'acme', 'fd00:c::/64'),
    withOptions(subnet('sub-c-dhcp', 'net-c', 'acme', '10.0.3.0/24')),
    withPairs(port(8, 'c-pairs', 'net-c', 'h2', '10.0.0.12', 'fd00:c::12')),
  ]);
  source.commit([
    node(5),
    network('net-e', 'acme', 5001, 1450),
    securityGroup('web', 21),
    securityGroup('all', 9),
    withGroups(port(10, 'e-1', 'net-e', 'h5', '10.0.0.11'), 'web', 'all'),
    withGroups(withPairs(port(11, 'e-2', 'net-e', 'h5', '10.0.0.12')), 'web'),
    port(12, 'e-3', 'net-e', 'h5', '10.0.0.13'),
  ]);
  source.commit([
    node(6),
    node(7),
    network('net-f', 'acme', 5002, 1450),
    withBinding(withPairs(port(13, 'f-going', 'net-f', 'h6', '10.0.0.11')), 'pendingBinding', 'h7', 200),
    withBinding(withGroups(port(14, 'f-gone', 'net-f', 'h6', '10.0.0.12'), 'web'), 'departingBinding', 'h7', 100),
  ]);
  return source;
}

function node(i: number): Effect {
  const vteps = [{ bytes: parseIp(`192.0.2.${i}`) }];
  return created('node', `h${i}`, Node.create({ metadata: { id: `h${i}` }, vtepId: i, vteps }));
}

function created(table: Effect['table'], id: string, after: object): Effect {
  return { table, id, before: null, after } as Effect;
}

function network(id: string, tenantId: string, vni: number, mtu: number): Effect {
  return created('network', id, Network.create({ metadata: { id, name: `${id}'s name` }, tenantId, vni, mtu }));
}

function subnet(id: string, networkId: string, tenantId: string, text: string): Effect {
  const { address, length } = parsePrefix(text);
  const at = (host: number) => ({ bytes: Uint8Array.from([...address.subarray(0, 3), host]) });
  const row = {
    metadata: { id },
    networkId,
    tenantId,
    prefix: { address: { bytes: address }, length },
    gateway: at(1),
    allocationPools: [{ first: at(2), last: at(254) }],
  };
  return created('subnet', id, Subnet.create(row));
}

function subnet6(id: string, networkId: string, tenantId: string, text: string): Effect {
  const { address, length } = parsePrefix(text);
  const prefix = { address: { bytes: address }, length };
  const gateway = { bytes: parseIp(text.replace('/64', '1')) };
  const dnsServers = [{ bytes: parseIp('2001:db8::53') }];
  const row = { metadata: { id }, networkId, tenantId, prefix, gateway, dnsServers, ip6AddressMode: 1 };
  return created('subnet', id, Subnet.create(row));
}

function withOptions(effect: Effect): Effect {
  const hostRoutes = [{ prefix: prefixOf('192.168.0.0/16'), nextHop: { bytes: parseIp('10.0.3.9') } }];
  const told = { dhcp: 1, dhcpLeaseSeconds: 600, dnsServers: [{ bytes: parseIp('192.0.2.53') }], hostRoutes };
  return created('subnet', effect.id, Subnet.create({ ...(effect.after as object), ...told }));
}

function withPairs(effect: Effect): Effect {
  const allowedAddressPairs = [
    { prefix: prefixOf('10.0.0.200/32'), mac: new Uint8Array() },
    { prefix: prefixOf('fd00:c::200/128'), mac: parseMac('02:57:01:00:00:01') },
    { prefix: prefixOf('0.0.0.0/0'), mac: parseMac('02:57:01:00:00:01') },
  ];
  const sending = { allowedAddressPairs, floodPacketsPerSecond: 50 };
  return created('port', effect.id, Port.create({ ...(effect.after as object), ...sending }));
}

function withGroups(effect: Effect, ...securityGroupIds: string[]): Effect {
  return created('port', effect.id, Port.create({ ...(effect.after as object), securityGroupIds }));
}

function withBinding(
  effect: Effect,
  field: 'pendingBinding' | 'departingBinding',
  nodeId: string,
  generation: number,
): Effect {
  const row = { ...(effect.after as object), [field]: { nodeId, generation } };
  return created('port', effect.id, Port.create(row));
}

/** Rules of every form, out of order. */
function securityGroup(id: string, datapathId: number): Effect {
  const rules = [
    { id: 'web', number: 7, direction: 1, protocol: 6, firstL4Port: 80, lastL4Port: 443 },
    { id: 'dns', number: 2, direction: 1, protocol: 17, firstL4Port: 53, remoteSecurityGroupId: 'all' },
    { id: 'all', number: 3, direction: 2 },
    { id: 'six', number: 300, direction: 2, protocol: 58, icmpType: 1, remotePrefix: prefixOf('fd00:c::/64') },
    {
      id: 'ping',
      number: 5,
      direction: 1,
      protocol: 1,
      icmpType: 8,
      icmpCode: 0,
      remotePrefix: prefixOf('10.0.0.0/8'),
    },
    { id: 'gre', number: 6, direction: 1, protocol: 47, remotePrefix: prefixOf('0.0.0.0/0') },
  ];
  return created('securityGroup', id, SecurityGroup.create({ metadata: { id }, tenantId: 'acme', datapathId, rules }));
}

function prefixOf(text: string) {
  const { address, length } = parsePrefix(text);
  return { address: { bytes: address }, length };
}

function router(): Effect {
  const { address, length } = parsePrefix('172.16.0.0/12');
  const row = {
    metadata: { id: 'r1' },
    tenantId: 'acme',
    datapathId: 1,
    interfaces: ['10.0.0.1 sub-a', '10.0.1.1 sub-b'].map((text) => {
      const [gateway = '', subnetId = ''] = text.split(' ');
      return { subnetId, address: { bytes: parseIp(gateway) } };
    }),
    routes: [{ prefix: { address: { bytes: address }, length }, nextHop: { bytes: parseIp('10.0.1.11') } }],
  };
  return created('router', 'r1', Router.create(row));
}

function port(datapathId: number, id: string, networkId: string, nodeId: string, ...addresses: string[]): Effect {
  const row = {
    metadata: { id },
    networkId,
    tenantId: networkId === 'net-d' ? 'other' : 'acme',
    mac: parseMac(`02:57:00:00:00:${String(datapathId).padStart(2, '0')}`),
    addresses: addresses.map((text) => ({ address: { bytes: parseIp(text) }, subnetId: `sub-${networkId.slice(4)}` })),
    datapathId,
    ...(nodeId && { nodeId, activeBinding: { nodeId, generation: datapathId + 100 } }),
  };
  return created('port', id, Port.create(row));
}
