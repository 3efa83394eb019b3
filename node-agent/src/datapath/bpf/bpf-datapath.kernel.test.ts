import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sh } from '../../testing/test-host.js';
import { contractLimits, datapathContract } from '../datapath-contract.js';
import { BpfDatapath, cleanUpBpf } from './bpf-datapath.js';
import { decodeConfig, decodePort, encodeFlow, encodeFlow4Key, encodeFlow6Key, LAYOUT_VERSION } from './layout.gen.js';
import { currentLayout, type Layout } from './layout-change.js';
import type { LayoutMigration } from './layout-migration.js';
import { moveMaps } from './move-maps.js';
import {
  close,
  createMap,
  linkInfo,
  lookupAll,
  MapType,
  openPinnedLink,
  openPinnedMap,
  openPinnedProgram,
  pin,
  programInfo,
  update,
  updateBatch,
} from './native.js';
import { ifindexByName } from './network-namespace.js';
import { defaultModulesDirectory } from './objects.js';

let number = 0;
const warnings: string[] = [];

function open(
  nodeId: string,
  overrides: { modules?: string; maxEndpoints?: number; maxFlows?: number; layout?: Layout } = {},
): BpfDatapath {
  const { modules, layout, ...limits } = overrides;
  return BpfDatapath.open({
    bpffs: '/sys/fs/bpf/wa-contract',
    nodeId,
    limits: { ...contractLimits, ...limits },
    warn: (message) => warnings.push(message),
    ...(modules === undefined ? {} : { modules }),
    ...(layout === undefined ? {} : { layout }),
  });
}

function addDevice(): { name: string; ifindex: number } {
  const name = `wa${process.pid % 100000}-${number++}`;
  sh(`ip link add ${name} type veth peer name ${name}p`);
  return { name, ifindex: ifindexByName(name) ?? 0 };
}

datapathContract('kernel', () => {
  sh('mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf');
  const nodeId = `n${process.pid}-${number++}`;
  const datapath = open(nodeId);
  const opened = [datapath];
  const devices = new Map<number, string>();
  return {
    datapath,
    addInterface: () => {
      const { name, ifindex } = addDevice();
      devices.set(ifindex, name);
      return ifindex;
    },
    removeInterface: (ifindex) => {
      sh(`ip link del ${devices.get(ifindex)}`);
      devices.delete(ifindex);
    },
    reopen: () => {
      datapath.close();
      const again = open(nodeId);
      opened.push(again);
      return again;
    },
    remove: () => {
      for (const d of opened) d.close();
      cleanUpBpf('/sys/fs/bpf/wa-contract', nodeId);
      for (const name of devices.values()) sh(`ip link del ${name}`);
    },
  };
});

let nodeId = '';
let device: { name: string; ifindex: number };
let scratch = '';
beforeEach(() => {
  warnings.length = 0;
  nodeId = `u${process.pid}-${number++}`;
  device = addDevice();
  scratch = mkdtempSync(join(tmpdir(), 'wa-bpf-'));
});
afterEach(() => {
  cleanUpBpf('/sys/fs/bpf/wa-contract', nodeId);
  sh(`ip link del ${device.name}`);
  rmSync(scratch, { recursive: true });
});
afterAll(() => rmSync('/sys/fs/bpf/wa-contract', { recursive: true, force: true }));

const pinned = (what: string) => join('/sys/fs/bpf/wa-contract', nodeId, what);

function programId(name: string): number {
  const program = openPinnedProgram(pinned(`progs/${name}`));
  return program ? programInfo(program).id : 0;
}

function linkedProgramId(name: string): number {
  const link = openPinnedLink(pinned(`links/${name}`));
  return link ? linkInfo(link).programId : 0;
}

test('pins of an agent that knew no tunnel probes: links get programs that do, and what was written stays', () => {
  const before = open(nodeId);
  before.attach('from_vxlan', 'from_vxlan', device.ifindex);
  before.table('vtep').write(Uint32Array.of(5), new Uint32Array(6).fill(7), 1);
  before.close();
  const former = linkedProgramId('from_vxlan');
  for (const name of ['probe_config', 'tunnel_path', 'tunnel_rtt', 'probe_peer', 'probe_drop'])
    unlinkSync(pinned(`maps/${name}`));
  unlinkSync(pinned('progs/probe_send'));
  for (const fact of ['hash-tunnels', 'hash-vxlan']) unlinkSync(pinned(fact));
  const after = open(nodeId);
  expect(linkedProgramId('from_vxlan')).toBe(programId('from_vxlan'));
  expect(linkedProgramId('from_vxlan')).not.toBe(former);
  after.tunnels.open(5, 1);
  expect(after.tunnels.opened()).toEqual([5]);
  after.table('vtep').readAll((keys, _values, count) => expect([...keys.subarray(0, count)]).toEqual([5]));
  after.close();
});

