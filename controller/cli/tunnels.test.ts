import type { ServerWritableStream } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { NetworkService, TunnelService } from '../../proto/gen/services.js';
import { parseIp } from '../../proto/src/ip.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { type Served, serve } from './testing/serve.js';

const { TunnelState, TunnelReason, TunnelChangeKind, TunnelIncidentKind } = weft.v1;

type Tunnel = weft.v1.Tunnel.$Properties;
type WatchCall = ServerWritableStream<weft.v1.WatchTunnelsRequest, weft.v1.TunnelChange.$Properties>;
type View = weft.v1.TunnelReport.$Properties;

let stdout = '';
let stderr = '';
const closing: (() => void)[] = [];

beforeEach(() => {
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.restoreAllMocks();
});

async function run(args: readonly string[], ...methods: readonly Served[]): Promise<ExitCode> {
  const server = await serve(methods);
  closing.push(server.close);
  return runProgram([...args, '--controller', server.address]);
}

const time = (seconds: number) => ({ seconds: 1_700_000_000 + seconds, nanos: 0 });
const up = (rttP50Ns: number, more: View = {}): View => ({
  state: TunnelState.TUNNEL_UP,
  since: time(0),
  rttP50Ns,
  pathMtu: 1450,
  neededMtu: 1450,
  ...more,
});
const down = (more: View = {}): View => ({
  state: TunnelState.TUNNEL_DOWN,
  since: time(60),
  reasons: [TunnelReason.NO_REPLY],
  ...more,
});

const healthy: Tunnel = {
  nodeA: 'h1',
  nodeB: 'h2',
  state: TunnelState.TUNNEL_UP,
  aView: up(83_000),
  bView: up(85_000),
};
const cut: Tunnel = {
  nodeA: 'h1',
  nodeB: 'h3',
  state: TunnelState.TUNNEL_DOWN,
  aView: down(),
  bView: up(90_000, { state: TunnelState.TUNNEL_DEGRADED, reasons: [TunnelReason.LOSS_BACK] }),
  lossBToAPpm: 1_000_000,
  diagnosis: 'h1 does not hear h3',
};
const unheard: Tunnel = { nodeA: 'h2', nodeB: 'h3', state: TunnelState.TUNNEL_UNKNOWN };
const summary = { up: 1, down: 1, unknown: 1, connected: true };

describe('weft tunnels', () => {
  it('shows few nodes as a matrix of what each of them measures', async () => {
    const list = async () => ({ tunnels: [healthy, cut, unheard], summary });
    expect(await run(['tunnels'], [TunnelService.listTunnels, list])).toBe(ExitCode.OK);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '       1         2         3',
      ' 1 h1  -         U 83.0us  D',
      ' 2 h2  U 85.0us  -         ?',
      ' 3 h3  G 90.0us  ?         -',
    ]);
    expect(stdout).toContain('3 tunnels: 1 up, 1 down, 1 unknown');
    expect(stderr).toBe('');
  });

  it('is a table if that is asked for, if it is a part, or if there are too many nodes', async () => {
    const list = async () => ({ tunnels: [healthy, cut], summary });
    for (const flags of [['--table'], ['--node', 'h1'], ['--state', 'up'], ['-o', 'wide']]) {
      stdout = '';
      expect(await run(['tunnels', ...flags], [TunnelService.listTunnels, list])).toBe(ExitCode.OK);
      expect(stdout, flags.join()).toMatch(/^NODE-A +NODE-B +STATE/);
    }
    const rows = stdout.split('\n');
    expect(rows[1]).toMatch(/^h1 +h2 +UP +\d+d +85.0us +- +0 +0 +1450 +-/);
    expect(rows[2]).toMatch(
      /^h1 +h3 +DOWN +\d+d +90.0us +- +0 +100% +1450 +NO_REPLY,LOSS_BACK .* h1 does not hear h3$/,
    );
    const star = Array.from({ length: 20 }, (_, i) => ({ ...healthy, nodeB: `n${i}` }));
    stdout = '';
    await run(['tunnels'], [TunnelService.listTunnels, async () => ({ tunnels: star, summary })]);
    expect(stdout).toMatch(/^NODE-A/);
  });

  it('reads all pages with its filters, and says what is doubtful', async () => {
    const requests: weft.v1.ListTunnelsRequest[] = [];
    const list = async (request: weft.v1.ListTunnelsRequest) => {
      requests.push(request);
      return { tunnels: [healthy], nextPageToken: request.pageToken ? '' : 'b', summary: { up: 2, droppedViews: 7 } };
    };
    const args = ['tunnels', '--node', 'h1', '--state', 'down', 'degraded', '-o', 'json'];
    expect(await run(args, [TunnelService.listTunnels, list])).toBe(ExitCode.OK);
    expect(requests.map((r) => [r.nodeId, r.states, r.pageToken])).toEqual([
      ['h1', [TunnelState.TUNNEL_DOWN, TunnelState.TUNNEL_DEGRADED], ''],
      ['h1', [TunnelState.TUNNEL_DOWN, TunnelState.TUNNEL_DEGRADED], 'b'],
    ]);
    const json = JSON.parse(stdout);
    expect(json.tunnels).toHaveLength(2);
    expect(json.tunnels[0]).toMatchObject({ nodeA: 'h1', state: 'TUNNEL_UP', aView: { rttP50Ns: 83000 } });
    expect(json.summary).toMatchObject({ up: 2, connected: false, droppedViews: 7 });
    await run(['tunnels'], [TunnelService.listTunnels, list]);
    expect(stderr).toContain('does not hear nats-server');
    expect(stderr).toContain('7 views found no room');
  });

  it('shows as many as it is told to, and says that there are more', async () => {
    const sizes: number[] = [];
    const list = async ({ pageSize }: weft.v1.ListTunnelsRequest) => {
      sizes.push(pageSize);
      return { tunnels: Array.from({ length: pageSize }, () => healthy), nextPageToken: 'more', summary };
    };
    await run(['tunnels', '--limit', '1200', '--table'], [TunnelService.listTunnels, list]);
    expect(sizes).toEqual([1000, 200]);
    expect(stdout.split('\n').filter((line) => line.startsWith('h1'))).toHaveLength(1200);
    expect(stderr).toContain('only the first 1200 are shown');
  });

  it('of a cluster without any says so', async () => {
    await run(['tunnels'], [TunnelService.listTunnels, async () => ({ summary: { connected: true } })]);
    expect(stdout).toBe('0 tunnels: 0 up\n');
  });
});

