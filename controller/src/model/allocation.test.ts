import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { WeftError } from '../../../proto/src/errors.js';
import { formatIp } from '../../../proto/src/ip.js';
import { formatMac } from '../../../proto/src/mac.js';
import { createNetwork, deleteNetwork } from './networks.js';
import { createNode } from './nodes.js';
import { createPort, deletePort } from './ports.js';
import { createSubnet } from './subnets.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import { networkRequest, nodeRequest, portRequest, subnetRequest, tenantRequest } from './testing/requests.js';

// What allocators must never do, under any sequence of creating and deleting.

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('create' as const), network: fc.integer({ min: 0, max: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('choose' as const), last: fc.integer({ min: 2, max: 14 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ack' as const), behind: fc.integer({ min: 0, max: 5 }) }) },
);

function smallCluster(): MemoryCluster {
  const cluster = new MemoryCluster({ vniFirst: 10, vniLast: 14 });
  cluster.run((p) => createTenant(p, tenantRequest('acme')));
  cluster.run((p) => createNode(p, nodeRequest('h1', '192.168.0.1')));
  for (const id of ['net-0', 'net-1']) {
    cluster.run((p) => createNetwork(p, networkRequest(id)));
    const pools = [
      ['10.0.0.9', '10.0.0.12'],
      ['10.0.0.2', '10.0.0.4'],
    ] as const;
    cluster.run((p) => createSubnet(p, subnetRequest(`sub-${id}`, '10.0.0.0/28', { networkId: id, pools })));
  }
  return cluster;
}

describe('ports', () => {
  it('never share an address, a MAC or a datapath id, and what is freed comes back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const cluster = smallCluster();
        const alive = new Map<string, weft.v1.Port>();
        const held = new Map<number, number>(); // datapath id -> revision of its deletion
        const generations = new Map<string, number>();
        for (const [i, s] of steps.entries()) {
          if (s.kind === 'ack') {
            cluster.ackedFloor = Math.max(cluster.ackedFloor, cluster.revision - s.behind);
          } else if (s.kind === 'delete') {
            const id = [...alive.keys()][s.which % Math.max(1, alive.size)];
            if (id === undefined) continue;
            cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id })));
            held.set(alive.get(id)!.datapathId, cluster.revision);
            alive.delete(id);
          } else {
            // Few ids, so that they are used again.
            const id = `p${i % 20}`;
            if (alive.has(id)) continue;
            const networkId = s.kind === 'create' ? `net-${s.network}` : 'net-0';
            const inNetwork = [...alive.values()].filter((p) => p.networkId === networkId);
            const chosen =
              s.kind === 'choose'
                ? { addresses: [`10.0.0.${s.last}`], mac: `02:57:00:00:00:${s.last.toString(16).padStart(2, '0')}` }
                : {};
            try {
              const row = cluster.run((p) => createPort(p, portRequest(id, { networkId, nodeId: 'h1', ...chosen })));
              for (const other of inNetwork) {
                expect(formatIp(other.addresses[0]!.address!.bytes!)).not.toBe(
                  formatIp(row.addresses[0]!.address!.bytes!),
                );
                expect(formatMac(other.mac)).not.toBe(formatMac(row.mac));
              }
              for (const other of alive.values()) expect(other.datapathId).not.toBe(row.datapathId);
              expect(held.get(row.datapathId) ?? 0).toBeLessThanOrEqual(cluster.ackedFloor);
              expect(row.activeBinding!.generation!).toBeGreaterThan(generations.get(id) ?? 0);
              generations.set(id, row.activeBinding!.generation!);
              alive.set(id, row);
            } catch (error) {
              if (!(error instanceof WeftError)) throw error;
              if (s.kind === 'choose') expect(error.code).toBe('DUPLICATE_VALUE');
              else {
                // Refused only if all seven addresses of the pools are taken.
                expect(error.code).toBe('POOL_EXHAUSTED');
                const inPools = inNetwork.filter((p) => {
                  const last = p.addresses[0]!.address!.bytes![3]!;
                  return (last >= 9 && last <= 12) || (last >= 2 && last <= 4);
                });
                expect(inPools).toHaveLength(7);
              }
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('get the address that was freed last, not first', () => {
    const cluster = new MemoryCluster();
    cluster.run((p) => createTenant(p, tenantRequest('acme')));
    cluster.run((p) => createNetwork(p, networkRequest('net')));
    cluster.run((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/29')));
    const create = (id: string) => {
      const row = cluster.run((p) => createPort(p, portRequest(id)));
      return formatIp(row.addresses[0]!.address!.bytes!);
    };
    expect([create('a'), create('b')]).toEqual(['10.0.0.2', '10.0.0.3']);
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'a' })));
    expect([create('c'), create('d'), create('e'), create('f')]).toEqual([
      '10.0.0.4',
      '10.0.0.5',
      '10.0.0.6',
      '10.0.0.2',
    ]);
  });

  it('fill a /16 in seconds, the last as fast as the first', () => {
    const cluster = new MemoryCluster();
    cluster.run((p) => createTenant(p, tenantRequest('acme')));
    cluster.run((p) => createNetwork(p, networkRequest('net')));
    cluster.run((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/16')));
    for (let i = 0; i < 65_533; i++) cluster.run((p) => createPort(p, portRequest(`p${i}`)));
    expect(() => cluster.run((p) => createPort(p, portRequest('one-more')))).toThrow('no address is free');
    cluster.run((p) => deletePort(p, weft.v1.DeletePortRequest.create({ id: 'p30000' })));
    const started = performance.now();
    cluster.run((p) => createPort(p, portRequest('one-more')));
    expect(performance.now() - started).toBeLessThan(50);
  });
});

describe('VNIs', () => {
  it('are never shared, nor used again before every node has acked the deletion; all of the range can be used', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cluster = new MemoryCluster({ vniFirst: 10, vniLast: 14 });
        cluster.run((p) => createTenant(p, tenantRequest('acme')));
        const alive = new Map<string, number>();
        const held = new Map<number, number>();
        for (const [i, s] of steps.entries()) {
          if (s.kind === 'ack') {
            cluster.ackedFloor = Math.max(cluster.ackedFloor, cluster.revision - s.behind);
          } else if (s.kind === 'delete') {
            const id = [...alive.keys()][s.which % Math.max(1, alive.size)];
            if (id === undefined) continue;
            cluster.run((p) => deleteNetwork(p, weft.v1.DeleteNetworkRequest.create({ id })));
            held.set(alive.get(id)!, cluster.revision);
            alive.delete(id);
          } else {
            const waiting = [...held].filter(([, revision]) => revision > cluster.ackedFloor);
            const blocked = new Set([...alive.values(), ...waiting.map(([vni]) => vni)]);
            try {
              const { vni } = cluster.run((p) => createNetwork(p, networkRequest(`n${i}`)));
              expect(vni >= 10 && vni <= 14 && !blocked.has(vni)).toBe(true);
              alive.set(`n${i}`, vni);
            } catch (error) {
              expect(error).toMatchObject({ code: 'NUMBERS_EXHAUSTED' });
              expect(blocked.size).toBe(5);
            }
          }
        }
      }),
    );
  });
});
