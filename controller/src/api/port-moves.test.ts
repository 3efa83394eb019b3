import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { AuditService, NetworkService, NodeService, PortService, TenantService } from '../../../proto/gen/services.js';
import { openServerStream } from '../../../proto/src/call.js';
import { networkRequest, nodeRequest, portRequest, tenantRequest } from '../model/testing/requests.js';
import { tenantRow } from './tenant-view.js';
import { ApiUnderTest } from './testing/api-under-test.js';

const roles = ['activeBinding', 'pendingBinding', 'departingBinding'] as const;
/** `activeBinding h1:1` */
const stage = (port: weft.v1.Port.$Properties) =>
  roles.flatMap((role) => (port[role] ? [`${role} ${port[role].nodeId}:${port[role].generation}`] : []));

let api: ApiUnderTest;
beforeEach(async () => {
  api = await ApiUnderTest.start();
  await api.call(TenantService.createTenant, tenantRequest('acme'));
  await api.call(NetworkService.createNetwork, networkRequest('net'));
  for (const n of [1, 2]) await api.call(NodeService.createNode, nodeRequest(`h${n}`, `192.0.2.${n}`));
  await api.call(PortService.createPort, portRequest('web', { nodeId: 'h1' }));
});
afterEach(() => api.stop());

describe('a port', () => {
  it('is moved from node to node, which is on disk, and audited', async () => {
    const moved = await api.call(PortService.movePort, { id: 'web', nodeId: 'h2' });
    expect(stage(moved)).toEqual(['activeBinding h1:1', 'pendingBinding h2:2']);
    expect(moved.status).toMatchObject({ state: weft.v1.PortState.BINDING });
    await api.restart();
    expect(stage(await api.call(PortService.getPort, { id: 'web' }))).toEqual(stage(moved));
    const activated = await api.call(PortService.activatePortMove, { id: 'web', generation: 2 });
    expect([activated.nodeId, ...stage(activated)]).toEqual(['h2', 'activeBinding h2:2', 'departingBinding h1:1']);
    // Said again, it is answered with the port as it is.
    expect(await api.call(PortService.activatePortMove, { id: 'web', generation: 2 })).toEqual(activated);
    expect(stage(await api.call(PortService.cancelPortMove, { id: 'web', generation: 1 }))).toEqual([
      'activeBinding h2:2',
    ]);
    const { records } = await api.call(AuditService.listAudit, { kind: 'port', id: 'web' });
    expect(records.map(({ method }) => method?.split('/').at(-1))).toEqual([
      'CancelPortMove',
      'ActivatePortMove',
      'MovePort',
      'CreatePort',
    ]);
  });

  it('leaves those who watch its node, and comes to those who watch the other one, when it goes over', async () => {
    /** Resolves with what a watch of the node says until the port is deleted there. */
    const watch = (nodeId: string) => {
      const seen: string[] = [];
      const stream = openServerStream(api.client, PortService.watchPorts, { nodeId });
      stream.on('error', () => undefined);
      const synced = new Promise<void>((resolve) => stream.once('data', () => resolve()));
      const over = new Promise<string[]>((resolve) => {
        stream.on('data', ({ kind, port }: weft.v1.PortChange) => {
          seen.push(`${weft.v1.ChangeKind[kind]} ${port ? stage(port).join(', ') : ''}`);
          if (kind !== weft.v1.ChangeKind.DELETED) return;
          stream.cancel();
          resolve(seen);
        });
      });
      return { synced, over };
    };
    const [old, other] = [watch('h1'), watch('h2')];
    await Promise.all([old.synced, other.synced]);
    await api.call(PortService.movePort, { id: 'web', nodeId: 'h2' });
    await api.call(PortService.activatePortMove, { id: 'web' });
    await api.call(PortService.cancelPortMove, { id: 'web', generation: 1 });
    await api.call(PortService.deletePort, { id: 'web' });
    expect(await old.over).toEqual([
      'PUT activeBinding h1:1',
      'SYNCED ',
      'PUT activeBinding h1:1, pendingBinding h2:2',
      expect.stringMatching(/^DELETED /),
    ]);
    expect(await other.over).toEqual([
      'SYNCED ',
      'PUT activeBinding h2:2, departingBinding h1:1',
      'PUT activeBinding h2:2',
      expect.stringMatching(/^DELETED /),
    ]);
  });

  it('is listed by the node where it is', async () => {
    const of = async (nodeId: string) => (await api.call(PortService.listPorts, { nodeId })).ports.length;
    await api.call(PortService.movePort, { id: 'web', nodeId: 'h2' });
    expect([await of('h1'), await of('h2')]).toEqual([1, 0]);
    await api.call(PortService.activatePortMove, { id: 'web' });
    expect([await of('h1'), await of('h2')]).toEqual([0, 1]);
  });

  it('is moved in calls that wait until nodes have applied it', async () => {
    const wait = { until: weft.v1.WaitFor.UNTIL_PROGRAMMED, timeoutMs: 5_000 };
    await api.call(PortService.movePort, { id: 'web', nodeId: 'h2', wait });
    await api.call(PortService.activatePortMove, { id: 'web', wait });
    await api.call(PortService.cancelPortMove, { id: 'web', generation: 1, wait });
    expect(api.programmed.waits).toMatchObject([6, 7, 8].map((revision) => ({ revision, timeoutMs: 5_000 })));
  });

  it('is not moved by calls that do not fit', async () => {
    const refused = (call: Promise<unknown>, code: string, more: object = {}) =>
      expect(call).rejects.toMatchObject({ code, details: more });
    const { movePort, activatePortMove, cancelPortMove } = PortService;
    const field = (name: string) => ({ fields: [{ field: name }] });
    await refused(api.call(movePort, { id: 'web', nodeId: 'h1' }), 'INVALID_FIELD', field('node_id'));
    await refused(api.call(movePort, { id: 'web', nodeId: 'h9' }), 'REFERENCE_NOT_FOUND', field('node_id'));
    await refused(api.call(cancelPortMove, { id: 'web' }), 'NO_MOVE_IN_PROGRESS');
    await api.call(movePort, { id: 'web', nodeId: 'h2' });
    const subject = { preconditions: [{ type: 'MOVE_IN_PROGRESS', subject: 'port/web' }] };
    await refused(api.call(movePort, { id: 'web', nodeId: 'h2' }), 'MOVE_IN_PROGRESS', subject);
    await refused(api.call(activatePortMove, { id: 'web', generation: 9 }), 'STALE_GENERATION', {
      metadata: { generation: '2' },
    });
    await refused(api.call(NodeService.deleteNode, { id: 'h2' }), 'IN_USE');
    await api.call(PortService.createPort, portRequest('loose'));
    await refused(api.call(movePort, { id: 'loose', nodeId: 'h2' }), 'PORT_NOT_BOUND');
  });

  it('shows its tenant nothing of a move', () => {
    const port = weft.v1.Port.create({
      metadata: { id: 'web' },
      nodeId: 'host-1',
      activeBinding: { nodeId: 'host-1', generation: 1 },
      pendingBinding: { nodeId: 'host-2', generation: 2 },
      departingBinding: { nodeId: 'host-3', generation: 1 },
      status: { plugged: true, pendingPlugged: true, pendingProgrammed: true, pendingMessage: 'on host-2' },
    });
    const shown = tenantRow('port', port);
    expect(stage(shown)).toEqual([]);
    expect(shown.status).toMatchObject({ plugged: true, pendingPlugged: false, pendingProgrammed: false });
    expect(JSON.stringify(shown)).not.toContain('host-');
  });
});