test('pins of an agent that knew no moving ports: links get programs that do, and what was written stays', async () => {
  const before = open(nodeId);
  before.attachPort('p', device.ifindex);
  await before.settlePorts();
  before.table('port_by_id').write(Uint32Array.of(5), new Uint32Array(5).fill(7), 1);
  before.close();
  for (const name of moveMaps) unlinkSync(pinned(`maps/${name}`));
  for (const fact of ['hash-bridge', 'hash-vxlan']) unlinkSync(pinned(fact));
  const after = open(nodeId);
  expect(after.attachPort('p', device.ifindex)).toBe('kept');
  expect(linkedProgramId('from_port-p')).toBe(programId('from_port'));
  after.table('port_by_id').readAll((keys, _values, count) => expect([...keys.subarray(0, count)]).toEqual([5]));
  for (const name of ['pending_port', 'departing_port'] as const) {
    expect(after.table(name).capacity).toBe(contractLimits.maxPorts);
    after.table(name).readAll((_keys, _values, count) => expect(count).toBe(0));
  }
  after.onPortArrivals(() => {});
  after.close();
});

test('programs are loaded once: a restart uses those that are pinned', () => {
  open(nodeId).close();
  const before = programId('from_port');
  expect(before).toBeGreaterThan(0);
  open(nodeId).close();
  expect(programId('from_port')).toBe(before);
});

test('the flows of each family are counted against the room of its own table', () => {
  const datapath = open(nodeId, { maxFlows: 8 });
  const config = new Uint32Array(datapath.table('config').valueSize / 4);
  config[0] = LAYOUT_VERSION;
  datapath.table('config').write(Uint32Array.of(0), config, 1);
  const [flow4, flow6] = (['flow4', 'flow6'] as const).map((name) => openPinnedMap(pinned(`maps/${name}`))!);
  const ends = { datapathId: 1, sourceL4Port: 1, destinationL4Port: 53, protocol: 17 };
  const ip6 = new Uint8Array(16);
  // Seen just now, and told: nothing is due.
  const now = 2 ** 52;
  const flow = encodeFlow({
    packets: 1,
    bytes: 60,
    firstNs: 0,
    lastNs: now,
    reportedNs: now,
    generation: 1,
    slot: 1,
    tcpFlags: 0,
  });
  for (const l4Port of [1, 2, 3])
    update(flow4!, encodeFlow4Key({ ...ends, sourceL4Port: l4Port, source: 1, destination: 2 }), flow);
  update(flow6!, encodeFlow6Key({ ...ends, source: ip6, destination: ip6 }), flow);
  expect(datapath.flowUsage()).toMatchObject({ flow4: { entries: 0 }, flow6: { entries: 0 } });
  datapath.sweepFlows();
  expect(datapath.flowUsage()).toEqual({ flow4: { entries: 3, capacity: 8 }, flow6: { entries: 1, capacity: 8 } });
  datapath.endFlowsOf(1);
  expect(datapath.flowUsage()).toMatchObject({ flow4: { entries: 0 }, flow6: { entries: 0 } });
  for (const map of [flow4!, flow6!]) close(map);
  datapath.close();
});

test('another object file is loaded and takes the place of the old program in every link, without a gap', () => {
  const first = open(nodeId);
  first.attach('from_port-a', 'from_port', device.ifindex);
  first.close();
  const before = programId('from_port');
  const linkBefore = linkIdOf('from_port-a');
  for (const file of readdirSync(defaultModulesDirectory()).filter((name) => name.endsWith('.bpf.o'))) {
    copyFileSync(join(defaultModulesDirectory(), file), join(scratch, file));
  }
  // Bytes behind an ELF file mean nothing to a loader, and another hash to us.
  writeFileSync(
    join(scratch, 'bridge.bpf.o'),
    Buffer.concat([readFileSync(join(scratch, 'bridge.bpf.o')), Buffer.alloc(8)]),
  );
  open(nodeId, { modules: scratch }).close();
  const after = programId('from_port');
  expect(after).not.toBe(before);
  expect(linkedProgramId('from_port-a')).toBe(after);
  // The very link: it was never detached.
  expect(linkIdOf('from_port-a')).toBe(linkBefore);
});

