import { expect, it } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import type { Tables } from '../store/change.js';
import { localPortEntry } from './contributions.js';
import { entryOfValue } from './entry.js';
import { bindingsOf } from './port-bindings.js';

const { LocalPortRole } = weft.v1;

const port = (limits: object) =>
  weft.v1.Port.fromObject({
    metadata: { id: 'p' },
    datapathId: 7,
    mac: new Uint8Array(6),
    ...limits,
  }) as Tables['port'];
const here = { nodeId: 'h1', generation: 4, role: LocalPortRole.ACTIVE_BINDING, otherGeneration: 0 };
const entryOf = (limits: object) => entryOfValue(localPortEntry(port(limits), here, 10, [])[1]).localPort;

it('a local port has its limits with their bursts, and nothing where it has none', () => {
  expect(entryOf({ egressLimit: { kilobitsPerSecond: 100_000 } })).toMatchObject({
    egressKilobitsPerSecond: 100_000,
    egressBurstBytes: 3_125_000,
    ingressKilobitsPerSecond: 0,
    ingressBurstBytes: 0,
  });
  expect(entryOf({ ingressLimit: { kilobitsPerSecond: 64, burstBytes: 65_536 } })).toMatchObject({
    egressKilobitsPerSecond: 0,
    ingressKilobitsPerSecond: 64,
    ingressBurstBytes: 65_536,
  });
  // As before there were limits.
  const [, without] = localPortEntry(port({}), here, 10, []);
  const zero = { egressLimit: {}, ingressLimit: { kilobitsPerSecond: 0 } };
  const [, withZero] = localPortEntry(port(zero), here, 10, []);
  expect(withZero).toBe(without);
});

it('a local port says what it is there, and that of a port which is not there is one that older agents refuse', () => {
  const mac = new Uint8Array(6);
  const moving = port({
    nodeId: 'h1',
    activeBinding: { nodeId: 'h1', generation: 4 },
    pendingBinding: { nodeId: 'h2', generation: 9 },
  });
  const moved = port({
    nodeId: 'h2',
    activeBinding: { nodeId: 'h2', generation: 9 },
    departingBinding: { nodeId: 'h1', generation: 4 },
  });
  const told = (row: Tables['port'], groupIds: number[]) =>
    bindingsOf(row).map((binding) => {
      const { localPort } = entryOfValue(localPortEntry(row, binding, 10, groupIds)[1]);
      const { generation, role, otherGeneration } = localPort!;
      const macs = { mac: localPort!.mac, securedMac: localPort!.securedMac, movingMac: localPort!.movingMac };
      expect(localPort!.groupIds).toEqual(groupIds);
      const [field, ...more] = Object.entries(macs).filter(([, bytes]) => bytes!.length > 0);
      expect([field![1], more]).toEqual([Buffer.from(mac), []]);
      return [binding.nodeId, generation, LocalPortRole[role!], otherGeneration, field![0]];
    });
  expect(told(moving, [])).toEqual([
    ['h1', 4, 'ACTIVE_BINDING', 9, 'mac'],
    ['h2', 9, 'PENDING_BINDING', 4, 'movingMac'],
  ]);
  expect(told(moved, [3, 5])).toEqual([
    ['h2', 9, 'ACTIVE_BINDING', 4, 'securedMac'],
    ['h1', 4, 'DEPARTING_BINDING', 9, 'movingMac'],
  ]);
  expect(bindingsOf(port({}))).toEqual([]);
});
