import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { deleteEntry, lookup, lookupAll } from '../../node-agent/src/datapath/bpf/native.js';
import { layOutTries } from '../../node-agent/src/datapath/bpf/policy-tries.js';
import { formatIp, type Ip, parseIp } from '../../proto/src/ip.js';
import { key } from './node.js';
import { frameOf, memberships, neighbours, packetOf, rules, sent } from './policy-cases.js';
import { judge, open, type Rule } from './policy-rules.js';
import { type PolicedPort, PolicyTables } from './policy-tables.js';
import { PolicyTries } from './policy-tries.js';

/** An agent that finds policies in tries lays them out in blocks, before its programs ask those. */

const own = { 4: '10.1.0.11', 6: '2001:db8:1::b' } as const;
const port: PolicedPort = {
  id: 11,
  slot: 1,
  vni: 100,
  ifindex: 1000,
  addresses: [{ address: own[4] }, { address: own[6] }],
};

let tables: PolicyTables;
beforeAll(() => {
  tables = new PolicyTables('clang', 4_096);
  tables.plug(port);
  for (const { datapathId, vtepId, mac, addresses } of neighbours)
    tables.remote(port.vni, mac, { vtepId, datapathId }, ...addresses);
});
afterAll(() => tables?.close());

const heads = () => lookupAll(tables.map('policy_head')).count;

/** Has the policies of an earlier agent taken over, and lets go of them after `then`. */
function takenOver(policies: readonly (readonly Rule[])[], then: (tries: PolicyTries, take: () => string[]) => void) {
  const tries = new PolicyTries();
  const take = () => {
    const said: string[] = [];
    const to = { heads: tables.map('policy_head'), blocks: tables.map('policy_block') };
    layOutTries(
      (name) => tries.map(name),
      to,
      (message) => said.push(message),
    );
    return said;
  };
  try {
    for (const [i, all] of policies.entries()) tries.layOut(i + 1, all);
    tries.note(1, 77);
    expect(take()).toEqual([]);
    then(tries, take);
  } finally {
    tables.switchTo(port.slot, 0, 0);
    for (let id = 0; id <= policies.length; id++) deleteEntry(tables.map('policy_head'), key(id));
    tries.close();
  }
}

test('policies that were in tries say in blocks what their rules say, under the same ids', () => {
  let allowed = 0;
  let denied = 0;
  fc.assert(
    fc.property(
      fc.tuple(rules, rules),
      memberships,
      fc.array(sent, { minLength: 20, maxLength: 20 }),
      (policies, groups, packets) => {
        neighbours.forEach(({ datapathId }, i) => void tables.groupsOf(datapathId, groups[i] ?? []));
        takenOver(policies, () => {
          for (const [i, all] of policies.entries()) {
            expect(tables.switchTo(port.slot, i + 1, 3)).toBe(0);
            for (const one of packets) {
              const wanted = judge(all, packetOf(one, groups));
              const frame = frameOf(one, own[one.family], formatIp(one.remote));
              const { reason, group, number } = tables.explain(port, one.direction, frame, one.vtepId);
              const rule = wanted === open ? { group: 0, number: 1 } : { group: wanted?.group, number: wanted?.number };
              expect({ allowed: reason === null, group, number }, JSON.stringify({ all, one })).toEqual({
                allowed: wanted !== null,
                group: rule.group ?? 0,
                number: rule.number ?? 0,
              });
              if (wanted) allowed++;
              else denied++;
            }
          }
        });
      },
    ),
    { numRuns: 60 },
  );
  expect(Math.min(allowed, denied)).toBeGreaterThan(300);
});

test('of l4 ports the longest prefix counts, as it did', () => {
  const rule = (number: number, first: number, last: number): Rule => {
    return { group: 7, number, direction: 'ingress', protocol: 6, first, last, remote: null };
  };
  const policies = [
    [rule(1, 80, 80), rule(2, 0, 65_535), rule(3, 64, 127)],
    [rule(1, 64, 127), rule(2, 80, 80), rule(3, 0, 65_535)],
  ];
  takenOver(policies, () => {
    for (const [i, all] of policies.entries()) {
      expect(tables.switchTo(port.slot, i + 1, 3)).toBe(0);
      for (const l4 of [0, 63, 64, 79, 80, 81, 127, 128, 65_535]) {
        const one = {
          direction: 'ingress',
          family: 4,
          remote: parseIp('192.0.2.1'),
          protocol: 6,
          l4,
          vtepId: 1,
        } as const;
        const wanted = judge(all, packetOf(one, []));
        const { number } = tables.explain(port, 'ingress', frameOf(one, own[4], '192.0.2.1'), 1);
        expect([l4, number]).toEqual([l4, wanted !== open && wanted?.number]);
      }
    }
  });
});

test('the note of versions is taken over; what was interrupted goes on where it ended, and what is there is not touched', () => {
  const everything: Rule = {
    group: 7,
    number: 1,
    direction: 'ingress',
    protocol: 6,
    first: 80,
    last: 90,
    remote: null,
  };
  const policies = [[everything], [{ ...everything, number: 2 }], [{ ...everything, number: 3 }]];
  takenOver(policies, (_tries, take) => {
    const head = (id: number) => layout.decodePolicy(lookup(tables.map('policy_head'), key(id)) ?? Buffer.alloc(124));
    expect(heads()).toBe(4);
    expect(head(0)).toMatchObject({ flags: 1, rules: 77, blocks: 0 });
    const before = [1, 2, 3].map(head);
    deleteEntry(tables.map('policy_head'), key(2));
    expect(take()).toEqual([]);
    expect([1, 2, 3].map(head)).toEqual(before);
    const ranges = before.map(({ first, blocks }) => [first, blocks]).sort(([a = 0], [b = 0]) => a - b);
    for (const [i, [first = 0]] of ranges.entries()) {
      const [from = 0, count = 0] = ranges[i - 1] ?? [];
      expect(first).toBeGreaterThanOrEqual(from + count);
    }
  });
});

test('a policy that does not fit is left out, and said', () => {
  const large = Array.from(
    { length: 1_500 },
    (_, i): Rule => ({
      group: 7,
      number: i + 1,
      direction: 'ingress',
      protocol: 6,
      first: 1,
      last: 1,
      remote: {
        address: Uint8Array.of(0xfd, 0, i >> 8, i, 0, 0, 0, i, 0, 0, i, 0, 1, 0, 0, 0) as Ip,
        length: 128,
      },
    }),
  );
  const tries = new PolicyTries();
  try {
    tries.layOut(1, large);
    const said: string[] = [];
    const to = { heads: tables.map('policy_head'), blocks: tables.map('policy_block') };
    layOutTries(
      (name) => tries.map(name),
      to,
      (message) => said.push(message),
    );
    expect(said).toEqual(['policy 1 of an earlier agent does not fit into 4096 blocks']);
    expect(heads()).toBe(0);
  } finally {
    tries.close();
  }
});
