import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { lookup } from '../../node-agent/src/datapath/bpf/native.js';
import { formatIp, parseIp } from '../../proto/src/ip.js';
import { key } from './node.js';
import { frameOf, memberships, neighbours, packetOf, rules, type Sent, sent } from './policy-cases.js';
import { layOutCompiled } from './policy-compiled.js';
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

type LayOut = typeof layOut;

/** Gives the port a policy of the rules for as long as `then` runs. */
function having(all: readonly Rule[], then: (policy: number) => void, put: LayOut = layOut): void {
  const policy = nextPolicy++;
  // Blocks of another policy must not be in the way.
  const others = put(
    tables,
    nextPolicy++,
    all.map((rule) => ({ ...rule, protocol: 0, number: 999 })),
  );
  const remove = put(tables, policy, all, 30_000);
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

test.each([
  ['laid out by the plainest way', layOut],
  ["as the agent's", layOutCompiled],
])('a policy %s says what its rules say, and which of them', (_how, put) => {
  let allowed = 0;
  let denied = 0;
  fc.assert(
    fc.property(rules, memberships, fc.array(sent, { minLength: 30, maxLength: 30 }), (all, groups, packets) => {
      neighbours.forEach(({ datapathId }, i) => void tables.groupsOf(datapathId, groups[i] ?? []));
      having(
        all,
        (policy) => {
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
        },
        put,
      );
    }),
    { numRuns: 200 },
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
  for (const put of [layOut, layOutCompiled])
    having(
      nested,
      () => {
        for (const l4 of [0, 1, 64, 127, 128]) {
          const packet = to({ family: 6, remote: parseIp('::'), protocol: 17, l4 });
          expect(explain(packet)).toMatchObject({ reason: null, number: 200 - l4 });
        }
        expect(explain(to({ family: 6, remote: parseIp('::'), protocol: 17, l4: 129 }))).toMatchObject({
          reason: 'INGRESS_DENIED',
        });
      },
      put,
    );
});

describe('10,000 rules of an agent', () => {
  const rules = (of: (i: number) => Partial<Rule>) =>
    Array.from(
      { length: 10_000 },
      (_, i): Rule => ({
        ...everything,
        group: 7 + (i >> 12),
        number: 1 + (i & 4095),
        protocol: 17,
        first: 3 * i,
        last: 3 * i + 1,
        ...of(i),
      }),
    );
  const prefix = (text: string, length: number) => ({ address: parseIp(text), length });
  const hex = (i: number) => i.toString(16);
  const groupsOf = (i: number) => neighbours.map((_, at) => (at === 0 ? [i] : []));
  const sets: [name: string, of: (i: number) => Partial<Rule>, remote: (i: number) => Sent['remote'], family: 4 | 6][] =
    [
      [
        'of neighbouring prefixes',
        (i) => ({ remote: prefix(`100.${i >> 8}.${i & 255}.0`, 24) }),
        (i) => parseIp(`100.${i >> 8}.${i & 255}.255`),
        4,
      ],
      [
        'of addresses apart',
        (i) => ({ remote: prefix(`${i & 127}.3.${i >> 7}.9`, 32) }),
        (i) => parseIp(`${i & 127}.3.${i >> 7}.9`),
        4,
      ],
      [
        'of IPv6 prefixes',
        (i) => ({ remote: prefix(`2001:db8:${hex(i)}::`, 48) }),
        (i) => parseIp(`2001:db8:${hex(i)}:ffff::1`),
        6,
      ],
      [
        'of IPv6 addresses of one network',
        (i) => ({ remote: prefix(`2001:db8::${hex((i * 7) % 65_536)}:${hex(i)}:${hex(i)}`, 128) }),
        (i) => parseIp(`2001:db8::${hex((i * 7) % 65_536)}:${hex(i)}:${hex(i)}`),
        6,
      ],
      ['of one prefix', () => ({ remote: prefix('10.1.0.0', 16) }), () => parseIp('10.1.7.7'), 4],
      ['of everybody', () => ({ remote: null }), () => parseIp('2001:db8:9::9'), 6],
      [
        'within each other',
        (i) => ({ remote: prefix(i % 33 === 0 ? '0.0.0.0' : formatIp(cutTo('10.255.0.1', i % 33)), i % 33) }),
        () => parseIp('10.255.0.1'),
        4,
      ],
      ['of 1,000 security groups', (i) => ({ remote: 5 + 11 * (i % 1_000) }), () => parseIp('10.1.0.20'), 4],
    ];
  test.each(sets)('%s: each allows what it says, and nothing else is allowed', (_name, of, remote, family) => {
    const all = rules(of);
    having(
      all,
      () => {
        for (let i = 0; i < all.length; i += 97) {
          const { first, group, number, remote: side } = all[i] as Rule;
          if (typeof side === 'number')
            neighbours.forEach(({ datapathId }, at) => void tables.groupsOf(datapathId, groupsOf(side)[at] ?? []));
          const packet = to({ family, remote: remote(i), protocol: 17, l4: first });
          expect(explain(packet)).toMatchObject({ reason: null, group, number });
          expect(explain({ ...packet, l4: first + 1 })).toMatchObject({ reason: null, group, number });
          expect(explain({ ...packet, l4: first + 2 })).toMatchObject({ reason: 'INGRESS_DENIED' });
          expect(explain({ ...packet, protocol: 6 })).toMatchObject({ reason: 'INGRESS_DENIED' });
        }
      },
      layOutCompiled,
    );
  });
});

function cutTo(text: string, length: number) {
  return Uint8Array.from(
    parseIp(text),
    (byte, i) => byte & (0xff << (8 - Math.min(8, Math.max(0, length - 8 * i)))),
  ) as Sent['remote'];
}

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
