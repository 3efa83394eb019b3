import { expect, test } from 'vitest';
import { parseIp } from '../../../proto/src/ip.js';
import { entryKeyOf } from './entry-key.js';
import * as rows from './rows.js';

const unknown = { subnetWithGateway: () => null, entryWithGroups: () => null };
const address = (...bytes: number[]) => Uint8Array.from(bytes);

test('a connected route is of its subnet, a static one of its router', () => {
  const net4 = address(10, 0, 1, 0);
  const net6 = address(0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(0));
  const key4 = rows.route4Key(7, net4, 24);
  const key6 = rows.route6Key(7, net6, 64);
  expect(entryKeyOf('route4', key4, rows.route4(5001, 1450, null), unknown)).toEqual({
    subnet: { vni: 5001, prefix: { address: { bytes: net4 }, length: 24 } },
  });
  expect(entryKeyOf('route6', key6, rows.route6(5001, 1450, null), unknown)).toEqual({
    subnet: { vni: 5001, prefix: { address: { bytes: net6 }, length: 64 } },
  });
  expect(entryKeyOf('route4', key4, rows.route4(5001, 1450, address(10, 0, 1, 9)), unknown)).toEqual({
    route: { routerId: 7, prefix: { address: { bytes: net4 }, length: 24 } },
  });
  expect(entryKeyOf('route6', key6, rows.route6(5001, 1450, net6), unknown)).toEqual({
    route: { routerId: 7, prefix: { address: { bytes: net6 }, length: 64 } },
  });
});

test("a gateway's row is of the subnet that has it; of one that no subnet has, of the network", () => {
  const gateways = [
    {
      table: 'gateway4',
      bytes: address(10, 0, 1, 1),
      prefix: address(10, 0, 1, 0),
      length: 24,
      keyOf: rows.gateway4Key,
    },
    { table: 'gateway6', bytes: parseIp('fd00::1'), prefix: parseIp('fd00::'), length: 64, keyOf: rows.gateway6Key },
  ] as const;
  for (const { table, bytes, prefix, length, keyOf } of gateways) {
    const asked: unknown[] = [];
    const subnetWithGateway = (vni: number, gateway: Uint8Array) => {
      asked.push([vni, [...gateway]]);
      return { prefix, length };
    };
    const [key, value] = [keyOf(5001, bytes), rows.gateway(7)];
    expect(entryKeyOf(table, key, value, { ...unknown, subnetWithGateway })).toEqual({
      subnet: { vni: 5001, prefix: { address: { bytes: prefix }, length } },
    });
    expect(asked).toEqual([[5001, [...bytes]]]);
    expect(entryKeyOf(table, key, value, unknown)).toEqual({ network: { vni: 5001 } });
  }
});

test("a port's groups are of the FDB entry that names them", () => {
  const fdb = { vni: 5001, mac: address(2, 0, 0, 0, 0, 1) };
  const row = rows.portGroups([3, 9]);
  expect(entryKeyOf('port_groups', rows.u32(7), row, { ...unknown, entryWithGroups: () => fdb })).toEqual({ fdb });
  expect(entryKeyOf('port_groups', rows.u32(7), row, unknown)).toBeNull();
});

test('what is noted of a port that moves is of that port', () => {
  const key = { localPort: { datapathId: 7 } };
  expect(entryKeyOf('pending_port', rows.u32(7), rows.pendingPort(), unknown)).toEqual(key);
  expect(entryKeyOf('departing_port', rows.u32(7), rows.u32Value(5001), unknown)).toEqual(key);
});
