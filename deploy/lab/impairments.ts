import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attachTcx } from '../../node-agent/src/datapath/bpf/attach.js';
import {
  type BpfHandle,
  type BpfMap,
  type BpfProgram,
  close,
  closeObject,
  deleteEntry,
  loadObject,
  lookup,
  openPinnedMap,
  openPinnedProgram,
  pin,
  update,
} from '../../node-agent/src/datapath/bpf/native.js';
import { ifindexByName } from '../../node-agent/src/datapath/bpf/network-namespace.js';
import { parseIp } from '../../proto/src/ip.js';
import { ipBatch, namespacePath } from './command.js';
import { built } from './directory.js';
import { routerInterface } from './fabric.js';
import { checkEffects, type Impairment, type ImpairmentAim, type ImpairmentEffects, sameAim } from './impairment.js';
import {
  decodeCounts,
  decodeRule,
  encodeRule,
  freeRule,
  mappedAddress,
  noCounts,
  pair,
  type Rule,
  ruleSlots,
  u32,
  wayOf,
} from './impairment-layout.js';
import { LabError } from './lab-error.js';
import { endProcess, ManagedProcess } from './process.js';
import type { Lab } from './running-lab.js';
import { waitFor } from './wait-for.js';

const programNames = ['leaving', 'arriving', 'delayed'] as const;
const mapNames = ['rules', 'counts', 'attachments', 'origins'] as const;
type Programs = Record<(typeof programNames)[number], BpfProgram>;
type Maps = Record<(typeof mapNames)[number], BpfMap>;

interface Loaded {
  readonly programs: Programs;
  readonly maps: Maps;
}

interface Slot {
  readonly slot: number;
  readonly impairment: Impairment;
}

/**
 * Impairments of a lab's underlay, in eBPF (impair.bpf.c) where the hosts' veths meet it: nothing of a host is touched. All state is in the
 * kernel, pinned in the lab's bpffs, so that any process may set, see and clear it; of several at a time only one may. Without a rule nothing is attached.
 */
export class Impairments {
  readonly #pins: string;
  /** `performance.now()` when the last change took effect. */
  changedAtMs = 0;

  constructor(readonly lab: Lab) {
    this.#pins = join(lab.plan.names.bpffs, 'impairments');
  }

  /** Sets what happens to packets; replaces what was said of the very same aim. @throws LabError */
  async set(aim: ImpairmentAim, effects: ImpairmentEffects): Promise<void> {
    checkEffects(effects);
    const rule = this.#rule(aim, effects);
    await this.clear((other) => sameAim(other, aim));
    await this.#using(async ({ programs, maps }) => {
      const slot = freeSlot(maps);
      this.#attach(rule.host, programs, maps);
      const lines = effects.delayMs === undefined ? [] : await this.#startLines(slot, rule, programs, maps);
      const bytes = encodeRule(rule, { peerAddresses: this.#addresses(aim.peer), lines });
      update(maps.counts, u32(slot), noCounts);
      // Its first word makes it count: the rest is there before.
      update(maps.rules, u32(slot), Buffer.concat([u32(0), bytes.subarray(4)]));
      update(maps.rules, u32(slot), bytes);
      this.changedAtMs = performance.now();
    });
  }

  /** Sets the same in both directions: each packet suffers it once, a round trip twice. */
  async setBoth(aim: Omit<ImpairmentAim, 'direction'>, effects: ImpairmentEffects): Promise<void> {
    for (const direction of ['out', 'in'] as const) await this.set({ ...aim, direction }, effects);
  }

  /** Ends those whose aim is chosen, by default all; how many there were. What is being delayed still arrives. */
  async clear(chosen: (aim: ImpairmentAim) => boolean = () => true): Promise<number> {
    if (!this.#isLoaded) return 0;
    return this.#using(async ({ maps }) => {
      const all = this.#slots(maps);
      const ended = all.filter(({ impairment }) => chosen(impairment.aim));
      for (const { slot } of ended) update(maps.rules, u32(slot), freeRule);
      this.changedAtMs = performance.now();
      await delay(Math.max(0, ...ended.map(({ impairment }) => (impairment.effects.delayMs ?? -5) + 5)));
      for (const { slot } of ended) await this.#endLines(slot, maps);
      const hosts = new Set(all.filter((s) => !ended.includes(s)).map((s) => s.impairment.aim.host));
      for (const { id, index } of this.lab.nodes()) if (!hosts.has(id)) this.#detach(index, maps);
      if (hosts.size === 0) rmSync(this.#pins, { recursive: true, force: true });
      return ended.length;
    });
  }

