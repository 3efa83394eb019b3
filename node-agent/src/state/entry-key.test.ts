import { expect, test } from 'vitest';
import { parseIp } from '../../../proto/src/ip.js';
import { entryKeyOf } from './entry-key.js';
import * as rows from './rows.js';

const noSubnet = () => null;
const address = (...bytes: number[]) => Uint8Array.from(bytes);

test('a connected route is of its subnet, a static one of its router', () => {
  const net4 = address(10, 0, 1, 0);
  const net6 = address(0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(0));
  const key4 = rows.route4Key(7, net4, 24);
  const key6 = rows.route6Key(7, net6, 64);
  expect(entryKeyOf('route4', key4, rows.route4(5001, 1450, null), noSubnet)).toEqual({
    subnet: { vni: 5001, prefix: { address: { bytes: net4 }, length: 24 } },
  });
  expect(entryKeyOf('route6', key6, rows.route6(5001, 1450, null), noSubnet)).toEqual({
    subnet: { vni: 5001, prefix: { address: { bytes: net6 }, length: 64 } },
  });
  expect(entryKeyOf('route4', key4, rows.route4(5001, 1450, address(10, 0, 1, 9)), noSubnet)).toEqual({
    route: { routerId: 7, prefix: { address: { bytes: net4 }, length: 24 } },
  });
  expect(entryKeyOf('route6', key6, rows.route6(5001, 1450, net6), noSubnet)).toEqual({
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
    expect(entryKeyOf(table, key, value, subnetWithGateway)).toEqual({
      subnet: { vni: 5001, prefix: { address: { bytes: prefix }, length } },
    });
    expect(asked).toEqual([[5001, [...bytes]]]);
    expect(entryKeyOf(table, key, value, noSubnet)).toEqual({ network: { vni: 5001 } });
  }
});
