import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, NodeService, PortService, TenantService } from '../../../proto/gen/services.js';
import { openServerStream, weftErrorOf } from '../../../proto/src/call.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { networkRequest, nodeRequest, portRequest, tenantRequest } from '../model/testing/requests.js';
import { ApiUnderTest } from './testing/api-under-test.js';

const { ChangeKind } = weft.v1;
let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start({ store: { changeLogRevisions: 2_000 } });
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  for (const i of [1, 2]) await api.call(NodeService.createNode, nodeRequest(`h${i}`, `192.168.0.${i}`));
});
afterEach(() => api.stop());

const text = (c: weft.v1.PortChange) =>
  `${ChangeKind[c.kind]} ${c.port?.metadata?.id ?? ''}@${c.revision} ${c.port?.nodeId ?? ''}`;

/** Reads a watch until `enough`, or its error. */
function watch(
  request: weft.v1.WatchPortsRequest.$Properties,
  enough: (changes: weft.v1.PortChange[]) => boolean,
): Promise<weft.v1.PortChange[]> {
  const changes: weft.v1.PortChange[] = [];
  const stream = openServerStream(api.client, PortService.watchPorts, request);
  return new Promise((resolve, reject) => {
    stream.on('data', (change) => {
      changes.push(change);
      if (!enough(changes)) return;
      resolve(changes.slice());
      stream.cancel();
    });
    stream.on('error', (error) => reject(weftErrorOf(error)));
  });
}

const refusal = (resumeToken: string): Promise<WeftError> =>
  watch({ options: { resumeToken } }, () => true).then(
    () => Promise.reject(new Error('nothing was refused')),
    (error: WeftError) => error,
  );

const create = (id: string, nodeId = 'h1', labels = {}) => {
  const { port } = portRequest(id, { nodeId });
  return api.call(PortService.createPort, { port: { ...port!, metadata: { id, labels } } });
};
const move = (id: string, nodeId: string) =>
  api.call(PortService.updatePort, { port: { metadata: { id }, nodeId }, updateMask: { paths: ['node_id'] } });
const synced = (changes: weft.v1.PortChange[]) => changes.at(-1)?.kind === ChangeKind.SYNCED;

describe('a watch with a resume token', () => {
  it('goes on right behind SYNCED, and behind each change, also within a batch and after a restart', async () => {
    await create('p1');
    const state = await watch({}, synced);
    expect(state.map((c) => c.resumeToken === '')).toEqual([true, false]);
    await api.call(PortService.batchCreatePorts, { ports: ['a', 'b', 'c'].map((id) => portRequest(id).port!) });
    await api.call(PortService.deletePort, { id: 'b' });
    const all = ['PUT a@6 ', 'PUT b@6 ', 'PUT c@6 ', 'DELETED b@7 '];
    const options = { resumeToken: state[1]!.resumeToken };
    const missed = await watch({ options }, (changes) => changes.length === 4);
    expect(missed.map(text)).toEqual(all);
    await api.restart();
    for (const [i, { resumeToken }] of missed.slice(0, 3).entries()) {
      const rest = await watch({ options: { resumeToken } }, (changes) => changes.length === 3 - i);
      expect(rest.map(text)).toEqual(all.slice(i + 1));
    }
    // Behind the last one: what comes next.
    const next = watch({ options: { resumeToken: missed[3]!.resumeToken } }, () => true);
    await create('p2');
    expect((await next).map(text)).toEqual(['PUT p2@8 h1']);
  });

  it('hears of observed state that changes while it catches up', async () => {
    const state = await watch({}, synced);
    await create('p1');
    const options = { resumeToken: state[0]!.resumeToken };
    const changes = await watch({ options }, (seen) => {
      if (seen.length === 1) {
        api.status.active.add('p1');
        api.status.tell({ table: 'port', id: 'p1' });
      }
      return seen.length === 2;
    });
    expect(changes.map((c) => ChangeKind[c.kind])).toEqual(['PUT', 'STATUS']);
    expect([changes[1]?.port?.status?.state, changes[1]?.resumeToken]).toEqual([weft.v1.PortState.ACTIVE, '']);
  });

  it('is refused if it is none, of another epoch, or of a revision that there is not', async () => {
    expect(await refusal('rubbish')).toMatchObject({ code: 'INVALID_FIELD' });
    const [{ resumeToken } = { resumeToken: '' }] = await watch({}, synced);
    const other = Buffer.from(
      Buffer.from(resumeToken, 'base64url')
        .toString()
        .replace(/^[^:]+/, crypto.randomUUID()),
    );
    expect(await refusal(other.toString('base64url'))).toMatchObject({
      code: 'COMPACTED',
      grpcCode: 11,
      details: { fields: [{ field: 'options.resume_token' }] },
    });
    const future = Buffer.from(`${api.store.epoch}:99:1`).toString('base64url');
    expect(await refusal(future)).toMatchObject({ code: 'COMPACTED' });
  });

  it('is refused as COMPACTED once the log no longer reaches back', async () => {
    const [{ resumeToken } = { resumeToken: '' }] = await watch({}, synced);
    for (let i = 0; i < 23; i++) {
      await Promise.all(Array.from({ length: 100 }, (_, k) => create(`p${i}-${k}`)));
    }
    await expect.poll(() => api.store.changesBetween(4, 5)).toBeNull();
    expect(await refusal(resumeToken)).toMatchObject({ code: 'COMPACTED' });
  });
});

