import { describe, expect, it } from 'vitest';
import {
  entryValue,
  fdbKey,
  type Key,
  localPortKey,
  memberKey,
  neighborKey,
  networkKey,
  nodeConfigKey,
  type Value,
  vtepKey,
} from './entry.js';
import { EntryBytes } from './entry-bytes.js';

const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
const address = { bytes: Uint8Array.of(10, 0, 0, 1) };
const long = 'x'.repeat(200);

const entries: [Key, Value][] = [
  [nodeConfigKey, entryValue({ nodeConfig: { vtepId: 3, vteps: [address], vxlanPort: 4789 } })],
  [vtepKey(1), entryValue({ vtep: { vtepId: 1, addresses: [address], nodeId: 'h1' } })],
  [networkKey(4096), entryValue({ network: { vni: 4096, networkId: long, tenantId: 't', mtu: 1450 } })],
  [networkKey(40960), entryValue({ network: { vni: 40960, networkId: long, tenantId: 't', mtu: 1450 } })],
  [localPortKey(4096), entryValue({ localPort: { datapathId: 4096, portId: long, generation: 1, vni: 4096 } })],
  [fdbKey(4096, mac), entryValue({ fdb: { vni: 4096, mac, vtepId: 1, datapathId: 7 } })],
  [neighborKey(4096, address.bytes), entryValue({ neighbor: { vni: 4096, address, mac } })],
  [memberKey(4096, 1), entryValue({ member: { vni: 4096, vtepId: 1 } })],
  [memberKey(4096, 2), entryValue({ member: { vni: 4096, vtepId: 2, acceptOnly: true } })],
];

describe('encoded entries', () => {
  it('tell their key from every other one, also if the hashes are the same', () => {
    const bytes = new EntryBytes();
    for (const entry of entries) bytes.push(...entry);
    for (const [position, [, value]] of entries.entries()) {
      expect(bytes.valueAt(position)).toBe(value);
      const found = entries.flatMap(([key], i) => (bytes.isKeyAt(position, key, bytes.hashAt(position)) ? [i] : []));
      expect(found).toEqual([position]);
    }
  });

  it('stay as they are and in order when the gaps between them are closed', () => {
    const bytes = new EntryBytes();
    for (const entry of entries) bytes.push(...entry);
    for (const position of [0, 3, entries.length - 1]) bytes.takeOut(position);
    expect(bytes.valueAt(3)).toBeNull();
    const left = entries.filter((_, i) => !bytes.isGap(i));
    bytes.compact();
    expect(bytes.length).toBe(entries.length - 3);
    for (const [position, [key, value]] of left.entries()) {
      expect(bytes.valueAt(position)).toBe(value);
      expect(bytes.isKeyAt(position, key, bytes.hashAt(position))).toBe(true);
    }
  });
});
