import { decodeRa } from '../datapath/bpf/layout.gen.js';
import type { DesiredState } from '../state/desired-state.js';
import type { BadEntry, LocalPort } from '../state/entities.js';
import * as rows from '../state/rows.js';
import type { Tables } from '../state/tables.js';
import type { Announcer } from './announcer.js';
import { dhcp4Row } from './dhcp4-row.js';
import { readAdvertisement } from './read-advertisement.js';
import {
  type AdvertisementFacts,
  finalAdvertisement,
  routerAdvertisement,
  type Withdrawn,
} from './router-advertisement.js';
import { advertisementFactsOf, dhcp4FactsOf, type NetworkSubnets } from './subnet-facts.js';

interface Advertising {
  readonly facts: AdvertisementFacts;
  readonly frame: Buffer;
  /** Local ports, by datapath id. */
  readonly ports: ReadonlySet<number>;
}

/**
 * How ports come to their addresses: the rows of dhcp4 (per local port) and ra (per network with local ports), from what the state knows of subnets, and
 * unsolicited advertisements when what a network advertises changes, or a port comes that may have asked too early.
 */
export class Addressing {
  readonly #state: DesiredState;
  readonly #tables: Tables['fromPlugs'];
  readonly #announcer: Announcer;
  readonly #advertising = new Map<number, Advertising>();
  /** What an earlier run advertised, of networks that were not laid out since: hosts go by it. */
  readonly #held = new Map<number, AdvertisementFacts>();
  #complete = false;
  readonly #problems = new Map<string, BadEntry>();
  /** What is to be told once the kernel has the rows. */
  #toTell: (() => void)[] = [];
  /** Raised by every change of what can't be laid out. */
  problemChanges = 0;

  constructor(parts: { state: DesiredState; tables: Tables['fromPlugs']; announcer: Announcer }) {
    this.#state = parts.state;
    this.#tables = parts.tables;
    this.#announcer = parts.announcer;
  }

  /** The rows of `ra` that the kernel holds. Before anything is laid out. */
  restore(keys: Uint32Array, values: Uint32Array, count: number): void {
    const words = values.length / Math.max(count, 1);
    for (let i = 0; i < count; i++) {
      const { frame, length } = decodeRa(rows.bytesOf(values.subarray(i * words, (i + 1) * words)));
      const facts = readAdvertisement(frame.subarray(0, length));
      if (facts) this.#held.set(keys[i] ?? 0, facts);
    }
  }

  /** The state is complete: a network that is not to advertise now has stopped while nobody was there to say so. */
  onComplete(): void {
    this.#complete = true;
  }

  /** Ports and networks that have no row because it can't be laid out. */
  problems(): Iterable<BadEntry> {
    return this.#problems.values();
  }

  /** The port is plugged here, or something about it or its subnets has changed. */
  layOutPort(port: LocalPort): void {
    const { datapathId, vni } = port;
    const network = this.#networkOf(vni);
    const facts = network && dhcp4FactsOf(port, network);
    const result = facts ? dhcp4Row(facts) : null;
    if (result && 'row' in result) this.#tables.dhcp4.put(rows.u32(datapathId), rows.dhcp4(result.row));
    else this.#tables.dhcp4.remove(rows.u32(datapathId));
    const defect =
      result && 'defect' in result ? `port ${port.portId} (${datapathId}) has no DHCP: ${result.defect}` : null;
    this.#note(`dhcp4:${datapathId}`, { localPort: { datapathId } }, defect);
  }

  forgetPort(datapathId: number): void {
    this.#tables.dhcp4.remove(rows.u32(datapathId));
    this.#note(`dhcp4:${datapathId}`, { localPort: { datapathId } }, null);
  }

  /** `ports`: of the network on this node, by datapath id, ascending. */
  layOutNetwork(vni: number, ports: readonly number[]): void {
    const network = ports.length > 0 ? this.#networkOf(vni) : null;
    const facts = network && advertisementFactsOf(network);
    const result = facts ? routerAdvertisement(facts) : null;
    const defect = result && 'defect' in result ? `VNI ${vni} does not advertise: ${result.defect}` : null;
    this.#note(`ra:${vni}`, { network: { vni } }, defect);
    if (facts && result && 'frame' in result) {
      this.#tables.ra.put(rows.u32(vni), rows.ra(result.frame));
      this.#advertise(vni, { facts, frame: result.frame, ports: new Set(ports) });
    } else {
      this.#tables.ra.remove(rows.u32(vni));
      this.#advertiseNothing(vni, ports.length > 0);
    }
  }

  /** The kernel has what was laid out. */
  afterFlush(): void {
    if (this.#complete) this.#endHeld();
    const toTell = this.#toTell;
    this.#toTell = [];
    for (const tell of toTell) tell();
  }

  close(): void {
    this.#announcer.close();
  }

  #networkOf(vni: number): NetworkSubnets | null {
    const mtu = this.#state.networks.get(vni)?.mtu;
    return mtu === undefined ? null : { mtu, subnets: this.#state.subnets.of(vni) };
  }

  #advertise(vni: number, next: Advertising): void {
    const before = this.#advertising.get(vni);
    const told = before?.facts ?? this.#held.get(vni);
    this.#advertising.set(vni, next);
    this.#held.delete(vni);
    const isKnown = before?.frame.equals(next.frame) && isSubset(next.ports, before.ports);
    if (isKnown) return;
    const initial = told ? withWithdrawn(next, told) : next.frame;
    this.#toTell.push(() => this.#announcer.tell(vni, { initial, periodic: next.frame }));
  }

  #advertiseNothing(vni: number, hasPorts: boolean): void {
    const before = this.#advertising.get(vni);
    if (!before) return;
    this.#advertising.delete(vni);
    this.#toTell.push(() => {
      if (hasPorts) this.#announcer.tell(vni, { initial: finalAdvertisement(before.facts), periodic: null });
      else this.#announcer.forget(vni);
    });
  }

  #endHeld(): void {
    for (const [vni, facts] of this.#held) {
      if (!this.#tables.flood_local.get(rows.u32(vni))) continue;
      this.#announcer.tell(vni, { initial: finalAdvertisement(facts), periodic: null });
    }
    this.#held.clear();
  }

  #note(id: string, key: BadEntry['key'], message: string | null): void {
    if ((this.#problems.get(id)?.message ?? null) === message) return;
    if (message === null) this.#problems.delete(id);
    else this.#problems.set(id, { key, reason: 'BAD_VALUE', message });
    this.problemChanges++;
  }
}

function isSubset(part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean {
  for (const one of part) if (!whole.has(one)) return false;
  return true;
}

/** The advertisement, with what it no longer has. Where there is no room for that, hosts forget it when its lifetime ends. */
function withWithdrawn(next: Advertising, before: AdvertisementFacts): Buffer {
  const has = (list: readonly Uint8Array[], one: Uint8Array) => list.some((other) => Buffer.compare(other, one) === 0);
  const prefixes = next.facts.prefixes.map((p) => p.prefix);
  const withdrawn: Withdrawn = {
    prefixes: before.prefixes.filter((p) => !has(prefixes, p.prefix)),
    dnsServers: before.dnsServers.filter((server) => !has(next.facts.dnsServers, server)),
  };
  const result = routerAdvertisement(next.facts, withdrawn);
  return 'frame' in result ? result.frame : next.frame;
}
