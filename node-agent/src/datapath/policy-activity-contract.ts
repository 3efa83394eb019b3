import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PolicyDirection, type RuleHitsKey } from './bpf/layout.gen.js';
import type { DatapathLimits } from './datapath.js';
import type { PolicyActivity } from './policy-activity.js';
import type { RowCursor } from './table-rows.js';

/** For the contract suite: activity, and a way to note it in the programs' place. */
export interface ActivitySubject {
  readonly activity: PolicyActivity;
  putHits(key: RuleHitsKey, packets: number): void;
  remove(): void;
}

export const activityLimits: DatapathLimits = {
  maxEndpoints: 16,
  maxPorts: 4,
  maxFlows: 16,
  maxRoutes: 16,
  maxPolicyEntries: 1_000,
  maxConnections: 64,
};

/** What every PolicyActivity does. Run on the fake (unit) and on the kernel. */
export function policyActivityContract(name: string, make: () => ActivitySubject): void {
  describe(`the contract of policy activity: ${name}`, () => {
    let subject: ActivitySubject;
    beforeEach(() => {
      subject = make();
    });
    afterEach(() => subject.remove());

    /** Groups beyond what a number of JavaScript can hold with a rule. */
    const keyOf = (i: number): RuleHitsKey => ({
      datapathId: i,
      direction: i % 2 ? PolicyDirection.EGRESS : PolicyDirection.INGRESS,
      rule: ((0xffff_ff00n + BigInt(i % 16)) << 32n) | BigInt(i),
    });
    function readAll(max: number, between: () => void = () => {}): { turns: number; hits: Map<number, number> } {
      const hits = new Map<number, number>();
      let turns = 0;
      for (let cursor: RowCursor | null = null; turns === 0 || cursor; turns++) {
        const rows = subject.activity.readRuleHits(cursor, max);
        for (let row = 0; row < rows.count; row++) {
          const key = rows.key(row);
          expect(key).toEqual(keyOf(key.datapathId));
          expect(hits.has(key.datapathId)).toBe(false);
          hits.set(key.datapathId, rows.value(row).packets);
        }
        cursor = rows.cursor;
        between();
      }
      return { turns, hits };
    }

    test('nothing is tracked and nothing was hit at first, and the limits are those asked for', () => {
      const { activity } = subject;
      expect(readAll(100).hits.size).toBe(0);
      expect(activity.ruleHitCapacity).toBe(1_000);
      activity.sweepConnections();
      expect(activity.connectionUsage()).toEqual({
        connection4: { entries: 0, capacity: 64 },
        connection6: { entries: 0, capacity: 64 },
        fragment: { entries: 0, capacity: 16_384 },
      });
      expect(activity.connectionsFull()).toBe(0);
    });

    test('hits are read in turns, each once, also while others come', () => {
      for (let i = 1; i <= 500; i++) subject.putHits(keyOf(i), i * 2 ** 33);
      let next = 501;
      const { turns, hits } = readAll(64, () => {
        subject.putHits(keyOf(next), 1);
        next++;
      });
      expect(turns).toBeGreaterThan(4);
      for (let i = 1; i <= 500; i++) expect(hits.get(i)).toBe(i * 2 ** 33);
    });

    test('hits that were removed are gone, the others stay; removing what is absent is no error', () => {
      for (let i = 1; i <= 10; i++) subject.putHits(keyOf(i), i);
      const rows = subject.activity.readRuleHits(null, 100);
      const doomed: Uint8Array[] = [];
      for (let row = 0; row < rows.count; row++) if (rows.key(row).datapathId > 3) doomed.push(rows.keyBytes(row));
      subject.activity.removeRuleHits(doomed);
      subject.activity.removeRuleHits(doomed);
      subject.activity.removeRuleHits([]);
      expect([...readAll(100).hits].sort(([a], [b]) => a - b)).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
    });

    test('denied records have one listener; ending what a port has not is no error', () => {
      const { activity } = subject;
      activity.onDeniedRecords(() => {});
      expect(() => activity.onDeniedRecords(() => {})).toThrow('a listener already');
      activity.endConnectionsOf(7, 4);
      activity.zeroSlot(4);
    });
  });
}