  /** All there are, and what they did. */
  async list(): Promise<Impairment[]> {
    if (!this.#isLoaded) return [];
    return this.#using(async ({ maps }) => this.#slots(maps).map(({ impairment }) => impairment));
  }

  #rule(aim: ImpairmentAim, effects: ImpairmentEffects): Rule {
    const { path, peer, control = false, direction } = aim;
    if (path !== undefined && !(Number.isInteger(path) && path >= 0 && path <= 3))
      throw new LabError(`path ${path} is not in 0..3`);
    if (peer === aim.host) throw new LabError(`${peer} is no other host`);
    if (peer !== undefined && control)
      throw new LabError('either one peer is meant, or all with controller and nats-server');
    return {
      host: this.lab.node(aim.host).index,
      direction,
      peer: peer === undefined ? null : this.lab.node(peer).index,
      path: path ?? null,
      control,
      effects,
    };
  }

  /** By which packets between hosts are known: the address on the underlay, and the VTEP's. */
  #addresses(host: string | undefined): Uint8Array[] {
    if (host === undefined) return [];
    const { index, vtep } = this.lab.node(host);
    return [this.lab.plan.addresses.host(index), vtep].map((ip) => mappedAddress(parseIp(ip)));
  }

  /** The underlay's ends of a host's veths, by uplink. */
  #interfaces(host: number): string[] {
    const { uplinks } = this.lab.plan.state;
    return uplinks > 1 ? Array.from({ length: uplinks }, (_, i) => routerInterface(i, host)) : [`host-${host}`];
  }

  get #namespace(): string {
    return this.lab.plan.names.underlay;
  }

  #ifindex(name: string): number {
    const index = ifindexByName(name, namespacePath(this.#namespace));
    if (index === null) throw new LabError(`no interface ${name} in ${this.#namespace}`);
    return index;
  }

  /** Calls with programs and maps, loaded and pinned if they are not yet. */
  async #using<T>(work: (loaded: Loaded) => Promise<T>): Promise<T> {
    const opened: BpfHandle[] = [];
    const open = <H extends BpfHandle>(name: string, handle: H | null): [string, H] => {
      if (handle === null) throw new LabError(`${join(this.#pins, name)} is missing: npm run lab -- down`);
      opened.push(handle);
      return [name, handle];
    };
    if (!this.#isLoaded) this.#load();
    try {
      const programs = Object.fromEntries(
        programNames.map((name) => open(name, openPinnedProgram(join(this.#pins, name)))),
      ) as Programs;
      const maps = Object.fromEntries(
        mapNames.map((name) => open(name, openPinnedMap(join(this.#pins, name)))),
      ) as Maps;
      return await work({ programs, maps });
    } finally {
      for (const handle of opened) close(handle);
    }
  }

  /** The last of the programs is pinned when all else is. */
  get #isLoaded(): boolean {
    return existsSync(join(this.#pins, 'delayed'));
  }

  #load(): void {
    const control = Buffer.from(parseIp(this.lab.plan.addresses.control)).readUInt32LE(0);
    const object = loadObject(built('deploy', 'lab', 'impair.bpf.o'), {
      pinDir: this.#pins,
      rodata: { control_ip4: control },
    });
    try {
      for (const name of programNames) {
        const program = object.programs[name];
        if (program !== undefined) pin(program, join(this.#pins, name));
      }
    } finally {
      closeObject(object);
    }
  }

  /** Puts the programs where the host's veths meet the underlay, if they are not there. */
  #attach(host: number, programs: Programs, maps: Maps): void {
    for (const [uplink, name] of this.#interfaces(host).entries()) {
      const ifindex = this.#ifindex(name);
      if (lookup(maps.attachments, u32(ifindex)) !== null) continue;
      this.#pinLink(`${name}-leaving`, programs.leaving, ifindex, 'ingress');
      this.#pinLink(`${name}-arriving`, programs.arriving, ifindex, 'egress');
      update(maps.attachments, u32(ifindex), pair(host, uplink));
    }
  }

  #detach(host: number, maps: Maps): void {
    for (const name of this.#interfaces(host)) {
      deleteEntry(maps.attachments, u32(this.#ifindex(name)));
      for (const way of ['leaving', 'arriving']) rmSync(join(this.#pins, `link-${name}-${way}`), { force: true });
    }
  }

  #pinLink(name: string, program: BpfProgram, ifindex: number, hook: 'ingress' | 'egress'): void {
    const link = attachTcx(ifindex, program, hook, { netns: namespacePath(this.#namespace) });
    pin(link, join(this.#pins, `link-${name}`));
    close(link);
  }

  /** Starts a line for each of the host's uplinks; their ifindexes. */
  async #startLines(slot: number, rule: Rule, programs: Programs, maps: Maps): Promise<number[]> {
    const lines: number[] = [];
    for (const [uplink, name] of this.#interfaces(rule.host).entries()) {
      const tap = tapName(slot, uplink);
      const micros = String(Math.round((rule.effects.delayMs ?? 0) * 1000));
      const { directory } = this.lab.plan;
      const line = new ManagedProcess({
        name: tap,
        namespace: null,
        argv: [built('deploy', 'lab', 'delay-line'), namespacePath(this.#namespace), tap, micros],
        log: directory.in('logs', `${tap}.log`),
        pidFile: directory.in('pids', `${tap}.json`),
      });
      line.start();
      const ifindex = await waitFor(`delay line ${tap}`, 5_000, () => {
        line.requireRunning();
        return ifindexByName(tap, namespacePath(this.#namespace)) ?? undefined;
      });
      const mtu = Math.min(65_521, this.lab.plan.state.underlayMtu + 100);
      await ipBatch(this.#namespace, [
        `link set ${tap} addrgenmode none`,
        `link set ${tap} mtu ${mtu} txqueuelen 10000 up`,
      ]);
      update(maps.origins, u32(ifindex), pair(this.#ifindex(name), wayOf(rule.direction)));
      this.#pinLink(tap, programs.delayed, ifindex, 'ingress');
      lines.push(ifindex);
    }
    return lines;
  }

  async #endLines(slot: number, maps: Maps): Promise<void> {
    const links = readdirSync(this.#pins).filter((name) => name.startsWith(`link-${tapName(slot, 0).slice(0, -1)}`));
    for (const link of links) {
      const tap = link.slice('link-'.length);
      const ifindex = ifindexByName(tap, namespacePath(this.#namespace));
      rmSync(join(this.#pins, link), { force: true });
      await endProcess(this.lab.plan.directory.in('pids', `${tap}.json`));
      if (ifindex !== null) deleteEntry(maps.origins, u32(ifindex));
    }
  }

  #slots(maps: Maps): Slot[] {
    const found: Slot[] = [];
    for (let slot = 0; slot < ruleSlots; slot++) {
      const rule = decodeRule(lookup(maps.rules, u32(slot)) ?? freeRule);
      if (rule === null) continue;
      const { peer, path } = rule;
      const aim: ImpairmentAim = {
        host: this.lab.plan.node(rule.host).id,
        direction: rule.direction,
        ...(peer !== null && { peer: this.lab.plan.node(peer).id }),
        ...(path !== null && { path }),
        ...(rule.control && { control: true }),
      };
      const counts = decodeCounts(lookup(maps.counts, u32(slot)) ?? noCounts);
      found.push({ slot, impairment: { aim, effects: rule.effects, counts } });
    }
    return found;
  }
}

/** @throws LabError if none is free */
function freeSlot(maps: Maps): number {
  for (let slot = 0; slot < ruleSlots; slot++)
    if (decodeRule(lookup(maps.rules, u32(slot)) ?? freeRule) === null) return slot;
  throw new LabError(`there are ${ruleSlots} impairments, and room for no more`);
}

function tapName(slot: number, uplink: number): string {
  return `delay-${slot}-${uplink}`;
}
