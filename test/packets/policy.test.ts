import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { lookup } from '../../node-agent/src/datapath/bpf/native.js';
import { formatIp, parseIp } from '../../proto/src/ip.js';
import { key } from './node.js';
import { frameOf, memberships, neighbours, packetOf, rules, type Sent, sent } from './policy-cases.js';
import { layOut } from './policy-layout.js';
import { judge, open, type Rule } from './policy-rules.js';
import { type PolicedPort, PolicyTables } from './policy-tables.js';

const vni = 100;
const own = { 4: '10.1.0.11', 6: '2001:db8:1::b' } as const;
const port: PolicedPort = {
  id: 11,
  slot: 1,
  vni,
  ifindex: 1000,
  addresses: [{ address: own[4] }, { address: own[6] }],
};
const slotOfPort = 1;

let tables: PolicyTables;
let nextPolicy = 1;
beforeAll(() => {
  tables = new PolicyTables();
  tables.plug(port);
  for (const { datapathId, vtepId, mac, addresses } of neighbours)
    tables.remote(vni, mac, { vtepId, datapathId }, ...addresses);
});
afterAll(() => tables?.close());
beforeEach(() => expect(tables.switchTo(slotOfPort, 0, 0)).toBe(0));

/** Gives the port a policy of the rules for as long as `then` runs. */
function having(all: readonly Rule[], then: (policy: number) => void): void {
  const policy = nextPolicy++;
  // Classes of another policy must not be in the way.
  const others = layOut(
    tables,
    nextPolicy++,
    all.map((rule) => ({ ...rule, protocol: 0, number: 999 })),
    5_000,
  );
  const remove = layOut(tables, policy, all);
  try {
    expect(tables.switchTo(slotOfPort, policy, 3)).toBe(0);
    then(policy);
  } finally {
    tables.switchTo(slotOfPort, 0, 0);
    remove();
    others();
  }
}

const explain = (one: Sent) =>
  tables.explain(port, one.direction, frameOf(one, own[one.family], formatIp(one.remote)), one.vtepId);

test('a policy says what its rules say, and which of them', () => {
  let allowed = 0;
  let denied = 0;
  fc.assert(
    fc.property(rules, memberships, fc.array(sent, { minLength: 30, maxLength: 30 }), (all, groups, packets) => {
      neighbours.forEach(({ datapathId }, i) => void tables.groupsOf(datapathId, groups[i] ?? []));
      having(all, (policy) => {
        for (const one of packets) {
          const wanted = judge(all, packetOf(one, groups));
          const { reason, group, number, policy: asked, version } = explain(one);
          const denial = one.direction === 'egress' ? 'EGRESS_DENIED' : 'INGRESS_DENIED';
          const rule =
            wanted === open ? { group: 0, number: 1 } : { group: wanted?.group ?? 0, number: wanted?.number ?? 0 };
          expect({ reason, group, number }, JSON.stringify({ all, one })).toEqual({
            reason: wanted ? null : denial,
            ...rule,
          });
          expect([asked, version]).toEqual([policy, 3]);
          if (wanted) allowed++;
          else denied++;
        }
      });
    }),
    { numRuns: 300 },
  );
  // Neither is so rare that nothing was tested.
  expect(Math.min(allowed, denied)).toBeGreaterThan(1_000);
});

const to = (change: Partial<Sent> = {}): Sent => ({
  direction: 'ingress',
  family: 4,
  remote: parseIp('10.1.0.20'),
  protocol: 6,
  l4: 80,
  vtepId: 1,
  ...change,
});
const everything: Rule = {
  group: 7,
  number: 1,
  direction: 'ingress',
  protocol: 0,
  first: 0,
  last: 65_535,
  remote: null,
};

test('prefixes that nest as deep as addresses are asked to the widest', () => {
  const nested = Array.from({ length: 129 }, (_, length): Rule => {
    const address = parseIp('::');
    return {
      ...everything,
      number: 200 - length,
      protocol: 17,
      first: length,
      last: length,
      remote: { address, length },
    };
  });
  having(nested, () => {
    for (const l4 of [0, 1, 64, 127, 128]) {
      const packet = to({ family: 6, remote: parseIp('::'), protocol: 17, l4 });
      expect(explain(packet)).toMatchObject({ reason: null, number: 200 - l4 });
    }
    expect(explain(to({ family: 6, remote: parseIp('::'), protocol: 17, l4: 129 }))).toMatchObject({
      reason: 'INGRESS_DENIED',
    });
  });
});

describe('policy_switch', () => {
  const active = () => {
    const { active } = layout.decodePortPolicy(lookup(tables.map('port_policy'), key(slotOfPort)) ?? Buffer.alloc(8));
    return { version: Math.floor(active / 2 ** 32), policy: active % 2 ** 32 };
  };

  test('switches one port to a policy that is laid out', () => {
    having([everything], (policy) => {
      expect(tables.switchTo(slotOfPort, policy, 77)).toBe(0);
      expect(active()).toEqual({ version: 77, policy });
      const others = [0, 2, 3].map((slot) => lookup(tables.map('port_policy'), key(slot)));
      expect(others).toEqual([Buffer.alloc(8), Buffer.alloc(8), Buffer.alloc(8)]);
    });
  });

  test('refuses a policy that is not laid out, and the port keeps what it has', () => {
    having([everything], (policy) => {
      expect(tables.switchTo(slotOfPort, policy + 1_000, 4)).toBe(2);
      expect(active()).toEqual({ version: 3, policy });
    });
  });

  test('refuses a slot that there is not', () => {
    expect(tables.switchTo(1_000_000, 0, 0)).toBe(1);
  });

  test('takes a policy away, whatever the version', () => {
    having([], () => {
      expect(explain(to())).toMatchObject({ reason: 'INGRESS_DENIED' });
      expect(tables.switchTo(slotOfPort, 0, 9)).toBe(0);
      expect(active()).toEqual({ version: 0, policy: 0 });
      expect(explain(to())).toMatchObject({ reason: null, policy: 0, group: 0, number: 0 });
    });
  });

  test('a policy that is gone lets nothing pass', () => {
    const remove = layOut(tables, 4_000_000, [everything]);
    expect(tables.switchTo(slotOfPort, 4_000_000, 1)).toBe(0);
    expect(explain(to())).toMatchObject({ reason: null });
    remove();
    expect(explain(to())).toMatchObject({ reason: 'POLICY_MISSING' });
  });
});
