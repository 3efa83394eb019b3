import { rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { contractLimits } from '../datapath-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { PORT_BANDWIDTH_USED_BYTES } from './layout.gen.js';
import { close, lookup, openPinnedMap, update } from './native.js';

const bpffs = '/sys/fs/bpf/wf-bandwidth';
const nodeId = `n${process.pid}`;

function open(): BpfDatapath {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  return BpfDatapath.open({
    bpffs,
    nodeId,
    limits: contractLimits,
    warn: (message) => {
      throw new Error(message);
    },
  });
}

afterEach(() => {
  cleanUpBpf(bpffs, nodeId);
  rmdirSync(bpffs);
});

test('buckets stay as full as they are when a limit changes and when the agent starts again', () => {
  const first = open();
  const used = openPinnedMap(join(first.pinPath, 'maps', 'port_bandwidth_used'))!;
  const slot = Buffer.from([7, 0, 0, 0]);
  const words = Buffer.alloc(PORT_BANDWIDTH_USED_BYTES);
  words.writeBigUInt64LE(123n, 0);
  words.writeBigUInt64LE(456n, 64);
  const slow = { kilobitsPerSecond: 64, burstBytes: 65_536 };
  const quick = { kilobitsPerSecond: 400_000_000, burstBytes: 65_536 };
  first.limitBandwidth(7, { egress: slow, ingress: slow });
  update(used, slot, words);
  first.limitBandwidth(7, { egress: quick, ingress: slow });
  const limits = first.bandwidth(7);
  first.close();

  const second = open();
  expect(second.bandwidth(7)).toEqual(limits);
  second.limitBandwidth(7, { egress: quick, ingress: slow });
  expect(lookup(used, slot)).toEqual(words);
  second.zeroSlot(7);
  expect(lookup(used, slot)).toEqual(Buffer.alloc(PORT_BANDWIDTH_USED_BYTES));
  close(used);
  second.close();
});
