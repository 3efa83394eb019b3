import fc from 'fast-check';
import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { createNetwork } from './networks.js';
import { createNode, deleteNode } from './nodes.js';
import type { Plan, Planning } from './plan.js';
import { activatePortMove, cancelPortMove, movePort, portArrived, portDeparted } from './port-moves.js';
import { createPort, deletePort, updatePort } from './ports.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, nodeRequest, portRequest, tenantRequest } from './testing/requests.js';

const nodes = ['h0', 'h1', 'h2', 'h3'];
const ports = ['p0', 'p1', 'p2'];

const step = fc.record({
  kind: fc.constantFrom(
    'create',
    'bind',
    'unbind',
    'delete',
    'move',
    'move',
    'activate',
    'cancel',
    'arrived',
    'departed',
    'deleteNode',
  ),
  port: fc.constantFrom(...ports),
  node: fc.constantFrom(...nodes),
  generation: fc.nat(12),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function planOf(p: Planning, { kind, port: id, node: nodeId, generation }: Step): Plan<unknown> {
  const rebind = (to: string) =>
    weft.v1.UpdatePortRequest.create({ port: { metadata: { id }, nodeId: to }, updateMask: { paths: ['node_id'] } });
  switch (kind) {
    case 'create':
      return createPort(p, portRequest(id, { nodeId }));
    case 'bind':
      return updatePort(p, rebind(nodeId));
    case 'unbind':
      return updatePort(p, rebind(''));
    case 'delete':
      return deletePort(p, { id, etag: '' });
    case 'move':
      return movePort(p, { id, nodeId, etag: '' });
    case 'activate':
      return activatePortMove(p, { id, generation: generation % 2 ? 0 : generation });
    case 'cancel':
      return cancelPortMove(p, { id, generation: generation % 2 ? 0 : generation });
    case 'arrived':
      return portArrived(p, id, generation);
    case 'departed':
      return portDeparted(p, id, generation);
    default:
      return deleteNode(p, weft.v1.DeleteNodeRequest.create({ id: nodeId }));
  }
}

/** A binding is one node and one generation for ever: those that were ever seen, by port and generation. */
type Seen = Map<string, Map<number, string>>;

function requireRight({ topology }: MemoryCluster, seen: Seen): number {
  const expected = new Map<string, Set<string>>();
  let moving = 0;
  for (const id of ports) {
    const port = topology.rows.port.get(id);
    const { activeBinding, pendingBinding, departingBinding } = port ?? {};
    expect(port?.nodeId ?? '').toBe(activeBinding?.nodeId ?? '');
    const bindings = [departingBinding, activeBinding, pendingBinding].filter((b) => b != null);
    const generations = bindings.map((b) => b.generation!);
    expect(generations).toEqual([...new Set(generations)].sort((a, b) => a - b));
    expect(new Set(bindings.map((b) => b.nodeId)).size).toBe(bindings.length);
    if (bindings.length > 0) expect(activeBinding).not.toBeNull();
    expect(pendingBinding && departingBinding).toBeFalsy();
    const known = seen.get(id) ?? new Map<number, string>();
    seen.set(id, known);
    const highest = Math.max(0, ...known.keys());
    for (const { nodeId = '', generation = 0 } of bindings) {
      const place = known.get(generation!);
      if (place === undefined) expect(generation).toBeGreaterThan(highest);
      expect(place ?? nodeId).toBe(nodeId);
      known.set(generation!, nodeId!);
      expected.set(nodeId!, (expected.get(nodeId!) ?? new Set()).add(id));
    }
    if (bindings.length > 1) moving++;
  }
  for (const node of nodes) {
    expect([...topology.portsOfNode.of(node)].sort()).toEqual([...(expected.get(node) ?? [])].sort());
    if (expected.has(node)) expect(topology.rows.node.has(node)).toBe(true);
  }
  return moving;
}

it('after any calls bindings are in order, no generation is used twice, and nodes know their ports', () => {
  let moving = 0;
  const codes = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }), (steps) => {
      const cluster = new MemoryCluster();
      cluster.run((p) => createTenant(p, tenantRequest('acme')));
      cluster.run((p) => createNetwork(p, networkRequest('net')));
      for (const [i, id] of nodes.entries()) cluster.run((p) => createNode(p, nodeRequest(id, `192.0.2.${i + 1}`)));
      for (const id of ports.slice(1)) cluster.run((p) => createPort(p, portRequest(id, { nodeId: 'h0' })));
      const seen: Seen = new Map();
      for (const s of steps) {
        try {
          cluster.run((p) => planOf(p, s));
        } catch (error) {
          if (!(error instanceof WeftError)) throw error;
          codes.add(error.code);
        }
        moving += requireRight(cluster, seen);
      }
    }),
    { numRuns: 200 },
  );
  expect(moving).toBeGreaterThan(1_000);
  expect([...codes].sort()).toEqual([
    'ALREADY_EXISTS',
    'INVALID_FIELD',
    'IN_USE',
    'MOVE_IN_PROGRESS',
    'NOT_FOUND',
    'NO_MOVE_IN_PROGRESS',
    'PORT_NOT_BOUND',
    'REFERENCE_NOT_FOUND',
    'STALE_GENERATION',
  ]);
});
