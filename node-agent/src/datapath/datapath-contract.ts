import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portBandwidth } from './bandwidth.js';
import {
  CONFIG_BYTES,
  decodeConfig,
  encodeConfig,
  LAYOUT_VERSION,
  PROBE_FRAME_MIN,
  ProbeDrop,
} from './bpf/layout.gen.js';
import {
  type Datapath,
  type DatapathLimits,
  type PolicyTableName,
  policyTableNames,
  type TableName,
  tableNames,
} from './datapath.js';

/** For the contract suite: a datapath, and a way to make interfaces for it. */
export interface ContractSubject {
  readonly datapath: Datapath;
  /** Makes an interface and returns its index. */
  addInterface(): number;
  removeInterface(ifindex: number): void;
  /** Another datapath over the same pins, as after a restart; null where nothing outlives the process. */
  reopen(): Datapath | null;
  remove(): void;
}

export const contractLimits: DatapathLimits = {
  maxEndpoints: 64,
  maxPorts: 8,
  maxFlows: 64,
  maxRoutes: 32,
  maxPolicyEntries: 40,
  maxConnections: 64,
};

/** What every Datapath does. Run on the fake (unit) and on the kernel. */
export function datapathContract(name: string, make: () => ContractSubject): void {
  describe(`the datapath contract: ${name}`, () => {
    let subject: ContractSubject;
    beforeEach(() => {
      subject = make();
    });
    afterEach(() => subject.remove());

    const words = (count: number, from: number) => Uint32Array.from({ length: count }, (_, i) => from + i);

    function dump(datapath: Datapath, table: TableName | PolicyTableName): string[] {
      const all: string[] = [];
      const { keySize, valueSize } = datapath.table(table);
      datapath.table(table).readAll((keys, values, count) => {
        for (let i = 0; i < count; i++) {
          const key = keys.slice((i * keySize) / 4, ((i + 1) * keySize) / 4);
          const value = values.slice((i * valueSize) / 4, ((i + 1) * valueSize) / 4);
          all.push(`${[...key]} -> ${[...value.slice(0, 6)]}`);
        }
      });
      return all.sort();
    }

    test('every table but the arrays begins empty, and the limits are those asked for', () => {
      const { datapath } = subject;
      const arrays: Readonly<Record<string, number>> = { config: 1, policy_config: 1, policy_block: 40 };
      for (const table of [...tableNames, ...policyTableNames])
        expect(dump(datapath, table)).toHaveLength(arrays[table] ?? 0);
      expect(datapath.table('fdb').capacity).toBe(64);
      expect(datapath.table('neighbor4').capacity).toBe(64);
      expect(datapath.table('port_by_if').capacity).toBe(8);
      expect(datapath.table('flood_local').capacity).toBe(8);
      expect(datapath.slots).toBe(9);
      for (const table of policyTableNames)
        expect(datapath.table(table).capacity).toBe(table === 'policy_head' ? 17 : 40);
      expect(datapath.table('port_groups').capacity).toBe(64);
      expect(datapath.flowUsage()).toEqual({
        flow4: { entries: 0, capacity: 64 },
        flow6: { entries: 0, capacity: 64 },
      });
    });

    test('what is written is read back, replaced and removed, in batches', () => {
      const fdb = subject.datapath.table('fdb');
      const keys = words(3 * 10, 1);
      expect(fdb.write(keys, words(2 * 10, 100), 10)).toEqual({ done: 10, error: null });
      expect(dump(subject.datapath, 'fdb')).toHaveLength(10);
      expect(fdb.write(keys.slice(0, 3), words(2, 900), 1)).toEqual({ done: 1, error: null });
      expect(dump(subject.datapath, 'fdb')).toContain('1,2,3 -> 900,901');
      // One that is absent counts as removed.
      const gone = Uint32Array.of(1, 2, 3, 7777, 0, 0, 4, 5, 6);
      expect(fdb.remove(gone, 3)).toEqual({ done: 3, error: null });
      expect(dump(subject.datapath, 'fdb')).toHaveLength(8);
    });

    test('a full table writes what fits, names itself and its capacity, and still replaces', () => {
      const ports = subject.datapath.table('port_by_id');
      const keys = words(10, 1);
      const outcome = ports.write(keys, words(4 * 10, 0), 10);
      expect(outcome.done).toBe(8);
      expect(outcome.error?.kind).toBe('FULL');
      expect(outcome.error?.message).toContain('port_by_id');
      expect(outcome.error?.message).toContain('8');
      expect(ports.write(Uint32Array.of(3), words(4, 50), 1)).toEqual({ done: 1, error: null });
      expect(ports.remove(Uint32Array.of(1), 1).done).toBe(1);
      expect(ports.write(Uint32Array.of(9), words(4, 60), 1)).toEqual({ done: 1, error: null });
    });

    test('so does a full table of prefixes', () => {
      const { maxRoutes } = contractLimits;
      const routes = subject.datapath.table('route4');
      const prefixes = Array.from({ length: maxRoutes + 2 }, (_, i) => [32 + 32, 1, i + 1]);
      const outcome = routes.write(Uint32Array.from(prefixes.flat()), words(3 * prefixes.length, 0), prefixes.length);
      expect(outcome.done).toBe(maxRoutes);
      expect(outcome.error?.kind).toBe('FULL');
      expect(outcome.error?.message).toContain(`route4 is full: it holds ${maxRoutes}`);
      expect(routes.write(Uint32Array.from(prefixes[0] ?? []), words(3, 9), 1)).toEqual({ done: 1, error: null });
    });

    test('parts are written later, in order, and up to the first entry that is refused', async () => {
      const { datapath } = subject;
      const part = (table: 'fdb' | 'port_by_id', count: number, from: number) => {
        const { keySize, valueSize } = datapath.table(table);
        return { table, keys: words((keySize / 4) * count, from), values: words((valueSize / 4) * count, 7), count };
      };
      expect(await datapath.writeLater([])).toEqual({ parts: 0, done: 0, error: null });
      expect(await datapath.writeLater([part('fdb', 5, 1), part('port_by_id', 2, 1)])).toEqual({
        parts: 2,
        done: 0,
        error: null,
      });
      expect(dump(datapath, 'fdb')).toHaveLength(5);
      expect(dump(datapath, 'port_by_id')).toHaveLength(2);
      const parts = [part('fdb', 1, 900), part('port_by_id', 10, 1), part('fdb', 1, 990)];
      const outcome = await datapath.writeLater(parts);
      expect(outcome).toMatchObject({ parts: 1, done: 8, error: { kind: 'FULL' } });
      expect(outcome.error?.message).toContain('port_by_id');
      expect(outcome.error?.message).toContain('8');
      expect(dump(datapath, 'fdb')).toHaveLength(6);
    });

    test('a long value (a flood list) is written and read whole', () => {
      const flood = subject.datapath.table('flood_remote');
      expect(flood.write(Uint32Array.of(100), words(1025, 1), 1).done).toBe(1);
      flood.readAll((_keys, values, count) => {
        expect(count).toBe(1);
        expect([...values]).toEqual([...words(1025, 1)]);
      });
    });

    test('the configuration is one element: replaced, never removed', () => {
      const config = subject.datapath.table('config');
      expect(config.write(Uint32Array.of(0), words(config.valueSize / 4, 1), 1).done).toBe(1);
      expect(dump(subject.datapath, 'config')).toEqual(['0 -> 1,2,3,4,5,6']);
      expect(config.write(Uint32Array.of(1), words(config.valueSize / 4, 1), 1).error).not.toBeNull();
      expect(config.remove(Uint32Array.of(0), 1).error).not.toBeNull();
    });

    test('a slot has the policy that it was switched to last, if that is laid out; no other slot has any', () => {
      const { datapath } = subject;
      expect(datapath.portPolicies()).toEqual([]);
      expect(() => datapath.switchPolicy({ slot: 3, policy: 7, version: 1 })).toThrow(/policy 7 is not laid out/);
      datapath
        .table('policy_head')
        .write(Uint32Array.of(7, 8), words(2 * (datapath.table('policy_head').valueSize / 4), 1), 2);
      datapath.switchPolicy({ slot: 3, policy: 7, version: 1 });
      datapath.switchPolicy({ slot: 8, policy: 7, version: 2 });
      datapath.switchPolicy({ slot: 3, policy: 8, version: 0xffff_fffe });
      expect(datapath.portPolicies().toSorted((a, b) => a.slot - b.slot)).toEqual([
        { slot: 3, policy: 8, version: 0xffff_fffe },
        { slot: 8, policy: 7, version: 2 },
      ]);
      expect(() => datapath.switchPolicy({ slot: 9, policy: 7, version: 3 })).toThrow(/no slot 9/);
      datapath.switchPolicy({ slot: 3, policy: 0, version: 0 });
      expect(datapath.portPolicies()).toEqual([{ slot: 8, policy: 7, version: 2 }]);
    });

    test('blocks of policies are always there, up to as many as there are', () => {
      const blocks = subject.datapath.table('policy_block');
      const keys = Uint32Array.from({ length: 50 }, (_, i) => i);
      expect(blocks.write(keys, words(16 * 50, 1), 50)).toMatchObject({ done: 40, error: { kind: 'FULL' } });
      expect(dump(subject.datapath, 'policy_block')).toHaveLength(40);
      expect(blocks.remove(keys, 1).error).not.toBeNull();
    });

    test('opened again, slots have the policies that they had', () => {
      const { datapath } = subject;
      datapath.table('policy_head').write(Uint32Array.of(7), words(datapath.table('policy_head').valueSize / 4, 1), 1);
      datapath.switchPolicy({ slot: 1, policy: 7, version: 5 });
      expect(subject.reopen()?.portPolicies() ?? datapath.portPolicies()).toEqual([{ slot: 1, policy: 7, version: 5 }]);
    });

    test('a link is created once, then kept; it follows to another interface; detaching is idempotent', () => {
      const { datapath } = subject;
      const first = subject.addInterface();
      const second = subject.addInterface();
      expect(datapath.attach('from_port-a', 'from_port', first)).toBe('created');
      expect(datapath.attach('from_port-a', 'from_port', first)).toBe('kept');
      expect(datapath.attach('to_port-a', 'to_port', first)).toBe('created');
      expect(datapath.attach('from_port-a', 'from_port', second)).toBe('created');
      expect(datapath.links().toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
        { name: 'from_port-a', ifindex: second },
        { name: 'to_port-a', ifindex: first },
      ]);
      datapath.detach('from_port-a');
      datapath.detach('from_port-a');
      expect(datapath.links().map((l) => l.name)).toEqual(['to_port-a']);
    });

    test('a link whose interface vanished says so and can be made anew; an interface that is not there is an error', () => {
      const { datapath } = subject;
      const first = subject.addInterface();
      datapath.attach('from_port-a', 'from_port', first);
      subject.removeInterface(first);
      expect(datapath.links()).toEqual([{ name: 'from_port-a', ifindex: 0 }]);
      expect(() => datapath.attach('from_port-a', 'from_port', 999_999)).toThrow();
      const second = subject.addInterface();
      expect(datapath.attach('from_port-a', 'from_port', second)).toBe('created');
      expect(datapath.links()).toEqual([{ name: 'from_port-a', ifindex: second }]);
    });

    test('counters of a slot are zero after zeroing, and there is one number for each reason', () => {
      const { datapath } = subject;
      datapath.zeroSlot(8);
      expect(datapath.portCounters(8)).toEqual({ sentPackets: 0, sentBytes: 0, receivedPackets: 0, receivedBytes: 0 });
      expect(datapath.portDrops(8)).toEqual(new Array(64).fill(0));
      expect(datapath.flowLosses()).toEqual({ tableFull: 0, ringFull: 0 });
    });

    test('limits of a slot are as they were last set, and zero after zeroing', () => {
      const { datapath } = subject;
      const egress = { kilobitsPerSecond: 10_000, burstBytes: 312_500 };
      const none = portBandwidth({ egress: null, ingress: null });
      expect(datapath.bandwidth(8)).toEqual(none);
      datapath.limitBandwidth(8, { egress, ingress: null });
      datapath.limitBandwidth(7, { egress: null, ingress: egress });
      expect(datapath.bandwidth(8)).toEqual(portBandwidth({ egress, ingress: null }));
      datapath.limitBandwidth(8, { egress: null, ingress: egress });
      expect(datapath.bandwidth(8)).toEqual(portBandwidth({ egress: null, ingress: egress }));
      datapath.zeroSlot(8);
      expect(datapath.bandwidth(8)).toEqual(none);
      expect(datapath.bandwidth(7)).not.toEqual(none);
      expect(() => datapath.limitBandwidth(datapath.slots, { egress, ingress: null })).toThrow();
    });

    test('arrivals of ports have one listener', () => {
      subject.datapath.onPortArrivals(() => {});
      expect(() => subject.datapath.onPortArrivals(() => {})).toThrow('a listener already');
    });

    test('flow records have one listener; sweeping an empty table is nothing', () => {
      const { datapath } = subject;
      datapath.onFlowRecords(() => {});
      expect(() => datapath.onFlowRecords(() => {})).toThrow();
      datapath.sweepFlows();
      datapath.endFlowsOf(1);
      expect(datapath.flowUsage()).toMatchObject({ flow4: { entries: 0 }, flow6: { entries: 0 } });
    });

    const probeKey = Uint8Array.from({ length: 16 }, (_, i) => i);

    test('a tunnel is opened once, read, and closed; nothing is known of others', () => {
      const { tunnels } = subject.datapath;
      expect([tunnels.opened(), tunnels.read(5)]).toEqual([[], null]);
      tunnels.open(5, 1_700_000_000_000_000);
      tunnels.open(5, 1_800_000_000_000_000);
      tunnels.open(6, 1_900_000_000_000_000);
      expect(tunnels.opened().toSorted()).toEqual([5, 6]);
      const reading = tunnels.read(5);
      expect(reading?.paths.map(({ session, number, answered }) => [session, number, answered])).toEqual(
        new Array(5).fill([1_700_000_000_000_000, 0, 0]),
      );
      expect(reading?.peers).toEqual(new Array(5).fill(null));
      expect([tunnels.readPath(5, 4), tunnels.readPath(7, 0)]).toEqual([reading?.paths[4], null]);
      expect(reading?.roundTrips).toEqual(new Array(178).fill(0));
      tunnels.close(5);
      tunnels.close(5);
      expect([tunnels.opened(), tunnels.read(5)]).toEqual([[6], null]);
    });

    test('a probe that cannot be sent says why, and is counted', () => {
      const { tunnels } = subject.datapath;
      const config = subject.datapath.table('config');
      const node = { layoutVersion: LAYOUT_VERSION, vtepId: 1, vtepIp4: 0x01020304, mark: 0x1234 };
      const value = encodeConfig({ ...decodeConfig(Buffer.alloc(CONFIG_BYTES)), ...node });
      config.write(Uint32Array.of(0), new Uint32Array(new Uint8Array(value).buffer), 1);
      const send = (bytes: number = PROBE_FRAME_MIN) => tunnels.send(5, 0, bytes);
      expect(send(97)).toBe(ProbeDrop.MALFORMED);
      expect(send(16_001)).toBe(ProbeDrop.MALFORMED);
      expect(send()).toBe(ProbeDrop.NO_KEY);
      tunnels.configure({ key: probeKey, otherKey: null });
      expect(send()).toBe(ProbeDrop.NO_ROW);
      tunnels.open(5, 1);
      expect(send()).toBe(ProbeDrop.UNKNOWN_VTEP);
      tunnels.configure(null);
      expect(send()).toBe(ProbeDrop.NO_KEY);
      const { MALFORMED, NO_KEY, NO_ROW, UNKNOWN_VTEP } = ProbeDrop;
      const drops = tunnels.drops();
      expect([MALFORMED, NO_KEY, NO_ROW, UNKNOWN_VTEP].map((reason) => drops[reason])).toEqual([2, 2, 1, 1]);
      expect(tunnels.read(5)?.paths[0]?.number).toBe(0);
    });

    test('opened again, tunnels and their sessions are as they were', () => {
      subject.datapath.tunnels.open(5, 1_700_000_000_000_000);
      const again = subject.reopen();
      if (!again) return;
      again.tunnels.open(5, 1_800_000_000_000_000);
      expect(again.tunnels.read(5)?.paths[4]?.session).toBe(1_700_000_000_000_000);
    });

    test('opened again, entries and links are as they were, and links are kept', () => {
      const { datapath } = subject;
      const ifindex = subject.addInterface();
      datapath.attach('to_port-a', 'to_port', ifindex);
      datapath.table('vtep').write(Uint32Array.of(5), words(6, 1), 1);
      const again = subject.reopen();
      if (!again) return;
      expect(dump(again, 'vtep')).toEqual(['5 -> 1,2,3,4,5,6']);
      expect(again.links()).toEqual([{ name: 'to_port-a', ifindex }]);
      expect(again.attach('to_port-a', 'to_port', ifindex)).toBe('kept');
    });
  });
}
