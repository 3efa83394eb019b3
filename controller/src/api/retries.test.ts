import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, PortService, TenantService } from '../../../proto/gen/services.js';
import { createSubnet } from '../model/subnets.js';
import { networkRequest, portRequest, subnetRequest, tenantRequest } from '../model/testing/requests.js';
import { requestRetentionMs } from '../store/requests.js';
import { dump } from '../store/testing/temporary-store.js';
import { ApiUnderTest } from './testing/api-under-test.js';

let api: ApiUnderTest;
let nowMs: number;
beforeEach(async () => {
  nowMs = 1_700_000_000_000;
  api = await ApiUnderTest.start({ store: { clock: () => nowMs } });
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  await api.store.commit((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/24')));
});
afterEach(() => api.stop());

const create = (requestId: string, request = portRequest('')) => {
  request.requestId = requestId;
  return api.call(PortService.createPort, request);
};
const remembered = async () => [...(await dump(api.store)).keys()].filter((key) => /^[qx]\//.test(key)).length;

describe('a create with a request_id', () => {
  it('that is repeated gets the answer of the first call, also after a restart', async () => {
    const first = await create('one');
    expect(await create('one')).toEqual(first);
    expect(api.store.size('port')).toBe(1);
    await api.restart();
    expect(await create('one')).toEqual(first);
    expect((await create('two')).metadata?.id).not.toBe(first.metadata?.id);
    expect(api.store.size('port')).toBe(2);
  });

  it('gets the first answer even if the port has changed or is gone since', async () => {
    const first = await create('one', portRequest('p1'));
    await api.call(PortService.updatePort, { port: { metadata: { id: 'p1', name: 'new' } } });
    expect(await create('one', portRequest('p1'))).toEqual(first);
    await api.call(PortService.deletePort, { id: 'p1' });
    expect(await create('one', portRequest('p1'))).toEqual(first);
    expect(api.store.size('port')).toBe(0);
  });

  it('that is repeated many times at once creates once', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, () => create('one')));
    expect(new Set(ports.map((p) => p.metadata?.id)).size).toBe(1);
    expect(api.store.size('port')).toBe(1);
  });

  it('with another request is REQUEST_ID_REUSED, at once and later', async () => {
    const [first, second] = await Promise.allSettled([
      create('one', portRequest('p1')),
      create('one', portRequest('p2')),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    await expect(create('one', portRequest('p2'))).rejects.toMatchObject({
      code: 'REQUEST_ID_REUSED',
      grpcCode: 6,
      details: { fields: [{ field: 'request_id' }] },
    });
  });

  it('is the same request whatever the order of its labels and however it waits', async () => {
    const labelled = (labels: Record<string, string>) =>
      weft.v1.CreatePortRequest.fromObject({ port: { metadata: { labels }, networkId: 'net' } });
    const first = await create('one', labelled({ a: '1', b: '2' }));
    const again = labelled({ b: '2', a: '1' });
    again.wait = { until: weft.v1.WaitFor.UNTIL_PROGRAMMED };
    expect((await create('one', again)).metadata?.id).toBe(first.metadata?.id);
    await expect(create('one', labelled({ a: '2', b: '1' }))).rejects.toMatchObject({ code: 'REQUEST_ID_REUSED' });
  });

  it('is one of its method', async () => {
    await create('one');
    const network = networkRequest('other');
    network.requestId = 'one';
    expect((await api.call(NetworkService.createNetwork, network)).metadata?.id).toBe('other');
  });

  it('that failed is not remembered', async () => {
    await expect(create('one', portRequest('p1', { networkId: 'later' }))).rejects.toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
    });
    expect(await remembered()).toBe(0);
    await api.call(NetworkService.createNetwork, networkRequest('later'));
    await create('one', portRequest('p1', { networkId: 'later' }));
    expect(await remembered()).toBe(2);
  });

  it('is forgotten after 24 hours, not before', async () => {
    const first = await create('one');
    nowMs += requestRetentionMs - 1;
    await create('');
    expect(await create('one')).toEqual(first);
    nowMs += 120_000;
    await create('');
    await expect.poll(remembered).toBe(0);
    expect((await create('one')).metadata?.id).not.toBe(first.metadata?.id);
  });

  it.each([['é'], ['x'.repeat(65)], ['a\nb']])('that is %j is refused', async (requestId) => {
    await expect(create(requestId)).rejects.toMatchObject({
      code: 'INVALID_FIELD',
      details: { fields: [{ field: 'request_id' }] },
    });
  });
});
