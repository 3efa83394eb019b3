import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { tunnelPeers } from './tunnel-peers.js';

const { state } = emptyState();
const address = (last: number) => ({ bytes: Uint8Array.of(192, 0, 2, last) });
const network = (vni: number, mtu: number) => ({ network: { vni, networkId: `n${vni}`, tenantId: 't', mtu } });
let revision = 0;
const apply = (put: weft.v1.Entry.$Properties[], remove: weft.v1.EntryKey.$Properties[] = []) => {
  const before = state.peerChanges;
  state.apply(frameOf({ delta: { revision: ++revision, put, remove } }));
  expect(state.peerChanges).toBeGreaterThan(before);
  return Object.fromEntries([...tunnelPeers(state)].map(([id, peer]) => [id, [peer.nodeId, [...peer.networks]]]));
};

test('tunnels lead to the members of networks, with what they share; not to oneself, nor to who has no address entry', () => {
  const vteps = [1, 2, 3].map((vtepId) => ({ vtep: { vtepId, addresses: [address(vtepId)], nodeId: `h${vtepId}` } }));
  const members = [
    [100, 1],
    [100, 2],
    [200, 2],
    [200, 3],
    [200, 9],
  ].map(([vni = 0, vtepId = 0]) => ({ member: { vni, vtepId } }));
  const nodeConfig = { vtepId: 1, vteps: [address(1)], vxlanPort: 4789 };
  const two = [
    'h2',
    [
      [100, 1450],
      [200, 1400],
    ],
  ];
  expect(apply([{ nodeConfig }, ...vteps, network(100, 1450), network(200, 1400), ...members])).toEqual({
    2: two,
    3: ['h3', [[200, 1400]]],
  });
  expect(tunnelPeers(state).get(3)?.address).toEqual(address(3).bytes);
  expect(apply([network(200, 8900)], [{ member: { vni: 100, vtepId: 2 } }])).toEqual({
    2: ['h2', [[200, 8900]]],
    3: ['h3', [[200, 8900]]],
  });
  expect(apply([], [{ vtep: { vtepId: 2 } }])).toEqual({ 3: ['h3', [[200, 8900]]] });
  expect(apply([], [{ network: { vni: 200 } }])).toEqual({});
});
