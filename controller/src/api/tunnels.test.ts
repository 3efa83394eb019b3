import type { ClientReadableStream } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { NetworkService, NodeService, TenantService, TunnelService } from '../../../proto/gen/services.js';
import { openServerStream, weftErrorOf } from '../../../proto/src/call.js';
import { networkRequest, nodeRequest, tenantRequest } from '../model/testing/requests.js';
import { timestampOf } from '../tunnels/tick-clock.js';
import { ApiUnderTest } from './testing/api-under-test.js';
import { tunnelWatchersLimit } from './tunnel-watch.js';

const { TUNNEL_DEGRADED, TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;
const { TUNNEL_GONE, TUNNEL_PUT, TUNNEL_SYNCED } = weft.v1.TunnelChangeKind;
type State = weft.v1.TunnelState;

/** Ids whose order is not that of their creation. */
const ids = ['h3', 'h1', 'h4', 'h2'];

let api: ApiUnderTest;
const vtepIds = new Map<string, number>();
const sequences = new Map<string, number>();
const streams: ClientReadableStream<weft.v1.TunnelChange>[] = [];

beforeEach(async () => {
  api = await ApiUnderTest.start();
  sequences.clear();
  for (const [i, id] of ids.entries()) {
    const node = await api.call(NodeService.createNode, nodeRequest(id, `192.0.2.${i + 1}`));
    vtepIds.set(id, node.vtepId);
  }
  api.tunnels.board.setConnected(true);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.cancel();
  await api.stop();
});

function tell(nodeId: string, batch: weft.v1.TunnelBatch.$Properties): void {
  const sequence = (sequences.get(nodeId) ?? 0) + 1;
  sequences.set(nodeId, sequence);
  const about = {
    nodeId,
    vtepId: vtepIds.get(nodeId) ?? 0,
    agentInstance: 'run',
    sequence,
    time: timestampOf(Date.now()),
  };
  const bytes = weft.v1.TunnelBatch.encode({ ...about, ...batch }).finish();
  expect(api.tunnels.board.receive(nodeId, weft.v1.TunnelBatch.decode(bytes))).toBe(null);
}

function says(from: string, to: string, state: State = TUNNEL_UP, more: weft.v1.TunnelReport.$Properties = {}): void {
  tell(from, { reports: [{ remoteVtepId: vtepIds.get(to) ?? 0, state, rttP50Ns: 100_000, ...more }] });
}

function allUp(): void {
  for (const from of ids) for (const to of ids) if (from !== to) says(from, to);
}

/** The changes that a watch has told, as text, since this was called last. */
function watch(request: weft.v1.WatchTunnelsRequest.$Properties = {}) {
  const told: string[] = [];
  let error: string | null = null;
  const stream = openServerStream(api.client, TunnelService.watchTunnels, request);
  streams.push(stream);
  const kinds = { [TUNNEL_PUT]: 'put', [TUNNEL_GONE]: 'gone', [TUNNEL_SYNCED]: 'synced' } as Record<number, string>;
  stream.on('data', ({ kind, tunnel }) => {
    const state = kind === TUNNEL_PUT ? ` ${tunnel?.state}` : '';
    told.push(tunnel ? `${kinds[kind]} ${tunnel.nodeA} ${tunnel.nodeB}${state}` : `${kinds[kind]}`);
  });
  stream.on('error', (e) => {
    error = weftErrorOf(e).code;
  });
  return {
    stream,
    async until(...expected: string[]): Promise<void> {
      await expect.poll(() => [...told].sort(), { timeout: 5_000 }).toEqual([...expected].sort());
      told.splice(0);
    },
    failed: () => expect.poll(() => error, { timeout: 5_000 }),
  };
}

const pairs = ['h1 h2', 'h1 h3', 'h1 h4', 'h2 h3', 'h2 h4', 'h3 h4'];
const names = (tunnels: readonly weft.v1.Tunnel.$Properties[]) =>
  tunnels.map(({ nodeA, nodeB }) => `${nodeA} ${nodeB}`);

describe('the service of tunnels', () => {
  it('lists pairs in the order of their ends, in pages, with how many there are in each state', async () => {
    allUp();
    says('h2', 'h4', TUNNEL_DOWN);
    for (const pageSize of [1, 2, 4, 6, 0]) {
      const listed: string[] = [];
      let pageToken = '';
      do {
        const page = await api.call(TunnelService.listTunnels, { pageSize, pageToken });
        expect(page.summary).toMatchObject({
          up: 5,
          down: 1,
          degraded: 0,
          unknown: 0,
          connected: true,
          droppedViews: 0,
        });
        expect(page.tunnels.length).toBeLessThanOrEqual(pageSize || 100);
        listed.push(...names(page.tunnels));
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      expect(listed).toEqual(pairs);
    }
  });

  it('lists those of a node and those in a state, also in pages', async () => {
    allUp();
    says('h2', 'h4', TUNNEL_DOWN);
    says('h3', 'h4', TUNNEL_DEGRADED);
    const list = async (request: weft.v1.ListTunnelsRequest.$Properties) => {
      const listed: string[] = [];
      for (let pageToken = ''; ; ) {
        const page = await api.call(TunnelService.listTunnels, { ...request, pageSize: 1, pageToken });
        listed.push(...names(page.tunnels));
        pageToken = page.nextPageToken;
        if (pageToken === '') return listed;
      }
    };
    expect(await list({ nodeId: 'h3' })).toEqual(['h1 h3', 'h2 h3', 'h3 h4']);
    expect(await list({ states: [TUNNEL_DOWN, TUNNEL_DEGRADED] })).toEqual(['h2 h4', 'h3 h4']);
    expect(await list({ nodeId: 'h2', states: [TUNNEL_DOWN] })).toEqual(['h2 h4']);
    expect(await list({ nodeId: 'nobody' })).toEqual([]);
  });

  it('tells one tunnel with both views, its history and its incidents, whichever end is named first', async () => {
    allUp();
    for (const rttP50Ns of [200_000, 300_000]) says('h4', 'h1', TUNNEL_UP, { rttP50Ns });
    const { tunnel, aHistory, bHistory } = await api.call(TunnelService.getTunnel, { nodeA: 'h4', nodeB: 'h1' });
    expect(tunnel).toMatchObject({
      nodeA: 'h1',
      nodeB: 'h4',
      state: TUNNEL_UP,
      diagnosis: 'packets pass in both directions',
    });
    expect(tunnel?.bView?.rttP50Ns).toBe(300_000);
    expect(aHistory.map(({ rttP50Ns }) => rttP50Ns)).toEqual([100_000]);
    expect(bHistory.map(({ rttP50Ns }) => rttP50Ns)).toEqual([100_000, 200_000, 300_000]);
  });

  it('refuses what is malformed, by name', async () => {
    allUp();
    const { nextPageToken } = await api.call(TunnelService.listTunnels, { pageSize: 1 });
    const list = (request: weft.v1.ListTunnelsRequest.$Properties) => api.call(TunnelService.listTunnels, request);
    const refused: [Promise<unknown>, string, string | undefined][] = [
      [list({ pageToken: 'AAAA' }), 'BAD_PAGE_TOKEN', 'page_token'],
      [list({ pageToken: `${nextPageToken}x`, pageSize: 1 }), 'BAD_PAGE_TOKEN', 'page_token'],
      [list({ pageToken: nextPageToken, nodeId: 'h1' }), 'BAD_PAGE_TOKEN', 'page_token'],
      [list({ nodeId: 'No Id' }), 'INVALID_FIELD', 'node_id'],
      [list({ states: [9 as State] }), 'INVALID_FIELD', 'states[0]'],
      [api.call(TunnelService.getTunnel, { nodeA: 'h1' }), 'REQUIRED_FIELD', 'node_b'],
      [api.call(TunnelService.getTunnel, { nodeA: 'h1', nodeB: '*' }), 'INVALID_FIELD', 'node_b'],
      [api.call(TunnelService.getTunnel, { nodeA: 'h1', nodeB: 'h1' }), 'NOT_FOUND', undefined],
      [api.call(TunnelService.getTunnel, { nodeA: 'h1', nodeB: 'h9' }), 'NOT_FOUND', undefined],
      [api.call(TunnelService.listTunnelTraffic, { innerFlows: true }), 'REQUIRED_FIELD', 'vni'],
      [api.call(TunnelService.listTunnelTraffic, { pageToken: nextPageToken }), 'BAD_PAGE_TOKEN', 'page_token'],
      [api.call(TunnelService.listTunnelIncidents, { nodeId: '-' }), 'INVALID_FIELD', 'node_id'],
    ];
    for (const [call, code, field] of refused) {
      const error = await call.then(
        () => null,
        (e: unknown) => e,
      );
      expect(error).toMatchObject({ code });
      if (field) expect(error).toMatchObject({ details: { fields: [{ field }] } });
    }
    const watched = watch({ nodeId: 'No Id' });
    await watched.failed().toBe('INVALID_FIELD');
  });

  it('lists passive counters with their rates, in order, in pages, and inner flows of one network', async () => {
    await api.call(TenantService.createTenant, tenantRequest('acme'));
    const { vni } = await api.call(NetworkService.createNetwork, networkRequest('blue'));
    const traffic = (to: string, ofVni: number, sentBytes: number) => ({
      vni: ofVni,
      remoteVtepId: vtepIds.get(to) ?? 0,
      sentPackets: sentBytes / 100,
      sentBytes,
    });
    const ip = (last: number) => ({ bytes: Uint8Array.of(10, 0, 0, last) });
    const flow = {
      vni,
      remoteVtepId: vtepIds.get('h4') ?? 0,
      source: ip(1),
      destination: ip(2),
      packets: 1,
      bytes: 60,
    };
    tell('h3', {
      traffic: [traffic('h4', vni, 500)],
      innerFlows: [flow, { ...flow, bytes: 90 }, { ...flow, received: true }],
    });
    tell('h1', { traffic: [traffic('h4', vni, 300), traffic('h2', vni, 200), traffic('h2', vni + 1, 100)] });
    const listed: string[] = [];
    let pageToken = '';
    do {
      const page = await api.call(TunnelService.listTunnelTraffic, { pageSize: 1, pageToken });
      for (const { nodeId, networkId, total } of page.traffic) {
        listed.push(`${networkId} ${nodeId} ${total?.remoteNodeId} ${total?.sentBytes}`);
      }
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(listed).toEqual(['blue h1 h2 200', 'blue h1 h4 300', 'blue h3 h4 500', ' h1 h2 100']);
    const inner = await api.call(TunnelService.listTunnelTraffic, { vni, nodeId: 'h3', innerFlows: true });
    expect(inner.traffic.map(({ innerFlows }) => innerFlows?.map(({ bytes, received }) => [bytes, received]))).toEqual([
      [
        [90, false],
        [60, true],
      ],
    ]);
  });
});

describe('a watch of tunnels', () => {
  it('tells all, then what changes: states at once, figures when it is time, and what is gone', async () => {
    allUp();
    const watched = watch();
    await watched.until(...pairs.map((pair) => `put ${pair} ${TUNNEL_UP}`), 'synced');
    says('h2', 'h1', TUNNEL_DOWN);
    await watched.until(`put h1 h2 ${TUNNEL_DOWN}`);
    says('h3', 'h4', TUNNEL_UP, { rttP50Ns: 900_000 });
    api.tunnels.board.sweep();
    await watched.until(`put h3 h4 ${TUNNEL_UP}`);
    await api.call(NodeService.deleteNode, { id: 'h2' });
    await watched.until('gone h1 h2', 'gone h2 h3', 'gone h2 h4');
  });

  it('tells only what was asked for, and when that is no longer so', async () => {
    allUp();
    const watched = watch({ nodeId: 'h4', states: [TUNNEL_DOWN] });
    await watched.until('synced');
    says('h1', 'h4', TUNNEL_DOWN);
    says('h1', 'h2', TUNNEL_DOWN);
    await watched.until(`put h1 h4 ${TUNNEL_DOWN}`);
    says('h1', 'h4', TUNNEL_DEGRADED);
    await watched.until('gone h1 h4');
    // Of this it was told nothing.
    await api.call(NodeService.deleteNode, { id: 'h2' });
    says('h1', 'h4', TUNNEL_DOWN);
    await watched.until(`put h1 h4 ${TUNNEL_DOWN}`);
  });

  it('tells a slow reader the newest of each tunnel', async () => {
    allUp();
    const watched = watch();
    await watched.until(...pairs.map((pair) => `put ${pair} ${TUNNEL_UP}`), 'synced');
    watched.stream.pause();
    // Many times what buffers on the way hold.
    for (let i = 0; i < 3_000; i++) {
      for (const state of [TUNNEL_DOWN, TUNNEL_UP]) {
        says('h1', 'h2', state, { starvedVnis: Array.from({ length: 16 }, (_, vni) => 60_000 + vni) });
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    says('h1', 'h2', TUNNEL_DEGRADED);
    const states: number[] = [];
    watched.stream.on('data', ({ tunnel }) => states.push(tunnel?.state ?? 0));
    watched.stream.resume();
    await expect.poll(() => states.at(-1), { timeout: 5_000 }).toBe(TUNNEL_DEGRADED);
    expect(states.length).toBeLessThan(5_000);
  });

  it('is refused when there are too many, and when they are fewer it is not', async () => {
    const all = Array.from({ length: tunnelWatchersLimit }, () => watch());
    for (const watched of all) await watched.until('synced');
    const refused = watch();
    await refused.failed().toBe('LIMIT_REACHED');
    all[0]?.stream.cancel();
    await all[0]?.failed().not.toBe(null);
    await expect
      .poll(async () => {
        const watched = watch();
        return new Promise((resolve) => {
          watched.stream.on('data', () => resolve('synced'));
          watched.stream.on('error', () => resolve('refused'));
        });
      })
      .toBe('synced');
  });
});