function linkIdOf(name: string): number {
  const link = openPinnedLink(pinned(`links/${name}`));
  return link ? linkInfo(link).id : 0;
}

test('a pinned map keeps its size, and says so', () => {
  open(nodeId).close();
  const again = open(nodeId, { maxEndpoints: 128 });
  expect(again.table('fdb').capacity).toBe(64);
  expect(warnings.join()).toContain('fdb');
  again.close();
});

test('pins of a layout that this agent does not know are refused, and go on forwarding', () => {
  const first = open(nodeId);
  first.attach('from_port-a', 'from_port', device.ifindex);
  rmSync(pinned('layout-version'));
  symlinkSync('999', pinned('layout-version'));
  first.close();
  const before = programId('from_port');
  expect(() => open(nodeId)).toThrow(/layout 999/);
  expect(linkedProgramId('from_port-a')).toBe(before);
  expect(existsSync(pinned('maps/fdb'))).toBe(true);
});

describe('pins of an earlier layout', () => {
  const row = [Uint32Array.of(4096, 2, 3, 0), Uint32Array.of(1, 7, 0, 0)] as const;
  let before = { program: 0, link: 0 };
  beforeEach(() => {
    const first = open(nodeId);
    first.attach('from_port-a', 'from_port', device.ifindex);
    const fdb = first.table('fdb');
    fdb.write(row[0].subarray(0, fdb.keySize / 4), row[1].subarray(0, fdb.valueSize / 4), 1);
    first.close();
    before = { program: programId('from_port'), link: linkIdOf('from_port-a') };
    rmSync(pinned('layout-version'));
    symlinkSync('0', pinned('layout-version'));
  });
  const from0 = (migrate: LayoutMigration): Layout => ({ ...currentLayout, migrations: new Map([[0, migrate]]) });
  const copyFdb: LayoutMigration = (from, to) => {
    const old = from('fdb');
    if (!old) throw new Error('there was an fdb');
    const { keys, values, count } = lookupAll(old);
    updateBatch(to('fdb'), keys, values, count);
  };
  const rowsOf = (datapath: BpfDatapath) => {
    let rows = 0;
    datapath.table('fdb').readAll((_keys, _values, count) => {
      rows += count;
    });
    return rows;
  };

  test('are brought to this one: the links have the old programs until the new maps are filled, and are never detached', () => {
    const layout = from0((from, to) => {
      expect(linkedProgramId('from_port-a')).toBe(before.program);
      expect(from('no_such_map')).toBeNull();
      copyFdb(from, to);
    });
    const again = open(nodeId, { layout });
    expect(rowsOf(again)).toBe(1);
    again.close();
    expect(linkIdOf('from_port-a')).toBe(before.link);
    expect(linkedProgramId('from_port-a')).toBe(programId('from_port'));
    expect(programId('from_port')).not.toBe(before.program);
    expect(existsSync(pinned('maps-0'))).toBe(false);
    // The next start finds its own layout.
    open(nodeId).close();
  });

  test('whose migration fails go on forwarding, and the next start begins anew with all that they held', () => {
    const layout = from0((from, to) => {
      copyFdb(from, to);
      throw new Error('halfway');
    });
    expect(() => open(nodeId, { layout })).toThrow('halfway');
    expect(() => open(nodeId, { layout })).toThrow('halfway');
    expect(linkedProgramId('from_port-a')).toBe(before.program);
    expect(() => open(nodeId)).toThrow(/layout 0/);
    expect(linkedProgramId('from_port-a')).toBe(before.program);
    const again = open(nodeId, { layout: from0(copyFdb) });
    expect(rowsOf(again)).toBe(1);
    again.close();
    expect(existsSync(pinned('maps-0'))).toBe(false);
    expect(linkIdOf('from_port-a')).toBe(before.link);
    expect(linkedProgramId('from_port-a')).not.toBe(before.program);
  });
});

