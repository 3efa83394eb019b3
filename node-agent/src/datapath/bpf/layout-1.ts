import { CONFIG_BYTES, LAYOUT_VERSION, PORT_BYTES } from './layout.gen.js';
import type { LayoutMigration } from './layout-migration.js';
import { type BpfMap, lookup, lookupAll, updateBatch } from './native.js';

/**
 * From layout 1, which knew IPv4 within networks only, to 2. There rows of `config` and `port_by_if` were shorter, and what there was comes first in the rows of
 * today; a row of `port_by_id` had one number where there are two halves of it now. What layout 1 could not say (gateways, MTU, IPv6) is zero until
 * the agent writes it from the last good state.
 */
export const fromLayout1: LayoutMigration = (from, to) => {
  for (const name of UNCHANGED) {
    const old = from(name);
    if (!old) continue;
    const { keys, values, count } = lookupAll(old);
    write(to(name), keys, values, count);
  }
  const ports = from('port_by_if');
  if (ports) {
    const { keys, values, count } = lookupAll(ports);
    const rows = Buffer.alloc(count * PORT_BYTES);
    for (let i = 0; i < count; i++) portFrom1(values.subarray(i * PORT_1_BYTES, (i + 1) * PORT_1_BYTES), rows, i);
    write(to('port_by_if'), keys, rows, count);
  }
  // Last: only with a configuration of their layout do programs forward.
  const config = from('config');
  const value = config && lookup(config, ZERO_KEY);
  if (value) write(to('config'), ZERO_KEY, configFrom1(value), 1);
};

const UNCHANGED = [
  'vtep',
  'vtep_by_ip4',
  'member',
  'flood_remote',
  'flood_local',
  'fdb',
  'neighbor4',
  'port_by_id',
  'port_counters',
  'port_drop',
  'port_flows',
  'flow4',
] as const;

/** struct weft_port of layout 1: 24 bytes up to the count of IPv4 addresses and one of padding, then 8 IPv4 addresses. */
const PORT_1_BYTES = 56;
const PORT_1_ADDRESSES = { at: 24, count: 8 };
/** struct weft_port of layout 2: the same 24 bytes, 16 of MTU, flags, flood limit and padding, then address and gateway of each. */
const PORT_2_ADDRESSES = { at: 40, bytes: 8 };

function portFrom1(old: Buffer, rows: Buffer, index: number): void {
  const at = index * PORT_BYTES;
  old.copy(rows, at, 0, PORT_1_ADDRESSES.at);
  for (let i = 0; i < PORT_1_ADDRESSES.count; i++) {
    const address = PORT_1_ADDRESSES.at + 4 * i;
    old.copy(rows, at + PORT_2_ADDRESSES.at + PORT_2_ADDRESSES.bytes * i, address, address + 4);
  }
}

function configFrom1(old: Buffer): Buffer {
  const config = Buffer.alloc(CONFIG_BYTES);
  old.copy(config);
  config.writeUInt32LE(LAYOUT_VERSION, 0);
  // underlay_count, which follows what layout 1 had.
  config.writeUInt32LE(1, old.length);
  return config;
}

function write(map: BpfMap, keys: Buffer, values: Buffer, count: number): void {
  const { failure } = updateBatch(map, keys, values, count);
  if (failure) throw new Error(`a map's entries can't be brought to layout ${LAYOUT_VERSION}: ${failure.errno}`);
}

const ZERO_KEY = Buffer.alloc(4);
