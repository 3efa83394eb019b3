import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { countEntries, deleteEntry, lookup, lookupAll, update } from '../../node-agent/src/datapath/bpf/native.js';
import { runSyscall } from '../../node-agent/src/datapath/bpf/test-run.js';
import type { DropReasonName } from '../../proto/src/drop-reasons.gen.js';
import { parseIp } from '../../proto/src/ip.js';
import { dualStack, ip6Of } from './discovery-topology.js';
import { runFrame } from './fixture.js';
import { EtherType, ethernet, ip4, ipNumber, Protocol, underlay, vxlan } from './frames.js';
import { ip6, type PacketFields } from './ip-families.js';
import { key, type Node, type PortPlace } from './node.js';
import { layOut } from './policy-layout.js';
import type { Direction, Rule } from './policy-rules.js';
import { a1, acme, far, here, makeNode, there } from './topology.js';

/** What becomes of a packet at a port with a policy. */
export type Fate = 'passes' | DropReasonName;

/** How tests see both families alike: packets between a1 and far, of topology.ts. */
export interface GuardedFamily {
  readonly name: 'IPv4' | 'IPv6';
  readonly own: string;
  readonly remote: string;
  readonly icmpProtocol: number;
  readonly echo: { readonly request: number; readonly reply: number };
  /** Types of errors about packets. */
  readonly errors: readonly number[];
  packet(fields: PacketFields, payload: Uint8Array): Buffer;
  readonly etherType: number;
  readonly map: 'connection4' | 'connection6';
  key(protocol: number, ownL4Port: number, remoteL4Port: number): Buffer;
}

export const guarded4: GuardedFamily = {
  name: 'IPv4',
  own: '10.0.0.11',
  remote: far.ip,
  icmpProtocol: Protocol.ICMP,
  echo: { request: 8, reply: 0 },
  errors: [3, 11, 12],
  packet: (fields, payload) => ip4(fields, payload),
  etherType: EtherType.IP4,
  map: 'connection4',
  key: (protocol, ownL4Port, remoteL4Port) =>
    layout.encodeConnection4Key({
      datapathId: a1.id,
      own: ipNumber('10.0.0.11'),
      remote: ipNumber(far.ip),
      ownL4Port,
      remoteL4Port,
      protocol,
    }),
};

export const guarded6: GuardedFamily = {
  name: 'IPv6',
  own: ip6Of.a1,
  remote: ip6Of.far,
  icmpProtocol: 58,
  echo: { request: 128, reply: 129 },
  errors: [1, 2, 3, 4],
  packet: ip6,
  etherType: EtherType.IP6,
  map: 'connection6',
  key: (protocol, ownL4Port, remoteL4Port) =>
    layout.encodeConnection6Key({
      datapathId: a1.id,
      own: Uint8Array.from(parseIp(ip6Of.a1)),
      remote: Uint8Array.from(parseIp(ip6Of.far)),
      ownL4Port,
      remoteL4Port,
      protocol,
    }),
};

/** A rule for everybody; without `l4Port` for every one. */
export function rule(direction: Direction, protocol: number, l4Port?: number, number = 1): Rule {
  const [first, last] = l4Port === undefined ? [0, 65_535] : [l4Port, l4Port];
  return { group: 900, number, direction, protocol, first, last, remote: null };
}

/** The rule with that number of the tests' group, as layouts have it. */
export const ruleName = (number: number) => (900n << 32n) | BigInt(number);

/** topology.ts with both families at a1, whose policy is the tests' to say. */
export class Guard {
  readonly node: Node;
  #policy = 0;
  #version = 100;
  #takeAway: (() => void)[] = [];

  constructor(sizes: Parameters<typeof makeNode>[0] = {}) {
    this.node = makeNode(sizes);
    dualStack()(this.node);
  }

  /** Lays out a policy and switches the port to it. */
  allow(rules: readonly Rule[], port: PortPlace = a1): void {
    this.#policy++;
    this.#takeAway.push(layOut(this.node, this.#policy, rules, this.#policy * 100));
    this.#switch(port, this.#policy);
  }

  /** The port has no policy any more. */
  open(port: PortPlace = a1): void {
    this.#switch(port, 0);
  }

  /** Of a1's word for its policy. */
  get version(): number {
    return this.#version;
  }

