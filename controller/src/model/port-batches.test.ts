import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { WeftError } from '../../../proto/src/errors.js';
import { formatIp } from '../../../proto/src/ip.js';
import { createNetwork } from './networks.js';
import { createNode } from './nodes.js';
import { createPorts, deletePorts, portBatchLimit } from './port-batches.js';
import { createPort } from './ports.js';
import { createSubnet } from './subnets.js';
import { createTenant } from './tenants.js';
import { MemoryCluster } from './testing/memory-cluster.js';
import {
  networkRequest,
  nodeRequest,
  type PortOptions,
  portRequest,
  subnetRequest,
  tenantRequest,
} from './testing/requests.js';

type Element = readonly [id: string, options?: PortOptions];
let cluster: MemoryCluster;

function newCluster(): MemoryCluster {
  const made = new MemoryCluster();
  made.run((p) => createTenant(p, tenantRequest('acme')));
  for (const id of ['net', 'other']) made.run((p) => createNetwork(p, networkRequest(id)));
  made.run((p) => createSubnet(p, subnetRequest('sub', '10.0.0.0/28')));
  made.run((p) => createSubnet(p, subnetRequest('sub2', '10.0.1.0/28')));
  made.run((p) => createSubnet(p, subnetRequest('sub3', '10.0.0.0/28', { networkId: 'other' })));
  made.run((p) => createNode(p, nodeRequest('h1', '192.168.0.1')));
  return made;
}

beforeEach(() => {
  cluster = newCluster();
});

const batch = (...elements: Element[]) =>
  weft.v1.BatchCreatePortsRequest.create({ ports: elements.map(([id, options]) => portRequest(id, options).port!) });
const create = (...elements: Element[]) => cluster.run((p) => createPorts(p, batch(...elements)));
const addresses = (port: weft.v1.Port) => port.addresses.map((a) => formatIp(a.address!.bytes!)).join();

function refusal(run: () => unknown): { code: string; field: string | undefined; message: string } {
  const { revision } = cluster;
  const ports = cluster.topology.rows.port.size;
  try {
    run();
  } catch (error) {
    expect([cluster.revision, cluster.topology.rows.port.size]).toEqual([revision, ports]);
    const { code, details, message } = error as WeftError;
    return { code, field: details.fields?.[0]?.field, message };
  }
  throw new Error('nothing was refused');
}

