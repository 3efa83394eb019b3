import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InnerFlows } from './inner-flows.js';
import { NodeBudgets, nodeBudget } from './node-budgets.js';
import { StarvedViews } from './starved-views.js';
import { TrafficTable } from './traffic-table.js';

const bytes = (sentBytes: number, receivedBytes = 0) => ({
  vni: 7,
  sentBytes,
  receivedBytes,
  sentPackets: 1,
  receivedPackets: 0,
});

describe('the table of traffic', () => {
  it('has rates between the last two reports, which stand still when nothing is told any more', () => {
    const table = new TrafficTable();
    const read = (now: number) => table.read([...table.rowsOf(7)][0] ?? -1, now);
    table.tell(0, 1, bytes(1_000, 500), 10_000, 1_000);
    expect(read(10_000)).toMatchObject({ sentBytes: 1_000, sentBytesPerSecond: 0, receivedBytesPerSecond: 0 });
    table.tell(0, 1, bytes(5_000, 500), 12_000, 1_000);
    expect(read(12_000)).toMatchObject({ sentBytesPerSecond: 2_000, receivedBytesPerSecond: 0 });
    expect(table.sentBytesPerSecond(15_000)).toBe(2_000);
    expect(read(15_001)).toMatchObject({ sentBytes: 5_000, sentBytesPerSecond: 0 });
    expect(table.sentBytesPerSecond(15_001)).toBe(0);
    // The counters began anew.
    table.tell(0, 1, bytes(10), 16_000, 1_000);
    expect(read(16_000)).toMatchObject({ sentBytes: 10, sentBytesPerSecond: 0 });
  });

  it('is what a map would be, in any order of reports and removals', () => {
    const step = fc.tuple(fc.nat(2), fc.nat(3), fc.nat(3), fc.nat(9));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new TrafficTable();
        const model = new Map<string, number>();
        for (const [vni, from, to, what] of steps) {
          if (what === 0) {
            table.removeWhere((f) => f === from);
            for (const key of model.keys()) if (key.split(' ')[1] === String(from)) model.delete(key);
            continue;
          }
          table.tell(from, to, { ...bytes(what), vni }, 5, 1_000);
          model.set(`${vni} ${from} ${to}`, what);
        }
        const rows = table.vnis().flatMap((vni) => Array.from(table.rowsOf(vni), (row) => table.read(row, 5)));
        expect(new Map(rows.map((row) => [`${row.vni} ${row.from} ${row.to}`, row.sentBytes]))).toEqual(model);
        expect(table.size).toBe(model.size);
      }),
    );
  });

  it('has one row of a VNI, whatever an agent takes for one', () => {
    const table = new TrafficTable();
    const vni = 0xff_ff_ff_ff;
    table.tell(0, 1, { ...bytes(1_000), vni }, 1_000, 1_000);
    table.tell(0, 1, { ...bytes(3_000), vni }, 2_000, 1_000);
    expect([table.size, table.vnis()]).toEqual([1, [vni]]);
    expect(table.read([...table.rowsOf(vni)][0] ?? -1, 2_000)).toMatchObject({ vni, sentBytesPerSecond: 2_000 });
    table.removeWhere(() => true);
    expect([table.size, table.vnis()]).toEqual([0, []]);
  });

  it('drops and counts what has no room', () => {
    const table = new TrafficTable(2);
    for (const to of [1, 2, 3]) table.tell(0, to, bytes(1), 5, 1_000);
    expect([table.size, table.dropped]).toEqual([2, 1]);
    table.tell(0, 1, bytes(9), 6, 1_000);
    expect(table.dropped).toBe(1);
  });
});

describe('inner flows', () => {
  const ip = (last: number) => ({ bytes: Uint8Array.of(10, 0, 0, last) });
  const flow = (last: number) => ({
    vni: 7,
    source: ip(1),
    destination: ip(last),
    received: false,
    packets: 1,
    bytes: 60,
  });

  it('are kept by their ends and way, bounded, as long as they are told', () => {
    const flows = new InnerFlows(3);
    flows.tell(0, 1, flow(2), 5);
    flows.tell(0, 1, { ...flow(2), bytes: 90 }, 6);
    flows.tell(0, 1, { ...flow(2), received: true }, 6);
    flows.tell(0, 2, flow(2), 6);
    flows.tell(0, 1, flow(3), 6);
    expect([flows.size, flows.dropped]).toEqual([3, 1]);
    expect(flows.read(7, 0, 1).map(({ bytes: b, received }) => [b, received])).toEqual([
      [90, false],
      [60, true],
    ]);
    flows.removeWhere((_from, to, toldMs) => to === 1 && toldMs === 6);
    expect([flows.size, flows.read(7, 0, 1)]).toEqual([1, []]);
  });

  it('keep nothing of the message that they came in, and take no address that is none', () => {
    const flows = new InnerFlows();
    const message = new Uint8Array(1_000);
    flows.tell(0, 1, { ...flow(2), source: { bytes: message.subarray(0, 4) } }, 5);
    flows.tell(0, 1, { ...flow(2), source: { bytes: message.subarray(0, 5) } }, 5);
    expect(flows.size).toBe(1);
    expect(flows.read(7, 0, 1)[0]?.source?.bytes?.buffer.byteLength).toBe(4);
  });
});

describe('starved views', () => {
  it('are found by VNI and by view, and tell what changes', () => {
    const told: string[] = [];
    const starved = new StarvedViews((vni, view) => told.push(`${vni} ${view}`));
    starved.set(1, [10, 11, 11]);
    starved.set(2, [11]);
    expect([...starved.viewsOf(11)]).toEqual([1, 2]);
    starved.set(1, [11]);
    expect([starved.vnisOf(1), [...starved.viewsOf(10)]]).toEqual([[11], []]);
    starved.set(1, []);
    starved.set(1, []);
    expect([...starved.viewsOf(11)]).toEqual([2]);
    expect(told).toEqual(['10 1', '11 1', '11 2', '10 1', '11 1', '11 1']);
  });
});

describe('the budget of a node', () => {
  it('is what it may send at once, and what it gets again with time; others have their own', () => {
    const budgets = new NodeBudgets();
    const { messages, bytes: volume } = nodeBudget;
    for (let i = 0; i < messages.atOnce; i++) expect(budgets.take('h1', 10, 0)).toBe(true);
    expect(budgets.take('h1', 10, 0)).toBe(false);
    expect(budgets.take('h2', 10, 0)).toBe(true);
    const again = Array.from({ length: 2 * messages.perSecond }, () => budgets.take('h1', 10, 1_000));
    expect(again.filter(Boolean)).toHaveLength(messages.perSecond);
    expect(budgets.take('h2', volume.atOnce + 1, 2_000)).toBe(false);
    expect(budgets.take('h2', volume.atOnce, 20_000)).toBe(true);
    expect(budgets.take('h2', volume.perSecond, 20_500)).toBe(false);
  });
  it('is one of elements as well: many small ones in few bytes take no more time than others do', () => {
    const budgets = new NodeBudgets();
    const { elements } = nodeBudget;
    const tells = (nowMs: number, count: number) => budgets.take('h1', 10, nowMs) && budgets.takeElements('h1', count);
    expect(tells(0, elements.atOnce)).toBe(true);
    expect(tells(0, 1)).toBe(false);
    expect(tells(100, elements.perSecond / 10 + 1)).toBe(false);
    expect(tells(100, elements.perSecond / 10)).toBe(true);
    expect(tells(3_600_000, elements.atOnce + 1)).toBe(false);
    expect(budgets.takeElements('h2', 1)).toBe(false);
  });
});
