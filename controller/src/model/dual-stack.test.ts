import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { formatIp, parseIp, parsePrefix } from '../../../proto/src/ip.js';
import { addressNumber, addressOf, eui64Address, plus } from './address-number.js';
import { Ip6Set } from './ip6-set.js';
import { createNetwork } from './networks.js';
import { createNode } from './nodes.js';
import { createPort, deletePort } from './ports.js';
import { createRouter } from './routers.js';
import { createSubnet, deleteSubnet, updateSubnet } from './subnets.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import {
  networkRequest,
  nodeRequest,
  type PortOptions,
  portRequest,
  routerRequest,
  subnetRequest,
  tenantRequest,
} from './testing/requests.js';

const { DhcpMode, Ip6AddressMode } = weft.v1;

let cluster: MemoryCluster;

beforeEach(() => {
  cluster = new MemoryCluster();
  cluster.run((p) => createTenant(p, tenantRequest('acme')));
  cluster.run((p) => createNetwork(p, networkRequest('net')));
});

const subnet = (id: string, prefix: string, more: Parameters<typeof subnetRequest>[2] = {}) =>
  cluster.run((p) => createSubnet(p, subnetRequest(id, prefix, more)));
const port = (id: string, options: PortOptions = {}) => cluster.run((p) => createPort(p, portRequest(id, options)));
const addressesOf = (row: weft.v1.Port) =>
  row.addresses.map(({ address }) => formatIp(address?.bytes ?? new Uint8Array()));

function refusal(run: () => unknown): { code: string; field: string | undefined } {
  try {
    run();
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    return { code: error.code, field: error.details.fields?.[0]?.field };
  }
  throw new Error('nothing was refused');
}

describe('numbers of addresses', () => {
  it('go both ways and are in the order of the addresses', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(addressOf(addressNumber(a))).toEqual(a);
        expect(Math.sign(Buffer.compare(a, b))).toBe(
          addressNumber(a) < addressNumber(b) ? -1 : addressNumber(a) > addressNumber(b) ? 1 : 0,
        );
      }),
    );
    expect(formatIp(addressOf(plus(addressNumber(parseIp('2001:db8::ffff:ffff:ffff')), 1)))).toBe('2001:db8:0:0:1::');
  });

  it('that a MAC makes are those of RFC 4291', () => {
    const first = addressNumber(parseIp('2001:db8::')) as bigint;
    const mac = Uint8Array.of(0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde);
    expect(formatIp(addressOf(eui64Address(first, mac)))).toBe('2001:db8::3656:78ff:fe9a:bcde');
  });
});

describe('a set of IPv6 addresses', () => {
  const near = fc.bigInt({ min: 0xffff_fff0n, max: 0x1_0000_000fn });
  it('finds the lowest free one as a list would', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), near)), near, near, (steps, a, b) => {
        const [first, last] = a < b ? [a, b] : [b, a];
        const set = new Ip6Set();
        const model = new Set<bigint>();
        for (const [add, n] of steps) {
          if (add) {
            set.add(n);
            model.add(n);
          } else {
            set.delete(n);
            model.delete(n);
          }
        }
        let expected: bigint | null = null;
        for (let n = first; n <= last && expected === null; n++) if (!model.has(n)) expected = n;
        expect(set.firstFree(first, last)).toBe(expected);
      }),
    );
  });
});