describe('weft tunnels --watch', () => {
  const put = (tunnel: Tunnel) => ({ kind: TunnelChangeKind.TUNNEL_PUT, tunnel });
  const gone = (nodeA: string, nodeB: string) => ({ kind: TunnelChangeKind.TUNNEL_GONE, tunnel: { nodeA, nodeB } });
  const synced = { kind: TunnelChangeKind.TUNNEL_SYNCED };
  const watched = (changes: readonly weft.v1.TunnelChange.$Properties[]): Served => [
    TunnelService.watchTunnels,
    (call: WatchCall) => {
      for (const change of changes) call.write(change);
      call.end();
    },
  ];

  it('prints what is not up, then a line for each change of state or reason, and none for figures', async () => {
    const changes = [
      put(healthy),
      put(cut),
      synced,
      put({ ...healthy, aView: up(99_000) }),
      put({ ...healthy, state: TunnelState.TUNNEL_DEGRADED, aView: { ...up(1), reasons: [TunnelReason.LATENCY] } }),
      put(healthy),
      gone('h1', 'h3'),
    ];
    expect(await run(['tunnels', '--watch'], watched(changes))).toBe(ExitCode.OK);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/^20\S+ +/, '')),
    ).toEqual([
      '2 tunnels: 1 up, 1 down',
      'h1 h3  DOWN  NO_REPLY,LOSS_BACK: h1 does not hear h3',
      'h1 h2  UP -> DEGRADED  LATENCY',
      'h1 h2  DEGRADED -> UP',
      'h1 h3  gone',
    ]);
  });

  it('asks for what its filters say, and prints every change as JSON', async () => {
    let request: weft.v1.WatchTunnelsRequest | null = null;
    const [method] = watched([]);
    await run(
      ['tunnels', '--watch', '--node', 'h1', '--state', 'up', '-o', 'json'],
      [
        method,
        (call: WatchCall) => {
          request = call.request;
          for (const change of [put(healthy), synced]) call.write(change);
          call.end();
        },
      ],
    );
    expect(request).toMatchObject({ nodeId: 'h1', states: [TunnelState.TUNNEL_UP] });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind, tunnel }) => [kind, tunnel?.nodeB])).toEqual([
      ['TUNNEL_PUT', 'h2'],
      ['TUNNEL_SYNCED', undefined],
    ]);
  });

  it.each([[['--watch']], [['--watch', '--table']]])('draws the picture anew on a terminal: %s', async (flags) => {
    const isTty = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
    Object.defineProperty(process.stdout, 'isTTY', { value: true, configurable: true });
    try {
      const running = run(
        ['tunnels', ...flags],
        [
          TunnelService.watchTunnels,
          (call: WatchCall) => {
            for (const change of [put(healthy), synced]) call.write(change);
            const drawn = setInterval(() => {
              if (stdout.includes('1 tunnels')) call.write(put(cut));
              if (stdout.includes('3 h3') || stdout.includes('2 tunnels')) {
                clearInterval(drawn);
                call.end();
              }
            }, 5);
          },
        ],
      );
      expect(await running).toBe(ExitCode.OK);
    } finally {
      if (isTty) Object.defineProperty(process.stdout, 'isTTY', isTty);
      else Reflect.deleteProperty(process.stdout, 'isTTY');
    }
    const pictures = stdout.split('\x1b[H');
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    expect(pictures[1]).toContain('1 tunnels: 1 up');
    expect(pictures.at(-1)).toContain('2 tunnels: 1 up, 1 down');
    // Of a table what is wrong is first.
    if (flags.length > 1) expect(pictures.at(-1)).toMatch(/^NODE-A.*\n\S* *h1 +h3 +DOWN.*\n\S* *h1 +h2 +UP/);
  });
});

