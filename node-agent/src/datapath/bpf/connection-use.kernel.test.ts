import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { activityLimits } from '../policy-activity-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { decodeConnectionUse, encodeConnectionUse, TrackingTable } from './layout.gen.js';
import { close, lookup, openPinnedMap, update } from './native.js';

const bpffs = '/sys/fs/bpf/wtcu-connection-use';
const nodeId = `n${process.pid}`;
afterAll(() => {
  cleanUpBpf(bpffs, nodeId);
  rmSync(bpffs, { recursive: true, force: true });
});

test('programs know how large the tables are from the start, and an agent that starts again forgets nothing that is used', () => {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  const open = () =>
    BpfDatapath.open({ bpffs, nodeId, limits: { ...activityLimits, maxConnections: 77 }, warn: () => {} });
  open().close();
  const map = openPinnedMap(join(bpffs, nodeId, 'maps/connection_use'));
  if (!map) throw new Error('no map connection_use');
  try {
    const key = (table: TrackingTable) => Buffer.of(table, 0, 0, 0);
    const rows = () =>
      Object.values(TrackingTable).map((table) => decodeConnectionUse(lookup(map, key(table)) ?? Buffer.alloc(0)));
    const fragments = { capacity: 16_384, used: 0 };
    expect(rows()).toEqual([{ capacity: 77, used: 0 }, { capacity: 77, used: 0 }, fragments]);
    update(map, key(TrackingTable.CONNECTION6), encodeConnectionUse({ capacity: 0, used: 5 }));
    open().close();
    expect(rows()).toEqual([{ capacity: 77, used: 0 }, { capacity: 77, used: 5 }, fragments]);
  } finally {
    close(map);
  }
});