describe('an IPv6 subnet', () => {
  it('has the first usable address as its gateway, and all others but the anycast one to give away', () => {
    const row = subnet('s', '2001:db8::/126');
    expect(formatIp(row.gateway?.bytes ?? new Uint8Array())).toBe('2001:db8::1');
    expect([row.ip6AddressMode, row.dhcp, row.dhcpLeaseSeconds]).toEqual([Ip6AddressMode.MANAGED, 0, 0]);
    expect([addressesOf(port('a')), addressesOf(port('b'))]).toEqual([['2001:db8::2'], ['2001:db8::3']]);
    expect(refusal(() => port('c')).code).toBe('POOL_EXHAUSTED');
    expect(refusal(() => port('c', { addresses: ['2001:db8::'] })).field).toBe('port.addresses[0].address');
    expect(subnet('s64', 'fd00::/64').ip6AddressMode).toBe(Ip6AddressMode.SLAAC);
  });

  it('needs a network with an MTU of 1280', () => {
    cluster.run((p) => createNetwork(p, networkRequest('small', { mtu: 1279 })));
    expect(refusal(() => subnet('s', 'fd00::/64', { networkId: 'small' }))).toEqual({
      code: 'INVALID_FIELD',
      field: 'subnet.prefix',
    });
  });

  it('does not overlap another one of its network, and has the rest for itself', () => {
    subnet('a', '2001:db8::/32');
    expect(refusal(() => subnet('b', '2001:db8:7::/64')).code).toBe('SUBNET_OVERLAP');
    subnet('b', '2001:db9::/64');
    subnet('v4', '32.1.13.0/24');
  });

  it('gives addresses out of a /16 as fast as of a small one, in order, and again only when it went round', () => {
    const managed = { options: { ip6AddressMode: Ip6AddressMode.MANAGED } };
    subnet('s', '2001::/16', {
      ...managed,
      pools: [
        ['2001::8000:0:0:1', '2001::8000:0:0:3'],
        ['2001:ffff::', '2001:ffff:ffff::'],
      ],
    });
    const made = ['a', 'b', 'c', 'd'].map((id) => addressesOf(port(id))[0]);
    expect(made).toEqual(['2001::8000:0:0:1', '2001::8000:0:0:2', '2001::8000:0:0:3', '2001:ffff::']);
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'a' })));
    expect(addressesOf(port('e'))).toEqual(['2001:ffff::1']);
    expect(addressesOf(port('f', { addresses: ['2001::8000:0:0:1'] }))).toEqual(['2001::8000:0:0:1']);
  });

  it('is in use while a port has an address of it', () => {
    subnet('s', 'fd00::/64');
    port('a');
    const remove = () => cluster.run((p) => deleteSubnet(p, weft.v1.DeleteSubnetRequest.create({ id: 's' })));
    expect(refusal(remove).code).toBe('IN_USE');
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'a' })));
    remove();
  });
});

describe('SLAAC', () => {
  it('gives a port the address that its MAC makes, also if it is chosen, and no other', () => {
    subnet('s', 'fd00::/64');
    expect(addressesOf(port('a', { mac: '02:00:00:00:00:01' }))).toEqual(['fd00::ff:fe00:1']);
    expect(addressesOf(port('b'))[0]).toMatch(/^fd00::57:/);
    const mac = '02:00:00:00:00:02';
    expect(addressesOf(port('c', { mac, addresses: ['fd00::ff:fe00:2'] }))).toEqual(['fd00::ff:fe00:2']);
    const error = refusal(() => port('d', { mac: '02:00:00:00:00:03', addresses: ['fd00::7'] }));
    expect(error).toEqual({ code: 'INVALID_FIELD', field: 'port.addresses[0].address' });
    expect(refusal(() => port('d', { addresses: ['fd00::ff:fe00:3'] })).field).toBe('port.addresses[0].address');
  });

  it('leaves chosen addresses to subnets whose ports make none', () => {
    subnet('s', 'fd00::/64', { options: { ip6AddressMode: Ip6AddressMode.MANAGED } });
    subnet('t', 'fd01::/64', { options: { ip6AddressMode: Ip6AddressMode.NO_ADVERTISEMENT } });
    expect(addressesOf(port('a', { addresses: ['fd00::7', 'fd01::7'] }))).toEqual(['fd00::7', 'fd01::7']);
  });

  it('needs a /64', () => {
    const options = { ip6AddressMode: Ip6AddressMode.SLAAC };
    expect(refusal(() => subnet('s', 'fd00::/65', { options })).field).toBe('subnet.ip6_address_mode');
    expect(refusal(() => subnet('s', '10.0.0.0/24', { options })).field).toBe('subnet.ip6_address_mode');
  });
});

