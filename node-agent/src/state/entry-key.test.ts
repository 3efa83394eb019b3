import { expect, test } from 'vitest';
import { entryKeyOf } from './entry-key.js';
import * as rows from './rows.js';

const address = (...bytes: number[]) => Uint8Array.from(bytes);

test('a connected route is of its subnet, a static one of its router', () => {
  const net4 = address(10, 0, 1, 0);
  const net6 = address(0x20, 1, 0xd, 0xb8, ...new Array<number>(12).fill(0));
  const key4 = rows.route4Key(7, net4, 24);
  const key6 = rows.route6Key(7, net6, 64);
  expect(entryKeyOf('route4', key4, rows.route4(5001, 1450, null))).toEqual({
    subnet: { vni: 5001, prefix: { address: { bytes: net4 }, length: 24 } },
  });
  expect(entryKeyOf('route6', key6, rows.route6(5001, 1450, null))).toEqual({
    subnet: { vni: 5001, prefix: { address: { bytes: net6 }, length: 64 } },
  });
  expect(entryKeyOf('route4', key4, rows.route4(5001, 1450, address(10, 0, 1, 9)))).toEqual({
    route: { routerId: 7, prefix: { address: { bytes: net4 }, length: 24 } },
  });
  expect(entryKeyOf('route6', key6, rows.route6(5001, 1450, net6))).toEqual({
    route: { routerId: 7, prefix: { address: { bytes: net6 }, length: 64 } },
  });
});
