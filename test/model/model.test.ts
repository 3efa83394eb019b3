import { expect, it } from 'vitest';
import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { runModel } from './model.js';

const outcomes = [
  'to port',
  'to far',
  'out of the tunnel to port',
  'flooded',
  'ARP reply',
  'neighbor advertisement',
  'echo reply',
  'DHCP answer',
  'router advertisement',
];
const reasons: DropReasonName[] = [
  ...(['TRUNCATED', 'TAGGED', 'SPOOFED_MAC', 'SPOOFED_IP', 'SPOOFED_ARP', 'ARP_UNKNOWN', 'ARP_MALFORMED'] as const),
  ...([
    'UNKNOWN_DESTINATION',
    'TOO_BIG',
    'PORT_GONE',
    'VXLAN_MALFORMED',
    'VXLAN_UNKNOWN_VNI',
    'VXLAN_SOURCE',
    'ECN',
  ] as const),
  ...(['SAME_PORT', 'IP_MALFORMED', 'SPOOFED_ND', 'ND_UNKNOWN', 'ND_MALFORMED', 'RA_FROM_PORT', 'RA_NONE'] as const),
  ...(['DHCP_SERVER', 'DHCP_NONE', 'NO_ROUTER', 'NO_ROUTE', 'NO_NEIGHBOR', 'TTL_EXPIRED', 'NOT_ROUTABLE'] as const),
  ...(['GATEWAY_ADDRESS', 'ROUTED_TOO_BIG'] as const),
];

it('the data path does what the model says, frame by frame', async () => {
  const { failure, cases, seen } = await runModel({ cases: 10_000, seed: 1 });
  expect(failure).toBeNull();
  expect(cases).toBe(10_000);
  // The cases are worth something: every outcome was met.
  for (const name of [...outcomes, ...reasons]) expect(seen, name).toHaveProperty([name]);
  for (const reason of ['NO_ROUTE', 'NO_NEIGHBOR', 'TTL_EXPIRED', 'GATEWAY_ADDRESS', 'ROUTED_TOO_BIG'])
    expect(seen).toHaveProperty([`${reason} with an answer`]);
}, 300_000);

it('so it does over an IPv6 underlay', async () => {
  const { failure, seen } = await runModel({ cases: 3_000, seed: 2, underlay: 6 });
  expect(failure).toBeNull();
  for (const name of ['to far', 'out of the tunnel to port', 'flooded', 'VXLAN_SOURCE', 'VXLAN_MALFORMED'])
    expect(seen, name).toHaveProperty([name]);
}, 300_000);

it('so it does with XDP on the underlay', async () => {
  const { failure, seen } = await runModel({ cases: 2_000, seed: 3, xdp: 'native' });
  expect(failure).toBeNull();
  for (const name of ['out of the tunnel to port', 'VXLAN_SOURCE', 'VXLAN_MALFORMED', 'VXLAN_UNKNOWN_VNI'])
    expect(seen, name).toHaveProperty([name]);
}, 300_000);
