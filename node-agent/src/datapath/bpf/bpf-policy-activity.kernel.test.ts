import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { activityLimits, policyActivityContract } from '../policy-activity-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { encodeRuleHits, encodeRuleHitsKey } from './layout.gen.js';
import { type BpfMap, close, openPinnedMap, update } from './native.js';

const bpffs = '/sys/fs/bpf/wtpa-contract';
let number = 0;
afterAll(() => rmSync(bpffs, { recursive: true, force: true }));

function make() {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  const nodeId = `n${process.pid}-${number++}`;
  const datapath = BpfDatapath.open({ bpffs, nodeId, limits: activityLimits, warn: () => {} });
  const opened: BpfMap[] = [];
  const map = (name: string) => {
    const found = openPinnedMap(join(bpffs, nodeId, 'maps', name));
    if (!found) throw new Error(`no map ${name}`);
    opened.push(found);
    return found;
  };
  return {
    datapath,
    map,
    remove: () => {
      for (const one of opened) close(one);
      datapath.close();
      cleanUpBpf(bpffs, nodeId);
    },
  };
}

policyActivityContract('kernel', () => {
  const { datapath, map, remove } = make();
  const hits = map('rule_hits');
  return {
    activity: datapath.policy,
    putHits: (key, packets) => update(hits, encodeRuleHitsKey(key), encodeRuleHits({ packets })),
    remove,
  };
});
