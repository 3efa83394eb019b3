import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { createNetwork } from './networks.js';
import { createNode, deleteNode } from './nodes.js';
import type { Plan, Planning } from './plan.js';
import { activatePortMove, cancelPortMove, movePort, portArrived, portDeparted } from './port-moves.js';
import { createPort, deletePort, updatePort } from './ports.js';
import { createSubnet } from './subnets.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, nodeRequest, portRequest, subnetRequest, tenantRequest } from './testing/requests.js';

let cluster: MemoryCluster;
const run = <R>(rule: (p: Planning) => Plan<R>, tenant: string | null = null) => cluster.run(rule, tenant);
const move = (nodeId: string, more: { id?: string; etag?: string } = {}) =>
  run((p) => movePort(p, { id: 'web', etag: '', ...more, nodeId }));
const activate = (generation = 0) => run((p) => activatePortMove(p, { id: 'web', generation }));
const cancel = (generation = 0) => run((p) => cancelPortMove(p, { id: 'web', generation }));
const bind = (nodeId: string) =>
  run((p) =>
    updatePort(
      p,
      weft.v1.UpdatePortRequest.create({
        port: { metadata: { id: 'web' }, nodeId },
        updateMask: { paths: ['node_id'] },
      }),
    ),
  );
const remove = () => run((p) => deletePort(p, { id: 'web', etag: '' }));
const create = (nodeId = 'h1') => run((p) => createPort(p, portRequest('web', { nodeId })));
const stored = () => cluster.topology.rows.port.get('web')!;
/** `active h1:1, pending h2:2` */
const bindings = () => {
  const port = stored();
  const text = (role: string, b: weft.v1.Binding.$Properties | null | undefined) =>
    b ? [`${role} ${b.nodeId}:${b.generation}`] : [];
  expect(port.nodeId).toBe(port.activeBinding?.nodeId ?? '');
  return [
    ...text('active', port.activeBinding),
    ...text('pending', port.pendingBinding),
    ...text('departing', port.departingBinding),
  ].join(', ');
};
const refusal = (call: () => unknown): string => {
  const revision = cluster.revision;
  try {
    call();
  } catch (error) {
    expect(cluster.revision).toBe(revision);
    return (error as WeftError).code;
  }
  return 'was not refused';
};

beforeEach(() => {
  cluster = new MemoryCluster();
  run((p) => createTenant(p, tenantRequest('acme')));
  run((p) => createNetwork(p, networkRequest('net')));
  run((p) => createSubnet(p, subnetRequest('s4', '10.0.0.0/24')));
  for (const n of [1, 2, 3]) run((p) => createNode(p, nodeRequest(`h${n}`, `192.0.2.${n}`)));
  create();
});

describe('a move', () => {
  it('is a pending binding, then the active one and a departing one, then that alone', () => {
    const before = stored();
    expect(move('h2')).toMatchObject({ nodeId: 'h1', pendingBinding: { nodeId: 'h2', generation: 2 } });
    expect(bindings()).toBe('active h1:1, pending h2:2');
    expect(activate()).toMatchObject({ nodeId: 'h2', pendingBinding: null });
    expect(bindings()).toBe('active h2:2, departing h1:1');
    cancel(1);
    expect(bindings()).toBe('active h2:2');
    const after = stored();
    expect(after.metadata!.etag).not.toBe(before.metadata!.etag);
    expect(after.metadata!.revision).toBe(cluster.revision);
    const { metadata, nodeId, activeBinding } = before;
    expect({ ...after, metadata, nodeId, activeBinding }).toEqual({ ...before });
  });

  it('needs a bound port, another node that there is, and none in progress', () => {
    expect(refusal(() => move('h1'))).toBe('INVALID_FIELD');
    expect(refusal(() => move(''))).toBe('REQUIRED_FIELD');
    expect(refusal(() => move('h9'))).toBe('REFERENCE_NOT_FOUND');
    expect(refusal(() => move('h2', { id: 'absent' }))).toBe('NOT_FOUND');
    expect(refusal(() => move('h2', { etag: 'old' }))).toBe('ETAG_MISMATCH');
    move('h2', { etag: stored().metadata!.etag! });
    for (const node of ['h2', 'h3']) expect(refusal(() => move(node))).toBe('MOVE_IN_PROGRESS');
    activate();
    for (const node of ['h1', 'h3']) expect(refusal(() => move(node))).toBe('MOVE_IN_PROGRESS');
    cancel(1);
    move('h1');
    expect(bindings()).toBe('active h2:2, pending h1:3');
    bind('');
    expect(refusal(() => move('h2'))).toBe('PORT_NOT_BOUND');
  });

  it('is ended by those who mean it', () => {
    expect(refusal(() => activate())).toBe('NO_MOVE_IN_PROGRESS');
    expect(refusal(() => cancel())).toBe('NO_MOVE_IN_PROGRESS');
    move('h2');
    expect(refusal(() => activate(3))).toBe('STALE_GENERATION');
    expect(refusal(() => cancel(1))).toBe('STALE_GENERATION');
    activate(2);
    const revision = cluster.revision;
    expect(activate(2)).toMatchObject({ activeBinding: { nodeId: 'h2', generation: 2 } });
    expect(cluster.revision).toBe(revision);
    expect(refusal(() => activate(1))).toBe('NO_MOVE_IN_PROGRESS');
    expect(refusal(() => activate())).toBe('NO_MOVE_IN_PROGRESS');
    expect(refusal(() => cancel(2))).toBe('STALE_GENERATION');
    // Who means the pending binding does not end the departing one.
    expect(refusal(() => cancel())).toBe('NO_MOVE_IN_PROGRESS');
    cancel(1);
    expect(bindings()).toBe('active h2:2');
    bind('');
    expect(refusal(() => activate())).toBe('NO_MOVE_IN_PROGRESS');
  });

  it("is not a tenant's to make", () => {
    const refused = (rule: (p: Planning) => Plan<unknown>) => expect(refusal(() => run(rule, 'acme')));
    refused((p) => movePort(p, { id: 'web', nodeId: 'h2', etag: '' })).toBe('PERMISSION_DENIED');
    move('h2');
    refused((p) => activatePortMove(p, { id: 'web', generation: 0 })).toBe('PERMISSION_DENIED');
    refused((p) => cancelPortMove(p, { id: 'web', generation: 0 })).toBe('PERMISSION_DENIED');
  });
});