describe('weft tunnels <a> <b>', () => {
  const answer: weft.v1.GetTunnelResponse.$Properties = {
    tunnel: {
      ...cut,
      aStaleSince: time(100),
      aUnderlay: {
        route: '10.0.0.3 via 10.0.0.1 dev eth0',
        interface: 'eth0',
        interfaceUp: true,
        nextHop: { bytes: parseIp('10.0.0.1') },
        neighborState: 'FAILED',
      },
    },
    aHistory: [
      { rttP50Ns: 100_000, state: TunnelState.TUNNEL_UP },
      { rttP50Ns: 200_000, lossOutPpm: 10_000 },
      { state: TunnelState.TUNNEL_DEGRADED, rttP50Ns: 150_000, lossOutPpm: 20_000 },
      { state: TunnelState.TUNNEL_DOWN, rttP50Ns: 150_000, lossOutPpm: 20_000 },
    ],
    incidents: [
      {
        id: '7',
        kind: TunnelIncidentKind.PAIR_DOWN,
        since: time(60),
        ended: time(90),
        nodeIds: ['h1', 'h3'],
        tunnels: 1,
        tunnelsTotal: 3,
        reasons: [TunnelReason.NO_REPLY],
        message: 'h1 does not hear h3',
      },
    ],
  };

  it('shows both ends beside each other, their underlay, history and incidents', async () => {
    let request: weft.v1.GetTunnelRequest | null = null;
    const get = async (asked: weft.v1.GetTunnelRequest) => {
      request = asked;
      return answer;
    };
    expect(await run(['tunnels', 'h3', 'h1'], [TunnelService.getTunnel, get])).toBe(ExitCode.OK);
    expect(request).toMatchObject({ nodeA: 'h1', nodeB: 'h3' });
    expect(stdout).toContain('h1 - h3: DOWN, h1 does not hear h3\nloss h1 -> h3 0, h3 -> h1 100%\n');
    const rows = new Map(stdout.split('\n').map((line) => [line.split('  ')[0], line]));
    expect(stdout).toMatch(/^ +h1 says +h3 says$/m);
    expect(rows.get('state')).toMatch(/^state +DOWN +DEGRADED$/);
    expect(rows.get('reasons')).toMatch(/NO_REPLY +LOSS_BACK$/);
    expect(rows.get('RTT p50, p99')).toMatch(/^RTT p50, p99 +- +90.0us, -$/);
    expect(rows.get('path MTU')).toMatch(/not measured, needed 0 +1450, needed 1450$/);
    expect(rows.get('out of date since')).toMatch(/2023-11-14T22:15:00.000Z \(\d+d\) +-$/);
    expect(rows.get('when down: route')).toMatch(/10.0.0.3 via 10.0.0.1 dev eth0 +-$/);
    expect(rows.get('when down: interface')).toMatch(/eth0, up +-$/);
    expect(rows.get('when down: next hop')).toMatch(/10.0.0.1 +-$/);
    expect(rows.get('when down: neighbor')).toMatch(/FAILED +-$/);
    expect(rows.get('RTT')).toMatch(/^RTT +▁█▅· 100us..200us +-$/);
    expect(rows.get('states')).toMatch(/^states +U\?GD +-$/);
    expect(rows.get('loss out')).toMatch(/^loss out +▁▅█· 0..2% +-$/);
    expect(stdout).toMatch(
      /PAIR_DOWN +h1,h3 +2023-11-14T22:14:20.000Z +30s +1\/3 +NO_REPLY +7\n {2}h1 does not hear h3\n$/,
    );
  });

  it('is what the answer says as JSON', async () => {
    await run(['tunnels', 'h1', 'h3', '-o', 'json'], [TunnelService.getTunnel, async () => answer]);
    expect(JSON.parse(stdout)).toMatchObject({
      tunnel: { aUnderlay: { nextHop: '10.0.0.1' }, bView: { state: 'TUNNEL_DEGRADED' } },
      incidents: [{ kind: 'PAIR_DOWN', ended: '2023-11-14T22:14:50.000Z' }],
    });
  });

  it('needs both ends', async () => {
    expect(await run(['tunnels', 'h1'])).toBe(ExitCode.USAGE);
    expect(stderr).toContain('--node h1');
  });
});

