import { expect, it, vi } from 'vitest';
import type { weft } from '../../proto/gen/codecs.js';
import { RouterService } from '../../proto/gen/services.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

it('routers are created with subnets and routes; an update replaces just what it names', async () => {
  let stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  let created: weft.v1.CreateRouterRequest | undefined;
  let updated: weft.v1.UpdateRouterRequest | undefined;
  const server = await serve([
    [
      RouterService.createRouter,
      async (request: weft.v1.CreateRouterRequest) => {
        created = request;
        return request.router;
      },
    ],
    [
      RouterService.updateRouter,
      async (request: weft.v1.UpdateRouterRequest) => {
        updated = request;
        return request.router;
      },
    ],
  ]);
  try {
    const router = (...args: string[]) => runProgram(['router', ...args, '--controller', server.address]);
    const route = '0.0.0.0/0=10.0.0.9';
    const flags = ['--tenant', 'acme', '--subnet', 's1', '--subnet', 's2', '--route', route];
    expect(await router('create', 'r1', ...flags)).toBe(ExitCode.OK);
    expect(created?.router).toMatchObject({
      metadata: { id: 'r1' },
      tenantId: 'acme',
      interfaces: [{ subnetId: 's1' }, { subnetId: 's2' }],
      routes: [{ prefix: { length: 0 }, nextHop: { bytes: Buffer.from([10, 0, 0, 9]) } }],
    });
    expect(stdout).toMatch(/r1 +acme +s1,s2 +0\.0\.0\.0\/0=10\.0\.0\.9/);
    expect(await router('update', 'r1', '--subnet', '')).toBe(ExitCode.OK);
    expect([updated?.updateMask?.paths, updated?.router?.interfaces]).toEqual([['interfaces'], []]);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await router('create', 'r2', '--tenant', 'acme', '--route', '10.0.0.0/8')).toBe(ExitCode.USAGE);
  } finally {
    server.close();
    vi.restoreAllMocks();
  }
});
