import { beforeEach, describe, expect, test, vi } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { parseIp } from '../../../proto/src/ip.js';
import { decodeDhcp4, decodeRa } from '../datapath/bpf/layout.gen.js';
import type { DesiredState } from '../state/desired-state.js';
import type { LocalPort } from '../state/entities.js';
import { PortRole } from '../state/port-role.js';
import * as rows from '../state/rows.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { Addressing } from './addressing.js';
import { Announcer } from './announcer.js';

const { SLAAC, MANAGED, NO_ADVERTISEMENT } = weft.v1.Ip6AddressMode;
const vni = 7;
const address = (text: string) => ({ bytes: parseIp(text) });
const prefix = (text: string, length: number) => ({ address: address(text), length });

let state: DesiredState;
let announced: { vni: number; routerLifetime: number; bytes: number }[];
let addressing: Addressing;

beforeEach(() => {
  vi.useFakeTimers();
  ({ state } = emptyState({ maxEndpoints: 16, maxPorts: 8, maxFlows: 16, maxRoutes: 100 }));
  announced = [];
  addressing = addressingOf(state);
  put({ network: { vni, networkId: 'n', tenantId: 't', mtu: 1450 } });
  return () => {
    addressing.close();
    vi.useRealTimers();
  };
});

const addressingOf = (of: DesiredState) =>
  new Addressing({
    state: of,
    tables: of.tables.fromPlugs,
    announcer: new Announcer(
      (vni, frame) => announced.push({ vni, routerLifetime: frame.readUInt16BE(54 + 6), bytes: frame.length }),
      (_, error) => {
        throw error;
      },
    ),
  });

const put = (...entries: weft.v1.Entry.$Properties[]) => state.apply(frameOf({ delta: { revision: 1, put: entries } }));

const port = (...ip4: string[]): LocalPort => ({
  datapathId: 11,
  portId: 'p',
  generation: 1,
  role: PortRole.ACTIVE,
  otherGeneration: 0,
  vni,
  mac: Uint8Array.of(2, 0, 0, 0, 0, 1),
  ip4: ip4.map((ip) => parseIp(ip)),
  ip6: [],
  pairs: [],
  floodPacketsPerSecond: 1,
  limits: { egress: null, ingress: null },
  groupIds: [],
});

const subnet4 = (net: number, changes: weft.v1.SubnetEntry.$Properties = {}) => ({
  subnet: {
    vni,
    prefix: prefix(`10.0.${net}.0`, 24),
    gateway: address(`10.0.${net}.1`),
    dhcp: true,
    dhcpLeaseSeconds: 3600,
    ...changes,
  },
});
const subnet6 = (net: number, changes: weft.v1.SubnetEntry.$Properties = {}) => ({
  subnet: {
    vni,
    prefix: prefix(`2001:db8:${net}::`, 64),
    gateway: address(`2001:db8:${net}::1`),
    ip6AddressMode: SLAAC,
    ...changes,
  },
});

const dhcpRow = () => {
  const row = state.tables.fromPlugs.dhcp4.get(rows.u32(11));
  return row && decodeDhcp4(rows.bytesOf(row));
};
const raFrame = () => {
  const row = state.tables.fromPlugs.ra.get(rows.u32(vni));
  const ra = row && decodeRa(rows.bytesOf(row));
  return ra ? Buffer.from(ra.frame.subarray(0, ra.length)) : null;
};
const layOutNetwork = (...ports: number[]) => {
  addressing.layOutNetwork(vni, ports);
  addressing.afterFlush();
};
/** Router lifetimes of what was announced since the last call, within a minute. */
const heard = () => {
  vi.advanceTimersByTime(60_000);
  return announced.splice(0).map((a) => a.routerLifetime);
};

test("DHCP is of the first of a port's addresses whose subnet has it", () => {
  put(subnet4(1, { dhcp: false }), subnet4(2));
  addressing.layOutPort(port('10.0.1.5', '10.0.2.5'));
  expect(dhcpRow()).toMatchObject({ clientIp4: 0x0a000205, serverIp4: 0x0a000201 });
  addressing.layOutPort(port('10.0.1.5'));
  expect(dhcpRow()).toBeNull();
});

test('a port of a network that is not known yet has no DHCP', () => {
  put(subnet4(1));
  addressing.layOutPort({ ...port('10.0.1.5'), vni: 8 });
  expect(dhcpRow()).toBeNull();
});

test('a port that is gone has no row', () => {
  put(subnet4(1));
  addressing.layOutPort(port('10.0.1.5'));
  expect(dhcpRow()).not.toBeNull();
  addressing.forgetPort(11);
  expect(dhcpRow()).toBeNull();
});

test('options that find no room are a problem of the port, and it has no DHCP rather than some of it', () => {
  const dnsServers = Array.from({ length: 60 }, () => address('192.0.2.53'));
  put(subnet4(1, { dnsServers }));
  addressing.layOutPort(port('10.0.1.5'));
  expect(dhcpRow()).toBeNull();
  expect([...addressing.problems()]).toEqual([
    {
      key: { localPort: { datapathId: 11 } },
      reason: 'BAD_VALUE',
      message: 'port p (11) has no DHCP: the DHCP options for 10.0.1.5 need 260 bytes; there is room for 248',
    },
  ]);
  const { problemChanges } = addressing;
  addressing.layOutPort(port('10.0.1.5'));
  expect(addressing.problemChanges).toBe(problemChanges);
  put(subnet4(1));
  addressing.layOutPort(port('10.0.1.5'));
  expect([...addressing.problems()]).toEqual([]);
  expect(addressing.problemChanges).toBe(problemChanges + 1);
});

