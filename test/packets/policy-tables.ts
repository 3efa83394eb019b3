import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import {
  type BpfMap,
  type BpfProgram,
  closeObject,
  deleteEntry,
  type LoadedObject,
  loadObject,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { encodeSkbContext, runSyscall, testRun } from '../../node-agent/src/datapath/bpf/test-run.js';
import { DROP_REASONS, type DropReasonName, type DropReasonNumber } from '../../proto/src/drop-reasons.gen.js';
import { type Ip, parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { key, SLOTS } from './node.js';
import type { Direction } from './policy-rules.js';

const { PolicyDirection } = layout;

/** Of an address that is an IPv4 one, the number that layouts take. */
export const ip4Number = (ip: Uint8Array) => Buffer.from(ip).readUInt32BE(0);

/** A port of the node: what its policy is asked for. */
export interface PolicedPort {
  readonly id: number;
  readonly slot: number;
  readonly vni: number;
  readonly ifindex: number;
  /** Each with the gateway of its subnet, if it is known. */
  readonly addresses: readonly { readonly address: string; readonly gateway?: string }[];
}

export interface Explained {
  /** null: it passes. */
  readonly reason: DropReasonName | null;
  readonly group: number;
  readonly number: number;
  readonly remotePort: number;
  readonly policy: number;
  readonly version: number;
}

const includes = join(import.meta.dirname, '../../modules/include');
const sources = {
  policy: join(import.meta.dirname, '../../modules/policy/policy.bpf.c'),
  probe: join(import.meta.dirname, 'policy-probe.bpf.c'),
};

/** The maps of a node with policies, the programs of the module policy, and those of policy-probe.bpf.c. Nothing is attached. */
export class PolicyTables {
  readonly maps: Readonly<Record<string, BpfMap>>;
  readonly #objects: LoadedObject[] = [];

  /** @param maxBlocks of policies */
  constructor(compiler = 'clang', maxBlocks = 65_536) {
    const folder = mkdtempSync(join(tmpdir(), 'weft-policy-'));
    try {
      const policy = loadObject(compile(compiler, sources.policy, folder), { maxEntries: sizes(maxBlocks) });
      this.#objects.push(policy);
      const shared = Object.fromEntries(Object.entries(policy.maps).filter(([name]) => !name.includes('.')));
      const probe = loadObject(compile(compiler, sources.probe, folder), { maps: shared });
      this.#objects.push(probe);
      this.maps = { ...probe.maps, ...policy.maps };
    } catch (error) {
      this.close();
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  map(name: string): BpfMap {
    const map = this.maps[name];
    if (!map) throw new Error(`no map ${name}`);
    return map;
  }

  program(name: string): BpfProgram {
    for (const { programs } of this.#objects) if (programs[name]) return programs[name];
    throw new Error(`no program ${name}`);
  }

  plug({ id, slot, vni, ifindex, addresses }: PolicedPort): void {
    const parsed = addresses.map(({ address, gateway }) => ({
      ip: parseIp(address),
      gateway: gateway && parseIp(gateway),
    }));
    const value = layout.encodePort({
      datapathId: id,
      generation: 1,
      vni,
      slot,
      mac: parseMac('02:0a:00:00:00:11'),
      mtu: 1500,
      flags: 0,
      floodPacketsPerS: 0,
      ip4: parsed
        .filter(({ ip }) => ip.length === 4)
        .map(({ ip, gateway }) => ({ address: ip4Number(ip), gateway: gateway ? ip4Number(gateway) : 0 })),
      ip6: parsed
        .filter(({ ip }) => ip.length === 16)
        .map(({ ip, gateway }) => ({ address: ip, gateway: gateway || new Uint8Array(16) })),
    });
    update(this.map('port_by_if'), layout.encodeIfKey({ ifindex, vlanId: 0 }), value);
  }

  /** A port, here or elsewhere, that has the addresses. */
  remote(vni: number, mac: string, to: { vtepId: number; datapathId: number }, ...addresses: string[]): void {
    update(this.map('fdb'), layout.encodeFdbKey({ vni, mac: parseMac(mac) }), layout.encodeFdb(to));
    for (const address of addresses) {
      const ip = parseIp(address);
      const [map, row] =
        ip.length === 4
          ? ['neighbor4', layout.encodeNeighbor4Key({ vni, ip4: ip4Number(ip) })]
          : ['neighbor6', layout.encodeNeighbor6Key({ vni, ip6: ip })];
      update(this.map(map as string), row as Buffer, layout.encodeNeighbor({ mac: parseMac(mac) }));
    }
  }

  groupsOf(datapathId: number, groups: readonly number[]): void {
    if (groups.length === 0) deleteEntry(this.map('port_groups'), key(datapathId));
    else update(this.map('port_groups'), key(datapathId), layout.encodePortGroups({ id: groups }));
  }

  /** What the program returns. */
  switchTo(slot: number, policy: number, version: number): number {
    return runSyscall(this.program('policy_switch'), layout.encodePolicySwitch({ slot, policy, version })).retval;
  }

  explain(port: PolicedPort, direction: Direction, frame: Buffer, vtepId: number): Explained {
    const context = encodeSkbContext({ cb: [port.ifindex, directionNumber(direction), vtepId] });
    const { retval, contextOut } = testRun(this.program('policy_explain'), { data: frame, context });
    const word = (index: number) => contextOut.readUInt32LE(48 + 4 * index);
    const reason = retval === 0 ? null : DROP_REASONS[retval as DropReasonNumber].name;
    return { reason, number: word(0), group: word(1), remotePort: word(2), policy: word(3), version: word(4) };
  }

  close(): void {
    for (const object of this.#objects.reverse()) closeObject(object);
  }
}

export const directionNumber = (direction: Direction) =>
  direction === 'egress' ? PolicyDirection.EGRESS : PolicyDirection.INGRESS;

/** An address of either family as programs' records have it: IPv4 mapped. */
export function mapped(ip: Ip): Buffer {
  if (ip.length === 16) return Buffer.from(ip);
  return Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), ip]);
}

function compile(compiler: string, source: string, folder: string): string {
  const machine = execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim();
  const output = join(folder, `${source.split('/').pop()?.replace('.bpf.c', '')}.bpf.o`);
  const flags = '-O2 -g -Wall -Wextra -Werror -target bpf -mcpu=v3 -fno-strict-aliasing'.split(' ');
  execFileSync(compiler, [
    ...flags,
    `-I${includes}`,
    '-idirafter',
    `/usr/include/${machine}-linux-gnu`,
    '-c',
    source,
    '-o',
    output,
  ]);
  return output;
}

/** Small ones: what is not preallocated costs nothing. */
function sizes(maxBlocks: number): Record<string, number> {
  const small = ['fdb', 'neighbor4', 'neighbor6', 'flow4', 'flow6', 'vtep', 'vtep_by_ip4', 'vtep_by_ip6', 'member'];
  const tracked = ['connection4', 'connection6', 'fragment', 'tunnel_traffic'];
  const bySlot = ['port_counters', 'port_flows', 'port_limits', 'port_policy', 'denied_limits'];
  return {
    ...Object.fromEntries([...small, ...tracked].map((name) => [name, 256])),
    ...Object.fromEntries(bySlot.map((name) => [name, SLOTS])),
    port_drop: SLOTS * layout.DROP_REASONS_MAX,
    flow_records: 4096,
    denied_records: 16_384,
    policy_block: maxBlocks,
  };
}
