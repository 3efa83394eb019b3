import { join } from 'node:path';
import { attachTcx } from '../../node-agent/src/datapath/bpf/attach.js';
import { BpfTunnelCounters } from '../../node-agent/src/datapath/bpf/bpf-tunnel-counters.js';
import * as layout from '../../node-agent/src/datapath/bpf/layout.gen.js';
import { ofModule } from '../../node-agent/src/datapath/bpf/module-maps.js';
import {
  type BpfHandle,
  type BpfMap,
  type BpfProgram,
  close,
  deleteEntry,
  loadObject,
  lookup,
  lookupAll,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { DROP_REASONS, type DropReasonName, type DropReasonNumber } from '../../proto/src/drop-reasons.gen.js';
import { parseIp } from '../../proto/src/ip.js';
import { parseMac } from '../../proto/src/mac.js';
import { ipNumber } from './frames.js';
import type { Namespace } from './namespace.js';

/** WEFT_MODULES_BUILD: another compiler's objects. */
const build = process.env.WEFT_MODULES_BUILD ?? join(import.meta.dirname, '../../modules/build');
export const SLOTS = 16;
/** Maps of one object only: constants, and what is not in maps.h. */
const privateMaps = /\.|_room$/;

export interface PortPlace {
  readonly id: number;
  readonly slot: number;
  readonly vni: number;
  readonly mac: string;
  readonly ips: readonly string[];
  readonly device: string;
  readonly deliver: layout.Deliver;
}

/** What a slot counted: only what is not zero. */
export interface SlotCounts {
  sent?: [packets: number, bytes: number];
  received?: [packets: number, bytes: number];
  drops?: Partial<Record<DropReasonName, number>>;
}
export type Counts = Record<number, SlotCounts>;

/** The real programs over maps of their own, and the devices of a namespace. What the agent does, without the agent. */
export class Node {
  readonly netns: Namespace;
  readonly maps: Readonly<Record<string, BpfMap>>;
  readonly programs: Readonly<Record<string, BpfProgram>>;
  readonly config: layout.Config;
  readonly #handles: BpfHandle[] = [];

  constructor(
    netns: Namespace,
    options: Partial<layout.Config> & {
      vtepId: number;
      vtepIp: string;
      underlay: string;
      vxlan: string;
      maxFlows?: number;
      maxInnerFlows?: number;
      maxConnections?: number;
      ringBytes?: number;
    },
  ) {
    this.netns = netns;
    const maxEntries = {
      port_counters: SLOTS,
      port_drop: SLOTS * layout.DROP_REASONS_MAX,
      port_flows: SLOTS,
      fdb: 4096,
      neighbor4: 4096,
      flow4: options.maxFlows ?? 4096,
      inner_flow: options.maxInnerFlows ?? 4096,
      tunnel_traffic: SLOTS,
      flow_records: options.ringBytes ?? 1 << 20,
      connection4: options.maxConnections ?? 4096,
      connection6: options.maxConnections ?? 4096,
    };
    const bridge = loadObject(join(build, 'bridge.bpf.o'), { maxEntries });
    const maps = Object.fromEntries(Object.entries(bridge.maps).filter(([name]) => !privateMaps.test(name)));
    const load = (module: string, more: Readonly<Record<string, BpfMap>> = {}) => {
      const path = join(build, `${module}.bpf.o`);
      return loadObject(path, { maps: ofModule(path, { ...maps, ...more }) });
    };
    const vxlan = load('vxlan');
    this.maps = { ...vxlan.maps, ...maps };
    const ofProbes = Object.fromEntries(Object.entries(vxlan.maps).filter(([name]) => /^(probe|tunnel)_/.test(name)));
    const others = ['flow', 'announce', 'connections', 'policy'].map((module) => load(module));
    const objects = [bridge, vxlan, ...others, load('tunnels', ofProbes)];
    this.programs = Object.assign({}, ...objects.map((object) => object.programs));
    for (const object of objects) this.#handles.push(...Object.values(object.programs), ...Object.values(object.maps));
    const {
      vtepIp,
      underlay,
      vxlan: device,
      maxFlows: _,
      ringBytes: __,
      maxInnerFlows: ___,
      maxConnections: ____,
      ...rest
    } = options;
    this.config = {
      layoutVersion: layout.LAYOUT_VERSION,
      vtepIp4: ipNumber(vtepIp),
      underlayIfindex: netns.ifindex(underlay),
      vxlanIfindex: netns.ifindex(device),
      vxlanPort: 4789,
      mark: 0x5eed1234,
      flowUpdateS: 10,
      flowIdleS: 30,
      flowPortMax: 1000,
      underlayCount: 1,
      vtepIp6: new Uint8Array(16),
      vtepPacketsPerS: 0,
      icmpErrorsPerS: 100,
      counts: layout.Counts.TUNNELS | layout.Counts.INNER_FLOWS,
      ...rest,
    };
    this.configure({});
  }

  map(name: string): BpfMap {
    const map = this.maps[name];
    if (!map) throw new Error(`no map ${name}`);
    return map;
  }

  program(name: string): BpfProgram {
    const program = this.programs[name];
    if (!program) throw new Error(`no program ${name}`);
    return program;
  }

  /** Writes the configuration, changed for once; null as the agent has not written one yet. */
  configure(changes: Partial<layout.Config> | null): void {
    const value = changes ? layout.encodeConfig({ ...this.config, ...changes }) : Buffer.alloc(layout.CONFIG_BYTES);
    update(this.map('config'), key(0), value);
  }

  plug(port: PortPlace): void {
    const ifindex = this.netns.ifindex(port.device);
    const { id: datapathId, vni, slot, deliver } = port;
    update(
      this.map('port_by_if'),
      layout.encodeIfKey({ ifindex, vlanId: 0 }),
      layout.encodePort({
        datapathId,
        generation: 7,
        vni,
        slot,
        mac: parseMac(port.mac),
        ip4: port.ips.map((ip) => ({ address: ipNumber(ip), gateway: 0 })),
        ip6: [],
        mtu: 0,
        flags: 0,
        floodPacketsPerS: 0,
      }),
    );
    this.portOut(datapathId, { ifindex, slot, vni, deliver, xdpRedirect: 0 });
  }

  portOut(id: number, out: layout.PortOut): void {
    update(this.map('port_by_id'), key(id), layout.encodePortOut(out));
  }

  fdb(vni: number, mac: string, entry: layout.Fdb): void {
    update(this.map('fdb'), layout.encodeFdbKey({ vni, mac: parseMac(mac) }), layout.encodeFdb(entry));
  }

  neighbor(vni: number, ip: string, mac: string): void {
    update(
      this.map('neighbor4'),
      layout.encodeNeighbor4Key({ vni, ip4: ipNumber(ip) }),
      layout.encodeNeighbor({ mac: parseMac(mac) }),
    );
  }

  /** The port was active here, and has left. */
  departs(id: number, vni: number): void {
    update(this.map('departing_port'), key(id), key(vni));
  }

  /** It has left for good. */
  departed(id: number): void {
    deleteEntry(this.map('departing_port'), key(id));
  }

  /** Another node. Without an IPv4 address: one that has IPv6 only. */
  vtep(vtepId: number, ip: string | null): void {
    update(this.map('vtep'), key(vtepId), layout.encodeVtep({ ip4: ip ? ipNumber(ip) : 0, ip6: new Uint8Array(16) }));
    if (ip) update(this.map('vtep_by_ip4'), Buffer.from(parseIp(ip)), key(vtepId));
  }

  /** What is carried to and from it is counted in `slot` of `tunnel_traffic`. */
  member(vni: number, vtepId: number, slot: number = layout.TrafficSlot.FULL): void {
    update(this.map('member'), layout.encodeMemberKey({ vni, vtepId }), key(slot));
  }

  flood(where: 'local' | 'remote', vni: number, ids: readonly number[]): void {
    update(this.map(`flood_${where}`), key(vni), layout.encodeFlood({ id: ids }));
  }

  forgetFlood(where: 'local' | 'remote', vni: number): void {
    deleteEntry(this.map(`flood_${where}`), key(vni));
  }

  attach(device: string, program: string, direction: 'ingress' | 'egress'): void {
    this.#handles.push(
      attachTcx(this.netns.ifindex(device), this.program(program), direction, { netns: this.netns.path }),
    );
  }

  /** When the last GSO frame came for the tap of a slot: so long before now. */
  lastGsoForTap(slot: number, msAgo: number): void {
    const value = Buffer.alloc(8);
    value.writeBigUInt64LE(process.hrtime.bigint() - BigInt(msAgo * 1e6));
    update(this.map('tap_gso_last'), key(slot), value);
  }

  /** Everything counted so far, per slot. */
  counts(): Counts {
    const counts: Counts = {};
    const at = (slot: number) => (counts[slot] ??= {});
    const counters = lookupAll(this.map('port_counters'));
    const perSlot = counters.values.length / counters.count;
    for (let i = 0; i < counters.count; i++) {
      const slot = counters.keys.readUInt32LE(4 * i);
      const sum = { sentPackets: 0, sentBytes: 0, receivedPackets: 0, receivedBytes: 0 };
      for (let cpu = 0; cpu < perSlot; cpu += layout.PORT_COUNTERS_BYTES) {
        const one = layout.decodePortCounters(counters.values, i * perSlot + cpu);
        for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += one[name];
      }
      if (sum.sentPackets > 0) at(slot).sent = [sum.sentPackets, sum.sentBytes];
      if (sum.receivedPackets > 0) at(slot).received = [sum.receivedPackets, sum.receivedBytes];
    }
    const drops = lookupAll(this.map('port_drop'));
    const perReason = drops.values.length / drops.count;
    for (let i = 0; i < drops.count; i++) {
      const index = drops.keys.readUInt32LE(4 * i);
      let packets = 0;
      for (let cpu = 0; cpu < perReason; cpu += 8) packets += Number(drops.values.readBigUInt64LE(i * perReason + cpu));
      if (packets === 0) continue;
      const slot = at(Math.floor(index / layout.DROP_REASONS_MAX));
      slot.drops ??= {};
      slot.drops[DROP_REASONS[(index % layout.DROP_REASONS_MAX) as DropReasonNumber].name] = packets;
    }
    return counts;
  }

  /** Packets dropped for a reason on a slot. */
  drops(slot: number, reason: DropReasonName): number {
    return this.counts()[slot]?.drops?.[reason] ?? 0;
  }

  /** Everything dropped, by slot. */
  allDrops(): Record<string, SlotCounts['drops']> {
    return Object.fromEntries(Object.entries(this.counts()).flatMap(([slot, c]) => (c.drops ? [[slot, c.drops]] : [])));
  }

  /** Sets all counters to zero. */
  resetCounts(): void {
    for (const name of ['port_counters', 'port_drop']) {
      const map = this.map(name);
      const { keys, values, count } = lookupAll(map);
      const zero = Buffer.alloc(values.length / count);
      for (let i = 0; i < count; i++) {
        const value = values.subarray(i * zero.length, (i + 1) * zero.length);
        if (!value.equals(zero)) update(map, keys.subarray(4 * i, 4 * i + 4), zero);
      }
    }
  }

  flowLosses(): { tableFull: number; ringFull: number } {
    const sum = { tableFull: 0, ringFull: 0 };
    const values = lookup(this.map('flow_losses'), key(0)) ?? Buffer.alloc(0);
    for (let at = 0; at < values.length; at += layout.FLOW_LOSSES_BYTES) {
      const one = layout.decodeFlowLosses(values, at);
      sum.tableFull += one.tableFull;
      sum.ringFull += one.ringFull;
    }
    return sum;
  }

  /** What tunnels carried. */
  get traffic(): BpfTunnelCounters {
    return new BpfTunnelCounters({ tunnel_traffic: this.map('tunnel_traffic'), inner_flow: this.map('inner_flow') });
  }

  close(): void {
    for (const handle of this.#handles.reverse()) close(handle);
  }
}

/** A map key or value that is one 32-bit number. */
export function key(n: number): Buffer {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return b;
}