describe('what nodes report', () => {
  const arrived = (generation: number, id = 'web') => run((p) => portArrived(p, id, generation));
  const departed = (generation: number, id = 'web') => run((p) => portDeparted(p, id, generation));

  it('moves a port on', () => {
    move('h2');
    expect(arrived(2)).toMatchObject({ nodeId: 'h2' });
    expect(bindings()).toBe('active h2:2, departing h1:1');
    expect(departed(1)).toMatchObject({ departingBinding: null });
    expect(bindings()).toBe('active h2:2');
  });

  it('has no effect when it comes late', () => {
    const nothing = (rule: () => unknown) => {
      const { revision } = cluster;
      rule();
      expect(cluster.revision).toBe(revision);
    };
    move('h2');
    for (const generation of [0, 1, 3]) nothing(() => arrived(generation));
    for (const generation of [0, 1, 2]) nothing(() => departed(generation));
    activate();
    for (const generation of [0, 1, 2]) nothing(() => arrived(generation));
    for (const generation of [0, 2, 3]) nothing(() => departed(generation));
    departed(1);
    nothing(() => departed(1));
    remove();
    nothing(() => expect([arrived(2), departed(1)]).toEqual([null, null]));
  });
});

describe('generations', () => {
  /** Every way to end bindings, with moves in between: no generation of the port is ever given out twice. */
  it('are never used twice, whatever ends the bindings that have them', () => {
    const given = new Map<number, string>();
    const note = () => {
      for (const b of [stored().activeBinding, stored().pendingBinding]) {
        if (!b) continue;
        expect(given.get(b.generation!) ?? b.nodeId).toBe(b.nodeId);
        given.set(b.generation!, b.nodeId!);
      }
    };
    const fresh = (step: () => unknown) => {
      const highest = Math.max(0, ...given.keys());
      step();
      note();
      expect(Math.max(...given.keys())).toBeGreaterThan(highest);
    };
    note();
    fresh(() => move('h2'));
    cancel();
    fresh(() => move('h2'));
    fresh(() => bind('h2'));
    fresh(() => move('h1'));
    fresh(() => bind('h3'));
    fresh(() => move('h1'));
    bind('');
    fresh(() => bind('h1'));
    fresh(() => move('h2'));
    activate();
    fresh(() => bind('h1'));
    fresh(() => move('h2'));
    remove();
    fresh(() => create('h2'));
    fresh(() => move('h1'));
    activate();
    remove();
    fresh(() => create('h1'));
  });
});

describe('a port that is being moved', () => {
  it('goes on moving when it is updated, also with the node that it has', () => {
    move('h2');
    bind('h1');
    expect(bindings()).toBe('active h1:1, pending h2:2');
    run((p) =>
      updatePort(
        p,
        weft.v1.UpdatePortRequest.create({
          port: { metadata: { id: 'web', name: 'w' } },
          updateMask: { paths: ['metadata.name'] },
        }),
      ),
    );
    expect(bindings()).toBe('active h1:1, pending h2:2');
    activate();
    bind('h2');
    expect(bindings()).toBe('active h2:2, departing h1:1');
  });

  it('has one binding, or none, when its node is changed', () => {
    move('h2');
    bind('h2');
    expect(bindings()).toBe('active h2:3');
    move('h1');
    activate();
    bind('h2');
    expect(bindings()).toBe('active h2:5');
    move('h1');
    bind('');
    expect(bindings()).toBe('');
  });

  it('keeps both of its nodes', () => {
    const drop = (id: string) => run((p) => deleteNode(p, weft.v1.DeleteNodeRequest.create({ id })));
    move('h2');
    for (const node of ['h1', 'h2']) expect(refusal(() => drop(node))).toBe('IN_USE');
    activate();
    for (const node of ['h1', 'h2']) expect(refusal(() => drop(node))).toBe('IN_USE');
    cancel(1);
    drop('h1');
    move('h3');
    cancel();
    drop('h3');
    remove();
    drop('h2');
  });
});
