import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { createNetwork } from '../model/networks.js';
import { createNode, deleteNode } from '../model/nodes.js';
import { createPort } from '../model/ports.js';
import { createRouter } from '../model/routers.js';
import { createSubnet } from '../model/subnets.js';
import { createTenant } from '../model/tenants.js';
import {
  networkRequest,
  nodeRequest,
  portRequest,
  routerRequest,
  subnetRequest,
  tenantRequest,
} from '../model/testing/requests.js';
import { checkStore } from './check/check.js';
import { TemporaryStores, testSettings } from './testing/temporary-store.js';

const settings = { ...testSettings, underlayFamily: 6 } as const;
let stores: TemporaryStores;
beforeEach(() => {
  stores = new TemporaryStores();
});
afterEach(() => stores.remove());

it('a store with IPv6 everywhere is in order, and goes on where it was when it is opened again', async () => {
  let store = await stores.open({ settings });
  await store.commit((p) => createTenant(p, tenantRequest('acme')));
  await store.commit((p) => createNetwork(p, networkRequest('net')));
  await store.commit((p) => createSubnet(p, subnetRequest('v4', '10.0.0.0/24')));
  await store.commit((p) => createSubnet(p, subnetRequest('v6', 'fd00::/64', { options: { ip6AddressMode: 2 } })));
  await store.commit((p) => createNode(p, nodeRequest('h1', '2001:db8::1')));
  const router = routerRequest('r', { subnets: ['v4', 'v6'], routes: ['::/0 via fd00::9'] });
  await store.commit((p) => createRouter(p, router));
  const pairs = ['fd00::100/128 02:00:00:00:00:07', '0.0.0.0/0'];
  await store.commit((p) => createPort(p, portRequest('a', { nodeId: 'h1', pairs })));
  const violations: string[] = [];
  await store.read((db) => checkStore(db, (key, what) => violations.push(`${key} ${what}`)));
  expect(violations).toEqual([]);
  await store.close();
  store = await stores.open({ settings });
  const { row } = await store.commit((p) => createPort(p, portRequest('b')));
  expect(row.addresses.map(({ address }) => address?.bytes?.at(-1))).toEqual([3, 3]);
  const taken = portRequest('c', { mac: '02:00:00:00:00:07' });
  await expect(store.commit((p) => createPort(p, taken))).rejects.toMatchObject({ code: 'DUPLICATE_VALUE' });
  await store.close();
});

it('the family of the underlay is fixed while there are nodes', async () => {
  let store = await stores.open({ settings });
  await store.commit((p) => createNode(p, nodeRequest('h1', '2001:db8::1')));
  await store.close();
  await expect(stores.open()).rejects.toMatchObject({
    code: 'STORE_INCOMPATIBLE',
    message: expect.stringContaining('node h1 has an IPv6 VTEP, but the underlay is said to be IPv4'),
  });
  store = await stores.open({ settings });
  await store.commit((p) => deleteNode(p, weft.v1.DeleteNodeRequest.create({ id: 'h1' })));
  await store.close();
  await (await stores.open()).close();
});

it('networks with a larger MTU than there is room for are named', async () => {
  const store = await stores.open();
  await store.commit((p) => createTenant(p, tenantRequest('acme')));
  await store.commit((p) => createNetwork(p, networkRequest('net')));
  expect([store.oversizeNetworks(1450), store.oversizeNetworks(1449)]).toEqual([[], ['net']]);
  await store.close();
});
