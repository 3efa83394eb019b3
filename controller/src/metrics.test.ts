import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { ControllerMetrics, serveMetrics } from './metrics.js';
import { createTenant } from './model/tenants.js';
import { tenantRequest } from './model/testing/requests.js';
import { TemporaryStores } from './store/testing/temporary-store.js';

it('metrics tell of commits, resources and calls', async () => {
  const stores = new TemporaryStores();
  const metrics = new ControllerMetrics();
  const store = await stores.open({ observer: { committed: (n, seconds) => metrics.committed(n, seconds) } });
  metrics.observeStore(store);
  const server = await serveMetrics(metrics.registry, '127.0.0.1', 0);
  try {
    await Promise.all(['a', 'b'].map((id) => store.commit((p) => createTenant(p, tenantRequest(id)))));
    metrics.callEnded({ path: '/weft.v1.TenantService/CreateTenant', code: 'OK', seconds: 0.001 });
    const { port } = server.address() as AddressInfo;
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    for (const line of [
      'weft_store_transactions_total 2',
      'weft_store_commit_seconds_count 1',
      'weft_store_revision 2',
      'weft_store_available 1',
      'weft_resources{kind="tenant"} 2',
      'weft_rpc_calls_total{method="/weft.v1.TenantService/CreateTenant",code="OK"} 1',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  } finally {
    server.closeAllConnections();
    server.close();
    await stores.remove();
  }
});
