import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { createNetwork } from '../model/networks.js';
import { createNode } from '../model/nodes.js';
import { createPort, deletePort, updatePort } from '../model/ports.js';
import { createTenant } from '../model/tenants.js';
import { networkRequest, nodeRequest, portRequest, tenantRequest } from '../model/testing/requests.js';
import type { Tables } from './change.js';
import { indexKeys } from './keys.js';
import { type Filters, listPage, matches, type Page } from './lists.js';
import type { Store } from './store.js';
import { dump, TemporaryStores } from './testing/temporary-store.js';

const step = fc.record({
  port: fc.integer({ min: 0, max: 30 }),
  network: fc.integer({ min: 0, max: 2 }),
  node: fc.integer({ min: -1, max: 1 }),
  remove: fc.boolean(),
});

async function apply(store: Store, s: { port: number; network: number; node: number; remove: boolean }): Promise<void> {
  const id = `p-${s.port}`;
  const nodeId = s.node < 0 ? '' : `h-${s.node}`;
  const exists = store.get('port', id) !== null;
  if (!exists) await store.commit((p) => createPort(p, portRequest(id, { networkId: `n-${s.network}`, nodeId })));
  else if (s.remove) await store.commit((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id })));
  else {
    const update = { port: { metadata: { id }, nodeId }, updateMask: { paths: ['node_id'] } };
    await store.commit((p) => updatePort(p, weft.v1.UpdatePortRequest.create(update)));
  }
}

async function listAll(store: Store, filters: Filters, pageSize: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: Page<Tables['port']> = await listPage(store, 'port', filters, after, pageSize);
    expect(page.rows.length).toBeLessThanOrEqual(pageSize);
    expect(page.revision).toBe(store.committedRevision);
    ids.push(...page.rows.map((r) => r.metadata?.id ?? ''));
    after = page.next;
  }
  return ids;
}

describe('a list', () => {
  it('has in pages what a look at every row finds, by id, for all filters; and so after opening again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), async (steps, pageSize) => {
        const stores = new TemporaryStores();
        try {
          const store = await stores.open();
          await store.commit((p) => createTenant(p, tenantRequest('acme')));
          await store.commit((p) => createTenant(p, tenantRequest('globex')));
          for (const i of [0, 1, 2]) {
            const tenantId = i === 2 ? 'globex' : 'acme';
            await store.commit((p) => createNetwork(p, networkRequest(`n-${i}`, { tenantId })));
          }
          for (const i of [0, 1]) await store.commit((p) => createNode(p, nodeRequest(`h-${i}`, `192.168.0.${i + 1}`)));
          for (const s of steps) await apply(store, s);
          const check = async (s: Store) => {
            const rows = [...s.rows('port')];
            for (const tenant of [undefined, 'acme', 'globex', 'nobody']) {
              for (const network of [undefined, 'n-0', 'n-2']) {
                for (const node of [undefined, 'h-0', 'h-1']) {
                  const filters = { ...(tenant && { tenant }), ...(network && { network }), ...(node && { node }) };
                  const expected = rows.filter((r) => matches('port', r, filters)).map((r) => r.metadata?.id);
                  expect(await listAll(s, filters, pageSize)).toEqual(expected);
                }
              }
            }
          };
          await check(store);
          const before = await dump(store);
          // No index entry is left behind, and none is missing.
          const indexed = [...before.keys()].filter((k) => k.startsWith('i/port.'));
          const expected = [...store.rows('port')].flatMap((r) => indexKeys('port', r.metadata?.id ?? '', r));
          expect(indexed).toEqual(expected.sort());
          await store.close();
          const again = await stores.open();
          expect(await dump(again)).toEqual(before);
          await check(again);
        } finally {
          await stores.remove();
        }
      }),
      { numRuns: 15 },
    );
  });

  it('has fewer rows than asked for rather than a page too large for a message', async () => {
    const stores = new TemporaryStores();
    try {
      const store = await stores.open();
      const labels = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`key-${i}`, 'x'.repeat(255)]));
      const request = (i: number) =>
        weft.v1.CreateTenantRequest.create({ tenant: { metadata: { id: `t-${i}`, labels } } });
      await Promise.all(Array.from({ length: 300 }, (_, i) => store.commit((p) => createTenant(p, request(i)))));
      const page = await listPage(store, 'tenant', {}, '', 1000);
      const bytes = weft.v1.ListTenantsResponse.encode({ tenants: page.rows }).finish().length;
      expect(bytes).toBeLessThan(3 * 1024 * 1024);
      expect(bytes).toBeGreaterThan(1024 * 1024);
      expect(page.next).toBe(page.rows.at(-1)?.metadata?.id);
    } finally {
      await stores.remove();
    }
  });
});