describe('a port of a dual-stack network', () => {
  it('gets an address of each family; none is shared, whatever is made, chosen and deleted', () => {
    const step = fc.record({
      kind: fc.constantFrom('create', 'create', 'choose4', 'choose6', 'delete'),
      n: fc.integer({ min: 2, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        cluster = new MemoryCluster();
        cluster.run((p) => createTenant(p, tenantRequest('acme')));
        cluster.run((p) => createNetwork(p, networkRequest('net')));
        subnet('v4', '10.0.0.0/28');
        subnet('v6', 'fd00::/125');
        const alive = new Map<string, string[]>();
        for (const [i, { kind, n }] of steps.entries()) {
          if (kind === 'delete') {
            const id = [...alive.keys()][n % Math.max(1, alive.size)];
            if (id === undefined) continue;
            cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id })));
            alive.delete(id);
            continue;
          }
          const taken = new Set([...alive.values()].flat());
          const options = kind === 'choose4' ? [`10.0.0.${n}`] : kind === 'choose6' ? [`fd00::${n}`] : [];
          try {
            const addresses = addressesOf(port(`p${i}`, { addresses: options }));
            for (const address of addresses) expect(taken).not.toContain(address);
            expect(addresses.length).toBe(kind === 'create' ? 2 : 1);
            alive.set(`p${i}`, addresses);
          } catch (error) {
            if (!(error instanceof WeftError)) throw error;
            const [chosen = ''] = options;
            const free6 = [2, 3, 4, 5, 6, 7].filter((k) => !taken.has(`fd00::${k}`));
            const free4 = Array.from({ length: 13 }, (_, k) => `10.0.0.${k + 2}`).filter((a) => !taken.has(a));
            if (error.code === 'POOL_EXHAUSTED') expect(Math.min(free4.length, free6.length)).toBe(0);
            else if (error.code === 'DUPLICATE_VALUE') expect(taken).toContain(chosen);
            else expect(['fd00::8', 'fd00::9']).toContain(chosen);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('may have eight of each, not nine', () => {
    subnet('v4', '10.0.0.0/24');
    subnet('v6', 'fd00::/64', { options: { ip6AddressMode: Ip6AddressMode.MANAGED } });
    const of = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 10}`);
    expect(port('a', { addresses: [...of('10.0.0.', 8), ...of('fd00::', 8)] }).addresses).toHaveLength(16);
    expect(refusal(() => port('b', { addresses: of('fd00::1:', 9) })).field).toBe('port.addresses');
    expect(refusal(() => port('b', { addresses: ['fd00::1'] })).code).toBe('INVALID_FIELD');
  });
});

describe('a router', () => {
  it('has interfaces and routes of both families', () => {
    subnet('v4', '10.0.0.0/24');
    subnet('v6', 'fd00::/64');
    const routes = ['0.0.0.0/0 via 10.0.0.9', '::/0 via fd00::9'];
    const row = cluster.run((p) => createRouter(p, routerRequest('r', { subnets: ['v6', 'v4'], routes })));
    expect(row.interfaces.map(({ address }) => formatIp(address?.bytes ?? new Uint8Array()))).toEqual([
      'fd00::1',
      '10.0.0.1',
    ]);
    const other = routerRequest('q', { routes: ['::/0 via fd00::9'] });
    expect(refusal(() => cluster.run((p) => createRouter(p, other))).field).toBe('router.routes[0].next_hop');
  });

  it('does not join subnets that overlap', () => {
    cluster.run((p) => createNetwork(p, networkRequest('other')));
    subnet('a', 'fd00::/64');
    subnet('v4', '10.0.0.0/24');
    subnet('b', 'fd00::/60', { networkId: 'other' });
    const request = routerRequest('r', { subnets: ['a', 'v4', 'b'] });
    expect(refusal(() => cluster.run((p) => createRouter(p, request)))).toEqual({
      code: 'SUBNET_OVERLAP',
      field: 'router.interfaces[2].subnet_id',
    });
  });
});

describe('an IPv6 underlay', () => {
  it('has IPv6 VTEPs, each of one node, and leaves 70 bytes less for networks', () => {
    cluster = new MemoryCluster({ underlayFamily: 6 });
    cluster.run((p) => createTenant(p, tenantRequest('acme')));
    cluster.run((p) => createNode(p, nodeRequest('h1', '2001:db8::1')));
    for (const vtep of ['2001:db8::1', '192.0.2.1', 'fe80::1', '::1', 'ff02::1']) {
      expect(refusal(() => cluster.run((p) => createNode(p, nodeRequest('h2', vtep)))).field).toBe('node.vteps[0]');
    }
    expect(cluster.run((p) => createNetwork(p, networkRequest('net'))).mtu).toBe(1430);
    const large = networkRequest('large', { mtu: 1431 });
    expect(refusal(() => cluster.run((p) => createNetwork(p, large))).code).toBe('FIELD_OUT_OF_RANGE');
  });
});

describe('what a subnet tells its ports', () => {
  const dnsServers = (...texts: string[]) => ({ dnsServers: texts.map((text) => ({ bytes: parseIp(text) })) });
  const resolvers = (row: weft.v1.Subnet) => row.dnsServers.map(({ bytes }) => formatIp(bytes ?? new Uint8Array()));
  const hostRoute = (prefix: string, hop: string) => {
    const { address, length } = parsePrefix(prefix);
    return { prefix: { address: { bytes: address }, length }, nextHop: { bytes: parseIp(hop) } };
  };
  const update = (change: weft.v1.Subnet.$Properties, ...paths: string[]) =>
    cluster.run((p) =>
      updateSubnet(
        p,
        weft.v1.UpdateSubnetRequest.fromObject({ subnet: { metadata: { id: 's' }, ...change }, updateMask: { paths } }),
      ),
    );

  it('is DHCP with a lease of a day, and changes path by path', () => {
    expect(subnet('s', '10.0.0.0/24')).toMatchObject({ dhcp: DhcpMode.DHCP_ENABLED, dhcpLeaseSeconds: 86_400 });
    const hostRoutes = [hostRoute('172.16.0.0/12', '10.0.0.9')];
    const row = update({ ...dnsServers('9.9.9.9'), dhcpLeaseSeconds: 600, hostRoutes }, 'dns_servers', 'host_routes');
    expect(row).toMatchObject({ hostRoutes, dhcpLeaseSeconds: 86_400 });
    expect(resolvers(row)).toEqual(['9.9.9.9']);
    const { revision } = cluster;
    update(dnsServers('9.9.9.9'), 'dns_servers');
    expect(cluster.revision).toBe(revision);
    const off = update({ dhcp: DhcpMode.DHCP_DISABLED }, 'dhcp');
    expect([off.dhcp, resolvers(off)]).toEqual([DhcpMode.DHCP_DISABLED, ['9.9.9.9']]);
    expect(refusal(() => update({}, 'ip6_address_mode')).code).toBe('IMMUTABLE_FIELD');
  });

  it.each<[string, string, weft.v1.Subnet.$Properties, string]>([
    ['five resolvers', '10.0.0.0/24', dnsServers('1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4', '1.1.1.5'), 'dns_servers'],
    ['a resolver of the other family', '10.0.0.0/24', dnsServers('fd00::1'), 'dns_servers[0]'],
    ['a resolver twice', '10.0.0.0/24', dnsServers('1.1.1.1', '1.1.1.1'), 'dns_servers[1]'],
    ['a resolver at loopback', '10.0.0.0/24', dnsServers('127.0.0.53'), 'dns_servers[0]'],
    ['a lease of a second', '10.0.0.0/24', { dhcpLeaseSeconds: 1 }, 'dhcp_lease_seconds'],
    ['an unknown mode', '10.0.0.0/24', { dhcp: 7 as weft.v1.DhcpMode }, 'dhcp'],
    [
      'a next hop elsewhere',
      '10.0.0.0/24',
      { hostRoutes: [hostRoute('0.0.0.0/0', '10.0.1.1')] },
      'host_routes[0].next_hop',
    ],
    ['a route to IPv6', '10.0.0.0/24', { hostRoutes: [hostRoute('::/0', '10.0.0.9')] }, 'host_routes[0].prefix'],
    ['DHCP of IPv6', 'fd00::/64', { dhcp: DhcpMode.DHCP_ENABLED }, 'dhcp'],
    ['a lease of IPv6', 'fd00::/64', { dhcpLeaseSeconds: 600 }, 'dhcp_lease_seconds'],
    ['routes of IPv6', 'fd00::/64', { hostRoutes: [hostRoute('::/0', 'fd00::9')] }, 'host_routes'],
  ])('is not %s', (_what, prefix, options, field) => {
    expect(refusal(() => subnet('s', prefix, { options })).field).toBe(`subnet.${field}`);
  });
});