it('a watcher that is cut off at random moments and resumes sees exactly what happened', async () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * n);
  };
  const filters = [{}, { nodeId: 'h1' }, { options: { labels: { tier: 'web' } } }];
  const starts = await Promise.all(filters.map((filter) => watch(filter, synced)));
  let writing = true;
  const write = async () => {
    for (let step = 0; step < 150; step++) {
      const ids = Array.from(api.store.rows('port'), (p) => p.metadata?.id ?? '');
      const id = ids[random(ids.length)] ?? '';
      const choice = ids.length < 5 ? 0 : random(5);
      if (choice === 0) await create(`p${step}`, `h${1 + random(2)}`, random(2) ? { tier: 'web' } : {});
      else if (choice === 1) await move(id, `h${1 + random(2)}`);
      else if (choice === 2) await api.call(PortService.deletePort, { id });
      else if (choice === 3) {
        const labels: Record<string, string> = random(2) ? { tier: 'web' } : {};
        await api.call(PortService.updatePort, {
          port: { metadata: { id, labels } },
          updateMask: { paths: ['metadata.labels'] },
        });
      } else {
        const ports = Array.from(
          { length: 1 + random(4) },
          (_, k) => portRequest(`b${step}-${k}`, { nodeId: 'h1' }).port!,
        );
        await api.call(PortService.batchCreatePorts, { ports });
      }
    }
    await create('last', 'h1', { tier: 'web' });
    writing = false;
  };
  const follow = async (filter: weft.v1.WatchPortsRequest.$Properties, token: string) => {
    const seen: weft.v1.PortChange[] = [];
    let resumeToken = token;
    let cuts = 0;
    while (seen.at(-1)?.port?.metadata?.id !== 'last') {
      const length = 1 + random(6);
      const request = { ...filter, options: { ...filter.options, resumeToken } };
      const part = await watch(
        request,
        (changes) => changes.length >= length || changes.at(-1)?.port?.metadata?.id === 'last',
      );
      seen.push(...part);
      resumeToken = part.at(-1)!.resumeToken;
      cuts++;
    }
    return { seen: seen.map(text), cuts };
  };
  const [, ...followed] = await Promise.all([
    write(),
    ...filters.map((filter, i) => follow(filter, starts[i]!.at(-1)!.resumeToken)),
  ]);
  expect(writing).toBe(false);
  const changes = (await api.store.changesBetween(4, api.store.committedRevision)) ?? [];
  const wanted = [
    () => true,
    (p: weft.v1.Port) => p.nodeId === 'h1',
    (p: weft.v1.Port) => p.metadata?.labels?.['tier'] === 'web',
  ];
  for (const [i, { seen, cuts }] of followed.entries()) {
    const expected = changes.flatMap(({ revision, effects }) =>
      effects.flatMap(({ before, after }) => {
        const [was, is] = [before, after].map((row) => row !== null && wanted[i]!(row as weft.v1.Port));
        const row = (is ? after : before) as weft.v1.Port;
        return is || was ? [`${is ? 'PUT' : 'DELETED'} ${row.metadata?.id}@${revision} ${row.nodeId}`] : [];
      }),
    );
    expect(seen).toEqual(expected);
    expect(cuts).toBeGreaterThan(5);
  }
});

describe('labels', () => {
  it('narrow lists and watches; a page token fits only the same labels', async () => {
    await create('p1', 'h1', { tier: 'web', env: 'prod' });
    await create('p2', 'h1', { tier: 'web' });
    await create('p3', 'h2', { tier: 'db', env: 'prod' });
    const list = async (labels: Record<string, string>, more = {}) =>
      (await api.call(PortService.listPorts, { options: { labels }, ...more })).ports.map((p) => p.metadata?.id);
    expect(await list({ tier: 'web' })).toEqual(['p1', 'p2']);
    expect(await list({ env: 'prod', tier: 'web' })).toEqual(['p1']);
    expect(await list({ env: 'prod' }, { nodeId: 'h2' })).toEqual(['p3']);
    expect(await list({ toString: 'x' })).toEqual([]);
    const options = { pageSize: 1, labels: { tier: 'web' } };
    const { nextPageToken: pageToken } = await api.call(PortService.listPorts, { options });
    const next = await api.call(PortService.listPorts, { options: { ...options, pageToken } });
    expect(next.ports.map((p) => p.metadata?.id)).toEqual(['p2']);
    const others = { ...options, labels: { tier: 'db' }, pageToken };
    await expect(api.call(PortService.listPorts, { options: others })).rejects.toMatchObject({
      code: 'BAD_PAGE_TOKEN',
    });

    const change = async () => {
      await move('p2', 'h2');
      const relabel = { port: { metadata: { id: 'p3' } }, updateMask: { paths: ['metadata.labels'] } };
      await api.call(PortService.updatePort, relabel);
    };
    const seen = watch({ options: { labels: { tier: 'db' } } }, (changes) => {
      if (synced(changes)) void change();
      return changes.length === 3;
    });
    expect((await seen).map((c) => `${ChangeKind[c.kind]} ${c.port?.metadata?.id ?? ''}`)).toEqual([
      'PUT p3',
      'SYNCED ',
      'DELETED p3',
    ]);
  });

  it.each([
    [Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, '']))],
    [{ 'a b': '' }],
    [{ a: 'x'.repeat(256) }],
  ])('that are too many or malformed are refused', async (labels) => {
    await expect(api.call(PortService.listPorts, { options: { labels } })).rejects.toMatchObject({
      code: 'INVALID_FIELD',
    });
  });
});
