import type { ServerWritableStream } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { PortService } from '../../proto/gen/services.js';
import { WeftError } from '../../proto/src/errors.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

const { PortState } = weft.v1;

let stdout = '';
let stderr = '';
let sent: [string, unknown][];
let port: weft.v1.Port.$Properties;
/** What a watch says. */
let watched: weft.v1.Port.$Properties[];
let server: Awaited<ReturnType<typeof serve>>;
const weftCommand = (...args: string[]) => runProgram([...args, '--controller', server.address]);
const answer = (name: string) => async (request: unknown) => {
  sent.push([name, request]);
  return port;
};

beforeEach(async () => {
  stdout = '';
  stderr = '';
  sent = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  port = {
    metadata: { id: 'web' },
    nodeId: 'h1',
    activeBinding: { nodeId: 'h1', generation: 4 },
    pendingBinding: { nodeId: 'h2', generation: 5 },
    status: { state: PortState.ACTIVE, nodeReady: true, pendingProgrammed: true },
  };
  server = await serve([
    [PortService.getPort, answer('get')],
    [PortService.listPorts, async () => ({ ports: [port] })],
    [
      PortService.watchPorts,
      (call: ServerWritableStream<never, never>) => {
        for (const state of watched) call.write({ kind: 1, port: state } as never);
      },
    ],
    [PortService.movePort, answer('move')],
    [PortService.activatePortMove, answer('activate')],
    [
      PortService.cancelPortMove,
      async (request: unknown) => {
        sent.push(['cancel', request]);
        throw new WeftError('NO_MOVE_IN_PROGRESS', 'port "web" is not being moved');
      },
    ],
  ]);
});
afterEach(() => {
  server.close();
  vi.restoreAllMocks();
});

it('begins a move, ends it and calls it off', async () => {
  expect(await weftCommand('port', 'move', 'web', '--to', 'h2', '--wait', '10', '--etag', 'x')).toBe(ExitCode.OK);
  expect(await weftCommand('port', 'activate', 'web')).toBe(ExitCode.OK);
  expect(await weftCommand('port', 'activate', 'web', '--generation', '5', '--wait', '1')).toBe(ExitCode.OK);
  expect(await weftCommand('port', 'cancel-move', 'web', '--generation', '5')).toBe(ExitCode.FAILED);
  expect(stderr).toContain('port "web" is not being moved');
  expect(sent).toMatchObject([
    ['move', { id: 'web', nodeId: 'h2', etag: 'x', wait: { until: 2, timeoutMs: 10_000 } }],
    ['activate', { id: 'web', generation: 0, wait: null }],
    ['activate', { id: 'web', generation: 5, wait: { timeoutMs: 1_000 } }],
    ['cancel', { id: 'web', generation: 5 }],
  ]);
});

it('calls off what is pending, and ends what departs only if that is meant', async () => {
  const cancelled = async (...args: string[]) => {
    sent = [];
    stderr = '';
    await weftCommand('port', 'cancel-move', 'web', ...args);
    return sent.flatMap(([name, request]) =>
      name === 'cancel' ? [(request as { generation: number }).generation] : [],
    );
  };
  expect(await cancelled()).toEqual([5]);
  expect(await cancelled('--departing')).toEqual([]);
  expect(stderr).toContain('port web has not moved yet');
  const { activeBinding, pendingBinding } = port;
  port = {
    ...port,
    activeBinding: pendingBinding ?? null,
    pendingBinding: null,
    departingBinding: activeBinding ?? null,
  };
  expect(await cancelled()).toEqual([]);
  expect(stderr).toContain('port web has moved: it departs from h1');
  expect(await cancelled('--departing')).toEqual([4]);
  port = { ...port, departingBinding: null };
  expect(await cancelled()).toEqual([0]);
});

it.each([
  [['move', 'web'], '--to'],
  [['activate', 'web', '--generation', 'five'], '--generation: "five" is no generation'],
  [['cancel-move', 'web', '--wait', '61'], '--wait'],
])('refuses %j', async (args, message) => {
  expect(await weftCommand('port', ...args)).toBe(ExitCode.USAGE);
  expect([stderr.includes(message), sent]).toEqual([true, []]);
});

it('shows where a port is being moved to, and what is missing there', async () => {
  await weftCommand('port', 'list');
  expect(stdout).toMatch(/h1 +ACTIVE +moving to h2 \(not plugged, connections not there\)/);
  stdout = '';
  port.status = { ...port.status, pendingPlugged: true, pendingHasConnections: true };
  await weftCommand('port', 'get', 'web');
  expect(stdout).toMatch(/moving to h2 \(ready\)/);
  expect(stdout).toContain('pending on h2, generation 5: plugged and programmed, connections are there');
  stdout = '';
  port.status = { ...port.status, state: PortState.BINDING, pendingMessage: 'map full' };
  await weftCommand('port', 'get', 'web');
  expect(stdout).toMatch(/BINDING +not plugged; moving to h2 \(map full\)/);
});

it('shows where a port has been moved from', async () => {
  const { activeBinding } = port;
  port = { ...port, activeBinding: { nodeId: 'h2', generation: 5 }, nodeId: 'h2', pendingBinding: null };
  port.departingBinding = activeBinding ?? null;
  await weftCommand('port', 'get', 'web');
  expect(stdout).toMatch(/h2 +ACTIVE +departing from h1/);
  expect(stdout).toContain('departing from h1, generation 4: until every node knows and connections have gone over');
  stdout = '';
  port = { ...port, departingBinding: null };
  await weftCommand('port', 'get', 'web');
  expect(stdout).not.toMatch(/departing|pending|moving/);
});

it('waits until a port may go over, and until it has', async () => {
  const ready = { ...port.status, pendingPlugged: true, pendingHasConnections: true };
  watched = [port, { ...port, status: ready }];
  expect(await weftCommand('port', 'wait', 'web', '--state', 'MOVABLE', '--for', '5')).toBe(ExitCode.OK);
  expect(await weftCommand('port', 'wait', 'web', '--state', 'MOVED', '--for', '0.2')).toBe(ExitCode.FAILED);
  expect(stderr).toContain('not MOVED: web is ACTIVE, moving to h2 (ready)');
  const { activeBinding = null, ...row } = { ...port, pendingBinding: null };
  watched = [port, { ...row, activeBinding: { nodeId: 'h2', generation: 5 }, departingBinding: activeBinding }, row];
  expect(await weftCommand('port', 'wait', 'web', '--state', 'MOVED', '--for', '5')).toBe(ExitCode.OK);
  watched.pop();
  expect(await weftCommand('port', 'wait', 'web', '--state', 'MOVED', '--for', '0.2')).toBe(ExitCode.FAILED);
  expect(stderr).toContain('departing from h1');
});