describe('weft tunnels incidents', () => {
  it('shows those that last, or all, of a node if asked', async () => {
    const requests: weft.v1.ListTunnelIncidentsRequest[] = [];
    const incident = {
      kind: TunnelIncidentKind.NODE_UNREACHABLE,
      since: { seconds: Math.floor(Date.now() / 1000) - 5, nanos: 0 },
      nodeIds: ['h3'],
      tunnels: 4,
      tunnelsTotal: 4,
      message: 'Nobody hears h3. Its agent is heard. Last good round trip 0.09 ms.',
    };
    const list = async (request: weft.v1.ListTunnelIncidentsRequest) => {
      requests.push(request);
      return { incidents: request.openOnly ? [incident] : [] };
    };
    const method = TunnelService.listTunnelIncidents;
    expect(await run(['tunnels', 'incidents'], [method, list])).toBe(ExitCode.OK);
    expect(stdout).toMatch(
      /NODE_UNREACHABLE +h3 +20\S+Z +[56]s, still +4\/4 +-\n {2}Nobody hears h3.\n {2}Its agent is heard. \.\.\.\n$/,
    );
    stdout = '';
    await run(['tunnels', 'incidents', '-o', 'wide'], [method, list]);
    expect(stdout).toMatch(/\n {2}Its agent is heard.\n {2}Last good round trip 0.09 ms.\n$/);
    stdout = '';
    expect(await run(['tunnels', 'incidents', '--all', '--node', 'h3'], [method, list])).toBe(ExitCode.OK);
    expect(stdout).toBe('no incidents\n');
    stdout = '';
    await run(['tunnels', 'incidents', '-o', 'json'], [method, list]);
    expect(JSON.parse(stdout)).toMatchObject([{ kind: 'NODE_UNREACHABLE', ended: null }]);
    expect(requests.map((r) => [r.nodeId, r.openOnly])).toEqual([
      ['', true],
      ['', true],
      ['h3', false],
      ['', true],
    ]);
  });
});

describe('weft tunnels traffic', () => {
  const row = {
    nodeId: 'h1',
    networkId: 'blue',
    total: { vni: 4096, remoteNodeId: 'h2', sentBytes: 1_500_000, receivedBytes: 20, sentPackets: 1000 },
    sentBytesPerSecond: 2_000,
    innerFlows: [
      {
        vni: 4096,
        remoteNodeId: 'h2',
        source: { bytes: parseIp('10.0.0.5') },
        destination: { bytes: parseIp('10.0.0.6') },
        received: true,
        packets: 3,
        bytes: 4_000,
      },
    ],
  };

  it('shows what nodes counted, of all pages', async () => {
    const tokens: string[] = [];
    const list = async ({ pageToken }: weft.v1.ListTunnelTrafficRequest) => {
      tokens.push(pageToken);
      return { traffic: [row], nextPageToken: pageToken ? '' : 'x' };
    };
    expect(await run(['tunnels', 'traffic'], [TunnelService.listTunnelTraffic, list])).toBe(ExitCode.OK);
    const rows = stdout.trim().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatch(/^4096 +blue +h1 +h2 +1.50 MB +2.00 kB +20 B +0 B$/);
    expect(tokens).toEqual(['', 'x']);
  });

  it('finds the VNI of a network, and shows inner addresses', async () => {
    let asked: weft.v1.ListTunnelTrafficRequest | null = null;
    const list = async (request: weft.v1.ListTunnelTrafficRequest) => {
      asked = request;
      return { traffic: [row] };
    };
    const code = await run(
      ['tunnels', 'traffic', '--network', 'blue', '--inner', '--node', 'h1'],
      [NetworkService.getNetwork, async ({ id }: { id: string }) => ({ metadata: { id }, vni: 4096 })],
      [TunnelService.listTunnelTraffic, list],
    );
    expect(code).toBe(ExitCode.OK);
    expect(asked).toMatchObject({ vni: 4096, nodeId: 'h1', innerFlows: true });
    expect(stdout).toMatch(/4096 +h1 +from h2 +10.0.0.5 +10.0.0.6 +3 +4.00 kB$/m);
  });

  it.each([[['--inner']], [['--vni', '1', '--network', 'blue']], [['--vni', 'x']]])('refuses %s', async (flags) => {
    expect(await run(['tunnels', 'traffic', ...flags])).toBe(ExitCode.USAGE);
  });
});
