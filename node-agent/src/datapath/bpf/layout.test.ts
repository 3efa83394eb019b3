import { expect, test } from 'vitest';
import { DROP_REASONS, DropReason, dropReason } from '../../../../proto/src/drop-reasons.gen.js';
import * as layout from './layout.gen.js';

test('network order where C says __be, host order elsewhere, zero in the padding', () => {
  const dirty = Buffer.alloc(layout.CONFIG_BYTES, 0xff);
  layout.encodeConfig(
    {
      layoutVersion: 1,
      vtepId: 2,
      vtepIp4: 0x0a000001,
      underlayIfindex: 3,
      vxlanIfindex: 4,
      vxlanPort: 4789,
      counts: 3,
      mark: 5,
      flowUpdateS: 6,
      flowIdleS: 7,
      flowPortMax: 8,
      underlayCount: 9,
      vtepIp6: new Uint8Array(16).fill(0xaa),
      vtepPacketsPerS: 10,
      icmpErrorsPerS: 11,
    },
    dirty,
  );
  expect(dirty.toString('hex')).toBe(
    '01000000' +
      '02000000' +
      '0a000001' +
      '03000000' +
      '04000000' +
      '12b5' +
      '0300' +
      '05000000' +
      '06000000' +
      '07000000' +
      '08000000' +
      '09000000' +
      'aa'.repeat(16) +
      '0a000000' +
      '0b000000',
  );
  const key = Buffer.alloc(layout.IF_KEY_BYTES, 0xff);
  expect(layout.encodeIfKey({ ifindex: 1, vlanId: 2 }, key).toString('hex')).toBe('0100000002000000');
});

test('keys have no byte that was not written', () => {
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 9);
  const b = Buffer.alloc(layout.FDB_KEY_BYTES + 4, 0xff);
  layout.encodeFdbKey({ vni: 0x123456, mac }, b, 4);
  expect(b.toString('hex')).toBe('ffffffff' + '56341200' + '020000000009' + '0000');
  expect(layout.decodeFdbKey(b, 4)).toEqual({ vni: 0x123456, mac });
});

test('arrays carry their count, and are refused beyond their limit', () => {
  const own = (address: number) => ({ address, gateway: 0x0a000001 });
  const port = {
    datapathId: 1,
    generation: 2,
    vni: 3,
    slot: 4,
    mac: new Uint8Array(6),
    mtu: 1450,
    flags: 1,
    floodPacketsPerS: 5,
    ip4: [own(0x0a000002), own(0x0a000003)],
    ip6: [{ address: new Uint8Array(16).fill(1), gateway: new Uint8Array(16).fill(2) }],
  };
  expect(layout.decodePort(layout.encodePort(port))).toEqual(port);
  expect(() => layout.encodePort({ ...port, ip4: Array.from({ length: 9 }, () => own(1)) })).toThrow(
    'weft_port.ip4 has 9 elements, at most 8 fit',
  );
  expect(() => layout.encodePort({ ...port, mac: new Uint8Array(5) })).toThrow('weft_port.mac has 5 bytes, not 6');
  const flood = { id: Array.from({ length: layout.FLOOD_MAX }, (_, i) => i + 1) };
  expect(layout.decodeFlood(layout.encodeFlood(flood))).toEqual(flood);
});

test('a shorter list leaves nothing of the longer one that was there', () => {
  const b = layout.encodeFlood({ id: [1, 2, 3] });
  layout.encodeFlood({ id: [9] }, b);
  expect(b).toEqual(layout.encodeFlood({ id: [9] }));
});

test('nested structs and 64-bit counters', () => {
  const record = {
    key: {
      datapathId: 1,
      source: Uint8Array.from({ length: 16 }, (_, i) => i),
      destination: Uint8Array.from({ length: 16 }, (_, i) => 255 - i),
      sourceL4Port: 1234,
      destinationL4Port: 80,
      protocol: 6,
    },
    kind: layout.FlowKind.END,
    generation: 3,
    dropReason: 0,
    tcpFlags: 0x12,
    packets: 2 ** 32 + 5,
    bytes: Number.MAX_SAFE_INTEGER,
    firstNs: 1,
    lastNs: 2 ** 40,
  };
  const bytes = layout.encodeFlowRecord(record);
  expect(bytes.length).toBe(layout.FLOW_RECORD_BYTES);
  expect(layout.decodeFlowRecord(bytes)).toEqual(record);
  expect(() => layout.encodeFlowLosses({ tableFull: -1, ringFull: 0 })).toThrow(RangeError);
});

test('drop reasons: numbers are unique, stay below the limit and know their names', () => {
  expect(Object.keys(DROP_REASONS).every((n) => Number(n) > 0 && Number(n) < layout.DROP_REASONS_MAX)).toBe(true);
  expect(dropReason(DropReason.SPOOFED_MAC)).toEqual({ name: 'SPOOFED_MAC', text: "source MAC is not the port's" });
  expect([dropReason(0), dropReason(layout.DROP_REASONS_MAX)]).toEqual([null, null]);
});
