/** What simulated nodes tell is what an agent would tell, of the right tunnels. */
import { beforeAll, describe, expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { type FleetNode, type Recording, recordNode } from './recorded-node.js';
import { ReplayedNode } from './replayed-node.js';

const { TUNNEL_DOWN, TUNNEL_UP } = weft.v1.TunnelState;

const nodes: FleetNode[] = Array.from({ length: 12 }, (_, i) => ({ id: `node-${i}`, vtepId: 100 + i }));
const [recorded, other, gone] = [nodes[0]!, nodes[7]!, nodes[4]!];
const plan = {
  nodes,
  recorder: 0,
  dying: nodes.indexOf(gone),
  diesAtMs: 10_000,
  endsAtMs: 14_000,
  startUnixMs: 1_800_000_000_000,
  rate: 500,
  mtu: 1450,
};

let recording: Recording;
beforeAll(() => {
  recording = recordNode(plan);
});

/** What a node publishes in that time, decoded. */
function told(self: FleetNode): weft.v1.TunnelBatch[] {
  const node = new ReplayedNode(self, recorded);
  return recording.messages.map((message) => weft.v1.TunnelBatch.decode(node.payload(message)));
}

describe.each([
  ['recorded', recorded],
  ['replayed', other],
] as const)('a node that is %s', (_, self) => {
  test('tells of every other node and never of itself, under its own name, in order', () => {
    const batches = told(self);
    expect(new Set(batches.map(({ nodeId, vtepId }) => `${nodeId} ${vtepId}`))).toEqual(
      new Set([`${self.id} ${self.vtepId}`]),
    );
    expect(batches.map(({ sequence }) => sequence)).toEqual(batches.map((_batch, i) => i + 1));
    const remotes = batches.flatMap(({ reports }) => reports.map((r) => `${r.remoteNodeId} ${r.remoteVtepId}`));
    const others = nodes.filter((node) => node !== self).map(({ id, vtepId }) => `${id} ${vtepId}`);
    expect([...new Set(remotes)].sort()).toEqual(others.sort());
  });

  test('finds the one that is gone, and nobody else, down', () => {
    const batches = told(self);
    const transitions = batches.flatMap((batch) => batch.transitions.map(({ report }) => report));
    const down = transitions.filter((report) => report?.state === TUNNEL_DOWN);
    expect(down.map((report) => report?.remoteNodeId)).toEqual([gone.id]);
    expect(transitions.filter((report) => report?.state === TUNNEL_UP)).toHaveLength(nodes.length - 1);
  });
});

test('a node asks no more than its rate', () => {
  const { sentBySecond } = recording;
  for (const [i, sent] of sentBySecond.entries())
    expect(sent - (sentBySecond[i - 1] ?? 0)).toBeLessThanOrEqual(plan.rate);
  expect(sentBySecond.at(-1)).toBeGreaterThan(300 * (sentBySecond.length - 1));
});
