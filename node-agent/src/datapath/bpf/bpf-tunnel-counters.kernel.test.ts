import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { countersLimits, tunnelCountersContract } from '../tunnel-counters-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { encodeInnerFlow, encodeInnerFlowKey, encodeTunnelTraffic, TUNNEL_TRAFFIC_BYTES } from './layout.gen.js';
import { type BpfMap, close, openPinnedMap, possibleCpus, update } from './native.js';

const bpffs = '/sys/fs/bpf/wtc-contract';
let number = 0;
afterAll(() => rmSync(bpffs, { recursive: true, force: true }));

tunnelCountersContract('kernel', () => {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  const nodeId = `n${process.pid}-${number++}`;
  const datapath = BpfDatapath.open({ bpffs, nodeId, limits: countersLimits, warn: () => {} });
  const opened: BpfMap[] = [];
  const map = (name: string) => {
    const found = openPinnedMap(join(bpffs, nodeId, 'maps', name));
    if (!found) throw new Error(`no map ${name}`);
    opened.push(found);
    return found;
  };
  const traffic = map('tunnel_traffic');
  const flows = map('inner_flow');
  return {
    counters: datapath.traffic,
    carry: (slot, numbers) => {
      // A third of it on the first CPU, the rest on the last.
      const value = Buffer.alloc(traffic.valueBytes);
      const part = (share: (number: number) => number, cpu: number) => {
        const [sentPackets, sentBytes, receivedPackets, receivedBytes] = numbers.map(share) as typeof numbers &
          number[];
        encodeTunnelTraffic(
          { sentPackets, sentBytes, receivedPackets, receivedBytes },
          value,
          cpu * TUNNEL_TRAFFIC_BYTES,
        );
      };
      const last = possibleCpus() - 1;
      part((number) => number - (last > 0 ? Math.floor(number / 3) : 0), last);
      if (last > 0) part((number) => Math.floor(number / 3), 0);
      const key = Buffer.alloc(4);
      key.writeUInt32LE(slot);
      update(traffic, key, value);
    },
    putInner: (key, value) => update(flows, encodeInnerFlowKey(key), encodeInnerFlow(value)),
    remove: () => {
      for (const one of opened) close(one);
      datapath.close();
      cleanUpBpf(bpffs, nodeId);
    },
  };
});
