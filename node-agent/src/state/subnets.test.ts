import { expect, test } from 'vitest';
import { weft } from '../../../proto/gen/codecs.js';
import { parseIp } from '../../../proto/src/ip.js';
import { emptyState, frameOf } from '../testing/entries.js';
import * as rows from './rows.js';

const { Ip6AddressMode } = weft.v1;
const vni = 5001;
const gateway = parseIp('2001:db8::1');
const prefix = { address: { bytes: parseIp('2001:db8::') }, length: 64 };

function stateWithNetwork() {
  const { state } = emptyState();
  let revision = 0;
  const put = (...entries: weft.v1.Entry.$Properties[]) =>
    state.apply(frameOf({ delta: { revision: ++revision, put: entries } }));
  put({ network: { vni, networkId: 'net', tenantId: 'acme', mtu: 1450 } });
  const putMode = (ip6AddressMode: number) =>
    put({ subnet: { vni, prefix, subnetId: 's1', gateway: { bytes: gateway }, routerId: 7, ip6AddressMode } });
  const { gateway6, route6 } = state.tables.fromController;
  const programmed = () => [
    gateway6.get(rows.gateway6Key(vni, gateway)) !== null,
    route6.get(rows.route6Key(7, prefix.address.bytes, 64)) !== null,
  ];
  return { state, put, putMode, programmed };
}

test('an IPv6 address mode that this agent does not know is a bad value that names the field; the subnet is not programmed by halves', () => {
  const { state, put, putMode, programmed } = stateWithNetwork();
  putMode(Ip6AddressMode.SLAAC);
  expect(programmed()).toEqual([true, true]);
  putMode(4);
  expect([...state.bad.values()]).toMatchObject([
    {
      key: { subnet: { vni, prefix: { length: 64 } } },
      reason: 'BAD_VALUE',
      message: 'subnet s1 of VNI 5001: ip6_address_mode 4 is none that this agent knows',
    },
  ]);
  expect(programmed()).toEqual([false, false]);
  expect([...state.subnets.of(vni)]).toEqual([]);
  // The others go on.
  put({ member: { vni, vtepId: 9 } });
  expect(state.bad.size).toBe(1);
  putMode(Ip6AddressMode.MANAGED);
  expect(state.bad.size).toBe(0);
  expect(programmed()).toEqual([true, true]);
});

test('every mode of the protocol is known', () => {
  const { state, putMode, programmed } = stateWithNetwork();
  for (const mode of Object.values(Ip6AddressMode).filter((n) => typeof n === 'number')) {
    putMode(mode);
    expect([state.bad.size, ...programmed()]).toEqual([0, true, true]);
  }
});

test('the subnet of a gateway is found while there is one', () => {
  const { state, putMode } = stateWithNetwork();
  expect(state.subnets.withGateway(vni, gateway)).toBeNull();
  putMode(Ip6AddressMode.SLAAC);
  expect(state.subnets.withGateway(vni, gateway)).toMatchObject({ length: 64, routerId: 7 });
  expect(state.subnets.withGateway(vni + 1, gateway)).toBeNull();
  expect(state.subnets.withGateway(vni, parseIp('2001:db8::2'))).toBeNull();
});
