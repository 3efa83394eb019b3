import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { activityLimits, policyActivityContract } from '../policy-activity-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import {
  ConnectionState,
  encodeConnection,
  encodeConnection4Key,
  encodeRuleHits,
  encodeRuleHitsKey,
  PolicyDirection,
  UDP_S,
} from './layout.gen.js';
import { type BpfMap, close, lookup, openPinnedMap, update } from './native.js';

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

test('connections whose time is over go with a sweep, those of a port when it is asked for; the rest is counted', () => {
  const { datapath, map, remove } = make();
  try {
    const connections = map('connection4');
    const nowNs = Number(process.hrtime.bigint());
    const put = (datapathId: number, n: number, lastNs: number) =>
      update(
        connections,
        encodeConnection4Key({ datapathId, own: 1, remote: 2, ownL4Port: 80, remoteL4Port: n, protocol: 17 }),
        encodeConnection({
          version: 1,
          rule: 1n,
          firstNs: lastNs,
          lastNs,
          slot: 1,
          began: PolicyDirection.INGRESS,
          state: ConnectionState.NEW,
          side: [noSide, noSide],
          syn: noSide,
        }),
      );
    for (let n = 1; n <= 3; n++) put(1, n, nowNs);
    for (let n = 1; n <= 2; n++) put(2, n, nowNs);
    put(2, 3, nowNs - (UDP_S + 1) * 1e9);
    const left = () => datapath.policy.connectionUsage().connection4.entries;
    expect(left()).toBe(0);
    datapath.policy.sweepConnections();
    expect(left()).toBe(5);
    datapath.policy.endConnectionsOf(1, 1);
    // A slot without any in its share is not looked for.
    expect(left()).toBe(5);
    update(map('port_connections'), Buffer.of(1, 0, 0, 0), Buffer.of(6, 0, 0, 0));
    datapath.policy.endConnectionsOf(1, 1);
    expect(left()).toBe(2);
    datapath.policy.endConnectionsOf(3, 1);
    expect(left()).toBe(2);
    expect(lookup(map('port_connections'), Buffer.of(1, 0, 0, 0))?.readUInt32LE(0)).toBe(3);
    // Of a port that nobody ended: the next port of the slot has its share whole.
    update(map('port_fragments'), Buffer.of(1, 0, 0, 0), Buffer.of(6, 0, 0, 0));
    datapath.zeroSlot(1);
    for (const shares of ['port_connections', 'port_fragments'])
      expect(lookup(map(shares), Buffer.of(1, 0, 0, 0))?.readUInt32LE(0)).toBe(0);
  } finally {
    remove();
  }
});

const noSide = { end: 0, maxEnd: 0, maxWindow: 0, scale: 0, flags: 0 };
