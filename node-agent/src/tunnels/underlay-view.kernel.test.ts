import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseIp } from '../../../proto/src/ip.js';
import { sh } from '../testing/test-host.js';
import { UnderlayViews, underlayView } from './underlay-view.js';

/** A veth in the test's own namespace: 198.51.100.1/30 and 2001:db8:77::1/64 on one end, a route beyond its neighbor. */
const dev = `wuv${process.pid % 100_000}`;
const neighborMac = '02:00:00:00:77:02';

beforeAll(() => {
  sh(`ip link add ${dev} type veth peer name ${dev}p`);
  sh(`ip link set ${dev}p up; ip link set ${dev} up`);
  sh(`ip addr add 198.51.100.1/30 dev ${dev}; ip addr add 2001:db8:77::1/64 dev ${dev} nodad`);
  sh(`ip route add 198.51.100.128/25 via 198.51.100.2 dev ${dev}`);
  sh(`ip neigh replace 198.51.100.2 lladdr ${neighborMac} dev ${dev} nud permanent`);
});
afterAll(() => sh(`ip link del ${dev} || true`));

test('a VTEP on the link: its own neighbor entry', async () => {
  expect(await underlayView(parseIp('198.51.100.2'))).toEqual({
    route: `198.51.100.2 dev ${dev} src 198.51.100.1`,
    interface: dev,
    nextHop: null,
    neighborState: 'PERMANENT',
    neighborMac,
    interfaceUp: true,
  });
});

test('a VTEP behind a router: that of the next hop', async () => {
  expect(await underlayView(parseIp('198.51.100.200'))).toMatchObject({
    route: `198.51.100.200 via 198.51.100.2 dev ${dev} src 198.51.100.1`,
    nextHop: { bytes: parseIp('198.51.100.2') },
    neighborState: 'PERMANENT',
  });
});

test('one over IPv6 that nobody has asked for yet has no entry', async () => {
  expect(await underlayView(parseIp('2001:db8:77::9'))).toMatchObject({
    interface: dev,
    neighborState: '',
    neighborMac: '',
  });
});

test('an interface without a carrier is not up; without a route that is said', async () => {
  sh(`ip link set ${dev}p down`);
  expect(await underlayView(parseIp('198.51.100.2'))).toMatchObject({ interface: dev, interfaceUp: false });
  sh(`ip route add unreachable 203.0.113.77/32`);
  try {
    const view = await underlayView(parseIp('203.0.113.77'));
    expect(view.error).toMatch(/No route to host|no route/);
    expect(view.route).toBeUndefined();
  } finally {
    sh('ip route del unreachable 203.0.113.77/32');
  }
});

test('of many at once only some are looked at; later others are', async () => {
  const views = new UnderlayViews();
  const look = () => views.look(parseIp('198.51.100.2'));
  const first = Array.from({ length: 50 }, look);
  expect(first.filter((view) => view !== null)).toHaveLength(4);
  await Promise.all(first);
  expect(await look()).toMatchObject({ interface: dev });
});