describe('a batch', () => {
  it('is one transaction, in the order of the request', () => {
    const { revision } = cluster;
    const ports = create(['b', { nodeId: 'h1' }], ['a'], ['c', { networkId: 'other' }]);
    expect(cluster.revision).toBe(revision + 1);
    expect(ports.map((p) => [p.metadata?.id, addresses(p), p.datapathId, p.metadata?.revision])).toEqual([
      ['b', '10.0.0.2', 1, revision + 1],
      ['a', '10.0.0.3', 2, revision + 1],
      ['c', '10.0.0.2', 3, revision + 1],
    ]);
  });

  it('makes what the same creates one by one make', () => {
    const element = fc.record(
      {
        networkId: fc.constantFrom('net', 'other'),
        nodeId: fc.constantFrom('', 'h1'),
        mac: fc.option(fc.constantFrom('02:57:00:00:00:02', '02:57:00:00:00:03', '02:00:00:00:00:09'), {
          nil: undefined,
        }),
        addresses: fc.array(fc.constantFrom('sub', 'sub2', 'sub3', '10.0.0.3', '10.0.0.9', '10.0.1.4'), {
          maxLength: 2,
        }),
      },
      { requiredKeys: ['networkId', 'nodeId', 'addresses'] },
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 1, maxLength: 20 }), (elements) => {
        const one = newCluster();
        const expected: unknown[] = [];
        let failed: string | null = null;
        const facts = (p: weft.v1.Port) => [Buffer.from(p.mac).toString('hex'), addresses(p), p.datapathId];
        for (const [i, options] of elements.entries()) {
          try {
            expected.push(facts(one.run((p) => createPort(p, portRequest(`p${i}`, options as PortOptions)))));
          } catch (error) {
            failed = (error as WeftError).code;
            break;
          }
        }
        cluster = newCluster();
        const all = elements.map((options, i): Element => [`p${i}`, options as PortOptions]);
        if (failed) expect(refusal(() => create(...all)).code).toBe(failed);
        else {
          expect(create(...all).map(facts)).toEqual(expected);
          expect(cluster.topology.cursors).toEqual(one.topology.cursors);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, Element[], string, string | undefined]>([
    ['an id twice', [['a'], ['a']], 'ALREADY_EXISTS', undefined],
    ['no such network', [['a'], ['b', { networkId: 'no' }]], 'REFERENCE_NOT_FOUND', 'ports[1].network_id'],
    [
      'a MAC twice',
      [
        ['a', { mac: '02:00:00:00:00:09' }],
        ['b', { mac: '02:00:00:00:00:09' }],
      ],
      'DUPLICATE_VALUE',
      'ports[1].mac',
    ],
    [
      'an address twice',
      [
        ['a', { addresses: ['10.0.0.5'] }],
        ['b', { addresses: ['10.0.0.5'] }],
      ],
      'DUPLICATE_VALUE',
      'ports[1].addresses[0].address',
    ],
    ['nothing', [], 'REQUIRED_FIELD', 'ports'],
    ['too many', Array.from({ length: portBatchLimit + 1 }, (_, i): Element => [`p${i}`]), 'INVALID_FIELD', 'ports'],
    ['more than the pools have', Array.from({ length: 40 }, (_, i): Element => [`p${i}`]), 'POOL_EXHAUSTED', undefined],
  ])('with %s is refused as a whole', (_what, elements, code, field) => {
    expect(refusal(() => create(...elements))).toMatchObject({ code, field });
  });

  it('names the element in the message too', () => {
    expect(refusal(() => create(['a'], ['a'])).message).toBe('ports[1]: port "a" exists already');
    expect(refusal(() => create(['a'], ['b', { networkId: 'no' }])).message).toMatch(/^ports\[1\]\.network_id: /);
  });

  it('whose answer would be too large for a client is refused', () => {
    const labels = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`key-${i}`, 'x'.repeat(255)]));
    const request = batch(...Array.from({ length: 300 }, (_, i): Element => [`p${i}`, { addresses: [] }]));
    cluster.run((p) => createSubnet(p, subnetRequest('wide', '10.1.0.0/16')));
    for (const port of request.ports) port.metadata!.labels = labels;
    expect(refusal(() => cluster.run((p) => createPorts(p, request)))).toMatchObject({
      code: 'INVALID_FIELD',
      field: 'ports',
    });
  });
});

describe('a batch of deletions', () => {
  const remove = (...ids: string[]) =>
    cluster.run((p) => deletePorts(p, weft.v1.BatchDeletePortsRequest.create({ ids })));

  it('deletes all, and no generation is used again', () => {
    create(['a', { nodeId: 'h1' }], ['b']);
    create(['c', { nodeId: 'h1' }]);
    remove('a', 'c', 'b');
    expect(cluster.topology.rows.port.size).toBe(0);
    const generations = create(['a', { nodeId: 'h1' }], ['c', { nodeId: 'h1' }]).map(
      (p) => p.activeBinding?.generation,
    );
    expect(generations).toEqual([2, 2]);
  });

  it.each<[string, string[], string, string | undefined]>([
    ['an id that is not there', ['a', 'no'], 'NOT_FOUND', undefined],
    ['an id twice', ['a', 'b', 'a'], 'INVALID_FIELD', 'ids[2]'],
    ['a bad id', ['a', 'B!'], 'INVALID_FIELD', 'ids[1]'],
    ['nothing', [], 'REQUIRED_FIELD', 'ids'],
  ])('with %s is refused as a whole', (_what, ids, code, field) => {
    create(['a'], ['b']);
    expect(refusal(() => remove(...ids))).toMatchObject({ code, field });
  });
});
