import { describe, expect, it } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { parseIp } from '../../../proto/src/ip.js';
import { DataAnswers } from './data-answers.js';
import { TunnelsInMemory } from './testing/tunnels-in-memory.js';
import { innerFlowsAnswer, networksAnswer, trafficAnswer } from './traffic-answers.js';

/** What `from` counted that it sent to `to`, and took from it. */
function row(vni: number, from: string, to: string, sent: number, received: number): weft.v1.NodeTraffic.$Properties {
  return {
    nodeId: from,
    networkId: `net-${vni}`,
    total: { vni, remoteNodeId: to, sentBytes: sent * 10, receivedBytes: received * 10, sentPackets: sent },
    sentBytesPerSecond: sent,
    receivedBytesPerSecond: received,
  };
}

describe('traffic between nodes', () => {
  it('counts each direction once, though both ends count it', () => {
    const source = new TunnelsInMemory();
    source.rows = [row(7, 'a', 'b', 100, 40), row(7, 'b', 'a', 42, 90), row(8, 'a', 'b', 5, 5)];
    expect(trafficAnswer(source, 7)).toEqual({
      vni: 7,
      networkId: 'net-7',
      nodes: ['a', 'b'],
      otherNodes: 0,
      flows: [
        { from: 0, to: 1, bytesPerSecond: 100, bytes: 1_000, packets: 100 },
        { from: 1, to: 0, bytesPerSecond: 42, bytes: 420, packets: 42 },
      ],
    });
    expect(networksAnswer(source)).toEqual({
      networks: [
        { vni: 7, networkId: 'net-7', bytesPerSecond: 142, bytes: 1_420 },
        { vni: 8, networkId: 'net-8', bytesPerSecond: 10, bytes: 100 },
      ],
      total: 2,
    });
  });

  it('names the thirty busiest nodes, and puts the others together without losing a byte', () => {
    const source = new TunnelsInMemory();
    const names = Array.from({ length: 50 }, (_, i) => `n${String(i).padStart(2, '0')}`);
    source.rows = names.flatMap((from, i) => names.filter((to) => to !== from).map((to) => row(9, from, to, i + 1, 0)));
    const { nodes, otherNodes, flows } = trafficAnswer(source, 9);
    expect(nodes).toHaveLength(31);
    expect(nodes.slice(0, 3)).toEqual(['n49', 'n48', 'n47']);
    expect([nodes[30], otherNodes]).toEqual(['', 20]);
    const total = source.rows.reduce((sum, { sentBytesPerSecond }) => sum + (sentBytesPerSecond ?? 0), 0);
    expect(flows.reduce((sum, flow) => sum + flow.bytesPerSecond, 0)).toBe(total);
    expect(flows.length).toBeLessThanOrEqual(31 * 31);
  });
});

describe('traffic between inner addresses', () => {
  const address = (text: string) => ({ bytes: parseIp(text) });
  const flow = (received: boolean, remote: string, source: string, destination: string, bytes: number) => ({
    vni: 7,
    remoteNodeId: remote,
    source: address(source),
    destination: address(destination),
    received,
    packets: 1,
    bytes,
  });

  it('is that of the two nodes, each direction once, most bytes first', () => {
    const source = new TunnelsInMemory();
    source.rows = [
      {
        ...row(7, 'a', 'b', 1, 1),
        innerFlows: [flow(false, 'b', '10.0.0.1', '10.0.0.2', 500), flow(true, 'b', '10.0.0.2', '10.0.0.1', 900)],
      },
      { ...row(7, 'b', 'a', 1, 1), innerFlows: [flow(true, 'a', '10.0.0.1', '10.0.0.2', 510)] },
      { ...row(7, 'c', 'a', 1, 1), innerFlows: [flow(true, 'a', '10.0.0.9', '10.0.0.2', 1)] },
    ];
    expect(innerFlowsAnswer(source, 7, 'a', 'b')).toEqual({
      vni: 7,
      nodeA: 'a',
      nodeB: 'b',
      flows: [
        { from: 'b', to: 'a', source: '10.0.0.2', destination: '10.0.0.1', packets: 1, bytes: 900 },
        { from: 'a', to: 'b', source: '10.0.0.1', destination: '10.0.0.2', packets: 1, bytes: 510 },
      ],
      total: 2,
    });
  });
});

describe('answers about traffic', () => {
  it('are good for a second, and ten times as long as they took: asking takes no more than a tenth of the time', () => {
    const source = new TunnelsInMemory();
    let [nowMs, made, tookMs] = [1_000, 0, 0];
    source.traffic = () => {
      made++;
      for (const began = performance.now(); performance.now() - began < tookMs; );
      return [];
    };
    const answers = new DataAnswers(source, () => nowMs);
    const ask = (afterMs: number) => {
      nowMs += afterMs;
      answers.answer('/data/traffic', new URLSearchParams({ vni: '7' }));
      return made;
    };
    expect([ask(0), ask(999)]).toEqual([1, 1]);
    tookMs = 200;
    expect([ask(1), ask(1_999)]).toEqual([2, 2]);
    expect(ask(60_000)).toBe(3);
  });
});
