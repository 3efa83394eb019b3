import { expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { AuditService } from '../../proto/gen/services.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

it('audit shows records of all pages until it has enough', async () => {
  let stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const requests: weft.v1.ListAuditRequest[] = [];
  const record = (revision: number) => ({
    revision,
    time: { seconds: 1_700_000_000, nanos: 0 },
    actor: 'weft://admin/alice',
    method: '/weft.v1.PortService/CreatePort',
    effects: [{ kind: 'port', id: `p${revision}`, tenantId: 'acme', action: weft.v1.AuditAction.CREATED }],
    effectCount: 1,
  });
  const server = await serve([
    [
      AuditService.listAudit,
      async (request: weft.v1.ListAuditRequest) => {
        requests.push(request);
        // A page may be empty and have a next one.
        if (request.pageToken === '') return { records: [], nextPageToken: 'a' };
        return request.pageToken === 'a'
          ? { records: [record(9), record(8)], nextPageToken: 'b' }
          : { records: [record(7)], nextPageToken: 'c' };
      },
    ],
  ]);
  try {
    const args = ['audit', '--tenant', 'acme', '--kind', 'port', '--limit', '3', '--controller', server.address];
    expect(await runProgram(args)).toBe(ExitCode.OK);
    expect(requests.map((r) => [r.tenantId, r.kind, r.pageSize, r.pageToken])).toEqual([
      ['acme', 'port', 3, ''],
      ['acme', 'port', 3, 'a'],
      ['acme', 'port', 1, 'b'],
    ]);
    const rows = stdout.trim().split('\n');
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatch(/9 +2023-11-14T22:13:20.000Z +weft:\/\/admin\/alice +CreatePort +created port\/p9/);
  } finally {
    server.close();
    vi.restoreAllMocks();
  }
});