test('pins of layout 1 are brought to this one with all their rows', () => {
  const first = open(nodeId);
  first.attach('from_port-a', 'from_port', device.ifindex);
  const fdb = first.table('fdb');
  fdb.write(new Uint32Array(fdb.keySize / 4).fill(1), new Uint32Array(fdb.valueSize / 4).fill(1), 1);
  first.close();
  const link = linkIdOf('from_port-a');
  const put = (name: string, type: number, key: Buffer, value: Buffer) => {
    rmSync(pinned(`maps/${name}`));
    const map = createMap(name, { type, keyBytes: key.length, valueBytes: value.length, maxEntries: 1 });
    update(map, key, value);
    pin(map, pinned(`maps/${name}`));
    close(map);
  };
  // As layout 1 had them: ten words; and a port with slot 3, two of eight IPv4 addresses.
  const config = Buffer.from(Uint32Array.of(1, 7, 0x0100000a, 2, 9, 0xb512, 0x12345678, 10, 30, 100).buffer);
  put('config', MapType.ARRAY, Buffer.alloc(4), config);
  const port = Buffer.alloc(56);
  port.set(Buffer.from(Uint32Array.of(11, 2, 4096, 3).buffer), 0);
  port.set([2, 0, 0, 0, 0, 1, 2, 0, 10, 0, 0, 1, 10, 0, 0, 2], 16);
  put('port_by_if', MapType.HASH, Buffer.from([5, 0, 0, 0, 0, 0, 0, 0]), port);
  rmSync(pinned('layout-version'));
  symlinkSync('1', pinned('layout-version'));

  const again = open(nodeId);
  const rows: string[] = [];
  again.table('port_by_if').readAll((_keys, values) => {
    const { datapathId, slot, vni, ip4, ip6, mtu } = decodePort(Buffer.from(values.buffer, values.byteOffset));
    rows.push(JSON.stringify({ datapathId, slot, vni, ip4, ip6, mtu }));
  });
  const ip4 = [
    { address: 0x0a000001, gateway: 0 },
    { address: 0x0a000002, gateway: 0 },
  ];
  expect(rows).toEqual([JSON.stringify({ datapathId: 11, slot: 3, vni: 4096, ip4, ip6: [], mtu: 0 })]);
  again.table('config').readAll((_keys, values) => {
    expect(decodeConfig(Buffer.from(values.buffer, values.byteOffset))).toMatchObject({
      layoutVersion: currentLayout.version,
      vtepId: 7,
      vtepIp4: 0x0a000001,
      vxlanPort: 4789,
      mark: 0x12345678,
      flowPortMax: 100,
      underlayCount: 1,
      vtepIp6: new Uint8Array(16),
    });
  });
  let fdbRows = 0;
  again.table('fdb').readAll((_keys, _values, count) => {
    fdbRows += count;
  });
  expect(fdbRows).toBe(1);
  again.close();
  expect(linkIdOf('from_port-a')).toBe(link);
});

test('the agent that a later one began to replace, and did not, finds its maps', () => {
  const first = open(nodeId);
  const fdb = first.table('fdb');
  fdb.write(new Uint32Array(fdb.keySize / 4).fill(1), new Uint32Array(fdb.valueSize / 4).fill(1), 1);
  first.close();
  const version = currentLayout.version + 1;
  const fail = () => {
    throw new Error('no room');
  };
  const later = { version, migrations: new Map([[currentLayout.version, fail]]) };
  expect(() => open(nodeId, { layout: later })).toThrow('no room');
  expect(existsSync(pinned(`maps-${currentLayout.version}`))).toBe(true);
  const again = open(nodeId);
  let rows = 0;
  again.table('fdb').readAll((_keys, _values, count) => {
    rows += count;
  });
  again.close();
  expect(rows).toBe(1);
  expect(existsSync(pinned(`maps-${currentLayout.version}`))).toBe(false);
});

test('links that an agent in another namespace made are detached', () => {
  const first = open(nodeId);
  first.attach('from_port-a', 'from_port', device.ifindex);
  first.close();
  rmSync(pinned('netns'));
  symlinkSync('12345', pinned('netns'));
  const again = open(nodeId);
  expect(again.links()).toEqual([]);
  expect(warnings.join()).toContain('12345');
  again.close();
});

test('a place that is no bpffs is refused', () => {
  expect(() => BpfDatapath.open({ bpffs: scratch, nodeId, limits: contractLimits, warn: () => {} })).toThrow(
    /not in a bpffs/,
  );
});
