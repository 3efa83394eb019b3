import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { PortService } from '../../../proto/gen/services.js';
import { ApiUnderTest } from './testing/api-under-test.js';
import { type AnyFilter, type AnyRow, type Kind, kinds, populate } from './testing/kinds.js';

const { ChangeKind } = weft.v1;

let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
  await populate(api.client);
});
afterEach(() => api.stop());

const idOf = (row: AnyRow) => row.metadata?.id ?? '';
const values = { tenantId: ['acme', 'nobody'], networkId: ['acme-1', 'other-2'], nodeId: ['h1', 'h3'] };
const labels = [{}, { colour: 'red' }, { colour: 'blue' }, { colour: 'red', nothing: '' }];

/** Every combination of what the kind can be narrowed to. */
function filtersOf(kind: Kind): AnyFilter[] {
  let filters: AnyFilter[] = [{}];
  for (const field of kind.filters) {
    filters = filters.flatMap((filter) => [filter, ...values[field].map((value) => ({ ...filter, [field]: value }))]);
  }
  return filters.flatMap((filter) => labels.map((wanted) => ({ ...filter, options: { labels: wanted } })));
}

function fits(kind: Kind, row: AnyRow, { options, ...filter }: AnyFilter): boolean {
  const wanted = Object.entries((options as { labels: Record<string, string> }).labels);
  const has = row.metadata?.labels ?? {};
  return kind.filters.every((f) => !filter[f] || row[f] === filter[f]) && wanted.every(([k, v]) => has[k] === v);
}

describe.each(kinds.map((kind) => [kind.name, kind] as const))('a %s', (_name, kind) => {
  it('is listed and watched by each of its filters, and by labels', async () => {
    const { rows } = await kind.list(api.client, {});
    expect(rows.length).toBeGreaterThanOrEqual(2);
    const counts = new Set<number>();
    for (const filter of filtersOf(kind)) {
      const expected = rows.filter((row) => fits(kind, row, filter)).map(idOf);
      counts.add(expected.length);
      const listed = await kind.list(api.client, filter);
      expect(listed.rows.map(idOf), JSON.stringify(filter)).toEqual(expected);
      const { seen, cancel } = kind.watch(api.client, filter);
      await expect.poll(() => seen.at(-1)?.[0], { interval: 3, timeout: 10_000 }).toBe(ChangeKind.SYNCED);
      cancel();
      expect(
        seen
          .slice(0, -1)
          .map(([, id]) => id)
          .sort(),
        JSON.stringify(filter),
      ).toEqual(expected);
    }
    expect(counts.size, 'filters that make no difference').toBeGreaterThan(2);
  });

  it('that changes is told to those who watch it by its filters, and to no others', async () => {
    const { rows } = await kind.list(api.client, {});
    const all = filtersOf(kind).map((filter) => ({ filter, ...kind.watch(api.client, filter) }));
    for (const { seen } of all)
      await expect.poll(() => seen.at(-1)?.[0], { interval: 3, timeout: 10_000 }).toBe(ChangeKind.SYNCED);
    const synced = all.map(({ seen }) => seen.length);
    for (const row of rows) await kind.rename(api.client, idOf(row), 'new');
    const everything = all[0];
    await expect.poll(() => (everything?.seen.length ?? 0) - (synced[0] ?? 0), { timeout: 10_000 }).toBe(rows.length);
    for (const [i, { filter, seen, cancel }] of all.entries()) {
      const expected = rows.filter((row) => fits(kind, row, filter)).map((row) => [ChangeKind.PUT, idOf(row)]);
      await expect
        .poll(() => seen.slice(synced[i]), { message: JSON.stringify(filter), timeout: 10_000 })
        .toEqual(expected);
      cancel();
    }
  });

  it('is created once however often its request is repeated, after a restart too', async () => {
    const first = await kind.create(api.client, kind.another(''), 'once');
    expect(await kind.create(api.client, kind.another(''), 'once')).toEqual(first);
    await api.restart();
    expect(await kind.create(api.client, kind.another(''), 'once')).toEqual(first);
    const { rows } = await kind.list(api.client, {});
    expect(rows.filter((row) => idOf(row) === idOf(first))).toHaveLength(1);
  });

  it('is updated and deleted only in the state that an etag names', async () => {
    const created = await kind.create(api.client, kind.another('it'));
    const etag = created.metadata?.etag ?? '';
    const updated = await kind.rename(api.client, 'it', 'new', etag);
    expect(updated.metadata?.etag).not.toBe(etag);
    const mismatch = { code: 'ETAG_MISMATCH', grpcCode: 10 };
    await expect(kind.rename(api.client, 'it', 'newer', etag)).rejects.toMatchObject(mismatch);
    await expect(kind.delete(api.client, 'it', etag)).rejects.toMatchObject(mismatch);
    expect((await kind.get(api.client, 'it')).metadata).toEqual(updated.metadata);
    await kind.delete(api.client, 'it', updated.metadata?.etag ?? '');
    await expect(kind.get(api.client, 'it')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that is there all the while is in the pages once, whatever comes and goes between them', async () => {
    const stays = (await kind.list(api.client, {})).rows.map(idOf);
    await kind.create(api.client, kind.another('aaa'));
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await kind.list(api.client, { options: { pageSize: 1, pageToken } });
      expect(page.rows.length).toBeLessThanOrEqual(1);
      seen.push(...page.rows.map(idOf));
      pageToken = page.nextPageToken;
      // Deletes the row that the token stands behind, and puts one in front of it and one behind.
      if (seen.length === 1) {
        await kind.delete(api.client, 'aaa');
        await kind.create(api.client, kind.another('aab'));
        await kind.delete(api.client, 'aab');
        await kind.create(api.client, kind.another('zzz'));
      }
    } while (pageToken !== '');
    expect(seen).toEqual(['aaa', ...stays, 'zzz']);
  });
});

it('a page token of before the store was restored is refused', async () => {
  const { nextPageToken: pageToken } = await api.call(PortService.listPorts, { options: { pageSize: 1 } });
  expect((await api.call(PortService.listPorts, { options: { pageSize: 1, pageToken } })).ports).toHaveLength(1);
  await api.restart({ renewEpoch: true });
  await expect(api.call(PortService.listPorts, { options: { pageSize: 1, pageToken } })).rejects.toMatchObject({
    code: 'BAD_PAGE_TOKEN',
  });
});
