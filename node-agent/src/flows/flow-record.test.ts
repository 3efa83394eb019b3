import { expect, test } from 'vitest';
import { encodeFlowRecord, FlowKind } from '../datapath/bpf/layout.gen.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { decodeFlowRecords } from './flow-record.js';
import { PortDirectory } from './port-directory.js';

const mapped = (...ip4: number[]) => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ip4);
const raw = (datapathId: number, dropReason = 0, source = mapped(10, 0, 0, 1), destination = mapped(10, 0, 0, 2)) =>
  encodeFlowRecord({
    key: {
      datapathId,
      source,
      destination,
      sourceL4Port: 40000,
      destinationL4Port: 443,
      protocol: 6,
    },
    kind: dropReason ? FlowKind.DENIED : FlowKind.START,
    generation: 3,
    dropReason,
    tcpFlags: 2,
    packets: 1,
    bytes: 74,
    firstNs: 1000,
    lastNs: 3000,
  });

function makeDirectory() {
  const { state } = emptyState();
  const port = (datapathId: number, portId: string) => ({
    localPort: { datapathId, portId, generation: 1, vni: 7, mac: Uint8Array.of(2, 0, 0, 0, 0, 1), addresses: [] },
  });
  state.apply(
    frameOf({
      delta: {
        revision: 1,
        put: [{ network: { vni: 7, networkId: 'net', tenantId: 'acme', mtu: 1450 } }, port(1, 'web'), port(2, 'db')],
      },
    }),
  );
  const directory = new PortDirectory(state);
  directory.learn(state.takeChanges().removedPorts);
  return { state, directory };
}

test('records get their port, network and unix time', () => {
  const { directory } = makeDirectory();
  const { records, unknown } = decodeFlowRecords(Buffer.concat([raw(1), raw(2, 5), raw(99)]), directory, 1e18);
  expect(unknown).toBe(1);
  expect(records.map((r) => r.owner)).toEqual([
    { portId: 'web', tenantId: 'acme', networkId: 'net', generation: 1 },
    { portId: 'db', tenantId: 'acme', networkId: 'net', generation: 1 },
  ]);
  expect(records[0]?.record).toEqual({
    kind: 1,
    portId: 'web',
    generation: 3,
    source: { bytes: Uint8Array.of(10, 0, 0, 1) },
    destination: { bytes: Uint8Array.of(10, 0, 0, 2) },
    protocol: 6,
    sourceL4Port: 40000,
    destinationL4Port: 443,
    packets: 1,
    bytes: 74,
    firstUnixNs: 1e18 + 1000,
    lastUnixNs: 1e18 + 3000,
    tcpFlags: 2,
    dropReason: '',
  });
  expect(records[1]?.record.dropReason).toBe('SPOOFED_IP');
});

test('a flow that ends after its port and network are gone still has its owner', () => {
  const { state, directory } = makeDirectory();
  state.apply(frameOf({ delta: { revision: 2, remove: [{ localPort: { datapathId: 1 } }, { network: { vni: 7 } }] } }));
  directory.learn(state.takeChanges().removedPorts);
  expect(decodeFlowRecords(raw(1), directory, 0).records[0]?.owner).toMatchObject({ portId: 'web', networkId: 'net' });
});

test('addresses of IPv6 flows are 16 bytes', () => {
  const { directory } = makeDirectory();
  const source = Uint8Array.from({ length: 16 }, (_, i) => 0x20 + i);
  const destination = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  const { records } = decodeFlowRecords(raw(1, 0, source, destination), directory, 0);
  expect(records[0]?.record.source?.bytes).toEqual(source);
  expect(records[0]?.record.destination?.bytes).toEqual(destination);
});
