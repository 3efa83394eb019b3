import { afterEach, beforeEach, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { createNetwork, deleteNetwork } from '../model/networks.js';
import { createTenant } from '../model/tenants.js';
import { networkRequest, tenantRequest } from '../model/testing/requests.js';
import type { Store } from './store.js';
import { TemporaryStores } from './testing/temporary-store.js';

let stores: TemporaryStores;
let store: Store;
beforeEach(async () => {
  stores = new TemporaryStores();
  store = await stores.open();
  await store.commit((p) => createTenant(p, tenantRequest('acme')));
});
afterEach(() => stores.remove());

const networks = () => store.usage(store.get('tenant', 'acme')!).find((usage) => usage.kind === 'networks')?.used;

it('what a tenant has is told as it is on disk, not as it is in memory', async () => {
  const created = store.commit((p) => createNetwork(p, networkRequest('net')));
  expect(networks()).toBe(0);
  await created;
  expect(networks()).toBe(1);
  const deleted = store.commit((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id: 'net' })));
  expect(networks()).toBe(1);
  await deleted;
  expect(networks()).toBe(0);
});
