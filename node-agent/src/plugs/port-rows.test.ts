import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { weft } from '../../../proto/gen/codecs.js';
import { Addressing } from '../addressing/addressing.js';
import { Announcer } from '../addressing/announcer.js';
import { decodePairs, decodePort, PortFlags } from '../datapath/bpf/layout.gen.js';
import type { Link } from '../links/link.js';
import * as rows from '../state/rows.js';
import { emptyState, frameOf } from '../testing/entries.js';
import { policiesOf } from '../testing/policies-of.js';
import { LocalPorts } from './local-ports.js';
import { PlugStore } from './plug-store.js';

/** From the entry of a port, as it comes from the controller, to the bytes of its rows, and back. */

const vni = 7;
const link: Link = {
  ifindex: 5,
  name: 'v5',
  mac: '06:00:00:00:00:05',
  mtu: 1500,
  up: true,
  running: true,
  kind: 'veth',
  peerIsAway: true,
  vxlanPort: 0,
  vxlanExternal: false,
};

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const mac = bytes(6).map((b) => Uint8Array.of(2, ...b.subarray(1)));
const ip4 = bytes(3).map((b) => Uint8Array.of(10, ...b));
const ip6 = bytes(15).map((b) => Uint8Array.of(0xfd, ...b));
const hex = (b: Uint8Array) => Buffer.from(b).toString('hex');
const someOf = (address: fc.Arbitrary<Uint8Array>) => fc.uniqueArray(address, { maxLength: 8, selector: hex });
/** Prefixes have no bits behind their length. */
const prefixOf = (address: fc.Arbitrary<Uint8Array>, bits: number) =>
  fc.tuple(address, fc.integer({ min: 8, max: bits })).map(([a, length]) => ({
    address: { bytes: a.map((byte, i) => byte & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - length)))) },
    length,
  }));
const pair = fc.record({ prefix: fc.oneof(prefixOf(ip4, 32), prefixOf(ip6, 128)), mac });
const anyPort = fc.record({
  datapathId: fc.integer({ min: 1, max: 0xffffffff }),
  generation: fc.integer({ min: 1, max: 0xffffffff }),
  mac,
  ip4: someOf(ip4),
  ip6: someOf(ip6),
  pairs: fc.array(pair, { maxLength: 16 }),
  floodPacketsPerSecond: fc.integer({ min: 1, max: 1_000_000 }),
});

test('the rows of a port say what its entry says', () => {
  const directory = mkdtempSync(join(tmpdir(), 'weft-rows-'));
  try {
    fc.assert(
      fc.property(anyPort, fc.boolean(), fc.integer({ min: 576, max: 9000 }), (port, floodUnknownNeighbors, mtu) => {
        const { datapathId, generation, pairs, floodPacketsPerSecond } = port;
        const addresses = [...port.ip4, ...port.ip6].map((b) => ({ bytes: b }));
        const localPort = { datapathId, portId: 'p', generation, vni, mac: port.mac, addresses, pairs };
        const tables = rowsOf(directory, [
          { network: { vni, networkId: 'n', tenantId: 't', mtu, floodUnknownNeighbors } },
          { subnet: { vni, prefix: { address: { bytes: Uint8Array.of(10, 0, 0, 0) }, length: 8 }, gateway: gateway4 } },
          { localPort: { ...localPort, floodPacketsPerSecond } },
        ]);
        const row = tables.port_by_if.get(rows.ifKey(link.ifindex));
        const read = row && decodePort(rows.bytesOf(row));
        expect(
          read && { ...read, mac: hex(read.mac), ip6: read.ip6.map((a) => [hex(a.address), hex(a.gateway)]) },
        ).toEqual({
          datapathId,
          generation,
          vni,
          slot: 1,
          mac: hex(port.mac),
          mtu,
          flags: (pairs.length > 0 ? PortFlags.HAS_PAIRS : 0) | (floodUnknownNeighbors ? PortFlags.FLOODS_UNKNOWN : 0),
          floodPacketsPerS: floodPacketsPerSecond,
          ip4: port.ip4.map((a) => ({ address: Buffer.from(a).readUInt32BE(), gateway: 0x0a000001 })),
          ip6: port.ip6.map((a) => [hex(a), '0'.repeat(32)]),
        });
        const pairsRow = tables.port_pairs.get(rows.u32(datapathId));
        const readPairs = pairsRow ? decodePairs(rows.bytesOf(pairsRow)).pair : [];
        expect(readPairs.map((p) => [hex(p.prefix), p.prefixLen, hex(p.mac)])).toEqual(
          pairs.map(({ prefix: { address, length }, mac }) =>
            address.bytes.length === 16
              ? [hex(address.bytes), length, hex(mac)]
              : [`${'0'.repeat(20)}ffff${hex(address.bytes)}`, 96 + length, hex(mac)],
          ),
        );
      }),
      { numRuns: 200 },
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});

const gateway4 = { bytes: Uint8Array.of(10, 0, 0, 1) };

/** The tables of an agent that was told `entries` and has the port plugged. */
function rowsOf(directory: string, entries: weft.v1.Entry.$Properties[]) {
  const { state, datapath } = emptyState({ maxEndpoints: 16, maxPorts: 3, maxFlows: 16, maxRoutes: 100 });
  datapath.interfaces.add(link.ifindex);
  rmSync(join(directory, 'plugs.json'), { force: true });
  const plugs = new PlugStore(directory);
  plugs.put({ portId: 'p', interface: link.name, mac: link.mac, kind: 'veth', datapathId: 0 });
  const announcer = new Announcer(
    () => {},
    () => {},
  );
  const addressing = new Addressing({ state, tables: state.tables.fromPlugs, announcer });
  const ports = new LocalPorts({
    state,
    tables: state.tables,
    datapath,
    plugs,
    linkByName: () => link,
    addressing,
    filter: policiesOf(state, datapath),
    log: pino({ level: 'silent' }),
  });
  state.apply(frameOf({ delta: { revision: 1, put: entries } }));
  expect([...state.bad.values()]).toEqual([]);
  ports.refresh('p');
  addressing.close();
  return state.tables.fromPlugs;
}
