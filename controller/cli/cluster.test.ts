import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { weft } from '../../proto/gen/codecs.js';
import { ClusterService } from '../../proto/gen/services.js';
import { WeftError } from '../../proto/src/errors.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

let stdout = '';
let stderr = '';
let answer: (request: weft.v1.RotateProbeKeyRequest) => Promise<unknown>;
let server: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  [stdout, stderr] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  server = await serve([[ClusterService.rotateProbeKey, (request: weft.v1.RotateProbeKeyRequest) => answer(request)]]);
});
afterEach(() => {
  server.close();
  vi.restoreAllMocks();
});

const rotate = (...flags: string[]) =>
  runProgram(['cluster', 'rotate-probe-key', ...flags, '--controller', server.address]);

it('a rotation is asked for with a time for each step, and says how far it has come', async () => {
  const requests: unknown[] = [];
  answer = async ({ timeoutMs, skipNotReady }) => {
    requests.push([timeoutMs, skipNotReady]);
    return { revision: 77 };
  };
  expect(await rotate()).toBe(ExitCode.OK);
  expect(await rotate('--wait', '0.5', '--skip-not-ready')).toBe(ExitCode.OK);
  expect(requests).toEqual([
    [10_000, false],
    [500, true],
  ]);
  expect(stdout).toContain('as of revision 77');
});

it('the call lasts as long as its three steps may', async () => {
  answer = () => new Promise((resolve) => setTimeout(() => resolve({ revision: 1 }), 400));
  expect(await rotate('--wait', '0.2', '--timeout', '0.1')).toBe(ExitCode.OK);
});

it('nodes that are behind are named', async () => {
  answer = async () => {
    const preconditions = [{ type: 'NOT_PROGRAMMED', subject: 'node/h2', description: 'has acked revision 3' }];
    throw new WeftError('NOT_PROGRAMMED', 'not applied by 1 nodes', { preconditions });
  };
  expect(await rotate()).toBe(ExitCode.FAILED);
  expect(stderr).toContain('NOT_PROGRAMMED node/h2: has acked revision 3');
});

it.each(['0', '61', 'soon'])('a wait of %s is wrong usage', async (wait) => {
  answer = async () => expect.fail('it was called');
  expect(await rotate('--wait', wait)).toBe(ExitCode.USAGE);
});
