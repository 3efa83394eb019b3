import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, keyDigestOf } from './entry-digest.js';
import { DigestSum, differenceOf, EntrySet } from './entry-set.js';
import { parseScenario, readScenario } from './scenario.js';
import { Simulation } from './simulation.js';

const scenarioFile = (name: string) => join(import.meta.dirname, name);

describe('the simulator', () => {
  it('ends with every agent equal to a recompute, over restarts, lost disks and slow readers', async () => {
    const scenario = readScenario(scenarioFile('ci.yaml'));
    const measured = await Simulation.run(scenario, () => {});
    expect(measured.differences).toEqual([]);
    expect(measured.ports).toBe(360);
    expect(measured.writes).toBeGreaterThan(200);
    // One each, and one more for each of the two that lost their disk: whoever came back got only what it had missed.
    expect(measured.snapshots).toBe(14);
  }, 100_000);
});

describe('a scenario', () => {
  it.each(readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml')))('%s is valid', (name) => {
    expect(`${readScenario(scenarioFile(name)).name}.yaml`).toBe(name);
  });

  const valid = { name: 'x', nodes: 3, tenants: 1, networksPerTenant: 1, portsPerNetwork: 9, nodesPerNetwork: 2 };
  it.each([
    [{ nodes: 0 }, 'nodes: 0 is not in 1..10000'],
    [{ nodes: 1.5 }, 'nodes: 1.5 is not a whole number'],
    [{ nodesPerNetwork: 4 }, 'nodesPerNetwork: 4 is not in 1..3'],
    [{ tenants: 'many' }, 'tenants: "many" is not in 1..100000'],
    [{ connect: 'never' }, 'connect: "never" is not one of before-load, after-load'],
    [{ color: 'red' }, 'color: there is no such field'],
    [{ churn: { perSecond: 5 } }, 'churn.durationS: is required'],
    [{ churn: { perSecond: 5, durationS: 1, mix: { rename: 1 } } }, 'churn.mix.rename: there is no such field'],
    [{ churn: { perSecond: 5, durationS: 1, mix: { join: 1 } } }, 'churn.mix.join: there are no routers'],
    [{ churn: { perSecond: 5, durationS: 1, mix: { rules: 1 } } }, 'churn.mix.rules: groups have less than 2 rules'],
    [{ securityGroups: { perTenant: 2, rules: 1, perPort: 3 } }, 'securityGroups.perPort: 3 is not in 0..2'],
    [{ routersPerTenant: 2 }, 'routersPerTenant: 2 for 1 networks; 16 at most have any'],
    [{ churn: [] }, 'churn: [] is not a mapping'],
    [{ events: [{ atS: 1, restart: 9 }] }, 'events[0].restart: 9 is not in 1..3'],
    [{ events: [{ atS: 1, restart: 2 }] }, 'events: the last ends at 1 s, after the churn'],
    [{ targets: { speed: 1 } }, 'targets.speed: there is no such field'],
    [{ portsPerNetwork: 30_000 }, 'nodes: 10000 ports a node; the limit is 8000'],
  ])('with %j is refused: %s', (change, message) => {
    expect(() => parseScenario(JSON.stringify({ ...valid, ...change }))).toThrow(message);
  });
});

describe('a set of digests', () => {
  const fdb = (vni: number, last: number, vtepId: number) => ({
    fdb: { vni, mac: Uint8Array.of(2, 0, 0, 0, 0, last), vtepId, datapathId: last },
  });

  it('is that of the entries that are left, in whatever order they came and went', () => {
    const step = fc.record({ kind: fc.nat(9), vni: fc.integer({ min: 1, max: 3 }), last: fc.nat(40), vtep: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const set = new EntrySet();
        const model = new Map<string, ReturnType<typeof fdb>>();
        for (const { kind, vni, last, vtep } of steps) {
          const entry = fdb(vni, last, vtep);
          if (kind === 0) {
            set.removeNetwork(vni);
            for (const [key, { fdb }] of model) if (fdb.vni === vni) model.delete(key);
          } else if (kind < 4) {
            set.remove(keyDigestOf(entry));
            model.delete(`${vni} ${last}`);
          } else {
            expect(set.put(digestOf(entry))).toBe(model.has(`${vni} ${last}`));
            model.set(`${vni} ${last}`, entry);
          }
        }
        const sum = new DigestSum();
        for (const entry of model.values()) sum.add(digestOf(entry));
        expect(set.size).toBe(model.size);
        expect(differenceOf(sum.digest(), set.digest())).toBeNull();
      }),
    );
  });

  it('differs where a single value or a single entry does', () => {
    const sumOf = (...entries: ReturnType<typeof fdb>[]) => {
      const sum = new DigestSum();
      for (const entry of entries) sum.add(digestOf(entry));
      return sum.digest();
    };
    const expected = sumOf(fdb(1, 1, 1), fdb(1, 2, 1));
    expect(differenceOf(expected, sumOf(fdb(1, 1, 1), fdb(1, 2, 2)))).toBe('as many entries, but other values');
    expect(differenceOf(expected, sumOf(fdb(1, 1, 1)))).toBe('1 fdb entries, not 2');
    expect(differenceOf(expected, sumOf(fdb(1, 1, 1), fdb(1, 2, 1)))).toBeNull();
  });
});