  #switch(port: PortPlace, policy: number): void {
    const context = layout.encodePolicySwitch({ slot: port.slot, policy, version: ++this.#version });
    const { retval } = runSyscall(this.node.program('policy_switch'), context);
    if (retval !== 0) throw new Error(`policy_switch returned ${retval}`);
  }

  /** a1 sends the frame. */
  sends(frame: Buffer, gsoSize = 0, port: PortPlace = a1): Fate {
    return this.#run({ program: 'from_port', on: port.device, frame, gsoSize });
  }

  /** The frame comes for a port of this node, from far's node. */
  gets(frame: Buffer): Fate {
    const outer = underlay({ source: there.ip, destination: here.ip, destinationMac: here.mac }, vxlan(acme, frame));
    return this.#run({ program: 'from_underlay', on: 'underlay', frame: outer });
  }

  #run(what: Parameters<typeof runFrame>[1]): Fate {
    const before = this.#dropped();
    const { verdict } = runFrame(this.node, what);
    const now = this.#dropped();
    for (const [name, count] of now) if (count !== (before.get(name) ?? 0)) return name;
    if (verdict !== 'redirect') throw new Error(`${what.program} says ${verdict} and counts nothing`);
    return 'passes';
  }

  #dropped(): Map<DropReasonName, number> {
    const sums = new Map<DropReasonName, number>();
    for (const { drops } of Object.values(this.node.counts())) {
      for (const [name, count] of Object.entries(drops ?? {})) {
        sums.set(name as DropReasonName, (sums.get(name as DropReasonName) ?? 0) + count);
      }
    }
    return sums;
  }

  /** A packet between a1 and far, as a frame. */
  frame(family: GuardedFamily, direction: Direction, protocol: number, payload: Uint8Array, more = {}): Buffer {
    const [from, to] = direction === 'egress' ? [a1, far] : [far, a1];
    const [source, destination] = direction === 'egress' ? [family.own, family.remote] : [family.remote, family.own];
    return ethernet(
      to.mac,
      from.mac,
      family.etherType,
      family.packet({ source, destination, protocol, ...more }, payload),
    );
  }

  passes(family: GuardedFamily, direction: Direction, protocol: number, payload: Uint8Array, more = {}): Fate {
    const frame = this.frame(family, direction, protocol, payload, more);
    return direction === 'egress' ? this.sends(frame) : this.gets(frame);
  }

  connection(
    family: GuardedFamily,
    protocol: number,
    ownL4Port: number,
    remoteL4Port: number,
  ): layout.Connection | null {
    const value = lookup(this.node.map(family.map), family.key(protocol, ownL4Port, remoteL4Port));
    return value && layout.decodeConnection(value);
  }

  /** As if the last packet had come so long ago. */
  age(family: GuardedFamily, protocol: number, ownL4Port: number, remoteL4Port: number, seconds: number): void {
    const row = family.key(protocol, ownL4Port, remoteL4Port);
    const value = lookup(this.node.map(family.map), row);
    if (!value) throw new Error('no such connection');
    // The host may not be up for so long.
    value.writeBigInt64LE(process.hrtime.bigint() - BigInt(seconds) * 1_000_000_000n, 24);
    update(this.node.map(family.map), row, value);
  }

  /** How often the rule with that number of the tests' group allowed something; number 0: how often none did. */
  hits(direction: Direction, number: number, port: PortPlace = a1): number {
    const row = layout.encodeRuleHitsKey({
      datapathId: port.id,
      direction: direction === 'egress' ? layout.PolicyDirection.EGRESS : layout.PolicyDirection.INGRESS,
      rule: number === 0 ? 0n : (900n << 32n) | BigInt(number),
    });
    const value = lookup(this.node.map('rule_hits'), row);
    return value ? layout.decodeRuleHits(value).packets : 0;
  }

  /** Places of the port's shares that are taken. */
  share(of: 'port_connections' | 'port_fragments' = 'port_connections', port: PortPlace = a1): number {
    return lookup(this.node.map(of), key(port.slot))?.readUInt32LE(0) ?? 0;
  }

  tracked(): number {
    return countEntries(this.node.map('connection4')) + countEntries(this.node.map('connection6'));
  }

  sweep(
    scope: layout.ConnectionSweepScope = layout.ConnectionSweepScope.DUE,
    datapathId = 0,
    telling = 0,
  ): layout.ConnectionSweep {
    const nothing = { ended: 0, left4: 0, left6: 0, fragments: 0 };
    const context = layout.encodeConnectionSweep({ scope, datapathId, telling, ...nothing });
    return layout.decodeConnectionSweep(runSyscall(this.node.program('connection_sweep'), context).contextOut);
  }

  /** No policy and nothing tracked. */
  reset(): void {
    for (const port of [a1]) this.open(port);
    for (const takeAway of this.#takeAway.splice(0)) takeAway();
    for (const id of [11, 12, 13, 31, 32]) this.sweep(layout.ConnectionSweepScope.PORT, id);
    const hits = lookupAll(this.node.map('rule_hits'));
    for (let i = 0; i < hits.count; i++) {
      const bytes = layout.RULE_HITS_KEY_BYTES;
      deleteEntry(this.node.map('rule_hits'), hits.keys.subarray(i * bytes, (i + 1) * bytes));
    }
  }

  close(): void {
    this.node.close();
    this.node.netns.delete();
  }
}