test('a network advertises while it has ports here and subnets that want it', () => {
  put(subnet6(1));
  layOutNetwork();
  expect(raFrame()).toBeNull();
  layOutNetwork(11);
  expect(raFrame()?.length).toBe(14 + 40 + 16 + 8 + 8 + 32);
  layOutNetwork();
  expect(raFrame()).toBeNull();
});

test('prefixes are in one order, whenever they came; resolvers are named once', () => {
  const dnsServers = [address('2001:db8::53')];
  put(
    subnet6(2, { ip6AddressMode: MANAGED, dnsServers }),
    subnet6(1, { dnsServers }),
    subnet6(3, { ip6AddressMode: NO_ADVERTISEMENT }),
  );
  layOutNetwork(11);
  const frame = raFrame();
  expect(frame?.length).toBe(14 + 40 + 16 + 8 + 8 + 2 * 32 + 24);
  put({ network: { vni, networkId: 'n', tenantId: 't', mtu: 1450 } }, subnet6(1, { dnsServers }));
  layOutNetwork(11);
  expect(raFrame()).toEqual(frame);
});

test('changes and new ports are announced; what is known already is not', () => {
  put(subnet6(1));
  layOutNetwork(11);
  expect(heard()).toEqual([0, 0, 0]);
  layOutNetwork(11);
  expect(heard()).toEqual([]);
  layOutNetwork(11, 12);
  expect(heard()).toEqual([0, 0, 0]);
  layOutNetwork(12);
  expect(heard()).toEqual([]);
  put(subnet6(1, { routerId: 5 }));
  layOutNetwork(12);
  expect(heard()).toEqual([65_535, 65_535, 65_535]);
});

test('nothing is announced before the kernel has it', () => {
  put(subnet6(1));
  addressing.layOutNetwork(vni, [11]);
  expect(heard()).toEqual([]);
  addressing.afterFlush();
  expect(heard()).toEqual([0, 0, 0]);
});

test('a network that stops advertising says so; one without ports here has nobody to tell', () => {
  put(subnet6(1, { routerId: 5 }));
  layOutNetwork(11);
  heard();
  put(subnet6(1, { routerId: 5, ip6AddressMode: NO_ADVERTISEMENT }));
  layOutNetwork(11);
  vi.advanceTimersByTime(10_000_000);
  expect(heard()).toEqual([0, 0, 0]);
  put(subnet6(1, { routerId: 5 }));
  layOutNetwork(11);
  heard();
  layOutNetwork();
  vi.advanceTimersByTime(10_000_000);
  expect(heard()).toEqual([]);
});

describe('after a restart over rows of an earlier run', () => {
  /** What an earlier run left in the kernel for a network that advertised `entries`. */
  const restart = (...entries: weft.v1.Entry.$Properties[]) => {
    put(...entries);
    addressing.layOutNetwork(vni, [11]);
    const row = Uint32Array.from(state.tables.fromPlugs.ra.get(rows.u32(vni)) ?? []);
    addressing.close();
    ({ state } = emptyState());
    addressing = addressingOf(state);
    put({ network: { vni, networkId: 'n', tenantId: 't', mtu: 1450 } });
    addressing.restore(rows.u32(vni), row, 1);
    state.tables.fromPlugs.flood_local.put(rows.u32(vni), rows.flood([11]));
    announced = [];
  };

  test('a network that stopped advertising meanwhile says so, once the state is complete', () => {
    restart(subnet6(1, { routerId: 5, dnsServers: [address('2001:db8::53')] }));
    layOutNetwork(11);
    expect(heard()).toEqual([]);
    addressing.onComplete();
    addressing.afterFlush();
    vi.advanceTimersByTime(60_000);
    expect(announced).toHaveLength(3);
    expect(announced[0]?.routerLifetime).toBe(0);
    // Prefix and resolver, each with lifetime 0.
    expect(announced[0]?.bytes).toBe(14 + 40 + 16 + 8 + 8 + 32 + 24);
    announced = [];
    addressing.afterFlush();
    expect(heard()).toEqual([]);
  });

  test('nobody is told where no port is left', () => {
    restart(subnet6(1, { routerId: 5 }));
    state.tables.fromPlugs.flood_local.remove(rows.u32(vni));
    addressing.onComplete();
    addressing.afterFlush();
    expect(heard()).toEqual([]);
  });

  test('a prefix that went meanwhile is withdrawn', () => {
    restart(subnet6(1, { routerId: 5 }), subnet6(2, { routerId: 5 }));
    put(subnet6(2, { routerId: 5 }));
    layOutNetwork(11);
    addressing.onComplete();
    addressing.afterFlush();
    vi.advanceTimersByTime(60_000);
    expect(announced.map((a) => a.routerLifetime)).toEqual([65_535, 65_535, 65_535]);
    expect(announced[0]?.bytes).toBe(14 + 40 + 16 + 8 + 8 + 2 * 32);
  });
});

test('an advertisement that finds no room is a problem of the network', () => {
  put(...Array.from({ length: 40 }, (_, i) => subnet6(i + 1)));
  layOutNetwork(11);
  expect(raFrame()).toBeNull();
  expect([...addressing.problems()]).toMatchObject([{ key: { network: { vni } }, reason: 'BAD_VALUE' }]);
});
